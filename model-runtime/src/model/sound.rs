//! Rows read with care: a value that does not fit its field is an error that names the column.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;

use diesel::deserialize::{self, FromSql};
use diesel::result::UnexpectedNullError;
use diesel::row::{Field, NamedRow, Row};

use super::Model;
use super::tuple::ReadColumns;
use crate::backend::Dialect;
use crate::schema::{ColumnSchema, ColumnSqlType, TableSchema};

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
        R: ReadColumns<ST, DB>,
        DB: Dialect,
    {
        match R::by_position(row, M::SCHEMA) {
            Ok(values) => Ok(Self(values, PhantomData)),
            Err(error) if error.is::<UnexpectedNullError>() => Err(null::<M, DB>(row, error)),
            Err(error) => Err(error),
        }
    }
}

/// Lets rows of these SQL types be read on a backend.
///
/// For one backend at a time: to the compiler, another crate might otherwise have a backend of its own that reads `Sound` as
/// a single value.
macro_rules! sound_row {
    ($backend:ty, $($ST:ident)*) => {
        impl<M, R, $($ST),*> ::diesel::deserialize::FromStaticSqlRow<($($ST,)*), $backend> for $crate::model::Sound<M, R>
        where
            M: $crate::Model + $crate::IsFor<$backend>,
            R: $crate::model::ReadColumns<($($ST,)*), $backend>,
        {
            fn build_from_row<'a>(
                row: &impl ::diesel::row::Row<'a, $backend>,
            ) -> ::diesel::deserialize::Result<Self> {
                Self::read::<($($ST,)*), $backend>(row)
            }
        }
    };
}
pub(crate) use sound_row;

/// Reads the column at a position of the row.
///
/// An unexpected NULL is Diesel's error: what it means depends on the row as a whole.
#[inline]
pub(super) fn by_position<'a, ST, T, DB>(
    row: &impl Row<'a, DB>,
    table: &'static TableSchema,
    i: usize,
) -> deserialize::Result<T>
where
    ST: ColumnSqlType,
    T: FromSql<ST, DB> + 'static,
    DB: Dialect,
{
    let Some(field) = row.get(i) else { return Err(too_short(i)) };
    DB::read::<ST, T>(&field).map_err(|error| match table.columns.get(i) {
        Some(column) if !error.is::<UnexpectedNullError>() => Unreadable::of(column, error),
        _ => error,
    })
}

/// Reads a column by its name, with the same care.
pub(super) fn by_name<'a, ST, T, DB>(
    row: &impl NamedRow<'a, DB>,
    table: &'static TableSchema,
    i: usize,
) -> deserialize::Result<T>
where
    ST: ColumnSqlType,
    T: FromSql<ST, DB> + 'static,
    DB: Dialect,
{
    let column = table.columns.get(i).ok_or_else(|| too_short(i))?;
    let field = Row::get(row, column.name).ok_or_else(|| format!("column `{}` was not selected", column.name))?;
    DB::read::<ST, T>(&field).map_err(|error| {
        // A row whose key is NULL is one that an outer join did not find; Diesel makes `None` of its error.
        let missing = error.is::<UnexpectedNullError>() && table.primary_key.contains(&column.name);
        if missing { error } else { Unreadable::of(column, error) }
    })
}

#[cold]
fn too_short(i: usize) -> Cause {
    format!("the row has no value {} to read", i + 1).into()
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
    #[cold]
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
