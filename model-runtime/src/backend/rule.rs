//! Rules as conditions of CHECK constraints: what they have in common on every backend.

use super::literal::quoted;
use crate::rule::{Literal, Number, RuleKind};
use crate::schema::ColumnType;

/// How a backend spells what SQL has no common spelling for. Columns come quoted, texts as literals.
pub(super) struct Spelling {
    /// The function that counts the characters of a text.
    pub(super) characters: &'static str,
    /// The function that counts bytes.
    pub(super) bytes: &'static str,
    /// Whether a column contains a text.
    pub(super) contains: fn(&str, Part<'_>) -> String,
    /// Whether it starts with one.
    pub(super) prefix: fn(&str, Part<'_>) -> String,
    /// Whether it ends in one.
    pub(super) suffix: fn(&str, Part<'_>) -> String,
    /// Whether two columns have one value, NULL being the same as NULL.
    pub(super) same: fn(&str, &str) -> String,
}

/// A text that is looked for.
pub(super) struct Part<'p> {
    text: &'p str,
}

impl Part<'_> {
    /// The text as a SQL literal.
    pub(super) fn sql(&self) -> String {
        quoted(self.text)
    }

    /// Its characters.
    pub(super) fn characters(&self) -> usize {
        self.text.chars().count()
    }

    /// Its bytes.
    #[cfg(feature = "sqlite")]
    pub(super) const fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// What a rule asks of the values of a column, whose name is quoted; NULL passes, as it passes every CHECK. `None` if it cannot be
/// expressed.
pub(super) fn condition(
    column: &str,
    kind: RuleKind,
    ty: ColumnType,
    spelling: &Spelling,
    quote: fn(&str) -> String,
) -> Option<String> {
    let part = |text| matches!(ty, ColumnType::Text { .. }).then_some(Part { text });
    match kind {
        RuleKind::Length { min, max } => {
            let length = match ty {
                ColumnType::Text { .. } => spelling.characters,
                ColumnType::Binary { .. } => spelling.bytes,
                // Only PostgreSQL has lists.
                ColumnType::Array(_) => "cardinality",
                _ => return None,
            };
            let number = |number: usize| number.to_string();
            between(&format!("{length}({column})"), min.map(number), max.map(number))
        }
        RuleKind::Range { min, max } if is_number(ty) => {
            // A bound that SQL cannot write leaves the rule to Rust as a whole.
            let written = [min, max].into_iter().flatten().all(|bound| bound.sql().is_some());
            written.then(|| between(column, min.and_then(Number::sql), max.and_then(Number::sql)))?
        }
        RuleKind::OneOf(literals) => {
            let values: Vec<_> = literals.iter().copied().map(Literal::sql).collect();
            (!values.is_empty()).then(|| format!("{column} IN ({})", values.join(", ")))
        }
        RuleKind::Contains(text) => part(text).map(|part| (spelling.contains)(column, part)),
        RuleKind::Prefix(text) => part(text).map(|part| (spelling.prefix)(column, part)),
        RuleKind::Suffix(text) => part(text).map(|part| (spelling.suffix)(column, part)),
        RuleKind::Matches { column: other, .. } => Some((spelling.same)(column, &quote(other))),
        RuleKind::Required => Some(format!("{column} IS NOT NULL")),
        _ => None,
    }
}

const fn is_number(ty: ColumnType) -> bool {
    matches!(
        ty,
        ColumnType::TinyInt
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Decimal { .. }
            | ColumnType::Unsigned(_)
    )
}

/// A condition that a value is from one bound to another; `None` without bounds.
fn between(value: &str, min: Option<String>, max: Option<String>) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("{value} = {min}"),
        (Some(min), Some(max)) => format!("{value} BETWEEN {min} AND {max}"),
        (Some(min), None) => format!("{value} >= {min}"),
        (None, Some(max)) => format!("{value} <= {max}"),
        (None, None) => return None,
    })
}
