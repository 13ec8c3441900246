//! Everything that creates tables in an empty database, as one text.

use super::namespaces::namespaces;
use super::{Ddl, Table, Type, create_domain, create_enum, create_tables, enum_types, in_order};

/// The statements that create tables in an empty database, each ended by a semicolon and a line break: schemas and types of the database
/// first, then tables after those they refer to, views, and triggers at the end.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::prelude::*;
/// use model_runtime::schema::{reflect, script};
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// diesel::sql_query("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").run(&mut conn)?;
/// let sql = script::<Sqlite>(reflect(&mut conn)?);
/// assert!(sql.starts_with("CREATE TABLE \"tags\" ("));
/// # Ok(())
/// # }
/// # main().unwrap();
/// # }
/// ```
#[must_use]
pub fn script<DB: Ddl>(tables: Vec<Table>) -> String {
    let tables = in_order::<DB>(tables);
    let mut statements = Vec::new();
    statements.extend(namespaces(&tables).into_iter().filter_map(DB::create_namespace));
    let enums = enum_types::<DB>(&tables);
    statements.extend(enums.into_iter().map(|ty| create_enum::<DB>(ty.namespace, ty.name, &ty.values)));
    statements.extend(domains::<DB>(&tables));
    statements.extend(create_tables::<DB>(&tables));
    statements.iter().flat_map(|statement| [&**statement, ";\n"]).collect()
}

/// The statements that create the types which narrow others, each once.
fn domains<DB: Ddl>(tables: &[Table]) -> Vec<String> {
    let mut statements = Vec::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        if let Type::Domain { namespace, name, base, constraints } = column.ty.item() {
            let statement = create_domain::<DB>(namespace.as_deref(), name, base, constraints);
            if !statements.contains(&statement) {
                statements.push(statement);
            }
        }
    }
    statements
}
