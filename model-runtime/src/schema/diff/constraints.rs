//! Keys, constraints that are unique, CHECKs and exclusions.

use super::indexes::{as_unique, is_index_of, same_unique};
use super::{Diff, same_constraint, same_names, same_words};
use crate::backend::same_tokens;
use crate::schema::ddl::Ddl;
use crate::schema::difference::Part;
use crate::schema::owned::{Check, Exclusion, ForeignKey, Table, Unique};

impl<DB: Ddl> Diff<DB> {
    pub(super) fn primary_key(&mut self, expected: &Table, found: &Table) {
        let same = match (&expected.primary_key, &found.primary_key) {
            (Some(a), Some(b)) => {
                let counted = (expected.counted_key().is_some(), found.counted_key().is_some());
                // A count that is not needed does no harm.
                same_names::<DB>(&a.columns, &b.columns)
                    && a.prefixes == b.prefixes
                    && (counted.0 == counted.1 || counted == (false, true) && !self.both_kept)
                    && same_constraint::<DB>(a.name.as_deref(), b.name.as_deref())
            }
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same {
            let text = |table: &Table| {
                let key = table.primary_key.as_ref()?;
                let made = if table.counted_key().is_some() { ", made by the database" } else { "" };
                let columns = format!("({}){made}", key.columns.join(", "));
                Some(key.name.as_ref().map_or_else(|| columns.clone(), |name| format!("{name} {columns}")))
            };
            self.add(Part::PrimaryKey, text(expected), text(found));
        }
    }

    /// The names of indexes that were found in the place of a constraint.
    pub(super) fn uniques(&mut self, expected: &Table, found: &Table) -> Vec<String> {
        // On what a constraint says, an index over the same columns is as good.
        let constraints = found.uniques.iter().cloned().map(|unique| (unique, false));
        let indexes = found.indexes.iter().filter_map(as_unique).map(|unique| (unique, true));
        let mut left: Vec<(Unique, bool)> = constraints.chain(indexes).collect();
        let mut serving = Vec::new();
        // What is an index on both sides is left to be one.
        let is_wanted = |unique: &Unique, is_index: bool| {
            expected.indexes.iter().any(|index| {
                let same_name = || unique.name.as_ref().is_some_and(|name| DB::same_name(name, &index.name));
                if is_index { same_name() } else { is_index_of::<DB>(index, unique) }
            })
        };
        for unique in &expected.uniques {
            let position = best(&left, |(other, is_index)| {
                let alike = same_names::<DB>(&unique.columns, &other.columns);
                let fits = same_constraint::<DB>(unique.name.as_deref(), other.name.as_deref());
                let fits = fits && same_unique::<DB>(unique, other) && self.same_options(unique, other);
                (alike && (fits || !is_wanted(other, *is_index))).then_some(fits)
            });
            let other = position.map(|at| left.remove(at));
            serving.extend(other.as_ref().filter(|(_, is_index)| *is_index).and_then(|(other, _)| other.name.clone()));
            let other = other.map(|(other, _)| other);
            let same = |other: &Unique| {
                same_constraint::<DB>(unique.name.as_deref(), other.name.as_deref())
                    && same_unique::<DB>(unique, other)
                    && self.same_options(unique, other)
            };
            if !other.as_ref().is_some_and(same) {
                let part = Part::Unique(label(unique.name.as_deref(), &unique.columns));
                let other = other.as_ref().map(|other| (other.name.as_deref(), unique_text(other)));
                self.add_other(part, unique_text(unique), other);
            }
        }
        // Unique indexes are compared with indexes.
        for (unique, _) in left.iter().filter(|(_, is_index)| !is_index) {
            if !expected.indexes.iter().any(|index| is_index_of::<DB>(index, unique)) {
                let part = Part::Unique(label(unique.name.as_deref(), &unique.columns));
                self.add(part, None, Some(unique_text(unique)));
            }
        }
        serving
    }

    /// Whether two hold further columns, and are looked at when the other is. It keeps no row from being written.
    fn same_options(&self, a: &Unique, b: &Unique) -> bool {
        let text = |unique: &Unique| unique.options.as_deref().unwrap_or_default().to_ascii_uppercase();
        !self.strict || same_tokens(&text(a), &text(b))
    }

    pub(super) fn foreign_keys(&mut self, expected: &[ForeignKey], found: &[ForeignKey]) {
        let mut left: Vec<&ForeignKey> = found.iter().collect();
        for key in expected {
            let position = best(&left, |other| {
                let alike = same_names::<DB>(&key.columns, &other.columns) && DB::same_name(&key.table, &other.table);
                alike.then(|| same_key::<DB>(key, other))
            });
            let other = position.map(|at| left.remove(at));
            if !other.is_some_and(|other| same_key::<DB>(key, other)) {
                let part = Part::ForeignKey(label(key.name.as_deref(), &key.columns));
                let other = other.map(|other| (other.name.as_deref(), other.sql::<DB>()));
                self.add_other(part, key.sql::<DB>(), other);
            }
        }
        for key in left {
            let part = Part::ForeignKey(label(key.name.as_deref(), &key.columns));
            self.add(part, None, Some(key.sql::<DB>()));
        }
    }

    pub(super) fn checks(&mut self, expected: &[Check], found: &[Check]) {
        for check in expected {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            let sql = || Some(check.sql::<DB>());
            match self.alike(found, check) {
                None => self.add(part, sql(), None),
                Some(other) if !self.same_condition(Some(&check.condition), Some(&other.condition)) => {
                    self.add(part, sql(), Some(other.sql::<DB>()));
                }
                Some(_) => {}
            }
        }
        for check in found.iter().filter(|check| self.alike(expected, check).is_none()).collect::<Vec<_>>() {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            self.add(part, None, Some(check.sql::<DB>()));
        }
    }

    /// Exclusion constraints refuse rows, so one that is not expected counts always.
    pub(super) fn exclusions(&mut self, expected: &[Exclusion], found: &[Exclusion]) {
        let both_kept = self.both_kept;
        let same = |a: &Exclusion, b: &Exclusion| {
            let is_alike = !both_kept || same_tokens(&a.definition, &b.definition);
            same_constraint::<DB>(a.name.as_deref(), b.name.as_deref()) && is_alike
        };
        let part = |one: &Exclusion| Part::Exclusion(label(one.name.as_deref(), &[]));
        for one in expected.iter().filter(|one| !found.iter().any(|other| same(one, other))) {
            self.add(part(one), Some(one.definition.clone()), None);
        }
        for one in found.iter().filter(|one| !expected.iter().any(|other| same(other, one))) {
            self.add(part(one), None, Some(one.definition.clone()));
        }
    }

    /// The check that has the name of another. Without a name on one side it is the one that says the same, where that can be told.
    pub(super) fn alike<'c>(&self, list: &'c [Check], check: &Check) -> Option<&'c Check> {
        let same = |a: &Check, b: &Check| match (a.name.as_deref(), b.name.as_deref()) {
            (Some(a), Some(b)) => DB::same_name(a, b),
            _ if self.worded => same_words::<DB>(&a.condition, &b.condition),
            _ => DB::COMPARES_CONDITIONS && DB::same_condition(&a.condition, &b.condition),
        };
        list.iter().find(|other| same(check, other))
    }
}

/// Where the best candidate is: one that fits (`Some(true)`), or else one that is alike (`Some(false)`).
fn best<T>(list: &[T], fits: impl Fn(&T) -> Option<bool>) -> Option<usize> {
    let at = |wanted| list.iter().position(|item| fits(item) == Some(wanted));
    at(true).or_else(|| at(false))
}

fn same_key<DB: Ddl>(a: &ForeignKey, b: &ForeignKey) -> bool {
    same_names::<DB>(&a.columns, &b.columns)
        && DB::same_name(&a.table, &b.table)
        && same_names::<DB>(&a.references, &b.references)
        && (DB::same_action(a.on_delete, b.on_delete) && DB::same_action(a.on_update, b.on_update))
        && (a.deferrable == b.deferrable || !DB::CAPABILITIES.deferrable_keys)
        && same_constraint::<DB>(a.name.as_deref(), b.name.as_deref())
}

/// The name, or the columns of what has none.
fn label(name: Option<&str>, columns: &[String]) -> String {
    name.map_or_else(|| columns.join(", "), str::to_owned)
}

fn unique_text(unique: &Unique) -> String {
    let name = unique.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    let nulls = if unique.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let options = unique.options.as_ref().map(|options| format!(" {options}")).unwrap_or_default();
    format!("{name}({}){nulls}{options}", unique.columns.join(", "))
}
