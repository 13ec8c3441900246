//! Types of columns, apart from any backend.

use diesel::sql_types as st;

use crate::types::sql_types::{Array, Unsigned};

/// The type of a column, as a model means it; each backend has its own name for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnType {
    /// True or false.
    Boolean,
    /// 8-bit integer.
    TinyInt,
    /// 16-bit integer.
    SmallInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// An integer of the width of this one, without a sign.
    Unsigned(&'static Self),
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// A decimal number.
    Decimal {
        /// Digits in all, if limited.
        precision: Option<u32>,
        /// Digits after the point, if limited.
        scale: Option<u32>,
    },
    /// Text.
    Text {
        /// The longest text, in characters, if limited.
        max_length: Option<u32>,
    },
    /// Bytes.
    Binary {
        /// The longest value, in bytes, if limited.
        max_length: Option<u32>,
    },
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// Date and time without a zone.
    Timestamp,
    /// A moment in time.
    TimestampTz,
    /// A UUID.
    Uuid,
    /// JSON, as text.
    Json,
    /// JSON, taken apart.
    Jsonb,
    /// A list of values of a type.
    Array(&'static Self),
    /// An enum that has a type of its own where the database has such types; elsewhere a text.
    Enum {
        /// The schema that the type is in, if that is said.
        namespace: Option<&'static str>,
        /// The type's name.
        name: &'static str,
        /// Its values, as SQL literals.
        values: &'static [&'static str],
    },
    /// A type that is known by its name in SQL only.
    Named(&'static str),
}

impl ColumnType {
    /// Text or binary limited to so many characters or bytes; other types stay as they are.
    #[must_use]
    pub const fn max_length(self, length: u32) -> Self {
        match self {
            Self::Text { .. } => Self::Text { max_length: Some(length) },
            Self::Binary { .. } => Self::Binary { max_length: Some(length) },
            other => other,
        }
    }
}

/// A SQL type that a column can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a SQL type a column can have",
    label = "the field's type has no SQL type",
    note = "for an enum add `#[derive(ColumnEnum)]` to it, for a newtype `#[derive(ColumnType)]`",
    note = "for an alias or a type of your own name its SQL type: `#[model(sql_type = diesel::sql_types::Text)]`",
    note = "for a SQL type of your own implement `ColumnSqlType`, with `TYPE = ColumnType::Named(\"hstore\")` or whatever it is called; `#[model(db_type = \"..\")]` names it for one column"
)]
pub trait ColumnSqlType {
    /// The type, apart from any backend.
    const TYPE: ColumnType;
    /// Whether it includes NULL.
    const NULLABLE: bool = false;
    /// The values it is restricted to, in SQL.
    const ONE_OF: Option<&'static [&'static str]> = None;
}

impl<ST: ColumnSqlType> ColumnSqlType for st::Nullable<ST>
where
    ST: st::SqlType<IsNull = st::is_nullable::NotNull>,
{
    const TYPE: ColumnType = ST::TYPE;
    const NULLABLE: bool = true;
    const ONE_OF: Option<&'static [&'static str]> = ST::ONE_OF;
}

/// SQL types, and what they are to a column.
macro_rules! column_sql_types { ($($sql_type:ty => $column_type:expr),* $(,)?) => { $(
    impl $crate::schema::ColumnSqlType for $sql_type {
        const TYPE: $crate::schema::ColumnType = $column_type;
    }
)* } }
pub(crate) use column_sql_types;
column_sql_types! {
    st::Bool => ColumnType::Boolean,
    st::TinyInt => ColumnType::TinyInt,
    st::SmallInt => ColumnType::SmallInt,
    st::Integer => ColumnType::Integer,
    st::BigInt => ColumnType::BigInt,
    st::Float => ColumnType::Float,
    st::Double => ColumnType::Double,
    st::Numeric => ColumnType::Decimal { precision: None, scale: None },
    st::Text => ColumnType::Text { max_length: None },
    st::Binary => ColumnType::Binary { max_length: None },
    st::Date => ColumnType::Date,
    st::Interval => ColumnType::Named("INTERVAL"),
    st::Time => ColumnType::Time,
    st::Timestamp => ColumnType::Timestamp,
    st::Json => ColumnType::Json,
    st::Jsonb => ColumnType::Jsonb,
}

impl<ST: ColumnSqlType> ColumnSqlType for Array<ST> {
    const TYPE: ColumnType = ColumnType::Array(&ST::TYPE);
}

impl<ST: ColumnSqlType> ColumnSqlType for Unsigned<ST> {
    const TYPE: ColumnType = ColumnType::Unsigned(&ST::TYPE);
}

/// A Rust type that every enabled backend can store as the SQL type `ST`.
///
/// Implemented for whatever can be; a field whose type is not gets one error, at the field.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a `{ST}` column",
    label = "this type has no mapping to the column's SQL type",
    note = "use a type with a mapping, wrap it in a newtype with `#[derive(ColumnType)]`, or name the SQL type: `#[model(sql_type = ...)]`",
    note = "types of `chrono`, `time`, `uuid`, `serde_json` and `bigdecimal` need the feature of `model-runtime` of that name (`json` for `serde_json`)"
)]
pub trait ColumnValue<ST> {}

#[diagnostic::do_not_recommend]
impl<T, ST> ColumnValue<ST> for T where T: crate::backend::StoredOnEach<ST> {}
