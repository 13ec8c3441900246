//! The order in which tables can be created.

use super::{Ddl, ForeignKey, Table, names_in};

/// Tables with those they refer to before them, otherwise in the order given; views come last, those that others use first.
///
/// Somewhere in a circle of references one has to point ahead; so does a table that refers to itself. A reference to a
/// table outside the list does not count.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::prelude::*;
/// use model_runtime::schema::{Table, in_order};
///
/// #[derive(Model, Debug)]
/// pub struct Post { pub id: i64, #[model(belongs_to(User))] pub user_id: i64 }
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64 }
///
/// let tables = [Post::SCHEMA, User::SCHEMA].map(Table::of::<Sqlite>);
/// let names: Vec<String> = in_order::<Sqlite>(tables.into()).into_iter().map(|table| table.name).collect();
/// assert_eq!(names, ["users", "posts"]);
/// # }
/// ```
#[must_use]
pub fn in_order<DB: Ddl>(tables: Vec<Table>) -> Vec<Table> {
    let (views, tables): (Vec<Table>, Vec<Table>) = tables.into_iter().partition(|table| table.view.is_some());
    let mut ordered = sorted(tables, |table, others| {
        let parent = |key: &ForeignKey| others.iter().position(|other| key.refers_to::<DB>(other));
        table.foreign_keys.iter().filter_map(parent).collect()
    });
    ordered.extend(sorted(views, |view, others| {
        // What else is called like a view puts that view in front of this one, which does no harm.
        let names = view.view.as_ref().map(|view| names_in(&view.query)).unwrap_or_default();
        let is_named = |other: &Table| names.iter().any(|name| DB::same_name(name, &other.name));
        others.iter().enumerate().filter(|(_, other)| is_named(other)).map(|(at, _)| at).collect()
    }));
    ordered
}

/// A list with the places before each that `before` names.
fn sorted(tables: Vec<Table>, before: impl Fn(&Table, &[Table]) -> Vec<usize>) -> Vec<Table> {
    let before: Vec<Vec<usize>> = tables.iter().map(|table| before(table, &tables)).collect();
    let mut order = Order { met: vec![false; tables.len()], done: Vec::new(), before: &before };
    (0..tables.len()).for_each(|at| order.visit(at));
    let done = order.done;
    let mut tables: Vec<Option<Table>> = tables.into_iter().map(Some).collect();
    done.into_iter().filter_map(|at| tables.get_mut(at)?.take()).collect()
}

/// A walk through the references, depth first.
struct Order<'a> {
    /// For each place of the list, those that come before it.
    before: &'a [Vec<usize>],
    met: Vec<bool>,
    /// Places in the list.
    done: Vec<usize>,
}

impl Order<'_> {
    fn visit(&mut self, at: usize) {
        let (Some(before), Some(met)) = (self.before.get(at), self.met.get_mut(at)) else {
            return;
        };
        if std::mem::replace(met, true) {
            return;
        }
        for parent in before {
            self.visit(*parent);
        }
        self.done.push(at);
    }
}
