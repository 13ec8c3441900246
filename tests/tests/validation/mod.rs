//! Rules of `#[validate(..)]`: what they accept, where they are checked, and what a database says that has them too.

mod agreement;
mod constraints;
mod decoding;
pub mod models;
mod paths;
mod problem;
mod rules;

use model_runtime::{Error, ValidationErrors};

/// The validation errors of a refusal.
fn invalid(error: Error) -> ValidationErrors {
    match error {
        Error::Validation(errors) => *errors,
        other => panic!("not a validation error: {other}"),
    }
}

/// Fields and codes of a refusal, in order.
fn codes(error: Error) -> Vec<(String, String)> {
    codes_of(&error)
}

/// Fields and codes of a refusal, in order.
fn codes_of(error: &Error) -> Vec<(String, String)> {
    let Error::Validation(errors) = error else { panic!("not a validation error: {error}") };
    errors.field_errors().iter().map(|error| (error.field.to_string(), error.code.to_string())).collect()
}
