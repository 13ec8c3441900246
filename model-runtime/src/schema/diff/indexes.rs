//! Indexes.

use super::{Diff, same_names, same_words};
use crate::schema::ddl::{Ddl, index_column_sql};
use crate::schema::difference::Part;
use crate::schema::owned::{Index, IndexColumn, Table, Unique};

impl<DB: Ddl> Diff<DB> {
    /// `serving` are the names of indexes that stand in the place of a constraint.
    pub(super) fn indexes(&mut self, expected: &Table, found: &Table, serving: &[String]) {
        for index in &expected.indexes {
            let other = found.indexes.iter().find(|other| DB::same_name(&other.name, &index.name));
            let same = match other {
                Some(other) => {
                    same_index::<DB>(index, other, self.worded)
                        && (!DB::CAPABILITIES.partial_indexes
                            || self.same_condition(index.filter.as_deref(), other.filter.as_deref()))
                }
                None => found.uniques.iter().any(|unique| is_index_of::<DB>(index, unique)),
            };
            if !same {
                let part = Part::Index(index.name.clone());
                self.add(part, Some(index_text::<DB>(index)), other.map(index_text::<DB>));
            }
        }
        let strict = self.strict;
        for index in found.indexes.iter().filter(|index| strict || index.unique) {
            let known = expected.indexes.iter().any(|other| DB::same_name(&other.name, &index.name));
            // One more over columns that are unique anyway refuses no row.
            let is_harmless = || {
                as_unique(index)
                    .is_some_and(|index| expected.uniques.iter().any(|unique| same_unique::<DB>(unique, &index)))
            };
            if !known && !serving.contains(&index.name) && (strict || !is_harmless()) {
                self.add(Part::Index(index.name.clone()), None, Some(index_text::<DB>(index)));
            }
        }
    }
}

fn same_index<DB: Ddl>(a: &Index, b: &Index, worded: bool) -> bool {
    let same = |(a, b): (&IndexColumn, &IndexColumn)| match (a, b) {
        (IndexColumn::Column(a), IndexColumn::Column(b)) | (IndexColumn::Descending(a), IndexColumn::Descending(b)) => {
            DB::same_name(a, b)
        }
        // Expressions are compared as conditions are.
        (IndexColumn::Expression(a), IndexColumn::Expression(b)) => {
            same_words::<DB>(a, b) || !worded && !DB::COMPARES_CONDITIONS
        }
        _ => false,
    };
    let method = |index: &Index| index.method.as_ref().map(|method| method.to_ascii_lowercase());
    a.unique == b.unique
        && method(a) == method(b)
        && same_names::<DB>(&a.include, &b.include)
        && a.nulls_not_distinct == b.nulls_not_distinct
        && (a.filter.is_some() == b.filter.is_some() || !DB::CAPABILITIES.partial_indexes)
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(same)
}

/// The constraint that a unique index over whole columns amounts to.
pub(super) fn as_unique(index: &Index) -> Option<Unique> {
    let columns = index.columns.iter().map(|column| match column {
        IndexColumn::Column(name) | IndexColumn::Descending(name) => Some(name.clone()),
        IndexColumn::Expression(_) => None,
    });
    let columns = columns.collect::<Option<_>>().filter(|_| index.unique && index.filter.is_none())?;
    let name = Some(index.name.clone());
    Some(Unique { name, columns, nulls_not_distinct: index.nulls_not_distinct, options: None })
}

/// Whether an index is what a unique constraint of its name amounts to.
pub(super) fn is_index_of<DB: Ddl>(index: &Index, unique: &Unique) -> bool {
    let is_plain = index.columns.iter().all(|column| matches!(column, IndexColumn::Column(_)));
    unique.name.as_ref().is_some_and(|name| DB::same_name(name, &index.name))
        && is_plain
        && index.include.is_empty()
        && as_unique(index).is_some_and(|other| same_unique::<DB>(&other, unique))
}

/// Whether two refuse the same rows.
pub(super) fn same_unique<DB: Ddl>(a: &Unique, b: &Unique) -> bool {
    same_names::<DB>(&a.columns, &b.columns) && a.nulls_not_distinct == b.nulls_not_distinct
}

fn index_text<DB: Ddl>(index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let columns: Vec<String> = index.columns.iter().map(index_column_sql::<DB>).collect();
    let filter = index.filter.as_ref().map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
    let method = index.method.as_ref().map(|method| format!("{method} ")).unwrap_or_default();
    let include =
        if index.include.is_empty() { String::new() } else { format!(" INCLUDE ({})", index.include.join(", ")) };
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    format!("{unique}{method}({}){include}{nulls}{filter}", columns.join(", "))
}
