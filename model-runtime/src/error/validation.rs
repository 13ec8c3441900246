//! Invalid values, field by field.

use std::borrow::Cow;
use std::fmt;

use super::{Error, Result};

/// Everything that is wrong with a set of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationErrors {
    model: &'static str,
    errors: Vec<FieldError>,
}

/// One thing that is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field, as it is called in the struct; a path such as `addresses[2].street` inside JSON. Empty for a rule over the
    /// whole row.
    pub field: Cow<'static, str>,
    /// The rule, in one word.
    pub code: Cow<'static, str>,
    /// What is wrong, in English.
    pub message: Cow<'static, str>,
    /// What a message in another language is made of, such as `min` and `max`. The value itself is never among them.
    pub params: Vec<(&'static str, String)>,
    /// The row of a batch the field belongs to, counted from 0.
    pub row: Option<usize>,
    /// The name of the CHECK that says the same, where a database can express the rule.
    pub constraint: Option<Cow<'static, str>>,
}

impl ValidationErrors {
    /// No errors yet.
    pub const fn new(model: &'static str) -> Self {
        Self { model, errors: Vec::new() }
    }

    /// The model the values belong to.
    pub const fn model(&self) -> &'static str {
        self.model
    }

    /// Records an error.
    pub fn add(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) {
        self.push(FieldError {
            field: field.into(),
            code: code.into(),
            message: message.into(),
            params: Vec::new(),
            row: None,
            constraint: None,
        });
    }

    pub(crate) fn push(&mut self, error: FieldError) {
        self.errors.push(error);
    }

    /// Every error, in the order of the fields.
    pub fn field_errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// Takes over the errors of row `row` of a batch.
    pub(crate) fn append_row(&mut self, row: usize, mut other: Self) {
        other.set_row(row);
        self.errors.append(&mut other.errors);
    }

    /// Says that these are the errors of row `row` of a batch.
    pub(crate) fn set_row(&mut self, row: usize) {
        self.errors.iter_mut().for_each(|error| error.row = Some(row));
    }

    /// Says that these are errors of no row of a batch.
    pub(crate) fn clear_rows(&mut self) {
        self.errors.iter_mut().for_each(|error| error.row = None);
    }

    /// Gives rows other numbers.
    pub(crate) fn renumber(&mut self, number: impl Fn(usize) -> Option<usize>) {
        for error in &mut self.errors {
            error.row = error.row.and_then(&number);
        }
    }

    /// Takes over the errors of another row.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.errors.append(&mut other.errors);
    }

    /// Makes errors of rows of a batch those of a row of `model` that these belong to: `place` tells which, and the path of a field.
    pub(crate) fn within(&mut self, model: &'static str, place: impl Fn(usize, &str) -> Option<(usize, String)>) {
        let mut any = false;
        for error in &mut self.errors {
            if let Some((row, field)) = error.row.and_then(|row| place(row, &error.field)) {
                (error.row, error.field) = (Some(row), field.into());
                any = true;
            }
        }
        if any {
            self.model = model;
        }
    }

    /// `Ok` if nothing is wrong.
    ///
    /// # Errors
    /// [`Error::Validation`] with everything that is wrong.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Validation(Box::new(self))) }
    }
}

impl fmt::Display for ValidationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid `{}`", self.model)?;
        for (i, error) in self.errors.iter().enumerate() {
            f.write_str(if i == 0 { ": " } else { "; " })?;
            if let Some(row) = error.row {
                write!(f, "row {row}, ")?;
            }
            if !error.field.is_empty() {
                write!(f, "`{}`: ", error.field)?;
            }
            f.write_str(&error.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationErrors {}
