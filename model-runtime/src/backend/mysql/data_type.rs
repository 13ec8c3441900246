//! What the names of types mean on MariaDB and MySQL.

use crate::backend::type_name::TypeName;
use crate::schema::DataType;

/// Types of text and of bytes that are limited by themselves, in bytes.
const SIZES: [(&str, &str, u32); 3] =
    [("tinytext", "tinyblob", 0xff), ("text", "blob", 0xffff), ("mediumtext", "mediumblob", 0x00ff_ffff)];

/// Digits of a second that models ask for.
const MICROSECONDS: u32 = 6;

/// What a name means, whether as it is written or as the catalog has it.
pub(super) fn parse(name: &str) -> DataType {
    let name = TypeName::read(name);
    // Without a number there are no digits of a second here.
    let seconds = || match name.arguments.len() {
        0 => Some(Some(0)),
        _ => name.number().map(|digits| Some(digits).filter(|digits| *digits != MICROSECONDS)),
    };
    let known = match &*name.words {
        // The number is how wide it is shown, and of a boolean it is one.
        "tinyint" if name.number() == Some(1) => Some(DataType::Boolean),
        "decimal" | "numeric" | "dec" | "fixed" => name.digits().map(|(precision, scale)| DataType::Decimal {
            precision: precision.or(Some(10)),
            scale: scale.or(Some(0)),
        }),
        "varchar" | "character varying" => name.number().map(|length| DataType::Varchar(Some(length))),
        "char" | "character" if name.arguments.is_empty() => Some(DataType::Char(1)),
        "char" | "character" => name.number().map(DataType::Char),
        "binary" if name.arguments.is_empty() => Some(DataType::Binary(1)),
        "binary" => name.number().map(DataType::Binary),
        "varbinary" => name.number().map(DataType::Varbinary),
        "time" => seconds().map(DataType::Time),
        "datetime" => seconds().map(DataType::Timestamp),
        "timestamp" => seconds().map(DataType::TimestampTz),
        "enum" => Some(DataType::Enum { namespace: None, name: String::new(), values: name.arguments.clone() }),
        words => integer(words).or_else(|| plain(words).filter(|_| name.arguments.is_empty())),
    };
    known.filter(|_| name.dimensions == 0).unwrap_or(DataType::Named(name.normal))
}

/// An integer, however wide it is shown.
fn integer(words: &str) -> Option<DataType> {
    if let Some(signed) = words.strip_suffix(" unsigned") {
        return integer(signed).map(|signed| DataType::Unsigned(Box::new(signed)));
    }
    Some(match words {
        "tinyint" => DataType::TinyInt,
        "smallint" => DataType::SmallInt,
        "mediumint" => DataType::MediumInt,
        "int" | "integer" => DataType::Integer,
        "bigint" => DataType::BigInt,
        _ => return None,
    })
}

/// Another type without numbers.
fn plain(words: &str) -> Option<DataType> {
    for (text, blob, bytes) in SIZES {
        if words == text {
            return Some(DataType::Clob(bytes));
        }
        if words == blob {
            return Some(DataType::SizedBlob(bytes));
        }
    }
    Some(match words {
        "boolean" | "bool" => DataType::Boolean,
        "float" => DataType::Float,
        "double" | "double precision" | "real" => DataType::Double,
        "longtext" => DataType::Text,
        "longblob" => DataType::Blob,
        "date" => DataType::Date,
        "uuid" => DataType::Uuid,
        "json" => DataType::Json,
        _ => return None,
    })
}

/// The name of a type. What these servers do not have is the type that holds it.
pub(super) fn name(ty: &DataType) -> String {
    let seconds = |base: &str, digits: &Option<u32>| match digits {
        Some(0) => base.to_owned(),
        digits => format!("{base}({})", digits.unwrap_or(MICROSECONDS)),
    };
    let sized = |bytes: u32, text: bool| {
        let size = SIZES.iter().find(|(.., limit)| bytes <= *limit);
        size.map_or(if text { "LONGTEXT" } else { "LONGBLOB" }.to_owned(), |(clob, blob, _)| {
            if text { clob } else { blob }.to_ascii_uppercase()
        })
    };
    let name = match ty {
        DataType::Boolean => "BOOLEAN",
        DataType::TinyInt => "TINYINT",
        DataType::SmallInt => "SMALLINT",
        DataType::MediumInt => "MEDIUMINT",
        DataType::Integer => "INT",
        DataType::BigInt => "BIGINT",
        DataType::Unsigned(signed) => return format!("{} UNSIGNED", name(signed)),
        DataType::Float => "FLOAT",
        DataType::Double => "DOUBLE",
        DataType::Decimal { precision: Some(precision), scale } => {
            return format!("DECIMAL({precision}, {})", scale.unwrap_or(0));
        }
        // As many digits as there can be.
        DataType::Decimal { precision: None, .. } => "DECIMAL(65, 30)",
        DataType::Char(length) => return format!("CHAR({length})"),
        DataType::Varchar(Some(length)) => return format!("VARCHAR({length})"),
        DataType::Varchar(None) | DataType::Text => "LONGTEXT",
        DataType::Clob(bytes) => return sized(*bytes, true),
        DataType::Binary(length) => return format!("BINARY({length})"),
        DataType::Varbinary(length) => return format!("VARBINARY({length})"),
        DataType::Blob => "LONGBLOB",
        DataType::SizedBlob(bytes) => return sized(*bytes, false),
        DataType::Date => "DATE",
        DataType::Time(digits) => return seconds("TIME", digits),
        DataType::Timestamp(digits) => return seconds("DATETIME", digits),
        DataType::TimestampTz(digits) => return seconds("TIMESTAMP", digits),
        // MariaDB alone has a type for it.
        DataType::Uuid => "UUID",
        DataType::Json | DataType::Jsonb | DataType::Array(_) => "JSON",
        DataType::Enum { values, .. } => return format!("ENUM({})", values.join(", ")),
        DataType::Named(name) => name,
    };
    name.to_owned()
}
