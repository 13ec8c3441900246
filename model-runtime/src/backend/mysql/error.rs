//! What MariaDB and MySQL say when they refuse something.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use crate::backend::decode::{any, broken_rule, first, named};
use crate::error::{Error, ValidationErrors};
use crate::rule::RuleKind;
use crate::schema::TableSchema;

/// An error of Diesel on MariaDB or MySQL, in terms of the model it happened on.
///
/// Diesel passes on the message and, for some, the kind. Messages are read as they are in English; one in another language is
/// passed on as it is.
pub(super) fn decode(error: DieselError, table: Option<&'static TableSchema>) -> Error {
    let (kind, information) = match first(error) {
        DieselError::DatabaseError(kind, information) => (kind, information),
        error => return any(error, table),
    };
    let message = information.message();
    if is_busy(message) {
        return Error::Busy(Box::new(DieselError::DatabaseError(kind, information)));
    }
    if let Some(broken) = too_long(message, table) {
        return Error::Validation(Box::new(broken));
    }
    if is_lost(message) {
        return any(DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, information), table);
    }
    match Refusal::of(message) {
        Some(refusal) => {
            let kind = if matches!(kind, DatabaseErrorKind::Unknown) { refusal.kind() } else { kind };
            named(kind, Box::new(refusal.information(table)), table)
        }
        None => any(DieselError::DatabaseError(kind, information), table),
    }
}

/// Whether a message is one of those that are understood here.
pub(crate) fn is_known(message: &str) -> bool {
    is_busy(message) || is_lost(message) || Refusal::of(message).is_some()
}

/// Whether somebody else was in the way.
fn is_busy(message: &str) -> bool {
    let texts = ["Lock wait timeout exceeded", "Deadlock found", "Record has changed since last read"];
    texts.iter().any(|text| message.starts_with(text))
}

/// Whether the connection is gone.
fn is_lost(message: &str) -> bool {
    let texts = [
        "Server has gone away",
        "MySQL server has gone away",
        "Lost connection",
        "Connection was killed",
        "Server shutdown in progress",
        // Of `mysql_async`, which goes no further with a connection after these.
        "Input/output error: ",
        "Driver error: `Connection to the server is closed",
    ];
    texts.iter().any(|text| message.starts_with(text))
}

/// What a message tells of a refused write.
#[derive(Debug, PartialEq, Eq)]
struct Refusal<'m> {
    what: What,
    message: &'m str,
    table: Option<&'m str>,
    column: Option<&'m str>,
    constraint: Option<&'m str>,
}

/// What was violated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Unique,
    ForeignKey,
    NotNull,
    Check,
    Partition,
}

impl<'m> Refusal<'m> {
    fn of(message: &'m str) -> Option<Self> {
        let new = |what| Self { what, message, table: None, column: None, constraint: None };
        if let Some(rest) = message.strip_prefix("Duplicate entry ") {
            // The value comes first, and may be anything. MySQL writes the table in front of the key.
            let key = rest.rsplit_once(" for key '")?.1.trim_end_matches('\'');
            let (table, key) = key.split_once('.').map_or((None, key), |(table, key)| (Some(table), key));
            return Some(Self { table, constraint: Some(key), ..new(What::Unique) });
        }
        if let Some((_, rest)) = message.split_once(" a foreign key constraint fails (") {
            let mut names = quoted_names(rest);
            let (_schema, table, constraint) = (names.next()?, names.next()?, names.next()?);
            return Some(Self { table: Some(table), constraint: Some(constraint), ..new(What::ForeignKey) });
        }
        if let Some(rest) = message.strip_prefix("CONSTRAINT `") {
            let mut names = rest.split('`');
            let (constraint, _, _schema, _, table) =
                (names.next()?, names.next()?, names.next()?, names.next()?, names.next()?);
            return Some(Self { table: Some(table), constraint: Some(constraint), ..new(What::Check) });
        }
        if let Some(rest) = message.strip_prefix("Check constraint '") {
            return Some(Self { constraint: rest.split_once('\'').map(|(name, _)| name), ..new(What::Check) });
        }
        if message.starts_with("Table has no partition for value") {
            return Some(new(What::Partition));
        }
        let column = message.strip_prefix("Column '").and_then(|rest| rest.strip_suffix("' cannot be null"));
        let column = column.or_else(|| {
            message.strip_prefix("Field '").and_then(|rest| rest.strip_suffix("' doesn't have a default value"))
        });
        column.map(|column| Self { column: Some(column), ..new(What::NotNull) })
    }

    const fn kind(&self) -> DatabaseErrorKind {
        match self.what {
            What::Unique => DatabaseErrorKind::UniqueViolation,
            What::ForeignKey => DatabaseErrorKind::ForeignKeyViolation,
            What::NotNull => DatabaseErrorKind::NotNullViolation,
            // Diesel has no kind for the latter; a CHECK has a name.
            What::Check | What::Partition => DatabaseErrorKind::CheckViolation,
        }
    }

    /// The same, as a server reports it that gives names apart from its message.
    fn information(&self, table: Option<&'static TableSchema>) -> Information {
        // Where the message names no table, it is that of the statement.
        let own = table.map(|table| table.name);
        let name = self.table.or(own);
        let constraint = match (self.constraint, name) {
            // The server has one name for all primary keys.
            (Some("PRIMARY"), Some(name)) => Some(match table.filter(|table| table.name == name) {
                Some(table) => table.primary_key_name().into_owned(),
                None => format!("pk_{name}"),
            }),
            (constraint, _) => constraint.map(str::to_owned),
        };
        // Values are not for logs.
        let message = match (self.what, self.constraint) {
            (What::Unique, Some(key)) => format!("Duplicate entry for key '{key}'"),
            _ => self.message.to_owned(),
        };
        Information { message, table: name.map(str::to_owned), column: self.column.map(str::to_owned), constraint }
    }
}

/// The names of a text that starts with one, in the quotes that the server is set to.
fn quoted_names(text: &str) -> impl Iterator<Item = &str> {
    let quote = text.chars().next().unwrap_or('`');
    text.split(quote).skip(1).step_by(2)
}

/// The error of a text that its column has no room for, where a rule says how long it may be.
fn too_long(message: &str, table: Option<&'static TableSchema>) -> Option<ValidationErrors> {
    let (table, rest) = (table?, message.strip_prefix("Data too long for column '")?);
    let (name, _) = rest.rsplit_once("' at row ")?;
    let column = table.columns.iter().find(|column| column.name == name)?;
    let mut rules = column.rules.iter();
    let rule = rules.find(|rule| matches!(rule.kind(), RuleKind::Length { max: Some(_), .. }))?;
    broken_rule(rule.constraint(), table)
}

/// What the server said, with the names that its message has.
#[derive(Debug)]
struct Information {
    message: String,
    table: Option<String>,
    column: Option<String>,
    constraint: Option<String>,
}

impl DatabaseErrorInformation for Information {
    fn message(&self) -> &str {
        &self.message
    }
    fn details(&self) -> Option<&str> {
        None
    }
    fn hint(&self) -> Option<&str> {
        None
    }
    fn table_name(&self) -> Option<&str> {
        self.table.as_deref()
    }
    fn column_name(&self) -> Option<&str> {
        self.column.as_deref()
    }
    fn constraint_name(&self) -> Option<&str> {
        self.constraint.as_deref()
    }
    fn statement_position(&self) -> Option<i32> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, What};

    #[test]
    fn messages_name_constraints() {
        for (message, what, table, name) in [
            ("Duplicate entry 'a for key 'x' for key 'uq_users_email'", What::Unique, None, Some("uq_users_email")),
            ("Duplicate entry 'a' for key 'users.PRIMARY'", What::Unique, Some("users"), Some("PRIMARY")),
            (
                "Cannot add or update a child row: a foreign key constraint fails (`test`.`posts`, CONSTRAINT \
                 `fk_posts_user_id` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))",
                What::ForeignKey,
                Some("posts"),
                Some("fk_posts_user_id"),
            ),
            (
                "Cannot delete or update a parent row: a foreign key constraint fails (\"test\".\"posts\", CONSTRAINT \
                 \"fk_posts_user_id\" FOREIGN KEY (\"user_id\") REFERENCES \"users\" (\"id\"))",
                What::ForeignKey,
                Some("posts"),
                Some("fk_posts_user_id"),
            ),
            ("CONSTRAINT `ck_a` failed for `test`.`users`", What::Check, Some("users"), Some("ck_a")),
            ("Check constraint 'ck_a' is violated.", What::Check, None, Some("ck_a")),
            ("Column 'name' cannot be null", What::NotNull, None, None),
            ("Field 'name' doesn't have a default value", What::NotNull, None, None),
        ] {
            let refusal = Refusal::of(message).unwrap();
            assert_eq!((refusal.what, refusal.table, refusal.constraint), (what, table, name), "{message}");
        }
        for message in ["", "Duplicate entry", "CONSTRAINT `a", " a foreign key constraint fails (", "Column 'name'"] {
            assert_eq!(Refusal::of(message), None, "{message}");
        }
    }
}
