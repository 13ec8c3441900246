//! How a table of a database differs from the one the models need.

use std::fmt;

use super::ddl::{Ddl, check_sql, definition, foreign_key_sql, index_column_sql, is_in_key, type_sql};
use super::owned::{Check, Column, ForeignKey, Index, IndexColumn, Table, Unique};

/// One way in which a table differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// What of it differs.
    pub part: Part,
    /// What the models need; `None` if the part should not be there.
    pub expected: Option<String>,
    /// What the database has; `None` if the part is missing.
    pub found: Option<String>,
}

/// What of a table differs. Columns, constraints and indexes are given by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// A whole column.
    Column(String),
    /// The type of a column.
    Type(String),
    /// Whether a column can be NULL.
    Nullability(String),
    /// The DEFAULT of a column.
    Default(String),
    /// Whether a column is generated.
    Generated(String),
    /// The columns of the primary key, or whether the database makes it.
    PrimaryKey,
    /// A unique constraint.
    Unique(String),
    /// A foreign key.
    ForeignKey(String),
    /// A CHECK constraint.
    Check(String),
    /// An index.
    Index(String),
}

/// How the table `found` differs from the one `expected`, as the backend `DB` sees it.
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
#[must_use]
pub fn diff<DB: Ddl>(expected: &Table, found: &Table) -> Vec<Difference> {
    let mut diff = Diff::<DB> { table: &expected.name, list: Vec::new(), backend: std::marker::PhantomData };
    diff.columns(expected, found);
    diff.primary_key(expected, found);
    diff.uniques(expected, found);
    diff.foreign_keys(&expected.foreign_keys, &found.foreign_keys);
    diff.checks(&expected.checks, &found.checks);
    diff.indexes(expected, found);
    diff.list
}

struct Diff<'a, DB> {
    table: &'a str,
    list: Vec<Difference>,
    backend: std::marker::PhantomData<DB>,
}

impl<DB: Ddl> Diff<'_, DB> {
    fn add(&mut self, part: Part, expected: Option<String>, found: Option<String>) {
        self.list.push(Difference { table: self.table.to_owned(), part, expected, found });
    }

    fn columns(&mut self, expected: &Table, found: &Table) {
        for column in &expected.columns {
            match found.columns.iter().find(|other| DB::same_name(&other.name, &column.name)) {
                Some(other) => self.column(column, other, expected),
                None => self.add(
                    Part::Column(column.name.clone()),
                    Some(definition::<DB>(column, is_in_key(&column.name, expected))),
                    None,
                ),
            }
        }
        for column in &found.columns {
            let known = expected.columns.iter().any(|other| DB::same_name(&other.name, &column.name));
            let optional = column.nullable || column.default.is_some() || column.generated.is_some();
            if !known && !optional {
                self.add(
                    Part::Column(column.name.clone()),
                    None,
                    Some(definition::<DB>(column, is_in_key(&column.name, found))),
                );
            }
        }
    }

    fn column(&mut self, expected: &Column, found: &Column, table: &Table) {
        let name = || expected.name.clone();
        if !DB::same_type(&expected.ty, &found.ty) {
            let in_key = is_in_key(&expected.name, table);
            let (wanted, has) = (type_sql::<DB>(&expected.ty, in_key), type_sql::<DB>(&found.ty, in_key));
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
        if expected.generated.is_some() != found.generated.is_some() {
            let expression = |column: &Column| column.generated.as_ref().map(|made| format!("({})", made.expression));
            self.add(Part::Generated(name()), expression(expected), expression(found));
        }
    }

    fn primary_key(&mut self, expected: &Table, found: &Table) {
        let same = match (&expected.primary_key, &found.primary_key) {
            (Some(a), Some(b)) => {
                same_names::<DB>(&a.columns, &b.columns)
                    && (b.generated || !a.generated)
                    && same_constraint::<DB>(a.name.as_deref(), b.name.as_deref())
            }
            (a, b) => a.is_none() && b.is_none(),
        };
        if !same {
            let text = |table: &Table| {
                let key = table.primary_key.as_ref()?;
                let made = if key.generated { ", made by the database" } else { "" };
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
        let in_list = |list: &[Check], name: Option<&String>| {
            name.is_some_and(|name| {
                list.iter().any(|other| other.name.as_ref().is_some_and(|other| DB::same_name(other, name)))
            })
        };
        for check in expected.iter().filter(|check| !in_list(found, check.name.as_ref())) {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            // A rule that the backend cannot express is no check there.
            if let Some(sql) = check_sql::<DB>(check) {
                self.add(part, Some(sql), None);
            }
        }
        for check in found.iter().filter(|check| !in_list(expected, check.name.as_ref())) {
            let part = Part::Check(label(check.name.as_deref(), &[]));
            self.add(part, None, check_sql::<DB>(check));
        }
    }

    fn indexes(&mut self, expected: &Table, found: &Table) {
        for index in &expected.indexes {
            let other = found.indexes.iter().find(|other| DB::same_name(&other.name, &index.name));
            if !other.is_some_and(|other| same_index::<DB>(index, other)) {
                let part = Part::Index(index.name.clone());
                self.add(part, Some(index_text::<DB>(index)), other.map(index_text::<DB>));
            }
        }
        for index in found.indexes.iter().filter(|index| index.unique) {
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

fn same_index<DB: Ddl>(a: &Index, b: &Index) -> bool {
    let same = |(a, b): (&IndexColumn, &IndexColumn)| match (a, b) {
        (IndexColumn::Column(a), IndexColumn::Column(b)) => DB::same_name(a, b),
        // Expressions are not compared, as conditions are not.
        (a, b) => matches!((a, b), (IndexColumn::Expression(_), IndexColumn::Expression(_))),
    };
    a.unique == b.unique
        && (a.filter.is_some() == b.filter.is_some() || !DB::CAPABILITIES.partial_indexes)
        && a.columns.len() == b.columns.len()
        && a.columns.iter().zip(&b.columns).all(same)
}

/// The constraint that a unique index over whole columns amounts to.
fn as_unique(index: &Index) -> Option<Unique> {
    let columns = index.columns.iter().map(|column| match column {
        IndexColumn::Column(name) => Some(name.clone()),
        IndexColumn::Expression(_) => None,
    });
    let columns = columns.collect::<Option<_>>().filter(|_| index.unique && index.filter.is_none())?;
    Some(Unique { name: Some(index.name.clone()), columns })
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
    format!("{unique}({}){filter}", columns.join(", "))
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, name) = match self {
            Self::Column(name) => ("column", name),
            Self::Type(name) => ("type of column", name),
            Self::Nullability(name) => ("nullability of column", name),
            Self::Default(name) => ("default of column", name),
            Self::Generated(name) => ("generation of column", name),
            Self::PrimaryKey => return f.write_str("primary key"),
            Self::Unique(name) => ("unique constraint", name),
            Self::ForeignKey(name) => ("foreign key", name),
            Self::Check(name) => ("check", name),
            Self::Index(name) => ("index", name),
        };
        if name.is_empty() { write!(f, "{what} without a name") } else { write!(f, "{what} `{name}`") }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |f: &mut fmt::Formatter<'_>, value: Option<&String>| match value {
            Some(value) => write!(f, "`{value}`"),
            None => f.write_str("none"),
        };
        write!(f, "table `{}`, {}: expected ", self.table, self.part)?;
        value(f, self.expected.as_ref())?;
        f.write_str(", found ")?;
        value(f, self.found.as_ref())
    }
}
