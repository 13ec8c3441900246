//! Errors as web layers send them: a status, a title, and what is wrong field by field.

use std::borrow::Cow;

use super::{ConnectionError, ConstraintKind, ConstraintViolation, Error};

/// An error in the form of RFC 9457, "Problem Details for HTTP APIs".
///
/// It tells a client what it can do something about, and nothing else: of errors that are the server's fault only that there was
/// one. With the feature `serde` it can be sent as `application/problem+json`.
///
/// ```
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, #[validate(length(min = 1, max = 50))] pub name: String }
///
/// let error = NewUser { name: String::new() }.check().map(drop).unwrap_err();
/// let problem = error.problem();
/// assert_eq!((problem.status, &*problem.title), (422, "the values are not valid"));
/// assert_eq!((&*problem.errors[0].field, &*problem.errors[0].code), ("name", "length"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Problem {
    /// The HTTP status that says the same.
    pub status: u16,
    /// What kind of problem it is, the same for all of its kind.
    pub title: Cow<'static, str>,
    /// What is wrong with each field.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub errors: Vec<ProblemField>,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ProblemField {
    /// The field, or a path such as `addresses[2].street`; empty for the row as a whole.
    pub field: Cow<'static, str>,
    /// What is wrong, in one word, for clients.
    pub code: Cow<'static, str>,
    /// What is wrong, in English.
    pub message: Cow<'static, str>,
    /// What a message in another language is made of.
    #[cfg_attr(feature = "serde", serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty"))]
    pub params: Vec<(&'static str, String)>,
    /// The row of a batch, from 0.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub row: Option<usize>,
}

#[cfg(feature = "serde")]
fn as_map<S: serde::Serializer>(params: &[(&'static str, String)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(params.iter().map(|(name, value)| (name, value)))
}

impl Problem {
    const fn new(status: u16, title: &'static str) -> Self {
        Self { status, title: Cow::Borrowed(title), errors: Vec::new() }
    }
}

impl Error {
    /// The error as a web layer sends it.
    pub fn problem(&self) -> Problem {
        match self {
            Self::Validation(errors) => {
                let mut problem = Problem::new(422, "the values are not valid");
                problem.errors = errors
                    .field_errors()
                    .iter()
                    .map(|error| ProblemField {
                        field: error.field.clone(),
                        code: error.code.clone(),
                        message: error.message.clone(),
                        params: error.params.clone(),
                        row: error.row,
                    })
                    .collect();
                problem
            }
            Self::Constraint(violation) => violation.problem(),
            Self::NotFound { model, .. } => {
                Problem { title: format!("no `{model}` found").into(), ..Problem::new(404, "not found") }
            }
            Self::Stale { .. } => Problem::new(409, "the row was changed by somebody else"),
            Self::Busy(_) => Problem::new(503, "the database is busy"),
            Self::Connection(error) if matches!(**error, ConnectionError::PoolTimeout { .. }) => {
                Problem::new(503, "the database is busy")
            }
            _ if self.is_retryable() => Problem::new(503, "the database is busy"),
            _ => Problem::new(500, "internal error"),
        }
    }
}

impl ConstraintViolation {
    fn problem(&self) -> Problem {
        let (status, code, message) = match self.kind {
            ConstraintKind::PrimaryKey | ConstraintKind::Unique => (409, "unique", "is taken already"),
            ConstraintKind::ForeignKey if self.is_of_child => (409, "referenced", "is still referred to by other rows"),
            ConstraintKind::ForeignKey => (422, "foreign_key", "refers to something that is not there"),
            ConstraintKind::Check => (422, "check", "is not valid"),
            ConstraintKind::NotNull => (422, "required", "a value is required"),
            ConstraintKind::Partition => (422, "partition", "no partition takes the row"),
            ConstraintKind::Exclusion => (409, "exclusion", "overlaps with another row"),
        };
        let title = if status == 409 { "the rows do not allow it" } else { "the values are not valid" };
        let error = |field: String| ProblemField {
            field: field.into(),
            code: code.into(),
            message: message.into(),
            params: Vec::new(),
            row: None,
        };
        let mut problem = Problem::new(status, title);
        // The columns of another table say nothing of the fields that were sent.
        problem.errors = if self.is_of_child || self.columns.is_empty() {
            vec![error(String::new())]
        } else {
            self.fields().map(error).collect()
        };
        problem
    }
}
