//! What a session refuses.

use std::fmt;

use crate::session::State;

/// What a session refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SessionError {
    /// A handle is one of another session.
    OtherSession {
        /// The model of the handle.
        model: &'static str,
    },
    /// A handle stands for a row that is in no state to be read or changed.
    NoRow {
        /// The model of the row.
        model: &'static str,
        /// What the row is.
        state: State,
    },
    /// Rows refer to each other in a circle by keys that cannot be NULL, so that none of them can be written first.
    Cycle {
        /// The models of the rows.
        models: Vec<&'static str>,
    },
    /// A flush, a commit or a rollback was dropped before it was complete.
    Interrupted,
    /// A row is to be added, changed or deleted in a session that only reads.
    ReadOnly,
    /// The transaction is to be ended while a savepoint is open in it.
    InSavepoint,
    /// A row is to be taken from those that are related to another, and is not one of them.
    NotRelated {
        /// The model that has the relation.
        model: &'static str,
        /// The relation.
        relation: &'static str,
    },
    /// A part of the related rows is asked for where a session keeps all of them.
    Part {
        /// The relation.
        relation: &'static str,
    },
    /// A row is to be attached that the session has already.
    Known {
        /// The model of the row.
        model: &'static str,
    },
    /// The values of a new row are asked for, which was added as a whole row.
    Whole {
        /// The model of the row.
        model: &'static str,
    },
    /// A row is to get another parent by a foreign key that only the database writes.
    Fixed {
        /// The model with the foreign key.
        model: &'static str,
    },
    /// A row is asked for twice where each has to be another.
    Twice {
        /// The model of the row.
        model: &'static str,
    },
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherSession { model } => {
                write!(f, "this `{model}` is of another session, or of before `expunge_all`; load it in this one")
            }
            Self::NoRow { model, state } => match state {
                State::Pending => write!(f, "this `{model}` is not in the database yet; `flush` writes it"),
                State::Deleted => write!(f, "this `{model}` was deleted"),
                State::RolledBack => write!(f, "this `{model}` was rolled back before it was ever committed"),
                _ => write!(f, "this `{model}` is not in the session any more"),
            },
            Self::Cycle { models } => {
                write!(
                    f,
                    "circular dependency: rows of `{}` refer to each other, and none of the foreign keys can be NULL",
                    models.join("`, `")
                )
            }
            Self::Interrupted => {
                f.write_str("the session was interrupted while it was writing; its transaction was rolled back")
            }
            Self::ReadOnly => f.write_str("the session only reads; open one without `read_only` to write"),
            Self::InSavepoint => {
                f.write_str("a savepoint is open; it ends with its closure, and only then the transaction can end")
            }
            Self::NotRelated { model, relation } => write!(f, "the row is not among `{relation}` of this `{model}`"),
            Self::Part { relation } => {
                write!(f, "a session keeps all rows of `{relation}`; take the limit away, or query the part by itself")
            }
            Self::Known { model } => write!(f, "the session has this `{model}` already; `merge` makes it as another"),
            Self::Whole { model } => write!(f, "this `{model}` was added as a whole row, and not as a `New{model}`"),
            Self::Fixed { model } => {
                write!(f, "the foreign key of this `{model}` is `read_only`: the database gives it its value")
            }
            Self::Twice { model } => write!(f, "a `{model}` is asked for twice at once"),
        }
    }
}

impl std::error::Error for SessionError {}
