//! What rules can be put on.

use std::borrow::Cow;

use super::{Literal, Number};
use crate::types::{NewtypeColumn, Sensitive};

/// A text, for rules such as `email` and `contains`.
#[diagnostic::on_unimplemented(
    message = "a rule for text is on a field of type `{Self}`",
    label = "this rule needs a text",
    note = "rules for text go on `String`, `Option<String>`, `Sensitive<String>` and newtypes of them"
)]
pub trait IsText: 'static {
    /// The text.
    fn text(&self) -> &str;
}

#[diagnostic::do_not_recommend]
impl IsText for String {
    fn text(&self) -> &str {
        self
    }
}

#[diagnostic::do_not_recommend]
impl IsText for Cow<'static, str> {
    fn text(&self) -> &str {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<T: IsText> IsText for Sensitive<T> {
    fn text(&self) -> &str {
        self.expose().text()
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: IsText> + 'static> IsText for N {
    fn text(&self) -> &str {
        self.field().text()
    }
}

/// A value with a length, for the rule `length`.
#[diagnostic::on_unimplemented(
    message = "the rule `length` is on a field of type `{Self}`",
    label = "this type has no length",
    note = "`length` goes on text (characters), `Vec<u8>` (bytes) and lists that are stored as JSON (elements); for numbers there is `range`"
)]
pub trait HasLength: 'static {
    /// Characters of a text, bytes of bytes, elements of a list.
    fn length(&self) -> usize;
}

#[diagnostic::do_not_recommend]
impl<T: IsText> HasLength for T {
    fn length(&self) -> usize {
        self.text().chars().count()
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static> HasLength for Vec<T> {
    fn length(&self) -> usize {
        self.len()
    }
}

#[diagnostic::do_not_recommend]
impl<K: 'static, V: 'static, S: 'static> HasLength for std::collections::HashMap<K, V, S> {
    fn length(&self) -> usize {
        self.len()
    }
}

#[diagnostic::do_not_recommend]
impl<K: 'static, V: 'static> HasLength for std::collections::BTreeMap<K, V> {
    fn length(&self) -> usize {
        self.len()
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static, S: 'static> HasLength for std::collections::HashSet<T, S> {
    fn length(&self) -> usize {
        self.len()
    }
}

#[diagnostic::do_not_recommend]
impl<T: 'static> HasLength for std::collections::BTreeSet<T> {
    fn length(&self) -> usize {
        self.len()
    }
}

#[cfg(feature = "json")]
#[diagnostic::do_not_recommend]
impl<T: HasLength> HasLength for crate::types::Json<T> {
    fn length(&self) -> usize {
        self.0.length()
    }
}

/// A number, for the rule `range`.
#[diagnostic::on_unimplemented(
    message = "the rule `range` is on a field of type `{Self}`",
    label = "this type is not a number",
    note = "`range` goes on integers, floats, decimals and newtypes of them; for text there is `length`"
)]
pub trait IsNumber: 'static {
    /// Whether it is not below a number.
    fn is_at_least(&self, min: Number) -> bool;

    /// Whether it is not above a number.
    fn is_at_most(&self, max: Number) -> bool;
}

// Fractions are compared as the databases do: in 64 bits. An integer beyond 2^53 beside a fraction loses digits there too.
#[allow(clippy::cast_precision_loss)]
mod compare {
    use super::Number;

    pub(super) fn integer(value: i128, with: impl Fn(&i128, &i128) -> bool, bound: Number) -> Option<bool> {
        match bound {
            Number::Integer(bound) => Some(with(&value, &bound)),
            Number::Fraction(_) => None,
        }
    }

    pub(super) fn fraction(value: f64, with: impl Fn(&f64, &f64) -> bool, bound: Number) -> bool {
        match bound {
            Number::Integer(bound) => with(&value, &(bound as f64)),
            Number::Fraction(bound) => with(&value, &bound),
        }
    }

    pub(super) const fn float(value: i128) -> f64 {
        value as f64
    }
}

macro_rules! integers { ($($integer:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl IsNumber for $integer {
        fn is_at_least(&self, min: Number) -> bool {
            let value = i128::from(*self);
            compare::integer(value, i128::ge, min).unwrap_or_else(|| compare::fraction(compare::float(value), f64::ge, min))
        }

        fn is_at_most(&self, max: Number) -> bool {
            let value = i128::from(*self);
            compare::integer(value, i128::le, max).unwrap_or_else(|| compare::fraction(compare::float(value), f64::le, max))
        }
    }
)* } }
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

macro_rules! floats { ($($float:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl IsNumber for $float {
        fn is_at_least(&self, min: Number) -> bool {
            compare::fraction(f64::from(*self), f64::ge, min)
        }

        fn is_at_most(&self, max: Number) -> bool {
            compare::fraction(f64::from(*self), f64::le, max)
        }
    }
)* } }
floats!(f32, f64);

#[cfg(feature = "bigdecimal")]
#[diagnostic::do_not_recommend]
impl IsNumber for bigdecimal::BigDecimal {
    fn is_at_least(&self, min: Number) -> bool {
        min.to_string().parse::<Self>().is_ok_and(|min| *self >= min)
    }

    fn is_at_most(&self, max: Number) -> bool {
        max.to_string().parse::<Self>().is_ok_and(|max| *self <= max)
    }
}

#[diagnostic::do_not_recommend]
impl<T: IsNumber> IsNumber for Sensitive<T> {
    fn is_at_least(&self, min: Number) -> bool {
        self.expose().is_at_least(min)
    }

    fn is_at_most(&self, max: Number) -> bool {
        self.expose().is_at_most(max)
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: IsNumber> + 'static> IsNumber for N {
    fn is_at_least(&self, min: Number) -> bool {
        self.field().is_at_least(min)
    }

    fn is_at_most(&self, max: Number) -> bool {
        self.field().is_at_most(max)
    }
}

/// A value that can be compared with literals, for the rule `one_of`.
#[diagnostic::on_unimplemented(
    message = "the rule `one_of` is on a field of type `{Self}`",
    label = "values of this type are not written as literals",
    note = "`one_of` goes on text, integers and newtypes of them; an enum with `#[derive(ColumnEnum)]` needs no such rule"
)]
pub trait IsOneOf: 'static {
    /// Whether it is this value.
    fn is(&self, literal: Literal) -> bool;
}

macro_rules! text_literals { ($($text:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl IsOneOf for $text {
        fn is(&self, literal: Literal) -> bool {
            matches!(literal, Literal::Text(text) if self == text)
        }
    }
)* } }
text_literals!(String, Cow<'static, str>);

macro_rules! integer_literals { ($($integer:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl IsOneOf for $integer {
        fn is(&self, literal: Literal) -> bool {
            matches!(literal, Literal::Integer(number) if i128::from(*self) == number)
        }
    }
)* } }
integer_literals!(i8, i16, i32, i64, u8, u16, u32, u64);

#[diagnostic::do_not_recommend]
impl<T: IsOneOf> IsOneOf for Sensitive<T> {
    fn is(&self, literal: Literal) -> bool {
        self.expose().is(literal)
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: IsOneOf> + 'static> IsOneOf for N {
    fn is(&self, literal: Literal) -> bool {
        self.field().is(literal)
    }
}
