//! Tests that the tables of a database are those of the models.

use super::{Define, Difference, Schema, SchemaError};
use crate::connection::{BoxFuture, Conn, Ret};
use crate::error::Result;
use crate::model::Hosts;

/// Asserts that the tables of a database are those that the models of a schema declare, and returns nothing: for the one test that sees when
/// models and migrations go apart. On an asynchronous connection it is a future: `assert_no_drift!(conn, Blog).await`.
///
/// The first argument is a name of a connection, a guard, or `&mut` of one. What counts is told at
/// [`compare`](crate::schema::compare) and [`drift`](crate::schema::Schema::drift); tables that the schema does not know do not.
///
/// ```
/// use model_runtime::assert_no_drift;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// schema! { pub Blog: User }
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// diesel::sql_query(
///     "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)",
/// )
/// .run(&mut conn)?;
/// assert_no_drift!(conn, Blog);
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// If anything differs, with every difference; and if the database cannot be asked.
#[macro_export]
macro_rules! assert_no_drift {
    ($conn:expr, $schema:ty $(,)?) => {{
        use $crate::__private::{Drifts as _, NoDrift as _};
        $conn.drift_of::<$schema>().checked(<$schema as $crate::schema::Schema>::NAME)
    }};
}

/// The differences of a database that a name stands for, as a method call finds it.
pub trait Drifts: Conn<Raw: Define> {
    /// See [`Schema::drift`].
    fn drift_of<S: Schema>(&mut self) -> Ret<'_, Self, Vec<Difference>>
    where
        Self: Sized,
        <Self::Raw as Define>::Backend: Hosts<S>,
    {
        S::drift(self)
    }
}

impl<C: Conn<Raw: Define>> Drifts for C {}

/// Differences of which there should be none, at once or when they are known.
pub trait NoDrift {
    /// Nothing, at once or when it is known.
    type Checked;

    /// Nothing.
    ///
    /// # Panics
    /// If there is a difference.
    fn checked(self, schema: &'static str) -> Self::Checked;
}

impl NoDrift for Result<Vec<Difference>> {
    type Checked = ();

    #[track_caller]
    fn checked(self, schema: &'static str) {
        match self {
            Ok(differences) if differences.is_empty() => {}
            Ok(differences) => panic!("{}", SchemaError { schema, differences }),
            Err(error) => panic!("{error}"),
        }
    }
}

impl<'c> NoDrift for BoxFuture<'c, Result<Vec<Difference>>> {
    type Checked = BoxFuture<'c, ()>;

    fn checked(self, schema: &'static str) -> BoxFuture<'c, ()> {
        Box::pin(async move { self.await.checked(schema) })
    }
}
