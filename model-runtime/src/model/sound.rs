//! Rows read with care: a value that does not fit its field is an error that names the column.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

use diesel::deserialize::{self, FromSql, FromStaticSqlRow};
use diesel::result::UnexpectedNullError;
use diesel::row::{Field, NamedRow, Row};

use super::Model;
use crate::backend::Dialect;
use crate::schema::{ColumnSchema, TableSchema};

/// The values `R` of a row of `M`, read by position.
///
/// Diesel's own conversions may change a value silently (SQLite's integers are cut to the width of the field, and its text is
/// the number 0), and its error for NULL names no column.
pub struct Sound<M, R>(R, PhantomData<fn() -> M>);

impl<M, R> Sound<M, R> {
    /// The values.
    pub fn into_row(self) -> R {
        self.0
    }
}

impl<M: Model, R> Sound<M, R> {
    pub(crate) fn read<'a, ST, DB>(row: &impl Row<'a, DB>) -> deserialize::Result<Self>
    where
        R: FromStaticSqlRow<ST, DB>,
        DB: Dialect,
    {
        for (i, column) in M::SCHEMA.columns.iter().enumerate() {
            if DB::needs_care(column.ty)
                && let Some(field) = row.get(i)
            {
                check::<DB>(field.value(), column)?;
            }
        }
        match R::build_from_row(row) {
            Ok(values) => Ok(Self(values, PhantomData)),
            Err(error) if error.is::<UnexpectedNullError>() => Err(null::<M, DB>(row, error)),
            Err(error) => Err(error),
        }
    }
}

/// Lets rows of every length up to the list's be read on a backend.
///
/// For one backend at a time: to the compiler, another crate might otherwise have a backend of its own that reads `Sound` as
/// a single value.
macro_rules! sound_rows {
    ($backend:ty: $($column:ident)*) => {
        $crate::model::sound_rows!(@ $backend, [] $($column)*);
    };
    (@ $backend:ty, [$($column:ident)*]) => {};
    (@ $backend:ty, [$($column:ident)*] $next:ident $($rest:ident)*) => {
        impl<M, R, $($column,)* $next> ::diesel::deserialize::FromStaticSqlRow<($($column,)* $next,), $backend>
            for $crate::model::Sound<M, R>
        where
            M: $crate::Model,
            R: ::diesel::deserialize::FromStaticSqlRow<($($column,)* $next,), $backend>,
        {
            fn build_from_row<'a>(
                row: &impl ::diesel::row::Row<'a, $backend>,
            ) -> ::diesel::deserialize::Result<Self> {
                Self::read::<($($column,)* $next,), $backend>(row)
            }
        }
        $crate::model::sound_rows!(@ $backend, [$($column)* $next] $($rest)*);
    };
}
pub(crate) use sound_rows;

/// Reads a column by its name, with the same care.
pub(super) fn by_name<'a, ST, T, DB>(
    row: &impl NamedRow<'a, DB>,
    table: &TableSchema,
    i: usize,
) -> deserialize::Result<T>
where
    T: FromSql<ST, DB>,
    DB: Dialect,
{
    // A table has as many columns as its rows have values.
    let column = table.columns.get(i).ok_or("the row has more values than its table has columns")?;
    let field = Row::get(row, column.name).ok_or_else(|| format!("column `{}` was not selected", column.name))?;
    if DB::needs_care(column.ty) {
        check::<DB>(field.value(), column)?;
    }
    T::from_nullable_sql(field.value()).map_err(|error| {
        // A row whose key is NULL is one that an outer join did not find; Diesel makes `None` of its error.
        let missing = error.is::<UnexpectedNullError>() && table.primary_key.contains(&column.name);
        if missing { error } else { Unreadable::of(column, error) }
    })
}

fn check<DB: Dialect>(value: Option<DB::RawValue<'_>>, column: &ColumnSchema) -> deserialize::Result<()> {
    match value {
        Some(value) => DB::check(value, column.ty).map_err(|error| Unreadable::of(column, error)),
        None => Ok(()),
    }
}

/// The error of a row with an unexpected NULL, which names the column.
fn null<'a, M: Model, DB: Dialect>(row: &impl Row<'a, DB>, error: Cause) -> Cause {
    let is_null = |i: &usize| row.get(*i).is_some_and(|field| field.is_null());
    // A row whose key is NULL is one that an outer join did not find; Diesel makes `None` of its error.
    if M::KEY.iter().any(is_null) {
        return error;
    }
    let columns = M::SCHEMA.columns.iter().enumerate();
    match columns.filter(|(_, column)| !column.nullable).find(|(i, _)| is_null(i)) {
        Some((_, column)) => Unreadable::of(column, error),
        None => error,
    }
}

type Cause = Box<dyn StdError + Send + Sync>;

/// A value that does not fit its field.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) column: &'static str,
    pub(crate) cause: Cause,
}

impl Unreadable {
    fn of(column: &ColumnSchema, cause: Cause) -> Cause {
        Box::new(Self { column: column.name, cause })
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "column `{}`: {}", self.column, self.cause)
    }
}

impl StdError for Unreadable {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}
