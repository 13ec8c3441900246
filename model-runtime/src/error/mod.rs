//! What can go wrong, in one type.

mod connection;
mod constraint;
mod problem;
mod rows;
mod session;
mod validation;

pub use connection::ConnectionError;
#[doc(hidden)]
pub use constraint::columns_of;
pub use constraint::{Constraint, ConstraintKind, ConstraintViolation};
pub use problem::{Problem, ProblemField};
pub use session::SessionError;
pub use validation::{FieldError, ValidationErrors};

use std::error::Error as StdError;
use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use self::rows::Numbered;
use crate::backend::decode::{broken_rule, fill, unique_of};
use crate::model::Model;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong when models are read and written.
///
/// The enum grows: match with a wildcard arm. An error names the model, table, column or constraint where they are known;
/// [`source`](StdError::source) leads to the error of Diesel or of the driver.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Values were invalid; no SQL was sent.
    Validation(Box<ValidationErrors>),
    /// The database refused a write because of a constraint.
    Constraint(Box<ConstraintViolation>),
    /// There is no such row.
    NotFound {
        /// The model that was looked for.
        model: &'static str,
        /// The rows that are not there, of several that were given, counted from 0. None where one was given.
        rows: Vec<usize>,
    },
    /// There are several rows where one was expected.
    MultipleFound {
        /// The model that was looked for.
        model: &'static str,
    },
    /// The row was changed or deleted by somebody else since it was read.
    Stale {
        /// The model whose version did not match.
        model: &'static str,
        /// The rows that were, of several that were given, counted from 0. None where one was given.
        rows: Vec<usize>,
    },
    /// A version number or another number cannot grow any further.
    Overflow {
        /// The model the number belongs to.
        model: &'static str,
    },
    /// Related rows are asked for that were not loaded with their row.
    NotLoaded {
        /// The model that has the relation.
        model: &'static str,
        /// The relation.
        relation: &'static str,
        /// What loads them: `with`, or `with_count` of a query, or `related` of a session.
        by: &'static str,
    },
    /// A handle stands for no row that could be read or written, or a session cannot go on.
    Session(Box<SessionError>),
    /// A value of the database does not fit the field it is read into.
    Decode(Box<DecodeError>),
    /// The database is locked by another connection; trying again may help.
    Busy(Box<DieselError>),
    /// A connection could not be made, or not in time.
    Connection(Box<ConnectionError>),
    /// The tables of the database are not those of the models.
    Schema(Box<crate::schema::SchemaError>),
    /// Any other error of Diesel or the database.
    Database(Box<DatabaseError>),
}

/// A value that could not be read.
#[derive(Debug)]
pub struct DecodeError {
    /// The model that was read, if the query was one of its own.
    pub model: Option<&'static str>,
    /// The column, if it is known.
    pub column: Option<String>,
    source: Box<dyn StdError + Send + Sync>,
}

/// An error of the database that has no variant of its own.
#[derive(Debug)]
pub struct DatabaseError {
    /// The model that was read or written, if it is known.
    pub model: Option<&'static str>,
    source: DieselError,
}

impl DatabaseError {
    /// What Diesel said.
    pub(crate) const fn diesel(&self) -> &DieselError {
        &self.source
    }
}

impl Error {
    pub(crate) fn decode(
        model: Option<&'static str>,
        column: Option<String>,
        source: Box<dyn StdError + Send + Sync>,
    ) -> Self {
        Self::Decode(Box::new(DecodeError { model, column, source }))
    }

    pub(crate) fn database(model: Option<&'static str>, source: DieselError) -> Self {
        Self::Database(Box::new(DatabaseError { model, source }))
    }

    /// An error of this crate's own making that reads as a fault of a query.
    pub(crate) fn query(model: &'static str, message: String) -> Self {
        Self::database(Some(model), DieselError::QueryBuilderError(message.into()))
    }

    /// The error with the name of the model, where it has none yet.
    pub(crate) fn of_model(mut self, name: &'static str) -> Self {
        match &mut self {
            Self::NotFound { model, .. } => *model = name,
            Self::Decode(error) => error.model = error.model.or(Some(name)),
            Self::Database(error) => error.model = error.model.or(Some(name)),
            _ => {}
        }
        self
    }

    /// Whether there was no such row.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }

    /// Whether the same call may succeed if it is made again: the database was busy, or no connection was free.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Busy(_) => true,
            Self::Connection(error) => matches!(**error, ConnectionError::PoolTimeout { .. }),
            Self::Database(error) => {
                matches!(error.source, DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _))
            }
            _ => false,
        }
    }

    /// The constraint that refused a write, if one did.
    pub fn constraint(&self) -> Option<&ConstraintViolation> {
        match self {
            Self::Constraint(violation) => Some(violation),
            _ => None,
        }
    }

    /// Whether the write was refused by this constraint, or before it by the rule that the constraint repeats.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # pub struct User { pub id: i64, #[model(unique)] pub email: String }
    /// fn is_taken(error: &model_runtime::Error) -> bool {
    ///     error.violates(UserConstraint::EmailUnique)
    /// }
    /// ```
    pub fn violates<C: Constraint>(&self, constraint: C) -> bool {
        match self {
            Self::Constraint(violation) => violation.is(constraint),
            Self::Validation(errors) => {
                let same = |error: &FieldError| error.constraint.as_deref() == Some(constraint.name());
                // With related rows, the fields of these are named by their path.
                let of_model = |error: &FieldError| errors.model() == C::Model::NAME || error.field.contains('.');
                errors.field_errors().iter().any(|error| same(error) && of_model(error))
            }
            _ => false,
        }
    }

    /// The error in terms of a model, where it came from plain Diesel: a CHECK that is a rule of the model becomes the error of the
    /// rule, and a unique constraint gets its name.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # #[derive(Model, Debug)]
    /// # pub struct User { pub id: i64, #[validate(length(max = 50))] pub name: String }
    /// fn rename_all(name: &str, conn: &mut AnyConnection) -> model_runtime::Result<usize> {
    ///     let renamed = diesel::update(users::table).set(users::name.eq(name)).run(conn);
    ///     renamed.map_err(|error| error.of::<User>())
    /// }
    /// ```
    #[must_use]
    pub fn of<M: Model>(self) -> Self {
        let Self::Constraint(mut violation) = self else { return self.of_model(M::NAME) };
        if violation.table.as_deref().is_some_and(|table| table != M::TABLE) {
            return Self::Constraint(violation);
        }
        violation.schema = Some(M::SCHEMA);
        match (violation.kind, &violation.name) {
            (ConstraintKind::Check, Some(name)) => {
                if let Some(broken) = broken_rule(name, M::SCHEMA) {
                    return Self::Validation(Box::new(broken));
                }
            }
            (_, Some(name)) => {
                let name = name.clone();
                fill(&mut violation, &name, M::SCHEMA);
            }
            (ConstraintKind::Unique, None) => {
                if let Some((kind, name)) = unique_of(&violation.columns, M::SCHEMA) {
                    violation.kind = kind;
                    violation.name = Some(name.into_owned());
                }
            }
            (ConstraintKind::NotNull, None) => violation.table = Some(M::TABLE.to_owned()),
            _ => {}
        }
        Self::Constraint(violation)
    }

    /// Whether the connection to the server was lost. What was sent last may have been carried out, or not.
    pub fn is_connection_lost(&self) -> bool {
        let Self::Database(error) = self else { return false };
        match &error.source {
            DieselError::DatabaseError(kind, information) => {
                matches!(kind, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand)
                    || ["terminating connection", "server closed the connection"]
                        .iter()
                        .any(|text| information.message().starts_with(text))
            }
            DieselError::BrokenTransactionManager => true,
            _ => false,
        }
    }

    /// Whether values were invalid.
    pub const fn is_validation(&self) -> bool {
        matches!(self, Self::Validation(_))
    }

    /// Whether somebody else changed or deleted the row since it was read.
    pub const fn is_stale(&self) -> bool {
        matches!(self, Self::Stale { .. })
    }

    /// Whether NOT NULL refused a write.
    pub fn is_not_null_violation(&self) -> bool {
        self.constraint().is_some_and(|violation| violation.kind == ConstraintKind::NotNull)
    }

    /// Whether a CHECK refused a write that no rule of the model expresses.
    pub fn is_check_violation(&self) -> bool {
        self.constraint().is_some_and(|violation| violation.kind == ConstraintKind::Check)
    }

    /// Whether a unique constraint or the primary key refused a write.
    pub fn is_unique_violation(&self) -> bool {
        self.constraint()
            .is_some_and(|violation| matches!(violation.kind, ConstraintKind::Unique | ConstraintKind::PrimaryKey))
    }

    /// Whether a foreign key refused a write.
    pub fn is_foreign_key_violation(&self) -> bool {
        self.constraint().is_some_and(|violation| violation.kind == ConstraintKind::ForeignKey)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Validation(errors) => errors.fmt(f),
            Self::Constraint(violation) => violation.fmt(f),
            Self::NotFound { model, rows } if rows.is_empty() => write!(f, "no `{model}` found"),
            Self::NotFound { model, rows } => write!(f, "no `{model}` found for {}", Numbered(rows)),
            Self::MultipleFound { model } => {
                write!(f, "several `{model}` found where one was expected")
            }
            Self::Session(error) => error.fmt(f),
            Self::NotLoaded { model, relation, by } => {
                if *by == "related" {
                    write!(f, "`{relation}` of `{model}` was not read yet; read it by ")?;
                    return write!(
                        f,
                        "`session.related(.., {model}::{relation}())`, or add `.with({model}::{relation}())` to the query"
                    );
                }
                write!(f, "`{relation}` of `{model}` was not loaded; add `.{by}({model}::{relation}())` to the query")
            }
            Self::Stale { model, rows } => {
                if !rows.is_empty() {
                    write!(f, "{}: ", Numbered(rows))?;
                }
                write!(f, "the `{model}` was changed or deleted since it was read; read it again and repeat the change")
            }
            Self::Overflow { model } => write!(f, "a number of `{model}` cannot grow any further"),
            Self::Decode(error) => error.fmt(f),
            Self::Busy(_) => f.write_str("the database is locked by another connection"),
            Self::Connection(error) => error.fmt(f),
            Self::Schema(error) => error.fmt(f),
            Self::Database(error) => error.fmt(f),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Decode(error) => Some(&*error.source),
            Self::Busy(error) => Some(&**error),
            Self::Constraint(violation) => violation.source(),
            Self::Connection(error) => error.source(),
            Self::Database(error) => Some(&error.source),
            _ => None,
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot read ")?;
        match (&self.model, &self.column) {
            (Some(model), Some(column)) => write!(f, "column `{column}` of `{model}`")?,
            (Some(model), None) => write!(f, "a `{model}`")?,
            (None, Some(column)) => write!(f, "column `{column}`")?,
            (None, None) => f.write_str("a row")?,
        }
        write!(f, ": {}", self.source)
    }
}

impl fmt::Display for DatabaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.model {
            Some(model) => write!(f, "database error on `{model}`: ")?,
            None => f.write_str("database error: ")?,
        }
        match &self.source {
            // Diesel's text is about its transaction manager.
            DieselError::BrokenTransactionManager => f.write_str(
                "the connection was left in the middle of a transaction, or of a statement; get another connection",
            ),
            source => source.fmt(f),
        }
    }
}

impl StdError for DatabaseError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

/// An error of plain Diesel, without knowledge of the model: for `?` in code that mixes both.
impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        crate::backend::decode_unknown(error)
    }
}

impl From<SessionError> for Error {
    fn from(error: SessionError) -> Self {
        Self::Session(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn is_small_enough_to_return_by_value() {
        assert!(size_of::<Error>() <= 64, "{} bytes", size_of::<Error>());
    }
}
