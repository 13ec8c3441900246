//! How a table of a database differs from the one the models need.

use super::ddl::{Ddl, check_sql, definition, foreign_key_sql};
use super::difference::{Difference, Part};
use super::enums::described;
use super::indexes::index_column_sql;
use super::owned::{Check, Column, ForeignKey, Identity, Index, IndexColumn, Table, Type, Unique};
use crate::backend::same_tokens;

/// What keeps the table `found` from serving as the one `expected`, as the backend `DB` sees it: what
/// [`create_all`](super::Schema::create_all) refuses. [`compare`] tells more.
///
/// * The order of columns does not matter: statements name them.
/// * Types differ if they would store a value differently ([`Ddl::same_type`]).
/// * A column the models do not know differs only if a row cannot be inserted without it: it is NOT NULL, without a
///   DEFAULT, and not generated.
/// * Constraints without a name match by what they say; with a name, the name has to match too. A unique index over whole
///   columns serves as a unique constraint.
/// * CHECKs are compared by name, partial indexes by being partial; their conditions are not compared.
/// * Constraints and unique indexes the models do not know differ, as they refuse rows; other indexes do not.
/// * Whether a column of the primary key can be NULL is not compared. That the database would make a key which the rows give
///   is no difference.
/// * Comments are not compared, not by [`compare`] either.
#[must_use]
pub fn diff<DB: Ddl>(expected: &Table, found: &Table) -> Vec<Difference> {
    of_table::<DB>(expected, found, false)
}

/// Every difference between two lists of tables, as the backend `DB` sees it.
///
/// As [`diff`], and besides: tables that only one of the lists has, every column and every index that is not expected, and, where the
/// database keeps them as they were written (SQLite), the conditions of CHECKs and partial indexes and the expressions of generated
/// columns.
///
/// ```
/// use diesel::sqlite::Sqlite;
/// use model_runtime::prelude::*;
/// use model_runtime::schema::{Table, compare};
///
/// #[derive(Model, Debug)]
/// pub struct Tag { pub id: i64, pub name: String }
///
/// let expected = Table::of::<Sqlite>(Tag::SCHEMA);
/// let mut found = expected.clone();
/// found.columns.pop();
/// let differences = compare::<Sqlite>(&[expected], &[found]);
/// assert_eq!(differences[0].code(), "column_missing");
/// assert_eq!(differences[0].to_string(), "table `tags`, column `name`: expected `TEXT NOT NULL`, found none");
/// ```
#[must_use]
pub fn compare<DB: Ddl>(expected: &[Table], found: &[Table]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for table in expected {
        match found.iter().find(|other| is_same::<DB>(table, other)) {
            Some(other) => differences.extend(of_table::<DB>(table, other, true)),
            None => differences.push(Difference::of_table(&full_name(table), Some(columns_text(table)), None)),
        }
    }
    for table in found.iter().filter(|table| !expected.iter().any(|other| is_same::<DB>(other, table))) {
        differences.push(Difference::of_table(&full_name(table), None, Some(columns_text(table))));
    }
    differences
}

/// Whether two tables are one: have the same name, and are in the same schema of the database.
fn is_same<DB: Ddl>(a: &Table, b: &Table) -> bool {
    DB::same_name(&a.name, &b.name) && a.namespace == b.namespace
}

/// The name of a table, that of its schema in front if it has one.
fn full_name(table: &Table) -> String {
    table.namespace.as_ref().map_or_else(|| table.name.clone(), |namespace| format!("{namespace}.{}", table.name))
}

/// The names of a table's columns.
fn columns_text(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
    format!("({})", names.join(", "))
}

fn of_table<DB: Ddl>(expected: &Table, found: &Table, strict: bool) -> Vec<Difference> {
    let both_kept = expected.reflected && found.reflected;
    let table = full_name(expected);
    let mut diff = Diff::<DB> { table, strict, both_kept, list: Vec::new(), backend: std::marker::PhantomData };
    diff.view(expected, found);
    diff.columns(expected, found);
    diff.primary_key(expected, found);
    diff.uniques(expected, found);
    diff.foreign_keys(&expected.foreign_keys, &found.foreign_keys);
    diff.checks(&expected.checks, &found.checks);
    diff.indexes(expected, found);
    diff.list
}

struct Diff<DB> {
    table: String,
    /// Whether what does no harm is told as well.
    strict: bool,
    /// Whether both sides are as a database keeps them, so that what they say is comparable to the letter.
    both_kept: bool,
    list: Vec<Difference>,
    backend: std::marker::PhantomData<DB>,
}

impl<DB: Ddl> Diff<DB> {
    fn add(&mut self, part: Part, expected: Option<String>, found: Option<String>) {
        self.list.push(Difference { table: self.table.clone(), part, expected, found });
    }

    fn columns(&mut self, expected: &Table, found: &Table) {
        for column in &expected.columns {
            match found.columns.iter().find(|other| DB::same_name(&other.name, &column.name)) {
                Some(other) => self.column(column, other, expected),
                None => self.add(Part::Column(column.name.clone()), Some(definition::<DB>(column)), None),
            }
        }
        for column in &found.columns {
            let known = expected.columns.iter().any(|other| DB::same_name(&other.name, &column.name));
            let optional =
                column.nullable || column.default.is_some() || column.generated.is_some() || column.identity.is_some();
            if !known && (self.strict || !optional) {
                self.add(Part::Column(column.name.clone()), None, Some(definition::<DB>(column)));
            }
        }
    }

    fn column(&mut self, expected: &Column, found: &Column, table: &Table) {
        let name = || expected.name.clone();
        if !self.same_type(&expected.ty, &found.ty) {
            let (wanted, has) = (described::<DB>(&expected.ty), described::<DB>(&found.ty));
            let has = if has.is_empty() { "no type".to_owned() } else { has };
            self.add(Part::Type(name()), Some(wanted), Some(has));
        }
        let unasked = is_key::<DB>(table, &expected.name) || expected.generated.is_some() && !DB::GENERATED_NOT_NULL;
        if !unasked && expected.nullable != found.nullable {
            let null = |nullable| Some(if nullable { "NULL" } else { "NOT NULL" }.to_owned());
            self.add(Part::Nullability(name()), null(expected.nullable), null(found.nullable));
        }
        let same = match (&expected.default, &found.default) {
            (Some(a), Some(b)) => DB::same_default(a, b),
            (None, None) => true,
            // Without DEFAULT a column defaults to NULL.
            (Some(only), None) | (None, Some(only)) => DB::same_default(only, "NULL"),
        };
        if !same {
            self.add(Part::Default(name()), expected.default.clone(), found.default.clone());
        }
        if !unasked {
            self.identity(expected, found);
        }
        let made = |column: &Column| column.generated.as_ref().map(|made| made.expression.clone());
        if !self.same_condition(made(expected).as_deref(), made(found).as_deref()) {
            let expression = |column: &Column| made(column).map(|expression| format!("({expression})"));
            self.add(Part::Generated(name()), expression(expected), expression(found));
        }
    }

    /// Whether a column stores values as one of another type does.
    fn same_type(&self, expected: &Type, found: &Type) -> bool {
        match (expected, found) {
            // Values that the models do not know refuse no row, but two databases with them are not alike.
            (Type::Enum { values: a, .. }, Type::Enum { values: b, .. }) if self.both_kept && a != b => false,
            _ => DB::same_type(expected, found),
        }
    }

    fn view(&mut self, expected: &Table, found: &Table) {
        let kind = |table: &Table| {
            let view = table.view.as_ref()?;
            Some(if view.materialized { "materialized view" } else { "view" }.to_owned())
        };
        if kind(expected) != kind(found) {
            let table = || Some("table".to_owned());
            return self.add(Part::View, kind(expected).or_else(table), kind(found).or_else(table));
        }
        let query = |table: &Table| table.view.as_ref().map(|view| view.query.clone());
        if self.both_kept && !self.same_condition(query(expected).as_deref(), query(found).as_deref()) {
            self.add(Part::View, query(expected), query(found));
        }
    }

    /// Whether the database counts the column, where it is not the primary key.
    fn identity(&mut self, expected: &Column, found: &Column) {
        let always = |column: &Column| column.identity == Some(Identity::Always);
        let same = match (expected.identity, found.identity) {
            (Some(_), Some(_)) => !self.strict || always(expected) == always(found),
            (None, Some(_)) => !self.strict,
            (Some(_), None) => false,
            (None, None) => true,
        };
        if !same {
            let text = |column: &Column| column.identity.map(|identity| identity.text().to_owned());
            self.add(Part::Identity(expected.name.clone()), text(expected), text(found));
        }
    }

    fn primary_key(&mut self, expected: &Table, found: &Table) {
        let same = match (&expected.primary_key, &found.primary_key) {
            (Some(a), Some(b)) => {
                same_names::<DB>(&a.columns, &b.columns)
                    && (found.counted_key().is_some() || expected.counted_key().is_none())
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

    fn uniques(&mut self, expected: &Table, found: &Table) {
        // On what a constraint says, an index over the same columns is as good.
        let indexed = found.indexes.iter().filter_map(as_unique);
        let mut left: Vec<Unique> = found.uniques.iter().cloned().chain(indexed).collect();
        let wanted_indexes: Vec<Unique> = expected.indexes.iter().filter_map(as_unique).collect();
        for unique in &expected.uniques {
            let position = best(&left, |other| {
                same_names::<DB>(&unique.columns, &other.columns)
                    .then(|| same_constraint::<DB>(unique.name.as_deref(), other.name.as_deref()))
            });
            let other = position.map(|at| left.remove(at));
            if !other.as_ref().is_some_and(|o| same_constraint::<DB>(unique.name.as_deref(), o.name.as_deref())) {
                let part = Part::Unique(label(unique.name.as_deref(), &unique.columns));
                self.add(part, Some(unique_text(unique)), other.as_ref().map(unique_text));
            }
        }
        for unique in &left {
            let index = |other: &Index| Some(&other.name) == unique.name.as_ref();
            // Unique indexes are compared with indexes.
            let wanted = wanted_indexes.iter().any(|other| {
                same_names::<DB>(&unique.columns, &other.columns)
                    && same_constraint::<DB>(unique.name.as_deref(), other.name.as_deref())
            });
            if !wanted && !found.indexes.iter().any(index) {
                let part = Part::Unique(label(unique.name.as_deref(), &unique.columns));
                self.add(part, None, Some(unique_text(unique)));
            }
        }
    }

    fn foreign_keys(&mut self, expected: &[ForeignKey], found: &[ForeignKey]) {
        let mut left: Vec<&ForeignKey> = found.iter().collect();
        for key in expected {
            let position = best(&left, |other| {
                let alike = same_names::<DB>(&key.columns, &other.columns) && DB::same_name(&key.table, &other.table);
                alike.then(|| same_key::<DB>(key, other))
            });
            let other = position.map(|at| left.remove(at));
            if !other.is_some_and(|other| same_key::<DB>(key, other)) {
                let part = Part::ForeignKey(label(key.name.as_deref(), &key.columns));
                self.add(part, Some(foreign_key_sql::<DB>(key)), other.map(foreign_key_sql::<DB>));
            }
        }
        for key in left {
            let part = Part::ForeignKey(label(key.name.as_deref(), &key.columns));
            self.add(part, None, Some(foreign_key_sql::<DB>(key)));
        }
    }

    fn checks(&mut self, expected: &[Check], found: &[Check]) {
        for check in expected {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            let sql = || Some(check_sql::<DB>(check));
            match self.alike(found, check) {
                None => self.add(part, sql(), None),
                Some(other) if !self.same_condition(Some(&check.condition), Some(&other.condition)) => {
                    self.add(part, sql(), Some(check_sql::<DB>(other)));
                }
                Some(_) => {}
            }
        }
        for check in found.iter().filter(|check| self.alike(expected, check).is_none()).collect::<Vec<_>>() {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            self.add(part, None, Some(check_sql::<DB>(check)));
        }
    }

    /// The check that has the name of another. Without a name on one side it is the one that says the same, where that can be told.
    fn alike<'c>(&self, list: &'c [Check], check: &Check) -> Option<&'c Check> {
        let same = |a: &Check, b: &Check| match (a.name.as_deref(), b.name.as_deref()) {
            (Some(a), Some(b)) => DB::same_name(a, b),
            _ if self.both_kept => same_tokens(&a.condition, &b.condition),
            _ => DB::COMPARES_CONDITIONS && DB::same_condition(&a.condition, &b.condition),
        };
        list.iter().find(|other| same(check, other))
    }

    /// Whether both are there or none, and say the same where that is asked and the database keeps what was written.
    fn same_condition(&self, expected: Option<&str>, found: Option<&str>) -> bool {
        match (expected, found) {
            (Some(expected), Some(found)) if self.both_kept => same_tokens(expected, found),
            (Some(expected), Some(found)) if self.strict => DB::same_condition(expected, found),
            (expected, found) => expected.is_some() == found.is_some(),
        }
    }

    fn indexes(&mut self, expected: &Table, found: &Table) {
        for index in &expected.indexes {
            let other = found.indexes.iter().find(|other| DB::same_name(&other.name, &index.name));
            let same = |other: &Index| {
                same_index::<DB>(index, other, self.both_kept)
                    && (!DB::CAPABILITIES.partial_indexes
                        || self.same_condition(index.filter.as_deref(), other.filter.as_deref()))
            };
            if !other.is_some_and(same) {
                let part = Part::Index(index.name.clone());
                self.add(part, Some(index_text::<DB>(index)), other.map(index_text::<DB>));
            }
        }
        let strict = self.strict;
        for index in found.indexes.iter().filter(|index| strict || index.unique) {
            let known = expected.indexes.iter().any(|other| DB::same_name(&other.name, &index.name));
            let serves = as_unique(index)
                .is_some_and(|index| expected.uniques.iter().any(|u| same_names::<DB>(&u.columns, &index.columns)));
            if !known && !serves {
                self.add(Part::Index(index.name.clone()), None, Some(index_text::<DB>(index)));
            }
        }
    }
}

/// Where the best candidate is: one that fits (`Some(true)`), or else one that is alike (`Some(false)`).
fn best<T>(list: &[T], fits: impl Fn(&T) -> Option<bool>) -> Option<usize> {
    let at = |wanted| list.iter().position(|item| fits(item) == Some(wanted));
    at(true).or_else(|| at(false))
}

fn is_key<DB: Ddl>(table: &Table, column: &str) -> bool {
    let key = table.primary_key.as_ref();
    key.is_some_and(|key| key.columns.iter().any(|name| DB::same_name(name, column)))
}

fn same_names<DB: Ddl>(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| DB::same_name(a, b))
}

/// A constraint without a name has any name.
fn same_constraint<DB: Ddl>(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_none_or(|(a, b)| DB::same_name(a, b))
}

fn same_key<DB: Ddl>(a: &ForeignKey, b: &ForeignKey) -> bool {
    same_names::<DB>(&a.columns, &b.columns)
        && DB::same_name(&a.table, &b.table)
        && same_names::<DB>(&a.references, &b.references)
        && (DB::same_action(a.on_delete, b.on_delete) && DB::same_action(a.on_update, b.on_update))
        && (a.deferred == b.deferred || !DB::CAPABILITIES.deferrable_keys)
        && same_constraint::<DB>(a.name.as_deref(), b.name.as_deref())
}

fn same_index<DB: Ddl>(a: &Index, b: &Index, both_kept: bool) -> bool {
    let same = |(a, b): (&IndexColumn, &IndexColumn)| match (a, b) {
        (IndexColumn::Column(a), IndexColumn::Column(b)) | (IndexColumn::Descending(a), IndexColumn::Descending(b)) => {
            DB::same_name(a, b)
        }
        // Expressions are compared as conditions are.
        (IndexColumn::Expression(a), IndexColumn::Expression(b)) => !both_kept || same_tokens(a, b),
        _ => false,
    };
    let method = |index: &Index| index.method.as_ref().map(|method| method.to_ascii_lowercase());
    a.unique == b.unique
        && method(a) == method(b)
        && same_names::<DB>(&a.include, &b.include)
        && (a.filter.is_some() == b.filter.is_some() || !DB::CAPABILITIES.partial_indexes)
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(same)
}

/// The constraint that a unique index over whole columns amounts to.
fn as_unique(index: &Index) -> Option<Unique> {
    let columns = index.columns.iter().map(|column| match column {
        IndexColumn::Column(name) | IndexColumn::Descending(name) => Some(name.clone()),
        IndexColumn::Expression(_) => None,
    });
    let columns = columns.collect::<Option<_>>().filter(|_| index.unique && index.filter.is_none())?;
    Some(Unique { name: Some(index.name.clone()), columns, nulls_not_distinct: index.nulls_not_distinct })
}

/// The name, or the columns of what has none.
fn label(name: Option<&str>, columns: &[String]) -> String {
    name.map_or_else(|| columns.join(", "), str::to_owned)
}

fn unique_text(unique: &Unique) -> String {
    let name = unique.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
    format!("{name}({})", unique.columns.join(", "))
}

fn index_text<DB: Ddl>(index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let columns: Vec<String> = index.columns.iter().map(index_column_sql::<DB>).collect();
    let filter = index.filter.as_ref().map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
    let method = index.method.as_ref().map(|method| format!("{method} ")).unwrap_or_default();
    let include =
        if index.include.is_empty() { String::new() } else { format!(" INCLUDE ({})", index.include.join(", ")) };
    format!("{unique}{method}({}){include}{filter}", columns.join(", "))
}
