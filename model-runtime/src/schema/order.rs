//! The order in which tables can be created.

use std::marker::PhantomData;

use super::ddl::refers_to;
use super::{Ddl, Table};

/// Tables with those they refer to before them, otherwise in the order given; views come last.
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
    let mut order =
        Order::<DB> { met: vec![false; tables.len()], done: Vec::new(), tables: &tables, backend: PhantomData };
    (0..tables.len()).for_each(|at| order.visit(at));
    let done = order.done;
    let mut tables: Vec<Option<Table>> = tables.into_iter().map(Some).collect();
    done.into_iter().filter_map(|at| tables.get_mut(at)?.take()).chain(views).collect()
}

/// A walk through the references, depth first.
struct Order<'a, DB> {
    tables: &'a [Table],
    met: Vec<bool>,
    /// Places in the list.
    done: Vec<usize>,
    backend: PhantomData<DB>,
}

impl<DB: Ddl> Order<'_, DB> {
    fn visit(&mut self, at: usize) {
        let (Some(table), Some(met)) = (self.tables.get(at), self.met.get_mut(at)) else {
            return;
        };
        if std::mem::replace(met, true) {
            return;
        }
        for key in &table.foreign_keys {
            if let Some(parent) = self.tables.iter().position(|other| refers_to::<DB>(key, other)) {
                self.visit(parent);
            }
        }
        self.done.push(at);
    }
}
