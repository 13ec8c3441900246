//! Rows as tuples: values bound by position, and read by name.

use std::any::Any;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::row::NamedRow;

use super::columns::{Value, no_column};
use super::sound::by_name;
use crate::backend::Dialect;
use crate::schema::TableSchema;

/// A tuple of the types of a model's fields.
pub trait RowTuple: Sized + Send + 'static {
    /// The same values, each of which may be missing.
    type Options: Send + 'static;

    /// No value.
    fn none() -> Self::Options;

    /// The value at a position, if it is there.
    fn value(options: &Self::Options, column: usize) -> Option<&dyn Any>;

    /// The row, if every value is there.
    fn complete(options: Self::Options) -> Option<Self>;
}

/// A tuple of the types of a model's fields, whose values can be bound with the SQL types `ST`.
pub trait Bind<ST, DB: Backend> {
    /// Binds the value of the column at a position.
    ///
    /// # Errors
    /// Those of Diesel's query builder; and if the value is not of the column's type, which derived code never causes.
    fn bind<'b>(column: usize, value: &'b dyn Any, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// A tuple of values that are read by name, with the SQL types `ST`.
pub trait NamedColumns<ST, DB: Backend>: Sized {
    /// Reads the values of a table's columns.
    ///
    /// # Errors
    /// If a column is missing, or its value does not fit.
    fn read<'a>(row: &impl NamedRow<'a, DB>, table: &TableSchema) -> deserialize::Result<Self>;
}

macro_rules! row_tuple { ($($T:ident $ST:ident $i:tt),*) => {
    impl<$($T: Send + 'static),*> RowTuple for ($($T,)*) {
        type Options = ($(Option<$T>,)*);

        fn none() -> Self::Options {
            ($(None::<$T>,)*)
        }

        fn value(options: &Self::Options, column: usize) -> Option<&dyn Any> {
            match column {
                $($i => options.$i.as_ref().map(|value| value as &dyn Any),)*
                _ => None,
            }
        }

        fn complete(options: Self::Options) -> Option<Self> {
            Some(($(options.$i?,)*))
        }
    }

    impl<DB: Backend, $($T, $ST),*> Bind<($($ST,)*), DB> for ($($T,)*)
    where
        $($T: Value<$ST, DB> + 'static),*
    {
        fn bind<'b>(column: usize, value: &'b dyn Any, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
            match column {
                $($i => match value.downcast_ref::<$T>() {
                    Some(value) => Value::<$ST, DB>::bind(value, out),
                    None => no_column(std::any::type_name::<Self>(), column),
                },)*
                _ => no_column(std::any::type_name::<Self>(), column),
            }
        }
    }

    impl<DB: Dialect, $($T, $ST),*> NamedColumns<($($ST,)*), DB> for ($($T,)*)
    where
        $($T: FromSql<$ST, DB>),*
    {
        fn read<'a>(row: &impl NamedRow<'a, DB>, table: &TableSchema) -> deserialize::Result<Self> {
            Ok(($(by_name::<$ST, $T, DB>(row, table, $i)?,)*))
        }
    }
} }

/// Implements tuples of every length up to the list's.
macro_rules! up_to {
    ([$($done:tt)*]) => { row_tuple!($($done)*); };
    ([] $T:ident $ST:ident $i:tt, $($rest:tt)*) => { up_to!([$T $ST $i] $($rest)*); };
    ([$($done:tt)*] $T:ident $ST:ident $i:tt, $($rest:tt)*) => {
        row_tuple!($($done)*);
        up_to!([$($done)*, $T $ST $i] $($rest)*);
    };
}

up_to! { []
    A0 S0 0, A1 S1 1, A2 S2 2, A3 S3 3, A4 S4 4, A5 S5 5, A6 S6 6, A7 S7 7, A8 S8 8, A9 S9 9, A10 S10 10, A11 S11 11,
    A12 S12 12, A13 S13 13, A14 S14 14, A15 S15 15, A16 S16 16, A17 S17 17, A18 S18 18, A19 S19 19, A20 S20 20,
    A21 S21 21, A22 S22 22, A23 S23 23, A24 S24 24, A25 S25 25, A26 S26 26, A27 S27 27, A28 S28 28, A29 S29 29,
    A30 S30 30, A31 S31 31,
}
