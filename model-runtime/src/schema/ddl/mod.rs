//! Writes tables as DDL.
//!
//! The order of the parts and the standard syntax are here; what a backend spells in its own way is asked of
//! [`Ddl`]. Why no crate is used for this is told in `docs/design/ddl.md`.

mod clauses;
mod indexes;
mod partitions;
mod triggers;

use std::fmt::Write;

use super::owned::{Check, Column, Exclusion, ForeignKey, Identity, Index, Table, Type, Unique, View};
use super::{Action, ColumnType, DataType};
use crate::backend::Dialect;
use crate::rule::RuleKind;

pub use indexes::create_index;
pub(super) use indexes::index_column_sql;
use indexes::{inside_sql, is_asked_at_once};
pub use partitions::{create_partition, partition_clause, partition_list};
pub use triggers::create_trigger;
use triggers::create_triggers;

/// How a backend keeps a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Comment {
    /// As part of the definition of what it is about, at the end.
    Inline(String),
    /// By a statement of its own, `COMMENT ON .. IS ..`: what follows the name.
    Statement(String),
}

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

    /// Whether a table has a collation, which its columns have if they say nothing else.
    const COLLATES_TABLES: bool = false;

    /// Whether partitions are tables, which are created after the one that they are of, rather than a part of it.
    const PARTITIONS_ARE_TABLES: bool = true;

    /// Whether a column that is counted has to be the first of a key or an index from the start.
    const COUNTED_IS_INDEXED: bool = false;

    /// Whether CREATE INDEX says the schema with the name of the index rather than with that of its table, and foreign keys, which never leave
    /// a schema, do not say it.
    const NAMESPACE_OF_INDEX: bool = false;

    /// The statement that creates a schema of the database, unless it is there; `None` where a schema is more than a place for tables.
    fn create_namespace(name: &str) -> Option<String> {
        Some(format!("CREATE SCHEMA IF NOT EXISTS {}", Self::quote(name)))
    }

    /// What may stand in front of INDEX, besides UNIQUE, to say its kind; other kinds follow USING.
    const INDEX_KINDS: &'static [&'static str] = &[];

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

    /// What the name of a type means. What says more than can be said with [`DataType`] is one that has only a name, in the spelling that all
    /// names of that type have in common.
    fn data_type(name: &str) -> DataType;

    /// The name of a type, or of the one that holds the same values.
    fn data_type_name(ty: &DataType) -> String;

    /// The statement that creates the sequence which a DEFAULT counts by, unless it is there.
    fn create_sequence(_default: &str) -> Option<String> {
        None
    }

    /// The type of a column that the database counts, whose name is given, and what follows it.
    fn identity(ty: &str, identity: Identity) -> (String, &'static str);

    /// What follows the name of the column of a primary key that the database counts, given the name of its type.
    fn generated_key(ty: &str, identity: Identity, constraint: Option<&str>) -> String;

    /// The statement, or what is added to the definition, that keeps a comment; `None` if the backend keeps none.
    fn comment(_text: &str) -> Option<Comment> {
        None
    }

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

    /// Whether the database keeps conditions and expressions as they were written.
    const COMPARES_CONDITIONS: bool = false;

    /// Whether two conditions, or expressions of generated columns, say the same apart from their spelling. A database that keeps them in words
    /// of its own cannot tell, and takes them to be the same; where it can roll DDL back, `drift` asks for these words first.
    fn same_condition(_a: &str, _b: &str) -> bool {
        true
    }
}

/// The statements that create a table and its indexes. Its triggers, which may name other tables, are made by [`create_tables`].
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
/// assert_eq!(create_table::<Sqlite>(&Table::of::<Sqlite>(&TAGS)), [expected]);
/// ```
#[must_use]
pub fn create_table<DB: Ddl>(table: &Table) -> Vec<String> {
    let name = table.quoted::<DB>();
    if let Some(view) = &table.view {
        return create_view::<DB>(&name, view, table);
    }
    // The key is part of the column where the database counts it.
    let counted = table.counted_key().map(|column| &*column.name);
    let mut parts: Vec<String> = table.columns.iter().map(|column| column_sql::<DB>(column, table, counted)).collect();
    if let Some(key) = table.primary_key.as_ref().filter(|_| counted.is_none()) {
        parts.push(key.sql::<DB>());
    }
    parts.extend(table.uniques.iter().map(Unique::sql::<DB>));
    parts.extend(table.foreign_keys.iter().map(ForeignKey::sql::<DB>));
    parts.extend(table.checks.iter().map(Check::sql::<DB>));
    parts.extend(table.exclusions.iter().map(Exclusion::sql::<DB>));
    let (inside, indexes): (Vec<&Index>, Vec<&Index>) =
        table.indexes.iter().partition(|index| is_asked_at_once::<DB>(index, table));
    parts.extend(inside.into_iter().map(inside_sql::<DB>));

    let options = match &table.options {
        Some(options) => format!(" {options}"),
        None => DB::TABLE_OPTIONS.to_owned(),
    };
    let mut sql = format!("CREATE TABLE {name} (\n    {}\n){options}", parts.join(",\n    "));
    if let Some(Comment::Inline(clause)) = table.comment.as_deref().and_then(DB::comment) {
        let _ = write!(sql, " {clause}");
    }
    if let Some(clause) = partition_clause::<DB>(table) {
        let _ = write!(sql, " {clause}");
    }
    let mut statements = create_sequences::<DB>(table);
    statements.push(sql);
    if DB::PARTITIONS_ARE_TABLES {
        let partitions = table.partitions.iter();
        statements.extend(partitions.flat_map(|partition| create_partition::<DB>(table, &table.name, partition)));
    }
    statements.extend(indexes.into_iter().map(|index| create_index::<DB>(table, index)));
    statements.extend(comments::<DB>("TABLE", &name, table));
    statements
}

/// The statements that create a view, and the indexes that it has if its rows are kept.
fn create_view<DB: Ddl>(name: &str, view: &View, table: &Table) -> Vec<String> {
    let kind = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let query = view.query.trim().trim_end_matches(';');
    let mut statements = vec![format!("CREATE {kind} {name} AS\n{query}")];
    statements.extend(table.indexes.iter().map(|index| create_index::<DB>(table, index)));
    statements.extend(comments::<DB>(kind, name, table));
    statements
}

/// The statements that keep comments, where those are statements.
fn comments<DB: Ddl>(kind: &str, name: &str, table: &Table) -> Vec<String> {
    let statement = |of: String, text: &str| match DB::comment(text) {
        Some(Comment::Statement(clause)) => Some(format!("COMMENT ON {of} {clause}")),
        _ => None,
    };
    let whole = table.comment.as_deref().and_then(|text| statement(format!("{kind} {name}"), text));
    let columns = table.columns.iter().filter_map(|column| {
        statement(format!("COLUMN {name}.{}", DB::quote(&column.name)), column.comment.as_deref()?)
    });
    whole.into_iter().chain(columns).collect()
}

/// The statements that create tables and their indexes, in the order given, and then their triggers, which may name any of them.
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
            !DB::REFERS_AHEAD
                && (ahead.any(|other| key.refers_to::<DB>(other))
                    || key.refers_to::<DB>(table) && !is_constraint(&key.references, table))
        };
        let (ahead, own): (Vec<_>, Vec<_>) = table.foreign_keys.iter().cloned().partition(is_ahead);
        statements.extend(create_table::<DB>(&Table { foreign_keys: own, ..table.clone() }));
        let name = table.quoted::<DB>();
        later.extend(ahead.iter().map(|key| format!("ALTER TABLE {name} ADD {}", key.sql::<DB>())));
    }
    statements.extend(later);
    statements.extend(create_triggers::<DB>(tables));
    statements
}

/// Whether a table is created with a constraint over these columns, rather than with an index that follows.
fn is_constraint(columns: &[String], table: &Table) -> bool {
    let is_key = table.primary_key.as_ref().is_some_and(|key| key.columns == columns);
    columns.is_empty() || is_key || table.uniques.iter().any(|unique| unique.columns == columns)
}

/// The statements that take the foreign keys away which keep tables from being dropped one by one, in the order given.
#[must_use]
pub fn drop_circles<DB: Ddl>(tables: &[Table]) -> Vec<String> {
    let mut statements = Vec::new();
    for (at, table) in tables.iter().enumerate() {
        let dropped_before = |key: &&ForeignKey| tables.iter().take(at).any(|other| key.refers_to::<DB>(other));
        let names = table.foreign_keys.iter().filter(dropped_before).filter_map(|key| key.name.as_deref());
        let table = table.quoted::<DB>();
        statements.extend(names.map(|name| format!("ALTER TABLE {table} DROP CONSTRAINT {}", DB::quote(name))));
    }
    statements
}

/// The statements that create the sequences which the columns of a table count by, apart from those that come with a column.
#[must_use]
pub fn create_sequences<DB: Ddl>(table: &Table) -> Vec<String> {
    let mut statements = Vec::new();
    for default in table.columns.iter().filter_map(|column| column.default.as_deref()) {
        let statement = DB::create_sequence(default);
        statements.extend(statement.filter(|sql| !statements.contains(sql)));
    }
    statements
}

/// The statement that creates a type of an enum, whose values are SQL literals.
#[must_use]
pub fn create_enum<DB: Ddl>(namespace: Option<&str>, name: &str, values: &[String]) -> String {
    format!("CREATE TYPE {} AS ENUM ({})", qualified::<DB>(namespace, name), values.join(", "))
}

/// The statement that drops a type of an enum, if it is there.
#[must_use]
pub fn drop_enum<DB: Ddl>(namespace: Option<&str>, name: &str) -> String {
    format!("DROP TYPE IF EXISTS {}", qualified::<DB>(namespace, name))
}

/// The statement that creates a type that narrows another one.
#[must_use]
pub fn create_domain<DB: Ddl>(namespace: Option<&str>, name: &str, base: &str, constraints: &str) -> String {
    format!("CREATE DOMAIN {} AS {base} {constraints}", qualified::<DB>(namespace, name)).trim_end().to_owned()
}

/// The statements that drop tables, in the order given, if they are there.
#[must_use]
pub fn drop_tables<DB: Ddl>(tables: &[Table]) -> Vec<String> {
    let names: Vec<String> = tables.iter().map(Table::quoted::<DB>).collect();
    if DB::DROPS_TOGETHER && !names.is_empty() {
        return vec![format!("DROP TABLE IF EXISTS {}", names.join(", "))];
    }
    names.iter().map(|name| format!("DROP TABLE IF EXISTS {name}")).collect()
}

/// A name, quoted, with that of its schema in front if it has one.
pub(crate) fn qualified<DB: Ddl>(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) => format!("{}.{}", DB::quote(namespace), DB::quote(name)),
        None => DB::quote(name),
    }
}

/// `("a", "b")`
pub(super) fn list<DB: Ddl>(columns: &[String]) -> String {
    let columns: Vec<String> = columns.iter().map(|column| DB::quote(column)).collect();
    format!("({})", columns.join(", "))
}

/// The name of a type in SQL.
#[must_use]
pub fn type_sql<DB: Ddl>(ty: &Type) -> String {
    match ty {
        Type::Named(sql) | Type::Stored { sql, .. } => sql.clone(),
        Type::Enum { namespace, name, .. } | Type::Domain { namespace, name, .. } => {
            qualified::<DB>(namespace.as_deref(), name)
        }
        Type::Array(item) => format!("{}[]", type_sql::<DB>(item)),
    }
}

fn column_sql<DB: Ddl>(column: &Column, table: &Table, counted_key: Option<&str>) -> String {
    let name = DB::quote(&column.name);
    let sql = match column.identity {
        Some(identity) if counted_key == Some(&*column.name) => {
            let constraint = table.primary_key.as_ref().and_then(|key| key.name.as_deref());
            DB::generated_key(&type_sql::<DB>(&column.ty), identity, constraint)
        }
        _ => column.definition::<DB>(),
    };
    match column.comment.as_deref().and_then(DB::comment) {
        Some(Comment::Inline(clause)) => format!("{name} {sql} {clause}"),
        _ => format!("{name} {sql}"),
    }
}
