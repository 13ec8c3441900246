//! Rules that are functions.

use std::any::Any;
use std::borrow::Cow;

use super::Values;

/// What a rule of one's own finds wrong.
///
/// Functions for `custom(..)` return `Result<(), E>` for any `E` that becomes one: a text is the message.
///
/// ```
/// use model_runtime::Invalid;
///
/// fn even(number: &i64) -> Result<(), Invalid> {
///     if number % 2 == 0 { Ok(()) } else { Err(Invalid::new("is odd").code("even")) }
/// }
/// # assert!(even(&3).is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    pub(crate) message: Cow<'static, str>,
    pub(crate) code: Option<Cow<'static, str>>,
    pub(crate) field: Option<Cow<'static, str>>,
}

impl Invalid {
    /// What is wrong, in English; it is shown to users, so it should not quote what is secret.
    pub fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self { message: message.into(), code: None, field: None }
    }

    /// The same with a code, in one word; `custom` without.
    #[must_use]
    pub fn code(self, code: impl Into<Cow<'static, str>>) -> Self {
        Self { code: Some(code.into()), ..self }
    }

    /// The same as an error of this field, for rules over a whole row.
    #[must_use]
    pub fn field(self, field: impl Into<Cow<'static, str>>) -> Self {
        Self { field: Some(field.into()), ..self }
    }
}

impl From<&'static str> for Invalid {
    fn from(message: &'static str) -> Self {
        Self::new(message)
    }
}

impl From<String> for Invalid {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl From<Cow<'static, str>> for Invalid {
    fn from(message: Cow<'static, str>) -> Self {
        Self::new(message)
    }
}

/// A function that checks a value.
#[doc(hidden)]
pub struct Custom<T>(pub fn(&T) -> Result<(), Invalid>);

/// What a function for `custom(..)` may return.
#[diagnostic::on_unimplemented(
    message = "a function for `custom(..)` returns `{Self}`",
    label = "this is not the result of a check",
    note = "let it return `Result<(), &'static str>`, `Result<(), String>` or `Result<(), Invalid>`"
)]
pub trait Outcome {
    /// What is wrong, if something is.
    ///
    /// # Errors
    /// Those of the function.
    fn into_result(self) -> Result<(), Invalid>;
}

impl<E: Into<Invalid>> Outcome for Result<(), E> {
    fn into_result(self) -> Result<(), Invalid> {
        self.map_err(Into::into)
    }
}

/// What a function of the user's returned.
///
/// # Errors
/// Those of the function.
#[doc(hidden)]
pub fn outcome(outcome: impl Outcome) -> Result<(), Invalid> {
    outcome.into_result()
}

/// The value at a position, if it is known.
#[doc(hidden)]
pub fn known_value<T: 'static>(values: &dyn Values, position: usize) -> Option<&T> {
    values.value(position)?.downcast_ref()
}

/// A [`Custom`] of any type.
pub(super) trait AnyCustom: Sync {
    fn check(&self, value: &dyn Any) -> Result<(), Invalid>;
}

impl<T: 'static> AnyCustom for Custom<T> {
    fn check(&self, value: &dyn Any) -> Result<(), Invalid> {
        match super::check::value::<T>(value) {
            super::check::Given::Value(value) => (self.0)(value),
            super::check::Given::Null => Ok(()),
            super::check::Given::Another => Err(Invalid::new("is not of the field's type")),
        }
    }
}
