//! Columns as the statements see them: by position, bound one at a time.

use std::any::Any;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSqlRow, FromStaticSqlRow, QueryableByName};
use diesel::query_builder::AstPass;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::row::NamedRow;
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::tuple::Bind;
use super::{Cells, Draft, Model, Patch, RowTuple};
use crate::backend::{Dialect, Includes};

/// A value that can be bound as the SQL type `ST`.
pub trait Value<ST, DB: Backend> {
    /// Binds the value.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Binds values of this type, those of one column in many rows, as an array.
    ///
    /// # Errors
    /// Those of Diesel's query builder, and if the backend has no array of them.
    fn bind_cells<'b>(_cells: &'b (dyn Cells + 'b), _out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Dialect,
    {
        no_arrays()
    }
}

impl<T, ST, DB> Value<ST, DB> for T
where
    DB: Dialect + HasSqlType<ST>,
    T: ToSql<ST, DB> + 'static,
    ST: 'static,
{
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        DB::bind::<ST, T>(self, out)
    }

    fn bind_cells<'b>(cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Dialect,
    {
        DB::bind_cells::<ST, T>(cells, out)
    }
}

/// The error of a backend without arrays, which is never asked for one.
pub(crate) fn no_arrays<T>() -> QueryResult<T> {
    Err(DieselError::QueryBuilderError("this backend takes no arrays".into()))
}

/// A model whose values can be bound into statements for the backend `DB`.
///
/// What is derived for a model names no backend: it hands out values by position, and their types decide here how they are
/// bound.
pub trait Columns<DB: Backend>: Model<Row: Bind<<Self as Model>::Bound, DB>> {
    /// Binds a column of a row.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_row<'b>(&'b self, column: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        bind::<Self, DB>(column, self.value(column), out)
    }

    /// Binds a column of a row to insert.
    ///
    /// # Errors
    /// Those of Diesel's query builder, and if the column has no value.
    fn bind_new<'b>(new: &'b Draft<Self>, column: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        bind::<Self, DB>(column, Self::Row::value(new, column), out)
    }

    /// Binds a column of a patch.
    ///
    /// # Errors
    /// Those of Diesel's query builder, and if the column is not set.
    fn bind_patch<'b>(patch: &'b Self::Patch, column: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        bind::<Self, DB>(column, patch.value(column), out)
    }

    /// Binds a part of a key.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_key<'b>(key: &'b Self::Key, part: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let column = Self::KEY.get(part).copied().unwrap_or(usize::MAX);
        bind::<Self, DB>(column, Self::key_part(key, part), out)
    }

    /// Binds the values of a column in many rows as an array.
    ///
    /// # Errors
    /// Those of Diesel's query builder, and if the backend has no array of them.
    fn bind_cells<'b>(column: usize, cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Dialect,
    {
        <Self::Row as Bind<Self::Bound, DB>>::bind_cells(column, cells, out)
    }
}
impl<M: Model<Row: Bind<<M as Model>::Bound, DB>>, DB: Backend> Columns<DB> for M {}

fn bind<'b, M: Columns<DB>, DB: Backend>(
    column: usize,
    value: Option<&'b dyn Any>,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    match value {
        Some(value) => <M::Row as Bind<M::Bound, DB>>::bind(column, value, out),
        None => no_column(M::NAME, column),
    }
}

/// The error of a position without a value.
pub(crate) fn no_column<T>(what: &str, column: usize) -> QueryResult<T> {
    Err(DieselError::QueryBuilderError(format!("`{what}` has no value for column {column} here").into()))
}

/// A model that the backend `DB` can store and load: what the verbs ask for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored on `{DB}`",
    label = "this model is not for `{DB}`",
    note = "`#[model(backends(..))]` leaves the database out, or the model's definition has an error at the field concerned"
)]
pub trait Storable<DB: Backend>:
    IsFor<DB>
    + Columns<DB>
    + FromSqlRow<<Self as Model>::SqlType, DB>
    + Model<Returned: FromStaticSqlRow<<Self as Model>::ReturnedSql, DB>>
{
}
#[diagnostic::do_not_recommend]
impl<M, DB> Storable<DB> for M
where
    DB: Backend,
    M: IsFor<DB>
        + Columns<DB>
        + FromSqlRow<<M as Model>::SqlType, DB>
        + Model<Returned: FromStaticSqlRow<<M as Model>::ReturnedSql, DB>>,
{
}

/// A model, or a schema of models, that the backend `DB` is for: their `backends(..)` do not leave it out.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not for `{DB}`",
    label = "`#[model(backends(..))]` leaves this database out",
    note = "use a connection to one of the databases that `backends(..)` lists, or add this one there"
)]
pub trait IsFor<DB> {}
#[diagnostic::do_not_recommend]
impl<M: Model<Backends: Includes<DB>>, DB> IsFor<DB> for M {}

/// A backend that `T` [is for](IsFor): the same the other way round, which the compiler asks when it knows the backend, and not
/// to find it out.
#[diagnostic::on_unimplemented(
    message = "`{T}` is not for `{Self}`",
    label = "`#[model(backends(..))]` leaves this database out",
    note = "use a connection to one of the databases that `backends(..)` lists, or add this one there"
)]
pub trait Hosts<T: ?Sized> {}
#[diagnostic::do_not_recommend]
impl<T: IsFor<DB> + ?Sized, DB> Hosts<T> for DB {}

/// A value read from a row by position, whatever the columns are called: how the runtime's own statements load.
pub(crate) struct Positional<T, ST>(pub(crate) T, pub(crate) std::marker::PhantomData<fn() -> ST>);

impl<T, ST, DB> QueryableByName<DB> for Positional<T, ST>
where
    DB: Backend,
    T: FromStaticSqlRow<ST, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        T::build_from_row(row).map(|value| Self(value, std::marker::PhantomData))
    }
}

/// A row of a model, whatever its columns are called.
pub(crate) struct Whole<M>(pub(crate) M);

impl<M, DB> QueryableByName<DB> for Whole<M>
where
    DB: Backend,
    M: Model + FromSqlRow<<M as Model>::SqlType, DB>,
{
    fn build<'a>(row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        <M as FromSqlRow<M::SqlType, DB>>::build_from_row(row).map(Self)
    }
}
