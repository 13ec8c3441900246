//! The rules as functions over values whose type is not known.

use std::any::Any;

use garde::rules;

use super::custom::AnyCustom;
use super::nested::Path;
use super::{HasLength, IsNumber, IsOneOf, IsText, Nested, Pattern, RuleKind};
use crate::error::ValidationErrors;

/// Values by position; missing where they are not known.
pub trait Values {
    /// The value at a position.
    fn value(&self, position: usize) -> Option<&dyn Any>;
}

/// How a rule is checked.
#[derive(Clone, Copy)]
pub(super) enum Check {
    /// By the value, and what the rule says.
    Value(fn(&dyn Any, RuleKind) -> bool),
    /// By a regular expression.
    Pattern { pattern: &'static Pattern, find: fn(&dyn Any, &Pattern) -> bool },
    /// By another value.
    With { other: usize, same: fn(&dyn Any, &dyn Any) -> bool },
    /// By a function.
    Custom(&'static dyn AnyCustom),
    /// By the rules of the value's fields.
    Nested(fn(&dyn Any, &Path<'_>, &mut ValidationErrors)),
}

/// A value of a field, as the type of its values that are not NULL.
pub(super) enum Given<'v, T> {
    Value(&'v T),
    Null,
    /// A value of another type, which derived code never gives.
    Another,
}

/// The value of a field of type `T` or `Option<T>`.
pub(super) fn value<T: 'static>(value: &dyn Any) -> Given<'_, T> {
    if let Some(value) = value.downcast_ref::<T>() {
        return Given::Value(value);
    }
    match value.downcast_ref::<Option<T>>() {
        Some(Some(value)) => Given::Value(value),
        Some(None) => Given::Null,
        None => Given::Another,
    }
}

fn test<T: 'static>(given: &dyn Any, test: impl FnOnce(&T) -> bool) -> bool {
    match value::<T>(given) {
        Given::Value(value) => test(value),
        Given::Null => true,
        Given::Another => false,
    }
}

pub(super) fn email<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    test(value, |value: &T| rules::email::apply(&value.text(), ()).is_ok())
}

/// Without the feature, no model can ask for it.
pub(super) fn url<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    #[cfg(feature = "validate-url")]
    let is = |value: &T| rules::url::apply(&value.text(), ()).is_ok();
    #[cfg(not(feature = "validate-url"))]
    let is = |_: &T| false;
    test(value, is)
}

pub(super) fn ip<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    test(value, |value: &T| rules::ip::apply(&value.text(), (rules::ip::IpKind::Any,)).is_ok())
}

/// Without the feature, no model can ask for it.
pub(super) fn credit_card<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    #[cfg(feature = "validate-credit-card")]
    let is = |value: &T| rules::credit_card::apply(&value.text(), ()).is_ok();
    #[cfg(not(feature = "validate-credit-card"))]
    let is = |_: &T| false;
    test(value, is)
}

/// Without the feature, no model can ask for it.
pub(super) fn phone<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    #[cfg(feature = "validate-phone")]
    let is = |value: &T| rules::phone_number::apply(&value.text(), ()).is_ok();
    #[cfg(not(feature = "validate-phone"))]
    let is = |_: &T| false;
    test(value, is)
}

pub(super) fn ascii<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    test(value, |value: &T| rules::ascii::apply(&value.text(), ()).is_ok())
}

pub(super) fn alphanumeric<T: IsText>(value: &dyn Any, _: RuleKind) -> bool {
    test(value, |value: &T| rules::alphanumeric::apply(&value.text(), ()).is_ok())
}

pub(super) fn length<T: HasLength>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::Length { min, max } = kind else { return false };
    test(value, |value: &T| {
        let length = value.length();
        min.is_none_or(|min| min <= length) && max.is_none_or(|max| length <= max)
    })
}

/// Unlike `garde`'s, false for NaN, which is in no range.
pub(super) fn range<T: IsNumber>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::Range { min, max } = kind else { return false };
    test(value, |value: &T| min.is_none_or(|min| value.is_at_least(min)) && max.is_none_or(|max| value.is_at_most(max)))
}

pub(super) fn contains<T: IsText>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::Contains(part) = kind else { return false };
    test(value, |value: &T| rules::contains::apply(&value.text(), (part,)).is_ok())
}

pub(super) fn prefix<T: IsText>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::Prefix(part) = kind else { return false };
    test(value, |value: &T| rules::prefix::apply(&value.text(), (part,)).is_ok())
}

pub(super) fn suffix<T: IsText>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::Suffix(part) = kind else { return false };
    test(value, |value: &T| rules::suffix::apply(&value.text(), (part,)).is_ok())
}

pub(super) fn pattern<T: IsText>(value: &dyn Any, pattern: &Pattern) -> bool {
    test(value, |value: &T| pattern.is_match(value.text()))
}

pub(super) fn one_of<T: IsOneOf>(value: &dyn Any, kind: RuleKind) -> bool {
    let RuleKind::OneOf(literals) = kind else { return false };
    test(value, |value: &T| literals.iter().any(|literal| value.is(*literal)))
}

/// NULL is the same as NULL here.
pub(super) fn same<T: PartialEq<U> + 'static, U: 'static>(a: &dyn Any, b: &dyn Any) -> bool {
    match (value::<T>(a), value::<U>(b)) {
        (Given::Value(a), Given::Value(b)) => a == b,
        (Given::Null, Given::Null) => true,
        _ => false,
    }
}

pub(super) fn is_some<T: 'static>(given: &dyn Any, _: RuleKind) -> bool {
    matches!(value::<T>(given), Given::Value(_))
}

pub(super) fn nested<T: Nested>(given: &dyn Any, path: &Path<'_>, errors: &mut ValidationErrors) {
    if let Given::Value(value) = value::<T>(given) {
        value.check_nested(path, errors);
    }
}
