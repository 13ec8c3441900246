//! Columns as the statements see them: by position, bound one at a time.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSqlRow, FromStaticSqlRow, QueryableByName};
use diesel::expression::Expression;
use diesel::query_builder::AstPass;
use diesel::result::{Error as DieselError, QueryResult};
use diesel::row::NamedRow;
use diesel::serialize::ToSql;
use diesel::sql_types::is_nullable::NotNull;
use diesel::sql_types::{HasSqlType, Nullable, SqlType};

use super::{Assign, Fk, Model};

/// Where a value goes: into the statement that is being built, or nowhere, when only its presence is asked for.
pub type Slot<'s, 'a, 'b, DB> = Option<&'s mut AstPass<'a, 'b, DB>>;

/// A statement that is being built.
pub type Out<'s, 'a, 'b, DB> = &'s mut AstPass<'a, 'b, DB>;

/// Binds a model's values into statements, for the backend `DB`. Derived.
///
/// Columns are named by their position in the struct; positions that a type does not have are an error of Diesel's query
/// builder, which the statements never cause.
pub trait Columns<DB: Backend>: Model {
    /// Binds a column of a row.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_row<'b>(&'b self, column: usize, out: Out<'_, '_, 'b, DB>) -> QueryResult<()>;

    /// Binds a column of a row to insert, if it has a value; says whether it has.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_new<'b>(new: &'b Self::New, column: usize, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool>;

    /// Binds a column of a patch, if it is set; says whether it is.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_patch<'b>(patch: &'b Self::Patch, column: usize, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool>;

    /// Binds a part of a key.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind_key<'b>(key: &'b Self::Key, part: usize, out: Out<'_, '_, 'b, DB>) -> QueryResult<()>;
}

/// A value that can be bound as the SQL type `ST`.
pub trait Value<ST, DB: Backend> {
    /// Binds the value.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Binds the value where there is a statement to bind it into.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn offer<'b>(&'b self, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool> {
        if let Some(out) = out {
            self.bind(out)?;
        }
        Ok(true)
    }
}

impl<T, ST, DB> Value<ST, DB> for T
where
    DB: Backend + HasSqlType<ST>,
    T: ToSql<ST, DB>,
{
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_bind_param::<ST, T>(self)
    }
}

impl<T> Assign<T> {
    /// Binds the value, if one is given; says whether it is.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    #[doc(hidden)]
    pub fn offer<'b, C: Expression, DB: Backend>(&'b self, _: C, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool>
    where
        T: Value<C::SqlType, DB>,
    {
        match self {
            Self::Unset => Ok(false),
            Self::Set(value) => value.offer(out),
        }
    }
}

impl<P: Model> Fk<P> {
    /// Binds the key.
    ///
    /// # Errors
    /// If the key is not known: a check would have said so before.
    #[doc(hidden)]
    pub fn offer<'b, C: Expression, DB: Backend>(&'b self, _: C, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool>
    where
        P::Key: Value<C::SqlType, DB>,
    {
        match (self, out) {
            (Self::Key(key), out) => key.offer(out),
            (Self::Parent, None) => Ok(true),
            (Self::Parent, Some(_)) => Err(missing(P::NAME)),
        }
    }
}

/// Binds a nullable key to another model.
///
/// # Errors
/// As [`Fk::offer`].
#[doc(hidden)]
pub fn offer_fk<'b, P, C, ST, DB>(_: C, key: &'b Option<Fk<P>>, out: Slot<'_, '_, 'b, DB>) -> QueryResult<bool>
where
    P: Model<Key: Value<ST, DB>>,
    C: Expression<SqlType = Nullable<ST>>,
    ST: SqlType<IsNull = NotNull>,
    Option<P::Key>: Value<Nullable<ST>, DB>,
    DB: Backend,
{
    match (key, out) {
        (Some(Fk::Key(key)), out) => key.offer(out),
        (Some(Fk::Parent), None) => Ok(true),
        (Some(Fk::Parent), Some(_)) => Err(missing(P::NAME)),
        (None, out) => Null::<P::Key>::NULL.offer(out),
    }
}

/// Binds a value as the type of a column.
///
/// # Errors
/// Those of Diesel's query builder.
pub fn bind<'b, C: Expression, T: Value<C::SqlType, DB>, DB: Backend>(
    _: C,
    value: &'b T,
    out: Out<'_, '_, 'b, DB>,
) -> QueryResult<()> {
    value.bind(out)
}

/// Binds a value as the type of a column, where there is a statement to bind it into.
///
/// # Errors
/// Those of Diesel's query builder.
pub fn offer<'b, C: Expression, T: Value<C::SqlType, DB>, DB: Backend>(
    _: C,
    value: &'b T,
    out: Slot<'_, '_, 'b, DB>,
) -> QueryResult<bool> {
    value.offer(out)
}
/// A null key that lives long enough to be bound.
struct Null<K>(std::marker::PhantomData<K>);

impl<K: 'static> Null<K> {
    const NULL: &'static Option<K> = &None;
}

/// The error of a parent's key that was never filled in.
fn missing(parent: &str) -> DieselError {
    DieselError::QueryBuilderError(format!("the key of the parent `{parent}` is not known").into())
}

/// The error of a position that a type does not have.
#[doc(hidden)]
pub fn no_column<T>(model: &str, column: usize) -> QueryResult<T> {
    Err(DieselError::QueryBuilderError(format!("`{model}` has no column {column} here").into()))
}

/// A model that the backend `DB` can store and load: what the verbs ask for.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored on `{DB}`",
    label = "a column of this model has no mapping for `{DB}`",
    note = "the model's definition has an error at the field concerned"
)]
pub trait Storable<DB: Backend>:
    Columns<DB>
    + FromSqlRow<<Self as Model>::SqlType, DB>
    + Model<Returned: FromStaticSqlRow<<Self as Model>::ReturnedSql, DB>>
{
}
#[diagnostic::do_not_recommend]
impl<M, DB> Storable<DB> for M
where
    DB: Backend,
    M: Columns<DB>
        + FromSqlRow<<M as Model>::SqlType, DB>
        + Model<Returned: FromStaticSqlRow<<M as Model>::ReturnedSql, DB>>,
{
}

/// A value read from a row by position, whatever the columns are called: how the runtime's own statements load.
pub(crate) struct Positional<T, ST>(pub(crate) T, pub(crate) std::marker::PhantomData<ST>);

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
