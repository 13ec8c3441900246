//! Rules as conditions of CHECK constraints.

use diesel::sqlite::Sqlite;

use crate::backend::rule::{between, is_number, text};
use crate::rule::{Number, RuleKind};
use crate::schema::{ColumnType, Ddl};

/// What a rule asks of the values of a column, whose name is quoted; NULL passes, as it passes every CHECK.
///
/// SQLite's `length` stops at a NUL character, so a text with one counts as the part before it.
pub(super) fn condition(column: &str, kind: RuleKind, ty: ColumnType) -> Option<String> {
    let is_text = matches!(ty, ColumnType::Text { .. });
    match kind {
        RuleKind::Length { min, max } if is_text || matches!(ty, ColumnType::Binary { .. }) => {
            let number = |number: usize| number.to_string();
            between(&format!("length({column})"), min.map(number), max.map(number))
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
        RuleKind::Contains(part) if is_text => Some(format!("instr({column}, {}) > 0", text(part))),
        RuleKind::Prefix(part) if is_text => {
            Some(format!("substr({column}, 1, {}) = {}", part.chars().count(), text(part)))
        }
        // By bytes, because counting characters from the end stops at a NUL character.
        RuleKind::Suffix(part) if is_text => {
            Some(format!("substr(CAST({column} AS BLOB), -{}) = CAST({} AS BLOB)", part.len(), text(part)))
        }
        RuleKind::Matches { column: other, .. } => Some(format!("{column} IS {}", Sqlite::quote(other))),
        RuleKind::Required => Some(format!("{column} IS NOT NULL")),
        _ => None,
    }
}
