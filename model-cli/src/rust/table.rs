//! Tables as Diesel's `table!`, in the form of `diesel print-schema`.

use std::fmt::Write;

use model_runtime::schema::{Column, DataType, Ddl, Table, Type};

use super::declare::literal;
use super::names::{self, Names};
use super::{Note, types};

/// A `schema.rs` as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The text of the file, as `rustfmt` writes it.
    pub source: String,
    /// The tables that are not in it.
    pub notes: Vec<Note>,
}

/// A SQL type that Diesel does not have.
struct Custom {
    ident: String,
    /// The schema that it is in, if it is another one.
    namespace: Option<String>,
    /// Its name in the database.
    name: String,
}

/// The text of a `schema.rs`: `table!` for every table, `joinable!` for the foreign keys that Diesel can go by, and SQL types for those that
/// Diesel does not have.
///
/// It is what `diesel print-schema` writes, apart from the order of tables, which is that of the list, from names, which are in snake case, and from tables without a primary key: Diesel's
/// command refuses those with the whole database, here they are left out and told in [`Tables::notes`].
///
/// ```
/// use diesel::sqlite::Sqlite;
/// use model_cli::rust::tables;
/// use model_runtime::prelude::*;
/// use model_runtime::schema::reflect;
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// diesel::sql_query("CREATE TABLE tags (id INTEGER PRIMARY KEY, type VARCHAR(20))").run(&mut conn)?;
/// let schema = tables::<Sqlite>(&reflect(&mut conn)?);
/// assert!(schema.source.contains("    tags (id) {\n        id -> Integer,\n"));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables<DB: Ddl>(tables: &[Table]) -> Tables {
    let mut notes = Vec::new();
    let (kept, left): (Vec<&Table>, Vec<&Table>) = tables.iter().partition(|table| table.primary_key.is_some());
    for table in left {
        let reason = "it has no primary key, which `table!` asks for".to_owned();
        notes.push(Note { table: table.full_name(), part: None, reason });
    }
    let mut customs = Vec::new();
    let mut idents = Names::default();
    let mut modules = Names::of_modules();
    let modules: Vec<String> = kept.iter().map(|table| modules.free(&names::of_field(&table.name), "_table")).collect();
    let mut body = String::new();
    for (table, module) in kept.iter().zip(&modules) {
        body.push('\n');
        self::table::<DB>(&mut body, table, module, &mut customs, &mut idents);
    }
    body.push_str(&joins::<DB>(&kept, &modules));
    let mut source = String::from(super::HEADER);
    if !customs.is_empty() {
        source.push_str("\npub mod sql_types {\n");
        for (at, custom) in customs.iter().enumerate() {
            let line = if at == 0 { "" } else { "\n" };
            let attribute = if DB::ENUM_TYPES {
                let place = custom.namespace.as_deref().map(literal).map(|name| format!(", schema = {name}"));
                format!("#[diesel(postgres_type(name = {}{}))]", literal(&custom.name), place.unwrap_or_default())
            } else {
                "#[diesel(mysql_type(name = \"Enum\"))]".to_owned()
            };
            let _ = write!(
                source,
                "{line}    #[derive(diesel::query_builder::QueryId, Clone, diesel::sql_types::SqlType)]\n    {attribute}\n    pub struct {};\n",
                custom.ident
            );
        }
        source.push_str("}\n");
    }
    Tables { source: source + &body, notes }
}

fn table<DB: Ddl>(out: &mut String, table: &Table, module: &str, customs: &mut Vec<Custom>, idents: &mut Names) {
    let mut fields = Names::default();
    let mut used: Vec<String> = Vec::new();
    let columns: Vec<(String, &Column, String)> = table
        .columns
        .iter()
        .map(|column| {
            let ty = sql_type::<DB>(column, table, customs, idents, &mut used);
            (fields.free(&field_name(&column.name, module), "_"), column, ty)
        })
        .collect();
    out.push_str("diesel::table! {\n");
    if !used.is_empty() {
        out.push_str("    use diesel::sql_types::*;\n");
        used.sort_unstable();
        used.dedup();
        for ident in used {
            let _ = writeln!(out, "    use super::sql_types::{ident};");
        }
        out.push('\n');
    }
    if module != table.name {
        let _ = writeln!(out, "    #[sql_name = {}]", literal(&table.name));
    }
    let ident =
        |name: &String| columns.iter().find(|(_, column, _)| column.name == *name).map(|(ident, ..)| ident.as_str());
    let key: Vec<&str> = table.primary_key.iter().flat_map(|key| &key.columns).filter_map(ident).collect();
    let namespace = table.namespace.as_ref().map(|name| format!("{name}.")).unwrap_or_default();
    let _ = writeln!(out, "    {namespace}{module} ({}) {{", key.join(", "));
    for (ident, column, ty) in &columns {
        if *ident != column.name {
            let _ = writeln!(out, "        #[sql_name = {}]", literal(&column.name));
        }
        if let DataType::Varchar(Some(length)) | DataType::Char(length) = types::data_of::<DB>(&column.ty) {
            let _ = writeln!(out, "        #[max_length = {length}]");
        }
        let is_key = key.contains(&ident.as_str());
        let ty = if column.nullable && !is_key { format!("Nullable<{ty}>") } else { ty.clone() };
        let _ = writeln!(out, "        {ident} -> {ty},");
    }
    out.push_str("    }\n}\n");
}

/// Names that `table!` needs for itself.
const TAKEN: &[&str] = &["table", "star", "columns", "dsl", "all_columns", "diesel", "str", "bool", "q"];

/// What a column is called in `table!`.
fn field_name(column: &str, module: &str) -> String {
    let name = names::of_field(column);
    if TAKEN.contains(&&*name) || name == module { format!("{name}_") } else { name }
}

/// The SQL type of a column, as Diesel calls it.
fn sql_type<DB: Ddl>(
    column: &Column,
    table: &Table,
    customs: &mut Vec<Custom>,
    idents: &mut Names,
    used: &mut Vec<String>,
) -> String {
    let data = types::data_of::<DB>(&column.ty);
    if let DataType::Array(item) = &data {
        let item = known::<DB>(item).map_or_else(|| custom(item_name(item), customs, idents, used), str::to_owned);
        return format!("Array<Nullable<{item}>>");
    }
    if let DataType::Unsigned(signed) = &data {
        return format!("Unsigned<{}>", known::<DB>(signed).unwrap_or("Integer"));
    }
    if let Some(known) = known::<DB>(&data) {
        return known.to_owned();
    }
    let name = match (&column.ty, &data) {
        (Type::Enum { namespace, name, .. }, _) => (namespace.clone(), name.clone()),
        (_, DataType::Enum { .. }) => (None, format!("{}_{}", table.name, column.name)),
        (_, data) => item_name(data),
    };
    custom(name, customs, idents, used)
}

/// A type that Diesel does not have: the schema that it is in, if it is another one, and its name.
type CustomName = (Option<String>, String);

fn item_name(data: &DataType) -> CustomName {
    match data {
        DataType::Enum { namespace, name, .. } => (namespace.clone(), name.clone()),
        DataType::Named(name) => (None, name.clone()),
        other => (None, format!("{other:?}")),
    }
}

/// A SQL type that Diesel does not have, by its name.
fn custom(of: CustomName, customs: &mut Vec<Custom>, idents: &mut Names, used: &mut Vec<String>) -> String {
    let (namespace, name) = of;
    let known = customs.iter().find(|custom| custom.name == name && custom.namespace == namespace);
    let known = known.map(|custom| custom.ident.clone());
    let ident = known.unwrap_or_else(|| {
        let ident = idents.free(&names::of_variant(&name), "Type");
        customs.push(Custom { ident: ident.clone(), namespace, name });
        ident
    });
    used.push(ident.clone());
    ident
}

/// Diesel's name of a type, if it has one on the backend.
fn known<DB: Ddl>(data: &DataType) -> Option<&'static str> {
    let postgres = DB::ENUM_TYPES;
    let of = |there: &'static str, elsewhere: &'static str| Some(if postgres { there } else { elsewhere });
    match data {
        DataType::Boolean => Some("Bool"),
        DataType::TinyInt if DB::CAPABILITIES.unsigned_integers => Some("TinyInt"),
        DataType::TinyInt | DataType::SmallInt => of("Int2", "SmallInt"),
        DataType::MediumInt | DataType::Integer => of("Int4", "Integer"),
        DataType::BigInt => of("Int8", "BigInt"),
        DataType::Float => of("Float4", "Float"),
        DataType::Double => of("Float8", "Double"),
        // SQLite has no decimals, and Diesel's command says so too.
        DataType::Decimal { .. } => Some(if DB::CAPABILITIES.server { "Numeric" } else { "Double" }),
        DataType::Char(_) => of("Bpchar", "Text"),
        DataType::Varchar(_) => of("Varchar", if DB::CAPABILITIES.server { "Varchar" } else { "Text" }),
        DataType::Text | DataType::Clob(_) => Some("Text"),
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Blob | DataType::SizedBlob(_) => of("Bytea", "Binary"),
        DataType::Date => Some("Date"),
        DataType::Time(_) => Some("Time"),
        DataType::Timestamp(_) if DB::CAPABILITIES.unsigned_integers => Some("Datetime"),
        DataType::Timestamp(_) => Some("Timestamp"),
        DataType::TimestampTz(_) => {
            of("Timestamptz", if DB::CAPABILITIES.server { "Timestamp" } else { "TimestamptzSqlite" })
        }
        DataType::Uuid => of("Uuid", "Text"),
        DataType::Json => Some("Json"),
        DataType::Jsonb => Some("Jsonb"),
        DataType::Named(name) => named::<DB>(name),
        _ => None,
    }
}

/// The same of a type that is known by its name.
fn named<DB: Ddl>(name: &str) -> Option<&'static str> {
    const POSTGRES: &[(&str, &str)] = &[
        ("citext", "Citext"),
        ("inet", "Inet"),
        ("cidr", "Cidr"),
        ("interval", "Interval"),
        ("money", "Money"),
        ("oid", "Oid"),
        ("macaddr", "MacAddr"),
        ("macaddr8", "MacAddr8"),
        ("int4range", "Int4range"),
        ("int8range", "Int8range"),
        ("numrange", "Numrange"),
        ("daterange", "Daterange"),
        ("tsrange", "Tsrange"),
        ("tstzrange", "Tstzrange"),
    ];
    match () {
        () if DB::ENUM_TYPES => POSTGRES.iter().find(|(known, _)| *known == name).map(|(_, ty)| *ty),
        () if DB::CAPABILITIES.server => match name {
            _ if name.starts_with("year") => Some("SmallInt"),
            _ if name.starts_with("set(") => Some("Text"),
            _ if name.starts_with("bit") => Some("Bit"),
            _ => None,
        },
        () => match types::by_affinity(name) {
            Some(data) => known::<DB>(&data),
            None if name.is_empty() || name.contains("blob") => Some("Binary"),
            None => Some("Numeric"),
        },
    }
}

/// `joinable!` for tables that one foreign key leads from and to, and what lets all meet in one query.
fn joins<DB: Ddl>(tables: &[&Table], modules: &[String]) -> String {
    let mut lines = Vec::new();
    for (table, module) in tables.iter().zip(modules) {
        for key in &table.foreign_keys {
            let parent = tables.iter().position(|other| key.refers_to::<DB>(other));
            let Some((parent, other)) = parent.and_then(|at| Some((tables.get(at)?, modules.get(at)?))) else {
                continue;
            };
            let of_both = |a: &Table, b: &Table| a.foreign_keys.iter().filter(|key| key.refers_to::<DB>(b)).count();
            let is_only = of_both(table, parent) + of_both(parent, table) == 1;
            let is_key = parent.primary_key.as_ref().is_some_and(|primary| primary.columns == key.references);
            if let ([column], true, true) = (key.columns.as_slice(), is_only, is_key) {
                lines.push(format!("diesel::joinable!({module} -> {other} ({}));\n", field_name(column, module)));
            }
        }
    }
    lines.sort_unstable();
    let mut out = if lines.is_empty() { String::new() } else { format!("\n{}", lines.concat()) };
    if modules.len() > 1 {
        out.push_str("\ndiesel::allow_tables_to_appear_in_same_query!(\n");
        for module in modules {
            let _ = writeln!(out, "    {module},");
        }
        out.push_str(");\n");
    }
    out
}
