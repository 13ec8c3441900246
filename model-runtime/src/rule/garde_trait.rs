//! `garde::Validate`, for web frameworks that ask for it: the same rules, reported as that crate does.

use garde::{Error, Path, Report};

use super::{Validate, validate_new, validate_patch, validate_row};
use crate::error::{self, ValidationErrors};
use crate::model::{Model, NewRow, Patch};

/// Reports what is wrong with a row to insert. Defaults that Rust fills in are given first.
pub fn new<N: NewRow + Clone>(new: &N, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    let mut draft = new.clone().into_draft();
    N::Model::complete(&mut draft);
    let mut errors = ValidationErrors::new(N::Model::NAME);
    validate_new::<N::Model>(&draft, &mut errors);
    append(&errors, parent, report);
}

/// Reports what is wrong with a row.
pub fn row<M: Model>(row: &M, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    append_result(validate_row(row), parent, report);
}

/// Reports what is wrong with a patch.
pub fn patch<P: Patch>(patch: &P, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    append_result(validate_patch(patch), parent, report);
}

/// Reports what is wrong with a struct that is no model.
pub fn fields<V: Validate>(value: &V, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    append_result(value.validate(), parent, report);
}

fn append_result(result: error::Result<()>, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    if let Err(error::Error::Validation(errors)) = result {
        append(&errors, parent, report);
    }
}

fn append(errors: &ValidationErrors, parent: &mut dyn FnMut() -> Path, report: &mut Report) {
    for error in errors.field_errors() {
        report.append(joined(parent(), &error.field), Error::new(&*error.message));
    }
}

/// The path with the parts of `addresses[2].street` after it.
fn joined(path: Path, field: &str) -> Path {
    field.split(['.', '[', ']']).filter(|part| !part.is_empty()).fold(path, |path, part| match part.parse::<usize>() {
        Ok(index) => path.join(index),
        Err(_) => path.join(part.to_owned()),
    })
}

/// `garde::Validate` for a model, its insert type and its update type.
#[doc(hidden)]
#[macro_export]
macro_rules! __garde {
    ($($kind:ident $type:ident $(where $clone:ident)?),*) => { $(
        impl $crate::__private::garde::Validate for $type
        $(where for<'a> $type: ::core::clone::$clone)?
        {
            type Context = ();
            fn validate_into(
                &self,
                _context: &(),
                parent: &mut dyn $crate::__private::FnMut() -> $crate::__private::garde::Path,
                report: &mut $crate::__private::garde::Report,
            ) {
                $crate::__private::garde_trait::$kind(self, parent, report);
            }
        }
    )* };
}
