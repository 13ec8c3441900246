//! Rows of `sql_query`, read by the names of their columns.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::row::NamedRow;

use crate::schema::TableSchema;

/// A tuple of values that are read by name, with the SQL types `ST`.
pub trait NamedColumns<ST, DB: Backend>: Sized {
    /// Reads the values; a missing name is an error that names it.
    ///
    /// # Errors
    /// If a column is missing, or its value does not fit.
    fn read<'a>(row: &impl NamedRow<'a, DB>, table: &TableSchema) -> deserialize::Result<Self>;
}

/// The name of the column at a position; a table has as many columns as its rows have values.
fn at(table: &TableSchema, i: usize) -> &'static str {
    table.columns.get(i).map_or("", |column| column.name)
}

macro_rules! named_columns { ($($T:ident $ST:ident $i:literal),*) => {
    impl<DB: Backend, $($T, $ST),*> NamedColumns<($($ST,)*), DB> for ($($T,)*)
    where
        $($T: FromSql<$ST, DB>),*
    {
        fn read<'a>(row: &impl NamedRow<'a, DB>, table: &TableSchema) -> deserialize::Result<Self> {
            Ok(($(NamedRow::get::<$ST, $T>(row, at(table, $i))?,)*))
        }
    }
} }

/// Implements tuples of every length up to the list's.
macro_rules! up_to {
    ([$($done:tt)*]) => { named_columns!($($done)*); };
    ([] $T:ident $ST:ident $i:literal, $($rest:tt)*) => { up_to!([$T $ST $i] $($rest)*); };
    ([$($done:tt)*] $T:ident $ST:ident $i:literal, $($rest:tt)*) => {
        named_columns!($($done)*);
        up_to!([$($done)*, $T $ST $i] $($rest)*);
    };
}

up_to! { []
    A0 S0 0, A1 S1 1, A2 S2 2, A3 S3 3, A4 S4 4, A5 S5 5, A6 S6 6, A7 S7 7, A8 S8 8, A9 S9 9, A10 S10 10, A11 S11 11,
    A12 S12 12, A13 S13 13, A14 S14 14, A15 S15 15, A16 S16 16, A17 S17 17, A18 S18 18, A19 S19 19, A20 S20 20,
    A21 S21 21, A22 S22 22, A23 S23 23, A24 S24 24, A25 S25 25, A26 S26 26, A27 S27 27, A28 S28 28, A29 S29 29,
    A30 S30 30, A31 S31 31,
}
