//! Values with fields of their own: JSON and lists of it.

use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use super::check::Values;
use super::run::check_all;
use super::{RowRule, Rule};
use crate::error::{Result, ValidationErrors};

/// A struct whose fields have rules, and which is no model: what is stored as JSON, or comes in from outside. Derived.
///
/// ```
/// use model_runtime::Validate;
///
/// #[derive(Validate)]
/// struct Address {
///     #[validate(length(min = 1, max = 100))]
///     street: String,
///     #[validate(pattern("^[0-9]{5}$"))]
///     zip: String,
/// }
///
/// let address = Address { street: "Main Street".into(), zip: "1234".into() };
/// let error = address.validate().unwrap_err();
/// assert_eq!(error.to_string(), "invalid `Address`: `zip`: does not have the expected form");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rules for its fields",
    label = "`nested` needs a type with rules",
    note = "add `#[derive(Validate)]` to `{Self}`"
)]
pub trait Validate: 'static {
    /// The struct's name.
    const NAME: &'static str;
    /// The rules of its fields, in their order.
    const FIELDS: &'static [FieldRules];
    /// The rules over several fields.
    const ROW_RULES: &'static [RowRule] = &[];

    /// The value of a field, by position.
    fn value(&self, position: usize) -> Option<&dyn Any>;

    /// Checks every rule.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with everything that is wrong.
    fn validate(&self) -> Result<()>
    where
        Self: Sized,
    {
        let mut errors = ValidationErrors::new(Self::NAME);
        check_all(Self::FIELDS.iter().map(FieldRules::parts), Self::ROW_RULES, &Fields(self), None, &mut errors);
        errors.into_result()
    }
}

impl<V: Validate> Validate for Box<V> {
    const NAME: &'static str = V::NAME;
    const FIELDS: &'static [FieldRules] = V::FIELDS;
    const ROW_RULES: &'static [RowRule] = V::ROW_RULES;

    fn value(&self, position: usize) -> Option<&dyn Any> {
        (**self).value(position)
    }
}

/// The rules of a field.
#[derive(Debug, Clone, Copy)]
pub struct FieldRules {
    /// The field.
    pub field: &'static str,
    /// Its rules.
    pub rules: &'static [Rule],
}

impl FieldRules {
    fn parts(&self) -> (&'static str, &'static [Rule]) {
        (self.field, self.rules)
    }
}

struct Fields<'v, V>(&'v V);

impl<V: Validate> Values for Fields<'_, V> {
    fn value(&self, position: usize) -> Option<&dyn Any> {
        self.0.value(position)
    }
}

/// A value that the rule `nested` can be put on: a [`Validate`], or a container of such.
#[diagnostic::on_unimplemented(
    message = "the rule `nested` is on a field of type `{Self}`, whose fields have no rules",
    label = "this type has no rules",
    note = "add `#[derive(Validate)]` to the struct; lists, maps and boxes of one, and `Json<..>` around it, have its rules"
)]
pub trait Nested: 'static {
    /// Checks the rules of the value's fields.
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors);
}

#[diagnostic::do_not_recommend]
impl<V: Validate> Nested for V {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        check_all(V::FIELDS.iter().map(FieldRules::parts), V::ROW_RULES, &Fields(self), Some(path), errors);
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nested> Nested for Option<T> {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        if let Some(value) = self {
            value.check_nested(path, errors);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nested> Nested for Vec<T> {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        for (i, value) in self.iter().enumerate() {
            value.check_nested(&path.index(i), errors);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nested, S: 'static> Nested for HashMap<String, T, S> {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        // In an order that does not differ from run to run.
        let ordered: BTreeMap<&String, &T> = self.iter().collect();
        for (key, value) in ordered {
            value.check_nested(&path.field(key), errors);
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Nested> Nested for BTreeMap<String, T> {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        for (key, value) in self {
            value.check_nested(&path.field(key), errors);
        }
    }
}

#[cfg(feature = "json")]
#[diagnostic::do_not_recommend]
impl<T: Nested> Nested for crate::types::Json<T> {
    fn check_nested(&self, path: &Path<'_>, errors: &mut ValidationErrors) {
        self.0.check_nested(path, errors);
    }
}

/// Where a value stands: `addresses[2].street`.
#[derive(Debug, Clone, Copy)]
pub struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    part: Part<'p>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'p> {
    Field(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    pub(crate) const fn root(field: &'p str) -> Self {
        Self { parent: None, part: Part::Field(field) }
    }

    /// The path of a field of the value.
    #[must_use]
    pub const fn field(&'p self, field: &'p str) -> Self {
        Self { parent: Some(self), part: Part::Field(field) }
    }

    /// The path of an element of the value.
    #[must_use]
    pub const fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), part: Part::Index(index) }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.part {
            Part::Field(field) if self.parent.is_some() => write!(f, ".{field}"),
            Part::Field(field) => f.write_str(field),
            Part::Index(index) => write!(f, "[{index}]"),
        }
    }
}
