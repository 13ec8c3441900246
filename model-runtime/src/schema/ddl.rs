//! Writes tables as DDL.
//!
//! The order of the parts and the standard syntax are here; what a backend spells in its own way is asked of
//! [`Ddl`]. Why no crate is used for this is told in `docs/design/ddl.md`.

use std::fmt::Write;

use super::owned::{Check, Column, Condition, ForeignKey, Index, IndexColumn, PrimaryKey, Table, Type};
use super::{Action, ColumnType};
use crate::backend::Dialect;
use crate::rule::RuleKind;

/// How a backend spells DDL, and what it makes of it.
pub trait Ddl: Dialect {
    /// What is run before tables that refer to each other are dropped in one transaction.
    const BEFORE_DROP: Option<&'static str>;

    /// Whether tables that refer to each other are dropped in one statement, rather than one by one.
    const DROPS_TOGETHER: bool;

    /// Whether a foreign key may refer to a table that is not there yet.
    const REFERS_AHEAD: bool;

    /// Whether a generated column may be NOT NULL.
    const GENERATED_NOT_NULL: bool = true;

    /// What follows the columns and constraints of a new table, with a space in front.
    const TABLE_OPTIONS: &'static str = "";
    /// Whether enums can have types of their own, which are created before the tables.
    const ENUM_TYPES: bool = false;

    /// An identifier, quoted; in double quotes where a backend does not say otherwise, as in the SQL standard.
    fn quote(name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// The name of a type of the models.
    fn type_name(ty: ColumnType) -> String;

    /// The name of a type of the models in a column that a key or an index is made of, or that has one of a few values.
    fn key_type_name(ty: ColumnType) -> String {
        Self::type_name(ty)
    }

    /// What follows the name of the column of a primary key that the database makes.
    fn generated_key(ty: &Type, constraint: Option<&str>) -> String;

    /// What follows DEFAULT: SQL that is not a plain literal may need parentheses.
    fn default_clause(sql: &str) -> String;

    /// What a rule asks of the values of a column, whose name is quoted, as a condition in SQL; `None` if it cannot be
    /// expressed.
    fn rule(column: &str, kind: RuleKind, ty: ColumnType) -> Option<String>;

    /// Whether two identifiers name the same thing.
    fn same_name(a: &str, b: &str) -> bool;

    /// Whether a column of type `found` stores the values of type `expected` as one of that type would.
    fn same_type(expected: &Type, found: &Type) -> bool;

    /// Whether two actions of a foreign key do the same.
    fn same_action(a: Action, b: Action) -> bool {
        a == b
    }

    /// Whether two expressions of DEFAULT, in SQL, say the same apart from their spelling.
    fn same_default(a: &str, b: &str) -> bool;

    /// Whether two conditions, or expressions of generated columns, say the same apart from their spelling. A database that keeps them in words
    /// of its own cannot tell, and takes them to be the same.
    fn same_condition(_a: &str, _b: &str) -> bool {
        true
    }
}

/// The statements that create a table and its indexes.
///
/// ```
/// use diesel::sqlite::Sqlite;
/// use model_runtime::schema::{ColumnSchema, Role, Table, TableSchema, create_table};
///
/// const TAGS: TableSchema = TableSchema::new(
///     "Tag",
///     "tags",
///     &[
///         ColumnSchema::new::<i64, diesel::sql_types::BigInt>("id").role(Role::GeneratedKey),
///         ColumnSchema::new::<String, diesel::sql_types::Text>("name"),
///     ],
///     &["id"],
/// );
/// let expected = r#"CREATE TABLE "tags" (
///     "id" INTEGER NOT NULL CONSTRAINT "pk_tags" PRIMARY KEY AUTOINCREMENT,
///     "name" TEXT NOT NULL
/// )"#;
/// assert_eq!(create_table::<Sqlite>(&Table::from(&TAGS)), [expected]);
/// ```
#[must_use]
pub fn create_table<DB: Ddl>(table: &Table) -> Vec<String> {
    let key = table.primary_key.as_ref();
    // The key is part of the column where the database makes it.
    let inline = key.filter(|key| key.generated);
    let mut parts: Vec<String> = table.columns.iter().map(|column| column_sql::<DB>(column, table, inline)).collect();
    if let Some(key) = key.filter(|_| inline.is_none()) {
        parts.push(format!("{}PRIMARY KEY {}", constraint::<DB>(key.name.as_deref()), list::<DB>(&key.columns)));
    }
    for unique in &table.uniques {
        parts.push(format!("{}UNIQUE {}", constraint::<DB>(unique.name.as_deref()), list::<DB>(&unique.columns)));
    }
    parts.extend(table.foreign_keys.iter().map(foreign_key_sql::<DB>));
    parts.extend(table.checks.iter().filter_map(check_sql::<DB>));

    let (name, options) = (DB::quote(&table.name), DB::TABLE_OPTIONS);
    let mut statements = vec![format!("CREATE TABLE {name} (\n    {}\n){options}", parts.join(",\n    "))];
    statements.extend(table.indexes.iter().map(|index| create_index::<DB>(&table.name, index)));
    statements
}

/// The statements that create tables and their indexes, in the order given.
///
/// A table may refer to one that comes later, or to itself; where the backend asks for the other table to be there, the foreign
/// key is added when it is.
#[must_use]
pub fn create_tables<DB: Ddl>(tables: &[Table]) -> Vec<String> {
    let mut statements = Vec::new();
    let mut later = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let is_ahead = |key: &ForeignKey| {
            let mut ahead = tables.iter().skip(at + 1);
            !DB::REFERS_AHEAD && ahead.any(|other| DB::same_name(&other.name, &key.table))
        };
        let (ahead, own): (Vec<_>, Vec<_>) = table.foreign_keys.iter().cloned().partition(is_ahead);
        statements.extend(create_table::<DB>(&Table { foreign_keys: own, ..table.clone() }));
        let add = |key| format!("ALTER TABLE {} ADD {}", DB::quote(&table.name), foreign_key_sql::<DB>(key));
        later.extend(ahead.iter().map(add));
    }
    statements.extend(later);
    statements
}

/// The statements that take the foreign keys away which keep tables from being dropped one by one, in the order given.
#[must_use]
pub fn drop_circles<DB: Ddl>(tables: &[Table]) -> Vec<String> {
    let mut statements = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let dropped_before =
            |key: &&ForeignKey| tables.iter().take(at).any(|other| DB::same_name(&other.name, &key.table));
        let names = table.foreign_keys.iter().filter(dropped_before).filter_map(|key| key.name.as_deref());
        let table = DB::quote(&table.name);
        statements.extend(names.map(|name| format!("ALTER TABLE {table} DROP CONSTRAINT {}", DB::quote(name))));
    }
    statements
}

/// The statement that creates a type of an enum, whose values are SQL literals.
#[must_use]
pub fn create_enum<DB: Ddl>(name: &str, values: &[String]) -> String {
    format!("CREATE TYPE {} AS ENUM ({})", DB::quote(name), values.join(", "))
}

/// The statement that drops a type of an enum, if it is there.
#[must_use]
pub fn drop_enum<DB: Ddl>(name: &str) -> String {
    format!("DROP TYPE IF EXISTS {}", DB::quote(name))
}

/// The statement that creates an index of a table.
#[must_use]
pub fn create_index<DB: Ddl>(table: &str, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let columns: Vec<String> = index.columns.iter().map(index_column_sql::<DB>).collect();
    let (name, table) = (DB::quote(&index.name), DB::quote(table));
    let mut sql = format!("CREATE {unique}INDEX {name} ON {table} ({})", columns.join(", "));
    // Where indexes are of all rows, one that is not unique does more than it has to.
    if let Some(filter) = index.filter.as_ref().filter(|_| DB::CAPABILITIES.partial_indexes || index.unique) {
        let _ = write!(sql, " WHERE {filter}");
    }
    sql
}

/// The statements that drop tables, in the order given, if they are there.
#[must_use]
pub fn drop_tables<DB: Ddl>(tables: &[String]) -> Vec<String> {
    let names: Vec<String> = tables.iter().map(|table| DB::quote(table)).collect();
    if DB::DROPS_TOGETHER && !names.is_empty() {
        return vec![format!("DROP TABLE IF EXISTS {}", names.join(", "))];
    }
    names.iter().map(|name| format!("DROP TABLE IF EXISTS {name}")).collect()
}

pub(super) fn index_column_sql<DB: Ddl>(column: &IndexColumn) -> String {
    match column {
        IndexColumn::Column(name) => DB::quote(name),
        IndexColumn::Expression(sql) => sql.clone(),
    }
}

/// `CONSTRAINT name `, or nothing without a name.
fn constraint<DB: Ddl>(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", DB::quote(name))).unwrap_or_default()
}

/// `("a", "b")`
fn list<DB: Ddl>(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| DB::quote(column)).collect();
    format!("({})", columns.join(", "))
}

/// The name of a type in SQL.
pub(crate) fn type_sql<DB: Ddl>(ty: &Type, is_key: bool) -> String {
    match ty {
        Type::Model(ty) if is_key => DB::key_type_name(*ty),
        Type::Model(ty) => DB::type_name(*ty),
        Type::Enum { name, values } => format!("{} ({})", DB::quote(name), values.join(", ")),
        Type::Named(name) => name.clone(),
    }
}

/// Whether a key or an index of the table is made of the column, or it has one of a few values.
pub(super) fn is_in_key(column: &str, table: &Table) -> bool {
    let primary = table.primary_key.iter().flat_map(|key| &key.columns);
    let uniques = table.uniques.iter().flat_map(|unique| &unique.columns);
    let foreign = table.foreign_keys.iter().flat_map(|key| &key.columns);
    let indexes = table.indexes.iter().flat_map(|index| &index.columns).filter_map(|part| match part {
        IndexColumn::Column(name) => Some(name),
        IndexColumn::Expression(_) => None,
    });
    let few = table.checks.iter().filter_map(|check| match &check.condition {
        Condition::OneOf { column, .. } => Some(column),
        _ => None,
    });
    primary.chain(uniques).chain(foreign).chain(indexes).chain(few).any(|name| name == column)
}

fn column_sql<DB: Ddl>(column: &Column, table: &Table, generated_key: Option<&PrimaryKey>) -> String {
    let name = DB::quote(&column.name);
    match generated_key {
        Some(key) if key.columns.contains(&column.name) => {
            format!("{name} {}", DB::generated_key(&column.ty, key.name.as_deref()))
        }
        _ => format!("{name} {}", definition::<DB>(column, is_in_key(&column.name, table))),
    }
}

/// A column without its name.
pub(super) fn definition<DB: Ddl>(column: &Column, is_key: bool) -> String {
    let mut sql = type_sql::<DB>(&column.ty, is_key);
    if !column.nullable && (column.generated.is_none() || DB::GENERATED_NOT_NULL) {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        let _ = write!(sql, " DEFAULT {}", DB::default_clause(default));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        let _ = write!(sql, " GENERATED ALWAYS AS ({}) {kind}", generated.expression);
    }
    sql.trim_start().to_owned()
}

pub(super) fn foreign_key_sql<DB: Ddl>(key: &ForeignKey) -> String {
    let mut sql = format!(
        "{}FOREIGN KEY {} REFERENCES {}",
        constraint::<DB>(key.name.as_deref()),
        list::<DB>(&key.columns),
        DB::quote(&key.table),
    );
    if !key.references.is_empty() {
        let _ = write!(sql, " {}", list::<DB>(&key.references));
    }
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        // NO ACTION is what SQL does when nothing is said.
        if action != Action::NoAction {
            let _ = write!(sql, " ON {event} {}", action.sql());
        }
    }
    if key.deferred && DB::CAPABILITIES.deferrable_keys {
        sql.push_str(" DEFERRABLE INITIALLY DEFERRED");
    }
    sql
}

/// A check; `None` if it is a rule that the backend cannot express, or what the column's type says already.
pub(super) fn check_sql<DB: Ddl>(check: &Check) -> Option<String> {
    let name = constraint::<DB>(check.name.as_deref());
    let condition = match &check.condition {
        Condition::Sql(sql) => sql.clone(),
        Condition::Enum { .. } if DB::ENUM_TYPES => return None,
        Condition::OneOf { column, values } | Condition::Enum { column, values } => {
            format!("{} IN ({})", DB::quote(column), values.join(", "))
        }
        Condition::Rule { moves: true, .. } if !DB::CAPABILITIES.checks_of_moved_keys => return None,
        Condition::Rule { column, kind, ty, .. } => DB::rule(&DB::quote(column), *kind, *ty)?,
    };
    Some(format!("{name}CHECK ({condition})"))
}

impl Action {
    /// The action in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}
