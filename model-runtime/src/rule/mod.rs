//! Rules of values: what `#[validate(..)]` asks for, as data.
//!
//! A rule stands in the table's description. The same data is the check in Rust, the CHECK in DDL, and what makes of the
//! database's refusal the error that the check in Rust would have given.

mod check;
mod custom;
mod feature;
#[cfg(feature = "garde")]
#[doc(hidden)]
pub mod garde_trait;
mod message;
mod nested;
mod number;
mod pattern;
mod run;
mod value;

use std::fmt;

pub use check::Values;
pub use custom::{Custom, Invalid, Outcome, known_value, outcome};
pub use nested::{FieldRules, Nested, Path, Validate};
pub use number::{Literal, Number};
pub use pattern::Pattern;
pub(crate) use run::{
    has_rules, validate_new, validate_new_at, validate_patch, validate_patched, validate_row, validate_rows,
};
pub use value::{HasLength, IsNumber, IsOneOf, IsText};

use check::Check;
use feature::{CreditCardRule, PhoneRule, UrlRule};

/// A rule that the values of a field follow.
#[derive(Clone, Copy)]
pub struct Rule {
    kind: RuleKind,
    constraint: &'static str,
    code: &'static str,
    message: Option<&'static str>,
    check: Check,
}

/// What a rule asks of a value. `None` in an `Option` field fulfils every rule but [`Required`](RuleKind::Required).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleKind {
    /// An e-mail address, as HTML defines it for `<input type=email>`.
    Email,
    /// A URL with a scheme.
    Url,
    /// An IP address, version 4 or 6.
    Ip,
    /// A number of a payment card, with a correct check digit.
    CreditCard,
    /// A phone number with its country code.
    Phone,
    /// ASCII characters only.
    Ascii,
    /// Letters and digits only, of any script.
    Alphanumeric,
    /// A length from `min` to `max`, both included: of text in characters, of bytes in bytes, of lists in elements.
    Length {
        /// The least length.
        min: Option<usize>,
        /// The greatest length.
        max: Option<usize>,
    },
    /// A number from `min` to `max`, both included; not NaN.
    Range {
        /// The least number.
        min: Option<Number>,
        /// The greatest number.
        max: Option<Number>,
    },
    /// A text with this in it.
    Contains(&'static str),
    /// A text that starts with this.
    Prefix(&'static str),
    /// A text that ends in this.
    Suffix(&'static str),
    /// A text in which this regular expression is found.
    Pattern(&'static str),
    /// One of these values.
    OneOf(&'static [Literal]),
    /// The value of another field.
    Matches {
        /// The other field.
        field: &'static str,
        /// The other field's column.
        column: &'static str,
    },
    /// A value, in a field that is an `Option`.
    Required,
    /// What a function asks for.
    Custom,
    /// Whatever the rules of the value's own fields ask for.
    Nested,
}

impl Rule {
    const fn new(kind: RuleKind, constraint: &'static str, check: Check) -> Self {
        Self { kind, constraint, code: kind.code(), message: None, check }
    }

    /// What it asks of a value.
    pub const fn kind(&self) -> RuleKind {
        self.kind
    }

    /// The name that the CHECK of this rule has, where the database can enforce it.
    pub const fn constraint(&self) -> &'static str {
        self.constraint
    }

    /// The code of its error, in one word.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The rule with another code for its error.
    #[must_use]
    pub const fn with_code(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    /// The rule with another message for its error; `{min}` and the like stand for its parameters.
    #[must_use]
    pub const fn with_message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }
}

impl RuleKind {
    /// Whether databases can express it, each in its way and for the types it knows.
    pub const fn is_check(self) -> bool {
        matches!(
            self,
            Self::Length { .. }
                | Self::Range { .. }
                | Self::OneOf(_)
                | Self::Matches { .. }
                | Self::Required
                | Self::Contains(_)
                | Self::Prefix(_)
                | Self::Suffix(_)
        )
    }

    /// The rule in one word, as `#[validate(..)]` calls it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Url => "url",
            Self::Ip => "ip",
            Self::CreditCard => "credit_card",
            Self::Phone => "phone",
            Self::Ascii => "ascii",
            Self::Alphanumeric => "alphanumeric",
            Self::Length { .. } => "length",
            Self::Range { .. } => "range",
            Self::Contains(_) => "contains",
            Self::Prefix(_) => "prefix",
            Self::Suffix(_) => "suffix",
            Self::Pattern(_) => "pattern",
            Self::OneOf(_) => "one_of",
            Self::Matches { .. } => "matches",
            Self::Required => "required",
            Self::Custom => "custom",
            Self::Nested => "nested",
        }
    }
}

/// Constructors, as derived code calls them. `T` is the field's type without `Option`.
#[doc(hidden)]
impl Rule {
    pub const fn email<T: IsText>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Email, constraint, Check::Value(check::email::<T>))
    }

    pub const fn url<T: IsText + UrlRule>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Url, constraint, Check::Value(check::url::<T>))
    }

    pub const fn ip<T: IsText>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Ip, constraint, Check::Value(check::ip::<T>))
    }

    pub const fn credit_card<T: IsText + CreditCardRule>(constraint: &'static str) -> Self {
        Self::new(RuleKind::CreditCard, constraint, Check::Value(check::credit_card::<T>))
    }

    pub const fn phone<T: IsText + PhoneRule>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Phone, constraint, Check::Value(check::phone::<T>))
    }

    pub const fn ascii<T: IsText>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Ascii, constraint, Check::Value(check::ascii::<T>))
    }

    pub const fn alphanumeric<T: IsText>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Alphanumeric, constraint, Check::Value(check::alphanumeric::<T>))
    }

    pub const fn length<T: HasLength>(constraint: &'static str, min: Option<usize>, max: Option<usize>) -> Self {
        Self::new(RuleKind::Length { min, max }, constraint, Check::Value(check::length::<T>))
    }

    pub const fn range<T: IsNumber>(constraint: &'static str, min: Option<Number>, max: Option<Number>) -> Self {
        Self::new(RuleKind::Range { min, max }, constraint, Check::Value(check::range::<T>))
    }

    pub const fn contains<T: IsText>(constraint: &'static str, part: &'static str) -> Self {
        Self::new(RuleKind::Contains(part), constraint, Check::Value(check::contains::<T>))
    }

    pub const fn prefix<T: IsText>(constraint: &'static str, part: &'static str) -> Self {
        Self::new(RuleKind::Prefix(part), constraint, Check::Value(check::prefix::<T>))
    }

    pub const fn suffix<T: IsText>(constraint: &'static str, part: &'static str) -> Self {
        Self::new(RuleKind::Suffix(part), constraint, Check::Value(check::suffix::<T>))
    }

    pub const fn pattern<T: IsText>(constraint: &'static str, source: &'static str, pattern: &'static Pattern) -> Self {
        Self::new(RuleKind::Pattern(source), constraint, Check::Pattern { pattern, find: check::pattern::<T> })
    }

    pub const fn one_of<T: IsOneOf>(constraint: &'static str, values: &'static [Literal]) -> Self {
        Self::new(RuleKind::OneOf(values), constraint, Check::Value(check::one_of::<T>))
    }

    pub const fn matches<T, U>(
        constraint: &'static str,
        position: usize,
        field: &'static str,
        column: &'static str,
    ) -> Self
    where
        T: PartialEq<U> + 'static,
        U: 'static,
    {
        let check = Check::With { other: position, same: check::same::<T, U> };
        Self::new(RuleKind::Matches { field, column }, constraint, check)
    }

    pub const fn required<T: 'static>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Required, constraint, Check::Value(check::is_some::<T>))
    }

    pub const fn custom<T: 'static>(constraint: &'static str, custom: &'static Custom<T>) -> Self {
        Self::new(RuleKind::Custom, constraint, Check::Custom(custom))
    }

    pub const fn nested<T: Nested>(constraint: &'static str) -> Self {
        Self::new(RuleKind::Nested, constraint, Check::Nested(check::nested::<T>))
    }
}

/// A rule over several fields of a row: `#[validate(custom(function))]` on the struct.
#[derive(Clone, Copy)]
pub struct RowRule {
    pub(crate) check: fn(&dyn Values) -> Result<(), Invalid>,
    pub(crate) code: Option<&'static str>,
    pub(crate) message: Option<&'static str>,
    /// The function, as it was written.
    function: &'static str,
}

impl RowRule {
    #[doc(hidden)]
    pub const fn new(function: &'static str, check: fn(&dyn Values) -> Result<(), Invalid>) -> Self {
        Self { check, code: None, message: None, function }
    }

    /// The function, as it was written.
    pub const fn function(&self) -> &'static str {
        self.function
    }

    /// The rule with another code for its error.
    #[must_use]
    pub const fn with_code(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }

    /// The rule with another message for its error.
    #[must_use]
    pub const fn with_message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }
}

impl PartialEq for Rule {
    /// Whether both ask for the same and say the same; functions are not compared.
    fn eq(&self, other: &Self) -> bool {
        let parts = |rule: &Self| (rule.kind, rule.constraint, rule.code, rule.message);
        parts(self) == parts(other)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("kind", &self.kind).field("constraint", &self.constraint).finish_non_exhaustive()
    }
}

impl PartialEq for RowRule {
    /// Whether both name the same function.
    fn eq(&self, other: &Self) -> bool {
        self.function == other.function
    }
}

impl fmt::Debug for RowRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowRule").field("function", &self.function).finish_non_exhaustive()
    }
}

/// `garde::Validate` for a model, its insert type and its update type: with the feature `garde` only.
#[cfg(not(feature = "garde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __garde {
    ($($anything:tt)*) => {};
}
