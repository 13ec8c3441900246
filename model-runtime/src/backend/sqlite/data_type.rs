//! What the names of types mean that tables of SQLite are declared with. To SQLite itself they are an affinity, and nothing else.

use crate::backend::type_name::TypeName;
use crate::schema::DataType;

/// What a name means, by the usage of other databases.
pub(super) fn parse(name: &str) -> DataType {
    let name = TypeName::read(name);
    let known = match &*name.words {
        "decimal" | "numeric" => name.digits().map(|(precision, scale)| DataType::Decimal { precision, scale }),
        "varchar" | "character varying" | "varying character" | "nvarchar" => match name.arguments.len() {
            0 => Some(DataType::Varchar(None)),
            _ => name.number().map(|length| DataType::Varchar(Some(length))),
        },
        "char" | "character" | "nchar" | "native character" => name.number().map(DataType::Char),
        words if name.arguments.is_empty() => plain(words),
        _ => None,
    };
    known.filter(|_| name.dimensions == 0).unwrap_or(DataType::Named(name.normal))
}

/// A type without numbers.
fn plain(words: &str) -> Option<DataType> {
    Some(match words {
        "boolean" | "bool" => DataType::Boolean,
        "tinyint" => DataType::TinyInt,
        "smallint" | "int2" => DataType::SmallInt,
        "mediumint" => DataType::MediumInt,
        "integer" | "int" => DataType::Integer,
        "bigint" | "int8" => DataType::BigInt,
        "float" => DataType::Float,
        "real" | "double" | "double precision" => DataType::Double,
        "text" | "clob" => DataType::Text,
        "blob" => DataType::Blob,
        "date" => DataType::Date,
        "time" | "time without time zone" => DataType::Time(None),
        "datetime" | "timestamp" | "timestamp without time zone" => DataType::Timestamp(None),
        "timestamptz" | "timestamp with time zone" => DataType::TimestampTz(None),
        "uuid" => DataType::Uuid,
        "json" => DataType::Json,
        "jsonb" => DataType::Jsonb,
        _ => return None,
    })
}

/// The name of a type. What SQLite's users have no name for is the type that holds it.
pub(super) fn name(ty: &DataType) -> String {
    let name = match ty {
        DataType::Boolean => "BOOLEAN",
        DataType::TinyInt => "TINYINT",
        DataType::SmallInt => "SMALLINT",
        DataType::MediumInt => "MEDIUMINT",
        DataType::Integer => "INTEGER",
        DataType::BigInt => "BIGINT",
        DataType::Unsigned(signed) => return name(signed),
        DataType::Float => "FLOAT",
        DataType::Double => "REAL",
        DataType::Decimal { precision: Some(precision), scale } => {
            return format!("DECIMAL({precision}, {})", scale.unwrap_or(0));
        }
        DataType::Decimal { precision: None, .. } => "DECIMAL",
        DataType::Char(length) => return format!("CHAR({length})"),
        DataType::Varchar(Some(length)) => return format!("VARCHAR({length})"),
        DataType::Varchar(None) => "VARCHAR",
        DataType::Text | DataType::Clob(_) | DataType::Enum { .. } | DataType::Array(_) => "TEXT",
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Blob | DataType::SizedBlob(_) => "BLOB",
        DataType::Date => "DATE",
        DataType::Time(_) => "TIME",
        DataType::Timestamp(_) => "TIMESTAMP",
        DataType::TimestampTz(_) => "TIMESTAMPTZ",
        DataType::Uuid => "UUID",
        DataType::Json => "JSON",
        DataType::Jsonb => "JSONB",
        DataType::Named(name) => name,
    };
    name.to_owned()
}
