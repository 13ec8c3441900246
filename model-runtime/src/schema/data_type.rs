//! Types of columns as owned data: what the names that databases have for types mean.

use super::{ColumnType, Ddl};

/// What a column stores, apart from how a backend calls it.
///
/// Names of types become it with [`DataType::parse`], and are made from it again with [`DataType::sql`]. Nothing is lost on the way: a name that
/// says more than can be said here is [`DataType::Named`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DataType {
    /// True or false.
    Boolean,
    /// 8-bit integer.
    TinyInt,
    /// 16-bit integer.
    SmallInt,
    /// 24-bit integer.
    MediumInt,
    /// 32-bit integer.
    Integer,
    /// 64-bit integer.
    BigInt,
    /// An integer of the width of this one, without a sign.
    Unsigned(Box<Self>),
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
    /// Text of a fixed length, in characters.
    Char(u32),
    /// Text up to so many characters, if it is limited.
    Varchar(Option<u32>),
    /// Text.
    Text,
    /// Text up to so many bytes.
    Clob(u32),
    /// Bytes of a fixed number.
    Binary(u32),
    /// Up to so many bytes.
    Varbinary(u32),
    /// Bytes.
    Blob,
    /// Up to so many bytes, by a type of its own.
    SizedBlob(u32),
    /// A day.
    Date,
    /// A time of day, with so many digits of a second; microseconds without a number.
    Time(Option<u32>),
    /// Date and time without a zone, with so many digits of a second; microseconds without a number.
    Timestamp(Option<u32>),
    /// A moment in time, with so many digits of a second; microseconds without a number.
    TimestampTz(Option<u32>),
    /// A UUID.
    Uuid,
    /// JSON, as text.
    Json,
    /// JSON, taken apart.
    Jsonb,
    /// A list of values of a type.
    Array(Box<Self>),
    /// One of a few texts.
    Enum {
        /// The schema that the type is in, if that is said.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        namespace: Option<String>,
        /// The type's name; empty where the type is nothing but its values.
        name: String,
        /// Its values, as SQL literals.
        values: Vec<String>,
    },
    /// Anything else, by its name in SQL.
    Named(String),
}

impl DataType {
    /// What the name of a type means to a backend.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use diesel::sqlite::Sqlite;
    /// use model_runtime::schema::DataType;
    ///
    /// let ty = DataType::parse::<Sqlite>("character varying ( 50 )");
    /// assert_eq!(ty, DataType::Varchar(Some(50)));
    /// assert_eq!(ty.sql::<Sqlite>(), "VARCHAR(50)");
    /// assert_eq!(DataType::parse::<Sqlite>("POINT"), DataType::Named("point".to_owned()));
    /// # }
    /// ```
    #[must_use]
    pub fn parse<DB: Ddl>(sql: &str) -> Self {
        DB::data_type(sql)
    }

    /// The name that a backend has for it: `parse` of that name is this type again. A backend that has no such type gives the one that holds
    /// the same values.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        DB::data_type_name(self)
    }
}

/// The type, as a model means it, as owned data.
impl From<ColumnType> for DataType {
    fn from(ty: ColumnType) -> Self {
        match ty {
            ColumnType::Boolean => Self::Boolean,
            ColumnType::TinyInt => Self::TinyInt,
            ColumnType::SmallInt => Self::SmallInt,
            ColumnType::Integer => Self::Integer,
            ColumnType::BigInt => Self::BigInt,
            ColumnType::Unsigned(signed) => Self::Unsigned(Box::new(Self::from(*signed))),
            ColumnType::Float => Self::Float,
            ColumnType::Double => Self::Double,
            ColumnType::Decimal { precision, scale } => Self::Decimal { precision, scale },
            ColumnType::Text { max_length: None } => Self::Text,
            ColumnType::Text { max_length } => Self::Varchar(max_length),
            ColumnType::Binary { max_length: None } => Self::Blob,
            ColumnType::Binary { max_length: Some(length) } => Self::Varbinary(length),
            ColumnType::Date => Self::Date,
            ColumnType::Time => Self::Time(None),
            ColumnType::Timestamp => Self::Timestamp(None),
            ColumnType::TimestampTz => Self::TimestampTz(None),
            ColumnType::Uuid => Self::Uuid,
            ColumnType::Json => Self::Json,
            ColumnType::Jsonb => Self::Jsonb,
            ColumnType::Array(item) => Self::Array(Box::new(Self::from(*item))),
            ColumnType::Enum { namespace, name, values } => Self::Enum {
                namespace: namespace.map(str::to_owned),
                name: name.to_owned(),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            },
            ColumnType::Named(name) => Self::Named(name.to_owned()),
        }
    }
}
