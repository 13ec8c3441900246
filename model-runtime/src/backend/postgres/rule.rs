//! Rules as conditions of CHECK constraints.

use diesel::pg::Pg;

use crate::backend::rule::{between, is_number, text};
use crate::rule::{Number, RuleKind};
use crate::schema::{ColumnType, Ddl};

/// What a rule asks of the values of a column, whose name is quoted; NULL passes, as it passes every CHECK.
pub(super) fn condition(column: &str, kind: RuleKind, ty: ColumnType) -> Option<String> {
    let is_text = matches!(ty, ColumnType::Text { .. });
    match kind {
        RuleKind::Length { min, max } => {
            let length = match ty {
                ColumnType::Text { .. } => "char_length",
                ColumnType::Binary { .. } => "octet_length",
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
            let values: Vec<_> = literals.iter().map(|literal| literal.sql()).collect();
            (!values.is_empty()).then(|| format!("{column} IN ({})", values.join(", ")))
        }
        RuleKind::Contains(part) if is_text => Some(format!("strpos({column}, {}) > 0", text(part))),
        RuleKind::Prefix(part) if is_text => Some(format!("starts_with({column}, {})", text(part))),
        RuleKind::Suffix(part) if is_text => {
            Some(format!("right({column}, {}) = {}", part.chars().count(), text(part)))
        }
        RuleKind::Matches { column: other, .. } => Some(format!("{column} IS NOT DISTINCT FROM {}", Pg::quote(other))),
        RuleKind::Required => Some(format!("{column} IS NOT NULL")),
        _ => None,
    }
}
