//! What the next flush would send, to be read.

use std::fmt;

use super::rows::{Rows, Slot, Values};
use super::{Session, Track};
use crate::connection::{Conn, Exec};
use crate::database::Transactional;
use crate::error::Result;
use crate::model::{ColumnSet, Model, RowTuple, TableName};
use crate::schema::Role;
use crate::unit::Action;

/// What the next flush would send, in its order: see [`Session::flush_plan`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlushPlan {
    /// The statements.
    pub statements: Vec<PlannedStatement>,
}

/// A statement of a [`FlushPlan`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStatement {
    /// Its SQL, as it is for one row.
    pub sql: String,
    /// The rows that are written by it, together.
    pub rows: usize,
}

impl fmt::Display for FlushPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for PlannedStatement { sql, rows } in &self.statements {
            writeln!(f, "{sql}; -- {rows} {}", if *rows == 1 { "row" } else { "rows" })?;
        }
        Ok(())
    }
}

impl<G: Conn<Raw: Transactional> + Send> Session<G> {
    /// What the next flush would send, in its order: for each batch the SQL of one of its rows, and how many there are. Nothing is sent, and
    /// nothing changes. How the rows of a batch stand in one statement, and how identifiers are quoted, is up to the database.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug, Clone)]
    /// # pub struct User { pub id: i64, pub name: String }
    /// # schema! { pub Users: User }
    /// # fn main() -> model_runtime::Result<()> {
    /// # let db = Database::connect("sqlite::memory:")?;
    /// # Users::create_all(&mut db.get()?)?;
    /// let mut session = db.session()?;
    /// session.add_all(["Ann", "Bob"].map(|name| NewUser { name: name.into() }))?;
    /// assert_eq!(session.flush_plan()?.to_string(), "INSERT INTO users (name) VALUES (?); -- 2 rows\n");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) and [`Error::Session`](crate::Error::Session), as [`flush`](Session::flush).
    pub fn flush_plan(&mut self) -> Result<FlushPlan> {
        let planned = self.memory.plan();
        let mut plan = FlushPlan::default();
        for step in planned.iter().flat_map(|planned| &planned.steps) {
            if let Some(store) = self.memory.stores.get(step.table) {
                plan.statements.extend(store.shown(&step.action));
            }
        }
        self.memory.each(|store| store.discard());
        planned.map(|_| plan)
    }
}

/// The statements of a step.
pub(super) fn shown<C: Exec, M: Track<C>>(rows: &Rows<M>, action: &Action) -> Vec<PlannedStatement> {
    let mut statements: Vec<PlannedStatement> = Vec::new();
    let mut add = |sql: String| match statements.iter_mut().find(|statement| statement.sql == sql) {
        Some(statement) => statement.rows += 1,
        None => statements.push(PlannedStatement { sql, rows: 1 }),
    };
    match action {
        Action::Insert(news) => {
            for (slot, _) in news {
                add(insert::<M>(given(rows, *slot)));
            }
        }
        Action::Update(slots) => {
            for slot in slots {
                add(update::<M>(written::<C, M>(rows, *slot)));
            }
        }
        Action::Point(keys) | Action::Release(keys) => {
            for (_, keys) in keys {
                add(update::<M>(with_stamps::<M>(columns_of::<M>(keys))));
            }
        }
        Action::Delete(slots) => {
            for _ in slots {
                add(delete::<M>());
            }
        }
    }
    statements
}

/// The columns that a new row gives.
fn given<M: Model>(rows: &Rows<M>, slot: u32) -> ColumnSet {
    let linked = columns_of::<M>(&rows.links_of(slot).map(|(key, _)| key).collect::<Vec<_>>());
    let is_given = |column: &usize| match rows.slot(slot) {
        Some(Slot::New(new)) => match (&new.ready, &new.values) {
            (Some(draft), _) | (None, Values::Draft(draft)) => M::Row::value(draft, *column).is_some(),
            (None, Values::Row(_)) => true,
        },
        _ => false,
    };
    (0..M::SCHEMA.columns.len()).filter(is_given).fold(linked, ColumnSet::with)
}

/// The columns of a row that are written.
fn written<C: Exec, M: Track<C>>(rows: &Rows<M>, slot: u32) -> ColumnSet {
    let changed = match rows.slot(slot) {
        Some(Slot::Changed(..)) => rows.change(slot).map_or(ColumnSet::EMPTY, |(now, was)| Rows::changed(now, was)),
        Some(Slot::New(_)) => rows.in_place(slot).map_or(ColumnSet::EMPTY, |(now, was)| Rows::changed(&now, was)),
        _ => ColumnSet::EMPTY,
    };
    with_stamps::<M>(changed.union(columns_of::<M>(&rows.links_of(slot).map(|(key, _)| key).collect::<Vec<_>>())))
}

/// Columns, and those that every write changes.
fn with_stamps<M: Model>(columns: ColumnSet) -> ColumnSet {
    let stamps = M::SCHEMA.columns.iter().zip(0..);
    let stamps = stamps.filter(|(column, _)| matches!(column.role, Role::Version | Role::UpdatedAt));
    stamps.fold(columns, |columns, (_, column)| columns.with(column))
}

fn columns_of<M: Model>(keys: &[usize]) -> ColumnSet {
    let keys = keys.iter().filter_map(|key| M::FOREIGN_KEYS.get(*key));
    keys.fold(ColumnSet::EMPTY, |columns, key| columns.union(ColumnSet::of(key.columns)))
}

fn names<M: Model>(columns: ColumnSet, end: &str) -> Vec<String> {
    let names = columns.iter().filter_map(|column| M::SCHEMA.columns.get(column));
    names.map(|column| format!("{}{end}", column.name)).collect()
}

fn insert<M: Model>(columns: ColumnSet) -> String {
    let names = names::<M>(columns, "");
    if names.is_empty() {
        return format!("INSERT INTO {} DEFAULT VALUES", TableName::of::<M>());
    }
    format!(
        "INSERT INTO {} ({}) VALUES ({})",
        TableName::of::<M>(),
        names.join(", "),
        vec!["?"; names.len()].join(", ")
    )
}

fn update<M: Model>(columns: ColumnSet) -> String {
    format!("UPDATE {} SET {} WHERE {}", TableName::of::<M>(), names::<M>(columns, " = ?").join(", "), told_by::<M>())
}

fn delete<M: Model>() -> String {
    format!("DELETE FROM {} WHERE {}", TableName::of::<M>(), told_by::<M>())
}

/// By what a row is told: its key, and its version.
fn told_by<M: Model>() -> String {
    let version = M::SCHEMA.columns.iter().position(|column| column.role == Role::Version);
    let told = M::KEY.iter().copied().chain(version);
    let names = told.filter_map(|column| M::SCHEMA.columns.get(column)).map(|column| format!("{} = ?", column.name));
    names.collect::<Vec<_>>().join(" AND ")
}
