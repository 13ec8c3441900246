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

/// Lets rows of every length up to the list's be read on a backend.
///
/// For one backend at a time: to the compiler, another crate might otherwise have a backend of its own that reads `Sound` as
/// a single value.
macro_rules! sound_rows_up_to {
    ($backend:ty: $($column:ident)*) => {
        $crate::model::sound_rows_up_to!(@ $backend, [] $($column)*);
    };
    (@ $backend:ty, [$($column:ident)*]) => {};
    (@ $backend:ty, [$($column:ident)*] $next:ident $($rest:ident)*) => {
        impl<M, R, $($column,)* $next> ::diesel::deserialize::FromStaticSqlRow<($($column,)* $next,), $backend>
            for $crate::model::Sound<M, R>
        where
            M: $crate::Model,
            R: $crate::model::ReadColumns<($($column,)* $next,), $backend>,
        {
            fn build_from_row<'a>(
                row: &impl ::diesel::row::Row<'a, $backend>,
            ) -> ::diesel::deserialize::Result<Self> {
                Self::read::<($($column,)* $next,), $backend>(row)
            }
        }
        $crate::model::sound_rows_up_to!(@ $backend, [$($column)* $next] $($rest)*);
    };
}
pub(crate) use sound_rows_up_to;

/// Lets rows of as many columns as Diesel allows be read on a backend.
#[cfg(not(feature = "64-column-tables"))]
macro_rules! sound_rows {
    ($backend:ty) => {
        $crate::model::sound_rows_up_to! {
            $backend:
            A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
            A31
        }
    };
}
#[cfg(all(feature = "64-column-tables", not(feature = "128-column-tables")))]
macro_rules! sound_rows {
    ($backend:ty) => {
        $crate::model::sound_rows_up_to! {
            $backend:
            A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
            A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A56 A57 A58
            A59 A60 A61 A62 A63
        }
    };
}
#[cfg(feature = "128-column-tables")]
macro_rules! sound_rows {
    ($backend:ty) => {
        $crate::model::sound_rows_up_to! {
            $backend:
            A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14 A15 A16 A17 A18 A19 A20 A21 A22 A23 A24 A25 A26 A27 A28 A29 A30
            A31 A32 A33 A34 A35 A36 A37 A38 A39 A40 A41 A42 A43 A44 A45 A46 A47 A48 A49 A50 A51 A52 A53 A54 A55 A56 A57 A58
            A59 A60 A61 A62 A63 A64 A65 A66 A67 A68 A69 A70 A71 A72 A73 A74 A75 A76 A77 A78 A79 A80 A81 A82 A83 A84 A85 A86
            A87 A88 A89 A90 A91 A92 A93 A94 A95 A96 A97 A98 A99 A100 A101 A102 A103 A104 A105 A106 A107 A108 A109 A110 A111
            A112 A113 A114 A115 A116 A117 A118 A119 A120 A121 A122 A123 A124 A125 A126 A127
        }
    };
}
pub(crate) use sound_rows;

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
