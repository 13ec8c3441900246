//! What SQLite says when it refuses something.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use crate::backend::decode::{any, broken_rule, column_of, first, unique_of};
use crate::error::{ConstraintKind, ConstraintViolation, Error};
use crate::schema::TableSchema;

/// An error of Diesel on SQLite, in terms of the model it happened on.
///
/// SQLite's messages name columns (`UNIQUE constraint failed: users.email`), the name of a CHECK, or nothing at all for a
/// foreign key. Text that is none of these is passed on as it is.
pub(super) fn decode(error: DieselError, table: Option<&'static TableSchema>) -> Error {
    let (kind, information) = match first(error) {
        DieselError::DatabaseError(kind, information) => (kind, information),
        error => return any(error, table),
    };
    let message = information.message().to_owned();
    if is_locked(&message) {
        return Error::Busy(Box::new(DieselError::DatabaseError(kind, information)));
    }
    match violation(&message, table) {
        Some(Found { kind: ConstraintKind::Check, name: Some(name), .. })
            if let Some(broken) = table.and_then(|table| broken_rule(&name, table)) =>
        {
            Error::Validation(Box::new(broken))
        }
        Some(found) => Error::Constraint(Box::new(found.with(kind, information, table))),
        None => any(DieselError::DatabaseError(kind, information), table),
    }
}

/// Whether a message is one of those that are understood here.
pub(crate) fn is_known(message: &str) -> bool {
    is_locked(message) || violation(message, None).is_some()
}

/// Whether another connection has the lock.
fn is_locked(message: &str) -> bool {
    let locked = ["database is locked", "database table is locked", "database schema is locked"];
    locked.iter().any(|locked| message.starts_with(locked))
}

/// What a message tells of a violated constraint.
struct Found {
    kind: ConstraintKind,
    table: Option<String>,
    name: Option<String>,
    columns: Vec<String>,
}

impl Found {
    fn with(
        self,
        kind: DatabaseErrorKind,
        information: Box<dyn DatabaseErrorInformation + Send + Sync>,
        schema: Option<&'static TableSchema>,
    ) -> ConstraintViolation {
        ConstraintViolation {
            kind: self.kind,
            table: self.table,
            name: self.name,
            columns: self.columns,
            schema,
            is_of_child: false,
            source: DieselError::DatabaseError(kind, information),
        }
    }
}

fn violation(message: &str, schema: Option<&'static TableSchema>) -> Option<Found> {
    let (what, detail) = message.split_once(" constraint failed").unwrap_or((message, ""));
    let detail = detail.strip_prefix(": ").unwrap_or_default();
    let table = schema.map(|schema| schema.name.to_owned());
    let found = match what {
        "UNIQUE" => unique(detail, schema),
        "NOT NULL" => {
            let (table, columns) = qualified(detail);
            Found { kind: ConstraintKind::NotNull, table, name: None, columns }
        }
        "CHECK" => check(detail, schema),
        "FOREIGN KEY" => Found { kind: ConstraintKind::ForeignKey, table, name: None, columns: Vec::new() },
        _ => return None,
    };
    Some(found)
}

/// `users.a, users.b`: the table and its columns.
fn qualified(detail: &str) -> (Option<String>, Vec<String>) {
    let mut table = None;
    let columns = detail.split(", ").map(|part| match part.split_once('.') {
        Some((owner, column)) => {
            table = Some(owner.to_owned());
            column.to_owned()
        }
        None => part.to_owned(),
    });
    let columns = columns.filter(|column| !column.is_empty()).collect();
    (table, columns)
}

fn unique(detail: &str, schema: Option<&'static TableSchema>) -> Found {
    // A unique index on an expression is named instead of columns.
    if let Some(name) = detail.strip_prefix("index '").and_then(|name| name.strip_suffix('\'')) {
        let table = schema.map(|schema| schema.name.to_owned());
        return Found { kind: ConstraintKind::Unique, table, name: Some(name.to_owned()), columns: Vec::new() };
    }
    let (table, columns) = qualified(detail);
    let schema = schema.filter(|schema| table.as_deref() == Some(schema.name));
    match schema.and_then(|schema| unique_of(&columns, schema)) {
        Some((kind, name)) => Found { kind, table, name: Some(name.into_owned()), columns },
        None => Found { kind: ConstraintKind::Unique, table, name: None, columns },
    }
}

fn check(detail: &str, schema: Option<&'static TableSchema>) -> Found {
    let table = schema.map(|schema| schema.name.to_owned());
    let column = schema.and_then(|schema| column_of(detail, schema)).map(|column| column.name.to_owned());
    Found { kind: ConstraintKind::Check, table, name: Some(detail.to_owned()), columns: column.into_iter().collect() }
}
