//! Types of fields from types of columns.

use model_runtime::schema::{Column, ColumnType, DataType, Ddl, Type, type_sql};

use super::Times;

const POSTGRES: &str = "postgres";
const MYSQL: &str = "mysql";

/// The type of a field, and what a model declares with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldType {
    /// The type, without `Option`.
    pub(super) rust: String,
    /// The name of the type that a model's column has, in SQL; `None` where it depends on the database's own type.
    pub(super) sql: Option<String>,
    /// What the attribute of the field says besides.
    pub(super) attribute: Option<&'static str>,
    /// The database that alone has such columns, as `backends(..)` calls it.
    pub(super) only: Option<&'static str>,
}

impl FieldType {
    fn of<DB: Ddl>(rust: &str, ty: ColumnType, in_key: bool) -> Self {
        let sql = if in_key { DB::key_type_name(ty) } else { DB::type_name(ty) };
        Self { rust: rust.to_owned(), sql: Some(sql), attribute: None, only: None }
    }
}

/// The values of an enum, and its name in the database if it has one.
pub(super) struct Enum {
    pub(super) namespace: Option<String>,
    pub(super) name: String,
    pub(super) values: Vec<String>,
}

/// The enum that a column's type is, or whose values are in its list.
pub(super) fn enum_of<DB: Ddl>(column: &Column) -> Option<Enum> {
    match data_of::<DB>(&column.ty) {
        DataType::Enum { namespace, name, values } => Some(Enum { namespace, name, values }),
        _ => None,
    }
}

/// What a column's type means.
pub(super) fn data_of<DB: Ddl>(ty: &Type) -> DataType {
    match ty {
        Type::Named(sql) => DataType::parse::<DB>(sql),
        Type::Stored { data, .. } => data.clone(),
        Type::Enum { namespace, name, values } => {
            DataType::Enum { namespace: namespace.clone(), name: name.clone(), values: values.clone() }
        }
        Type::Domain { base, .. } => DataType::parse::<DB>(base),
        Type::Array(item) => DataType::Array(Box::new(data_of::<DB>(item))),
    }
}

/// The name of a column's type, as an attribute has it: on servers, which have many names for a type, in one spelling. SQLite has what was written.
pub(super) fn spelled<DB: Ddl>(column: &Column) -> Option<String> {
    let name = type_sql::<DB>(&column.ty);
    let is_own = matches!(column.ty, Type::Domain { .. }) || !DB::CAPABILITIES.server;
    Some(if is_own { name } else { DataType::parse::<DB>(&name).sql::<DB>() }).filter(|name| !name.is_empty())
}

/// The type of a field; `None` if there is none for the column. `enumeration` is the name of the enum that was made for it.
pub(super) fn field_type<DB: Ddl>(
    column: &Column,
    in_key: bool,
    enumeration: Option<&str>,
    times: Times,
) -> Option<FieldType> {
    let data = data_of::<DB>(&column.ty);
    if let (DataType::Enum { .. }, Some(rust)) = (&data, enumeration) {
        let sql = matches!(&column.ty, Type::Enum { .. }).then(|| type_sql::<DB>(&column.ty));
        return Some(FieldType { rust: rust.to_owned(), sql, attribute: None, only: None });
    }
    if let DataType::Array(item) = &data {
        let item = scalar::<DB>(item, false, times)?;
        let sql = item.sql.map(|sql| format!("{sql}[]"));
        let rust = format!("Vec<Option<{}>>", item.rust);
        return Some(FieldType { rust, sql, attribute: None, only: Some(POSTGRES) });
    }
    scalar::<DB>(&data, in_key, times)
}

/// Whether a type of Rust is an integer with a sign.
pub(super) fn is_integer(rust: &str) -> bool {
    matches!(rust, "i8" | "i16" | "i32" | "i64")
}

fn scalar<DB: Ddl>(data: &DataType, in_key: bool, times: Times) -> Option<FieldType> {
    let of = |rust: &str, ty| Some(FieldType::of::<DB>(rust, ty, in_key));
    let server = DB::CAPABILITIES.server;
    match data {
        DataType::Boolean => of("bool", ColumnType::Boolean),
        DataType::TinyInt if DB::CAPABILITIES.unsigned_integers => {
            of("i8", ColumnType::TinyInt).map(|ty| FieldType { only: Some(MYSQL), ..ty })
        }
        DataType::TinyInt | DataType::SmallInt => of("i16", ColumnType::SmallInt),
        // An INTEGER of SQLite is as large as any.
        DataType::Integer if !server => of("i64", ColumnType::BigInt),
        DataType::MediumInt | DataType::Integer => of("i32", ColumnType::Integer),
        DataType::BigInt => of("i64", ColumnType::BigInt),
        DataType::Unsigned(signed) => {
            let (rust, ty): (_, &ColumnType) = match **signed {
                DataType::TinyInt => ("u8", &ColumnType::TinyInt),
                DataType::SmallInt => ("u16", &ColumnType::SmallInt),
                DataType::MediumInt | DataType::Integer => ("u32", &ColumnType::Integer),
                _ => ("u64", &ColumnType::BigInt),
            };
            let name = format!("{} UNSIGNED", DB::type_name(*ty));
            Some(FieldType { rust: rust.to_owned(), sql: Some(name), attribute: None, only: Some(MYSQL) })
        }
        DataType::Float if server => of("f32", ColumnType::Float),
        DataType::Float | DataType::Double => of("f64", ColumnType::Double),
        DataType::Decimal { .. } => of("bigdecimal::BigDecimal", ColumnType::Decimal { precision: None, scale: None }),
        DataType::Char(_) | DataType::Varchar(_) | DataType::Text | DataType::Clob(_) => {
            of("String", ColumnType::Text { max_length: None })
        }
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Blob | DataType::SizedBlob(_) => {
            of("Vec<u8>", ColumnType::Binary { max_length: None })
        }
        DataType::Date => of(times.date(), ColumnType::Date),
        DataType::Time(_) => of(times.time(), ColumnType::Time),
        DataType::Timestamp(_) => of(times.timestamp(), ColumnType::Timestamp),
        DataType::TimestampTz(_) => of(times.moment(), ColumnType::TimestampTz),
        DataType::Uuid if server => of("uuid::Uuid", ColumnType::Uuid),
        DataType::Json => of("serde_json::Value", ColumnType::Json),
        DataType::Jsonb if server => of("serde_json::Value", ColumnType::Jsonb).map(|ty| FieldType {
            attribute: Some("jsonb"),
            only: Some(POSTGRES),
            ..ty
        }),
        DataType::Named(name) => named::<DB>(name, in_key, times),
        // What SQLite has no type for is what somebody keeps in a column that is called so.
        _ => None,
    }
}

/// What SQLite stores in a column of a type that nobody knows: to it a name is what it contains.
pub(super) fn by_affinity(name: &str) -> Option<DataType> {
    let has = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
    match () {
        () if has(&["int"]) => Some(DataType::BigInt),
        () if has(&["char", "clob", "text"]) => Some(DataType::Text),
        () if has(&["blob"]) => Some(DataType::Blob),
        () if has(&["real", "floa", "doub"]) => Some(DataType::Double),
        () => None,
    }
}

/// What MySQL stores in a number that is shown with zeros, has no sign, or has digits after the point: what it does without.
fn by_number(name: &str) -> Option<DataType> {
    let (plain, filled) = name.strip_suffix(" zerofill").map_or((name, false), |plain| (plain, true));
    let (plain, unsigned) = plain.strip_suffix(" unsigned").map_or((plain, filled), |plain| (plain, true));
    let word = plain.split('(').next().unwrap_or_default().trim_end();
    let signed = match word {
        "tinyint" => DataType::TinyInt,
        "smallint" => DataType::SmallInt,
        "mediumint" => DataType::MediumInt,
        "int" => DataType::Integer,
        "bigint" => DataType::BigInt,
        "float" => return Some(DataType::Float),
        "double" => return Some(DataType::Double),
        "decimal" => return Some(DataType::Decimal { precision: None, scale: None }),
        _ => return None,
    };
    Some(if unsigned { DataType::Unsigned(Box::new(signed)) } else { signed })
}

/// The type of a column whose type is known by its name only.
fn named<DB: Ddl>(name: &str, in_key: bool, times: Times) -> Option<FieldType> {
    if !DB::CAPABILITIES.server {
        return by_affinity(name).and_then(|data| scalar::<DB>(&data, in_key, times));
    }
    if DB::CAPABILITIES.unsigned_integers
        && let Some(number) = by_number(name)
    {
        return scalar::<DB>(&number, in_key, times);
    }
    let bounds = match name {
        "int4range" => Some(("i32", "sql_type = diesel::sql_types::Int4range")),
        "int8range" => Some(("i64", "sql_type = diesel::sql_types::Int8range")),
        "numrange" => Some(("bigdecimal::BigDecimal", "sql_type = diesel::sql_types::Numrange")),
        "daterange" => Some((times.date(), "sql_type = diesel::sql_types::Daterange")),
        "tsrange" => Some((times.timestamp(), "sql_type = diesel::sql_types::Tsrange")),
        "tstzrange" => Some((times.moment(), "sql_type = diesel::sql_types::Tstzrange")),
        _ => None,
    };
    if let Some((item, attribute)) = bounds {
        let rust = format!("(std::ops::Bound<{item}>, std::ops::Bound<{item}>)");
        let (attribute, sql) = (Some(attribute), Some(name.to_owned()));
        return Some(FieldType { rust, sql, attribute, only: Some(POSTGRES) });
    }
    // Types that Diesel has for PostgreSQL.
    let (rust, attribute) = match name {
        "citext" => ("String", "sql_type = diesel::sql_types::Citext"),
        "oid" => ("u32", "sql_type = diesel::sql_types::Oid"),
        "inet" => ("ipnetwork::IpNetwork", "sql_type = diesel::sql_types::Inet"),
        "cidr" => ("ipnetwork::IpNetwork", "sql_type = diesel::sql_types::Cidr"),
        "macaddr" => ("[u8; 6]", "sql_type = diesel::sql_types::MacAddr"),
        "interval" => ("diesel::data_types::PgInterval", "sql_type = diesel::sql_types::Interval"),
        "money" => ("diesel::data_types::PgMoney", "sql_type = diesel::sql_types::Money"),
        // A year of MySQL.
        "year" | "year(4)" if DB::CAPABILITIES.unsigned_integers => {
            return Some(FieldType::of::<DB>("i16", ColumnType::SmallInt, in_key));
        }
        // A text without the spaces at its end, and the names of a catalog.
        "bpchar" | "name" => {
            return Some(FieldType::of::<DB>("String", ColumnType::Text { max_length: None }, in_key));
        }
        _ if name.starts_with("set(") => {
            return Some(FieldType::of::<DB>("String", ColumnType::Text { max_length: None }, in_key));
        }
        _ => return None,
    };
    Some(FieldType {
        rust: rust.to_owned(),
        sql: Some(name.to_owned()),
        attribute: Some(attribute),
        only: Some(POSTGRES),
    })
}
