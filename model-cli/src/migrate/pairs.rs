//! What becomes of each table: which are new, which go, and what differs in the others.

use model_runtime::schema::{Column, DataType, Ddl, Difference, Part, Table, Type, compare, names_in, type_sql};

use super::renames::Renames;
use super::step::Steps;

/// The tables there are, the tables there should be, and how to get from one to the other.
#[doc(hidden)]
pub struct Work<'w> {
    /// The tables as they are, under the names they have.
    pub(super) before: &'w [Table],
    /// The tables as they are, under the names they will have.
    pub(super) from: &'w [Table],
    pub(super) to: &'w [Table],
    pub(super) renames: &'w Renames,
    pub(super) online: bool,
    /// What rows get in a column in which they have nothing, in SQL.
    pub(super) fill: &'w dyn Fn(&Table, &Column) -> Option<String>,
}

/// A table that is there before and after, and how it differs.
#[derive(Debug)]
pub(super) struct Pair<'w> {
    pub(super) old: &'w Table,
    pub(super) new: &'w Table,
    pub(super) differences: Vec<Difference>,
}

impl<'w> Work<'w> {
    /// The tables that are there before and after; views are not among them.
    pub(super) fn pairs<DB: Ddl>(&self) -> Vec<Pair<'w>> {
        let pair = |new: &'w Table| {
            let old = self.from.iter().find(|old| old.is_same::<DB>(new) && old.view.is_none())?;
            let mut differences = compare::<DB>(std::slice::from_ref(new), std::slice::from_ref(old));
            collations_of_table::<DB>(old, new, &mut differences);
            Some(Pair { old, new, differences })
        };
        tables(self.to).filter_map(pair).collect()
    }

    /// The tables that are new, those first that others refer to.
    pub(super) fn created<DB: Ddl>(&self) -> Vec<&'w Table> {
        only_in::<DB>(self.to, self.from)
    }

    /// The tables that go, those first that others refer to.
    pub(super) fn dropped<DB: Ddl>(&self) -> Vec<&'w Table> {
        only_in::<DB>(self.from, self.to)
    }

    /// The views that go or are made anew: those that differ, and those that read what changes, be it by another view. In the order in which they were
    /// created.
    pub(super) fn views_to_drop<DB: Ddl>(&self, changed: &[&Table]) -> Vec<&'w Table> {
        let mut names: Vec<&str> = changed.iter().map(|table| &*table.name).collect();
        // They are read under their old names, too.
        names.extend(self.renames.tables.iter().flat_map(|(old, new)| [&**old, &**new]));
        names.extend(self.renames.columns.iter().flat_map(|rename| [&*rename.before, &*rename.after]));
        let mut dropped = Vec::new();
        for view in self.from.iter().filter(|table| table.view.is_some()) {
            let query = view.view.as_ref().map_or("", |view| &*view.query);
            let same = self.to.iter().find(|other| other.is_same::<DB>(view));
            // The columns of a view are as those of what it reads.
            let follows = |difference: &Difference| {
                difference.part.property_of().is_some() && !matches!(difference.part, Part::Comment(_))
            };
            let same = same.is_some_and(|new| {
                compare::<DB>(std::slice::from_ref(new), std::slice::from_ref(view)).iter().all(follows)
            });
            if !same || mentions_any::<DB>(query, &names) {
                names.push(&view.name);
                dropped.push(view);
            }
        }
        dropped
    }

    /// The views that are new, or were dropped on the way.
    pub(super) fn views_to_create<DB: Ddl>(&self, dropped: &[&Table]) -> Vec<&'w Table> {
        let is_there = |view: &Table| {
            self.from.iter().any(|old| old.view.is_some() && old.is_same::<DB>(view))
                && !dropped.iter().any(|old| old.is_same::<DB>(view))
        };
        self.to.iter().filter(|table| table.view.is_some() && !is_there(table)).collect()
    }

    /// The quoted name that a table has at first.
    pub(super) fn name_before<DB: Ddl>(&self, table: &Table) -> String {
        let old = self.renames.tables.iter().find(|(_, new)| DB::same_name(new, &table.name));
        let name = old.map_or(&table.name, |(old, _)| old);
        Table { namespace: table.namespace.clone(), ..Table::named(name.clone()) }.quoted::<DB>()
    }
}

/// Where a table gets another collation, columns that have that of the table keep the one that it had, unless they are told.
fn collations_of_table<DB: Ddl>(old: &Table, new: &Table, differences: &mut Vec<Difference>) {
    let collation = |table: &Table| {
        let (_, rest) = table.options.as_deref()?.split_once("COLLATE ")?;
        rest.split_whitespace().next().map(str::to_owned)
    };
    let (before, after) = (collation(old), collation(new));
    if !DB::COLLATES_TABLES || before == after {
        return;
    }
    for column in &new.columns {
        let found = old.columns.iter().find(|other| DB::same_name(&other.name, &column.name));
        if column.collation.is_none() && found.is_some_and(|other| other.collation.is_none()) && is_text::<DB>(column) {
            let part = Part::Collation(column.name.clone());
            let (table, expected, found) = (new.full_name(), after.clone(), before.clone());
            differences.push(Difference { table, part, expected, found, found_name: None });
        }
    }
}

fn is_text<DB: Ddl>(column: &Column) -> bool {
    match DB::data_type(&type_sql::<DB>(&column.ty)) {
        DataType::Char(_) | DataType::Varchar(_) | DataType::Text | DataType::Clob(_) | DataType::Enum { .. } => true,
        DataType::Named(name) => name.starts_with("set("),
        _ => false,
    }
}

/// Tables that are no views.
fn tables(list: &[Table]) -> impl Iterator<Item = &Table> {
    list.iter().filter(|table| table.view.is_none())
}

fn only_in<'t, DB: Ddl>(list: &'t [Table], other: &[Table]) -> Vec<&'t Table> {
    tables(list).filter(|table| !tables(other).any(|other| other.is_same::<DB>(table))).collect()
}

/// Whether SQL has this name in it.
pub(super) fn mentions<DB: Ddl>(sql: &str, name: &str) -> bool {
    mentions_any::<DB>(sql, &[name])
}

/// Whether SQL has one of these names in it.
pub(super) fn mentions_any<DB: Ddl>(sql: &str, names: &[&str]) -> bool {
    names_in(sql).iter().any(|other| names.iter().any(|name| DB::same_name(other, name)))
}

impl<'w> Pair<'w> {
    /// A column before and after.
    pub(super) fn column<DB: Ddl>(&self, name: &str) -> Option<(&'w Column, &'w Column)> {
        let find = |table: &'w Table| table.columns.iter().find(|column| DB::same_name(&column.name, name));
        find(self.old).zip(find(self.new))
    }

    /// The columns that are new, as they will be.
    pub(super) fn added<DB: Ddl>(&self) -> Vec<&'w Column> {
        lacking::<DB>(&self.new.columns, &self.old.columns)
    }

    /// The columns that go, as they are.
    pub(super) fn removed<DB: Ddl>(&self) -> Vec<&'w Column> {
        lacking::<DB>(&self.old.columns, &self.new.columns)
    }

    /// The column that is new, and by which the database counts the rows.
    pub(super) fn comes_counted<DB: Ddl>(&self) -> Option<&'w Column> {
        let key = self.new.counted_key()?;
        self.added::<DB>().into_iter().find(|column| column.name == key.name)
    }

    /// What differs of a column that is there before and after.
    pub(super) fn parts_of<DB: Ddl>(&self, column: &str) -> Vec<&Part> {
        let is_of = |part: &&Part| part.property_of().is_some_and(|name| DB::same_name(name, column));
        self.differences.iter().map(|difference| &difference.part).filter(is_of).collect()
    }

    /// The columns of which a part differs that a test picks.
    pub(super) fn columns_with<DB: Ddl>(&self, test: impl Fn(&Part) -> bool) -> Vec<(&'w Column, &'w Column)> {
        let columns = self.new.columns.iter().filter(|column| self.parts_of::<DB>(&column.name).into_iter().any(&test));
        columns.filter_map(|column| self.column::<DB>(&column.name)).collect()
    }

    /// Takes columns of some types for unchanged in that.
    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(super) fn leave_types<DB: Ddl>(&mut self, stays: impl Fn(&Type) -> bool) {
        let old = self.old;
        self.differences.retain(|difference| match &difference.part {
            Part::Type(name) => {
                let column = old.columns.iter().find(|column| DB::same_name(&column.name, name));
                !column.is_some_and(|column| stays(&column.ty))
            }
            _ => true,
        });
    }

    /// Whether nothing is to be done.
    pub(super) fn is_same(&self) -> bool {
        self.differences.is_empty()
    }
}

fn lacking<'t, DB: Ddl>(list: &'t [Column], other: &[Column]) -> Vec<&'t Column> {
    list.iter().filter(|column| !other.iter().any(|other| DB::same_name(&other.name, &column.name))).collect()
}

/// The statement that drops a view, whose name is quoted.
pub(super) fn drop_view(name: &str, table: &Table) -> String {
    let materialized = table.view.as_ref().is_some_and(|view| view.materialized);
    format!("DROP {}VIEW {name}", if materialized { "MATERIALIZED " } else { "" })
}

/// Gives tables and columns their names, one by one.
pub(super) fn rename<DB: Ddl>(work: &Work<'_>, steps: &mut Steps) {
    let find = |name: &str| work.before.iter().find(|table| DB::same_name(&table.name, name));
    for rename in &work.renames.columns {
        let Some(table) = find(&rename.before) else { continue };
        let (old, new) = (DB::quote(&rename.old), DB::quote(&rename.new));
        steps.statement(format!("ALTER TABLE {} RENAME COLUMN {old} TO {new}", table.quoted::<DB>()));
    }
    for (old, new) in &work.renames.tables {
        let Some(table) = find(old) else { continue };
        steps.statement(format!("ALTER TABLE {} RENAME TO {}", table.quoted::<DB>(), DB::quote(new)));
    }
}
