//! Numbers and literals of rules, as const data.

use std::fmt;

/// A bound of a range.
#[derive(Debug, Clone, Copy)]
pub enum Number {
    /// An integer.
    Integer(i128),
    /// A fraction.
    Fraction(f64),
}

/// The same number, written the same way.
impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Fraction(a), Self::Fraction(b)) => a.to_bits() == b.to_bits(),
            _ => false,
        }
    }
}

impl Eq for Number {}

impl Number {
    /// The number as a SQL literal, if SQL has it.
    pub fn sql(self) -> Option<String> {
        let known = match self {
            Self::Integer(_) => true,
            Self::Fraction(number) => number.is_finite(),
        };
        known.then(|| self.to_string())
    }
}

/// A value that a rule names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    /// A text.
    Text(&'static str),
    /// An integer.
    Integer(i128),
}

/// The number as Rust and SQL write it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Fraction(number) => write!(f, "{number:?}"),
        }
    }
}

/// The value without quotes.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => number.fmt(f),
        }
    }
}

impl Literal {
    /// The value as a SQL literal.
    pub fn sql(self) -> String {
        match self {
            Self::Text(text) => crate::backend::literal::quoted(text),
            Self::Integer(number) => number.to_string(),
        }
    }
}
