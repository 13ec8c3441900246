//! What the names of types mean on PostgreSQL.

use diesel::pg::Pg;

use crate::backend::type_name::TypeName;
use crate::schema::{DataType, qualified};

/// Digits of a second that a time has if nothing is said.
const MICROSECONDS: u32 = 6;

/// What a name means, whether as it is written or as the catalog has it.
pub(super) fn parse(name: &str) -> DataType {
    let name = TypeName::read(name);
    let seconds = || match name.arguments.len() {
        0 => Some(None),
        _ => name.number().map(|digits| Some(digits).filter(|digits| *digits != MICROSECONDS)),
    };
    let known = match &*name.words {
        "numeric" | "decimal" => name.digits().map(|(precision, scale)| DataType::Decimal { precision, scale }),
        "character varying" | "varchar" => match name.arguments.len() {
            0 => Some(DataType::Varchar(None)),
            _ => name.number().map(|length| DataType::Varchar(Some(length))),
        },
        "character" | "char" if name.arguments.is_empty() => Some(DataType::Char(1)),
        "character" | "char" => name.number().map(DataType::Char),
        "float" => match name.number() {
            Some(bits) if bits <= 24 => Some(DataType::Float),
            _ => Some(DataType::Double),
        },
        "time" | "time without time zone" => seconds().map(DataType::Time),
        "timestamp" | "timestamp without time zone" => seconds().map(DataType::Timestamp),
        "timestamptz" | "timestamp with time zone" => seconds().map(DataType::TimestampTz),
        words if name.arguments.is_empty() => plain(words),
        _ => None,
    };
    let item = known.unwrap_or_else(|| {
        DataType::Named(if name.item == "timetz" { "time with time zone".to_owned() } else { name.item })
    });
    // A list of lists is a list to the server, however many brackets there are.
    if name.dimensions > 0 { DataType::Array(Box::new(item)) } else { item }
}

/// A type without numbers.
fn plain(words: &str) -> Option<DataType> {
    Some(match words {
        "boolean" | "bool" => DataType::Boolean,
        "smallint" | "int2" | "smallserial" => DataType::SmallInt,
        "integer" | "int" | "int4" | "serial" => DataType::Integer,
        "bigint" | "int8" | "bigserial" => DataType::BigInt,
        "real" | "float4" => DataType::Float,
        "double precision" | "float8" => DataType::Double,
        "text" => DataType::Text,
        "bytea" => DataType::Blob,
        "date" => DataType::Date,
        "uuid" => DataType::Uuid,
        "json" => DataType::Json,
        "jsonb" => DataType::Jsonb,
        _ => return None,
    })
}

/// The name of a type. What PostgreSQL does not have is the type that holds it.
pub(super) fn name(ty: &DataType) -> String {
    let seconds = |base: &str, digits: &Option<u32>| match digits {
        Some(digits) => format!("{base}({digits})"),
        None => base.to_owned(),
    };
    let name = match ty {
        DataType::Boolean => "BOOLEAN",
        DataType::TinyInt | DataType::SmallInt => "SMALLINT",
        DataType::MediumInt | DataType::Integer => "INTEGER",
        DataType::BigInt => "BIGINT",
        DataType::Unsigned(signed) => match **signed {
            DataType::TinyInt => "SMALLINT",
            DataType::SmallInt | DataType::MediumInt => "INTEGER",
            DataType::Integer => "BIGINT",
            _ => "NUMERIC(20)",
        },
        DataType::Float => "REAL",
        DataType::Double => "DOUBLE PRECISION",
        DataType::Decimal { precision: Some(precision), scale } => {
            return format!("NUMERIC({precision}, {})", scale.unwrap_or(0));
        }
        DataType::Decimal { precision: None, .. } => "NUMERIC",
        DataType::Char(length) => return format!("CHAR({length})"),
        DataType::Varchar(Some(length)) => return format!("VARCHAR({length})"),
        DataType::Varchar(None) => "VARCHAR",
        DataType::Text | DataType::Clob(_) => "TEXT",
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Blob | DataType::SizedBlob(_) => "BYTEA",
        DataType::Date => "DATE",
        DataType::Time(digits) => return seconds("TIME", digits),
        DataType::Timestamp(digits) => return seconds("TIMESTAMP", digits),
        DataType::TimestampTz(digits) => return seconds("TIMESTAMPTZ", digits),
        DataType::Uuid => "UUID",
        DataType::Json => "JSON",
        DataType::Jsonb => "JSONB",
        DataType::Array(item) => return format!("{}[]", name(item)),
        DataType::Enum { name, .. } if name.is_empty() => "TEXT",
        DataType::Enum { namespace, name, .. } => return qualified::<Pg>(namespace.as_deref(), name),
        DataType::Named(name) => name,
    };
    name.to_owned()
}
