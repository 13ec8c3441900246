//! What conditions of rules have in common on every backend.

use crate::rule::Literal;
use crate::schema::ColumnType;

/// A text as a SQL literal.
pub(super) fn text(part: &'static str) -> String {
    Literal::Text(part).sql()
}

pub(super) const fn is_number(ty: ColumnType) -> bool {
    matches!(
        ty,
        ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Float
            | ColumnType::Double
            | ColumnType::Decimal { .. }
    )
}

/// A condition that a value is from one bound to another; `None` without bounds.
pub(super) fn between(value: &str, min: Option<String>, max: Option<String>) -> Option<String> {
    Some(match (min, max) {
        (Some(min), Some(max)) if min == max => format!("{value} = {min}"),
        (Some(min), Some(max)) => format!("{value} BETWEEN {min} AND {max}"),
        (Some(min), None) => format!("{value} >= {min}"),
        (None, Some(max)) => format!("{value} <= {max}"),
        (None, None) => return None,
    })
}
