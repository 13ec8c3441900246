//! How a table of a database differs from the one the models need.

mod comments;
mod constraints;
mod indexes;
mod partitions;
mod triggers;

use super::ddl::Ddl;
use super::difference::{Difference, Part};
use super::enums::described;
use super::owned::{Column, Identity, Table, Type};
use crate::backend::same_tokens;

/// What keeps the table `found` from serving as the one `expected`, as the backend `DB` sees it: what
/// [`create_all`](super::Schema::create_all) refuses. [`compare`] tells more.
///
/// * The order of columns does not matter: statements name them.
/// * Types differ if they would store a value differently ([`Ddl::same_type`]).
/// * A column the models do not know differs only if a row cannot be inserted without it: it is NOT NULL, without a
///   DEFAULT, and not generated.
/// * Constraints without a name match by what they say; with a name, the name has to match too. A unique index over whole
///   columns serves as a unique constraint, and the other way round.
/// * CHECKs are compared by name, partial indexes by being partial; their conditions are not compared.
/// * Constraints and unique indexes the models do not know differ, as they refuse rows; other indexes do not.
/// * Whether a column of the primary key can be NULL is not compared. That the database would make a key which the rows give
///   is no difference.
/// * Comments are not compared.
#[must_use]
pub fn diff<DB: Ddl>(expected: &Table, found: &Table) -> Vec<Difference> {
    of_table::<DB>(expected, found, false, false)
}

/// Every difference between two lists of tables, as the backend `DB` sees it.
///
/// As [`diff`], and besides: tables that only one of the lists has, every column and every index that is not expected, and, where the
/// database keeps them as they were written (SQLite), the conditions of CHECKs and partial indexes and the expressions of generated
/// columns; the comments that are expected, where the database keeps comments. Where both sides were read from databases, triggers, options and all
/// comments are compared as well, and how the rows are divided among partitions; of that a model asks for what it says.
///
/// This asks no database. [`drift`](super::Schema::drift) does, so that PostgreSQL says the conditions of the models in its own words first.
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
    compare_worded::<DB>(expected, &[], found)
}

/// The same, where some of the tables that are expected, which are told by their places, have their conditions in the words of the database.
pub(super) fn compare_worded<DB: Ddl>(expected: &[Table], worded: &[bool], found: &[Table]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (at, table) in expected.iter().enumerate() {
        let worded = worded.get(at) == Some(&true);
        match found.iter().find(|other| table.is_same::<DB>(other)) {
            Some(other) => differences.extend(of_table::<DB>(table, other, true, worded)),
            None => differences.push(Difference::of_table(&table.full_name(), Some(columns_text(table)), None)),
        }
    }
    for table in found.iter().filter(|table| !expected.iter().any(|other| other.is_same::<DB>(table))) {
        differences.push(Difference::of_table(&table.full_name(), None, Some(columns_text(table))));
    }
    differences
}

/// The names of a table's columns.
fn columns_text(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
    format!("({})", names.join(", "))
}

fn of_table<DB: Ddl>(expected: &Table, found: &Table, strict: bool, worded: bool) -> Vec<Difference> {
    let both_kept = expected.reflected && found.reflected;
    let worded = worded || both_kept;
    let table = expected.full_name();
    let mut diff = Diff::<DB> { table, strict, both_kept, worded, list: Vec::new(), backend: std::marker::PhantomData };
    diff.view(expected, found);
    diff.comment("", expected.comment.as_deref(), found.comment.as_deref());
    diff.options(expected, found);
    diff.partitions(expected, found);
    diff.columns(expected, found);
    diff.primary_key(expected, found);
    let serving = diff.uniques(expected, found);
    diff.foreign_keys(&expected.foreign_keys, &found.foreign_keys);
    diff.checks(&expected.checks, &found.checks);
    diff.exclusions(&expected.exclusions, &found.exclusions);
    diff.indexes(expected, found, &serving);
    diff.triggers(&expected.triggers, &found.triggers);
    diff.list
}

struct Diff<DB> {
    table: String,
    /// Whether what does no harm is told as well.
    strict: bool,
    /// Whether both sides are as a database keeps them.
    both_kept: bool,
    /// Whether conditions and expressions of both sides are in its words, so that they are comparable to the letter.
    worded: bool,
    list: Vec<Difference>,
    backend: std::marker::PhantomData<DB>,
}

impl<DB: Ddl> Diff<DB> {
    fn add(&mut self, part: Part, expected: Option<String>, found: Option<String>) {
        self.list.push(Difference { table: self.table.clone(), part, expected, found, found_name: None });
    }

    /// A constraint in whose place the database has another one, or none.
    fn add_other(&mut self, part: Part, expected: String, found: Option<(Option<&str>, String)>) {
        let (name, found) = found.map_or((None, None), |(name, found)| (name, Some(found)));
        let found_name = name.filter(|name| !DB::same_name(name, part.name())).map(str::to_owned);
        let table = self.table.clone();
        self.list.push(Difference { table, part, expected: Some(expected), found, found_name });
    }

    /// A database keeps them in words of its own, or not at all: what models say of them is compared when it has been read back.
    fn options(&mut self, expected: &Table, found: &Table) {
        let text = |table: &Table| table.options.clone().filter(|_| self.both_kept);
        let same =
            |(a, b): (Option<String>, Option<String>)| same_tokens(&a.unwrap_or_default(), &b.unwrap_or_default());
        if !same((text(expected), text(found))) {
            self.add(Part::Options, text(expected), text(found));
        }
    }

    fn columns(&mut self, expected: &Table, found: &Table) {
        for column in &expected.columns {
            match found.columns.iter().find(|other| DB::same_name(&other.name, &column.name)) {
                Some(other) => self.column(column, other, (expected, found)),
                None => self.add(Part::Column(column.name.clone()), Some(column.definition::<DB>()), None),
            }
        }
        for column in &found.columns {
            let known = expected.columns.iter().any(|other| DB::same_name(&other.name, &column.name));
            let optional =
                column.nullable || column.default.is_some() || column.generated.is_some() || column.identity.is_some();
            if !known && (self.strict || !optional) {
                self.add(Part::Column(column.name.clone()), None, Some(column.definition::<DB>()));
            }
        }
    }

    fn column(&mut self, expected: &Column, found: &Column, tables: (&Table, &Table)) {
        let name = || expected.name.clone();
        if !self.same_type(&expected.ty, &found.ty) {
            let (wanted, has) = (described::<DB>(&expected.ty), described::<DB>(&found.ty));
            let has = if has.is_empty() { "no type".to_owned() } else { has };
            self.add(Part::Type(name()), Some(wanted), Some(has));
        }
        let unasked = is_key::<DB>(tables.0, &expected.name) || expected.generated.is_some() && !DB::GENERATED_NOT_NULL;
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
        // Whether a key of one column is counted is said of the key.
        if !is_whole_key::<DB>(tables.0, &expected.name) && !is_whole_key::<DB>(tables.1, &expected.name) {
            self.identity(expected, found);
        }
        // It may be that of the table.
        let same_name = |a: &str, b: &str| DB::same_name(unquoted_name(a), unquoted_name(b));
        let collations = (expected.collation.as_deref(), found.collation.as_deref());
        if !self.same_if_said(collations.0, collations.1, same_name, DB::COLLATES_TABLES) {
            self.add(Part::Collation(name()), expected.collation.clone(), found.collation.clone());
        }
        if !self.same_if_said(expected.on_update.as_deref(), found.on_update.as_deref(), DB::same_default, false) {
            self.add(Part::OnUpdate(name()), expected.on_update.clone(), found.on_update.clone());
        }
        let made = |column: &Column| column.generated.as_ref().map(|made| made.expression.clone());
        if !self.same_condition(made(expected).as_deref(), made(found).as_deref()) {
            let expression = |column: &Column| made(column).map(|expression| format!("({expression})"));
            self.add(Part::Generated(name()), expression(expected), expression(found));
        }
        self.comment(&expected.name, expected.comment.as_deref(), found.comment.as_deref());
    }

    /// Whether what a model may leave to the database is alike. A database that says nothing of it may have it all the same.
    fn same_if_said(
        &self,
        expected: Option<&str>,
        found: Option<&str>,
        same: impl Fn(&str, &str) -> bool,
        may_be_unsaid: bool,
    ) -> bool {
        match (expected, found) {
            _ if self.both_kept => expected == found,
            (None, _) => true,
            (Some(a), Some(b)) => !self.strict || same(a, b),
            (Some(_), None) => !self.strict || may_be_unsaid,
        }
    }

    /// Whether a column stores values as one of another type does.
    fn same_type(&self, expected: &Type, found: &Type) -> bool {
        match (expected, found) {
            (Type::Array(expected), Type::Array(found)) => self.same_type(expected, found),
            // What the models do not know of refuses no row, but two databases with it are not alike.
            (Type::Enum { values: a, .. }, Type::Enum { values: b, .. }) if self.both_kept && a != b => false,
            (Type::Domain { constraints: a, .. }, Type::Domain { constraints: b, .. })
                if self.both_kept && !same_tokens(a, b) =>
            {
                false
            }
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

    /// Whether both are there or none, and say the same where that is asked and the database keeps what was written.
    fn same_condition(&self, expected: Option<&str>, found: Option<&str>) -> bool {
        match (expected, found) {
            (Some(expected), Some(found)) if self.worded => same_words::<DB>(expected, found),
            (Some(expected), Some(found)) if self.strict => DB::same_condition(expected, found),
            (expected, found) => expected.is_some() == found.is_some(),
        }
    }
}

/// Whether two texts in the words of a database are the same. Where that keeps what was written, capitals and quotes of names may differ.
fn same_words<DB: Ddl>(a: &str, b: &str) -> bool {
    same_tokens(a, b) || DB::COMPARES_CONDITIONS && DB::same_condition(a, b)
}

/// A name without the quotes around it.
fn unquoted_name(name: &str) -> &str {
    name.trim_matches(['"', '`'])
}

fn is_key<DB: Ddl>(table: &Table, column: &str) -> bool {
    let key = table.primary_key.as_ref();
    key.is_some_and(|key| key.columns.iter().any(|name| DB::same_name(name, column)))
}

fn is_whole_key<DB: Ddl>(table: &Table, column: &str) -> bool {
    is_key::<DB>(table, column) && table.primary_key.as_ref().is_some_and(|key| key.columns.len() == 1)
}

fn same_names<DB: Ddl>(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| DB::same_name(a, b))
}

/// A constraint without a name has any name.
fn same_constraint<DB: Ddl>(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_none_or(|(a, b)| DB::same_name(a, b))
}
