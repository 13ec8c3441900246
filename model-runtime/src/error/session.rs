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
}

impl fmt::Display for SessionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherSession { model } => write!(f, "this `{model}` is of another session; load it in this one"),
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
        }
    }
}

impl std::error::Error for SessionError {}
