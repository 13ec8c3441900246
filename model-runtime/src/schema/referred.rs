//! Whether a foreign key can refer to the columns that it names, at compile time.

use super::{ColumnSchema, ColumnType, ForeignKeySchema, TableSchema};

/// Why it cannot, as the end of a sentence.
pub(super) const fn why_not(table: &TableSchema, key: &ForeignKeySchema, parent: &TableSchema) -> Option<&'static str> {
    // The derive has compared the types of the fields with that of the key.
    if key.is_relation || parent.is_partial {
        return None;
    }
    let (mut own, mut theirs) = (key.columns, key.references);
    while let ([column, own_rest @ ..], [other, rest @ ..]) = (own, theirs) {
        let Some(other) = column_of(parent, other) else {
            return Some("` that it does not have; they are named as in SQL");
        };
        if let Some(column) = column_of(table, column)
            && !is_same_type(&column.ty, &other.ty)
        {
            return Some("` that have other types than its own");
        }
        (own, theirs) = (own_rest, rest);
    }
    let mut uniques = parent.uniques;
    while let [unique, rest @ ..] = uniques {
        if are_same(unique.columns, key.references) {
            return None;
        }
        uniques = rest;
    }
    let mut indexes = parent.indexes;
    while let [index, rest @ ..] = indexes {
        let is_of_columns = index.filter.is_none() && index.parts.is_empty();
        if index.unique && is_of_columns && are_same(index.columns, key.references) {
            return None;
        }
        indexes = rest;
    }
    if are_same(parent.primary_key, key.references) {
        return None;
    }
    Some("` that are not unique together; declare them `unique` there")
}

const fn column_of<'t>(table: &'t TableSchema, name: &str) -> Option<&'t ColumnSchema> {
    let mut columns = table.columns;
    while let [column, rest @ ..] = columns {
        if is_same(column.name, name) {
            return Some(column);
        }
        columns = rest;
    }
    None
}

/// Whether two lists have the same names, in whichever order.
const fn are_same(a: &[&str], b: &[&str]) -> bool {
    let mut rest = a;
    while let [name, others @ ..] = rest {
        if !has(b, name) {
            return false;
        }
        rest = others;
    }
    a.len() == b.len()
}

const fn has(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [other, others @ ..] = rest {
        if is_same(other, name) {
            return true;
        }
        rest = others;
    }
    false
}

const fn is_same(a: &str, b: &str) -> bool {
    let (mut one, mut two) = (a.as_bytes(), b.as_bytes());
    while let ([byte, rest @ ..], [other, others @ ..]) = (one, two) {
        if *byte != *other {
            return false;
        }
        (one, two) = (rest, others);
    }
    a.len() == b.len()
}

/// Whether values of the types are comparable: lengths and precisions do not matter, nor does the width of integers, which MySQL alone asks about.
const fn is_same_type(a: &ColumnType, b: &ColumnType) -> bool {
    use ColumnType as T;
    if is_integer(a) && is_integer(b) {
        return true;
    }
    match (a, b) {
        (T::Unsigned(a), T::Unsigned(b)) | (T::Array(a), T::Array(b)) => is_same_type(a, b),
        (T::Enum { namespace: within, name: a, .. }, T::Enum { namespace: other, name: b, .. }) => {
            let same_place = match (within, other) {
                (Some(a), Some(b)) => is_same(a, b),
                (a, b) => a.is_none() && b.is_none(),
            };
            same_place && is_same(a, b)
        }
        (T::Named(a), T::Named(b)) => is_same(a, b),
        (T::Boolean, T::Boolean)
        | (T::Float, T::Float)
        | (T::Double, T::Double)
        | (T::Decimal { .. }, T::Decimal { .. })
        | (T::Text { .. }, T::Text { .. })
        | (T::Binary { .. }, T::Binary { .. })
        | (T::Date, T::Date)
        | (T::Time, T::Time)
        | (T::Timestamp, T::Timestamp)
        | (T::TimestampTz, T::TimestampTz)
        | (T::Uuid, T::Uuid)
        | (T::Json, T::Json)
        | (T::Jsonb, T::Jsonb) => true,
        _ => false,
    }
}

const fn is_integer(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::TinyInt | ColumnType::SmallInt | ColumnType::Integer | ColumnType::BigInt)
}
