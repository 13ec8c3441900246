//! The SQL type of a Rust type.

use diesel::sql_types as st;

use super::sql_types::{Array, Unsigned};

/// The SQL type that a Rust type is stored as, unless a model names another.
///
/// This is what `#[derive(ColumnType)]` asks of the field of a newtype.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column: it has no SQL type",
    label = "not a type that a column can hold",
    note = "for an enum add `#[derive(ColumnEnum)]` to it, for a newtype `#[derive(ColumnType)]`",
    note = "an `Option` belongs around the newtype, in the model: `Option<UserId>`"
)]
pub trait StoredAs {
    /// The SQL type, which is not nullable.
    type SqlType: st::SqlType + st::SingleValue;
}

macro_rules! stored_as { ($($rust:ty => $sql:ty),* $(,)?) => { $(
    #[diagnostic::do_not_recommend]
    impl StoredAs for $rust {
        type SqlType = $sql;
    }
)* } }

/// What a list can be of: bytes are `Binary`, and not a list of integers without a sign.
pub trait ListItem: StoredAs {}

/// These, and lists of them.
macro_rules! items_stored_as { ($($rust:ty => $sql:ty),* $(,)?) => {
    stored_as! { $($rust => $sql),* }
    $(
        #[diagnostic::do_not_recommend]
        impl ListItem for $rust {}
    )*
} }

items_stored_as! {
    bool => st::Bool,
    i16 => st::SmallInt,
    i32 => st::Integer,
    i64 => st::BigInt,
    f32 => st::Float,
    f64 => st::Double,
    String => st::Text,
    std::borrow::Cow<'static, str> => st::Text,
    Vec<u8> => st::Binary,
}

stored_as! {
    str => st::Text,
    i8 => st::TinyInt,
    u8 => Unsigned<st::TinyInt>,
    u16 => Unsigned<st::SmallInt>,
    u32 => Unsigned<st::Integer>,
    u64 => Unsigned<st::BigInt>,
}

#[diagnostic::do_not_recommend]
impl<T: ListItem> StoredAs for Vec<T>
where
    T::SqlType: 'static,
{
    type SqlType = Array<T::SqlType>;
}

#[cfg(feature = "chrono")]
items_stored_as! {
    chrono::NaiveDate => st::Date,
    chrono::NaiveTime => st::Time,
    chrono::NaiveDateTime => st::Timestamp,
    chrono::DateTime<chrono::Utc> => super::sql_types::UtcDateTime,
}

#[cfg(feature = "time")]
items_stored_as! {
    time::Date => st::Date,
    time::Time => st::Time,
    time::PrimitiveDateTime => st::Timestamp,
    time::OffsetDateTime => super::sql_types::UtcDateTime,
}

#[cfg(feature = "uuid")]
items_stored_as! { uuid::Uuid => super::sql_types::Uuid }

#[cfg(feature = "bigdecimal")]
items_stored_as! { bigdecimal::BigDecimal => super::sql_types::Numeric }

#[cfg(feature = "json")]
items_stored_as! { serde_json::Value => st::Json }

#[diagnostic::do_not_recommend]
impl<T: super::OwnSqlType> StoredAs for T {
    type SqlType = T;
}

#[diagnostic::do_not_recommend]
impl<T: super::OwnSqlType> ListItem for T {}
