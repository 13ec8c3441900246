//! Triggers, which are made when all that they may name is there.

use super::{Ddl, qualified};
use crate::backend::tokens::start_of_name;
use crate::schema::owned::{Table, Trigger};

/// The statement that creates a trigger of a table: the one it was read with, and where the table is in a schema, the trigger is in that one.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::schema::{Table, Trigger, create_trigger};
///
/// let sql = "CREATE TRIGGER counted AFTER INSERT ON users BEGIN UPDATE counts SET n = n + 1; END";
/// let trigger = Trigger { name: "counted".to_owned(), sql: sql.to_owned() };
/// assert_eq!(create_trigger::<Sqlite>(&trigger, &Table::named("users")), sql);
/// # }
/// ```
#[must_use]
pub fn create_trigger<DB: Ddl>(trigger: &Trigger, table: &Table) -> String {
    let sql = trigger.sql.trim().trim_end_matches(';');
    let place = table.namespace.as_deref().zip(start_of_name(sql, &trigger.name));
    match place.and_then(|(namespace, at)| Some((namespace, sql.split_at_checked(at)?))) {
        Some((namespace, (create, rest))) => format!("{create}{}.{rest}", qualified::<DB>(None, namespace)),
        None => sql.to_owned(),
    }
}

/// The statements that create the triggers of all these tables.
pub(super) fn create_triggers<DB: Ddl>(tables: &[Table]) -> impl Iterator<Item = String> {
    tables.iter().flat_map(|table| table.triggers.iter().map(|trigger| create_trigger::<DB>(trigger, table)))
}
