//! Rows as tuples: values bound by position, and read by position or by name.

use std::any::Any;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::query_builder::AstPass;
use diesel::query_source::Column;
use diesel::result::QueryResult;
use diesel::row::{NamedRow, Row};

use super::columns::{Value, no_column};
use super::{Cells, sound};
use crate::backend::Dialect;
use crate::schema::existing::Named;
use crate::schema::{ColumnSqlType, TableSchema};

/// A tuple of the types of a model's fields.
#[diagnostic::on_unimplemented(
    message = "a model of this many columns needs a feature of `model-runtime`",
    label = "more columns than are enabled",
    note = "enable `64-column-tables` for more than 32 columns, `128-column-tables` for more than 64"
)]
pub trait RowTuple: Sized + Send + Sync + 'static {
    /// The same values, each of which may be missing.
    type Options: Send + Sync + 'static;

    /// No value.
    fn none() -> Self::Options;

    /// The value at a position, if it is there.
    fn value(options: &Self::Options, column: usize) -> Option<&dyn Any>;

    /// Cuts times to microseconds.
    fn truncate(options: &mut Self::Options);

    /// The row, if every value is there.
    fn complete(options: Self::Options) -> Option<Self>;
}

/// A tuple of types whose values can be copied and compared, as a session asks of a model.
#[diagnostic::on_unimplemented(
    message = "a session cannot keep track of rows of these fields",
    label = "not all fields are `Clone` and `PartialEq`",
    note = "a session copies a row before it changes, and compares it afterwards: derive `Clone` and `PartialEq` for the types of the fields"
)]
pub trait Tracks: RowTuple {
    /// A copy of values.
    fn copy(options: &Self::Options) -> Self::Options;

    /// Whether two values of the column at a position are the same.
    fn is_same(column: usize, left: &dyn Any, right: &dyn Any) -> bool;
}

/// A tuple of the types of a model's fields, whose values can be bound with the SQL types `ST`.
pub trait Bind<ST, DB: Backend> {
    /// Binds the value of the column at a position.
    ///
    /// # Errors
    /// Those of Diesel's query builder; and if the value is not of the column's type, which derived code never causes.
    fn bind<'b>(column: usize, value: &'b dyn Any, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;

    /// Binds the values of the column at a position in many rows as an array.
    ///
    /// # Errors
    /// As [`bind`](Bind::bind), and if the backend has no array of them.
    fn bind_cells<'b>(column: usize, cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Dialect;
}

/// A tuple of values that are read from rows with the SQL types `ST`.
pub trait ReadColumns<ST, DB: Backend>: Sized {
    /// Reads the values of a table's columns, in their order.
    ///
    /// # Errors
    /// If a value does not fit.
    fn by_position<'a>(row: &impl Row<'a, DB>, table: &'static TableSchema) -> deserialize::Result<Self>;

    /// Reads the values of a table's columns, wherever they are in the row.
    ///
    /// # Errors
    /// If a column is missing, or its value does not fit.
    fn by_name<'a>(row: &impl NamedRow<'a, DB>, table: &'static TableSchema) -> deserialize::Result<Self>;
}

macro_rules! row_tuple { ($($T:ident $ST:ident $i:tt),*) => {
    impl<$($T: Send + Sync + 'static),*> RowTuple for ($($T,)*) {
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

        fn truncate(options: &mut Self::Options) {
            $(super::truncate_if_time(&mut options.$i);)*
        }

        fn complete(options: Self::Options) -> Option<Self> {
            Some(($(options.$i?,)*))
        }
    }

    impl<$($T: Clone + PartialEq + Send + Sync + 'static),*> Tracks for ($($T,)*) {
        fn copy(options: &Self::Options) -> Self::Options {
            ($(options.$i.clone(),)*)
        }

        fn is_same(column: usize, left: &dyn Any, right: &dyn Any) -> bool {
            match column {
                $($i => left.downcast_ref::<$T>() == right.downcast_ref::<$T>(),)*
                _ => true,
            }
        }
    }

    impl<$($T: Column),*> Named for ($($T,)*) {
        const NAMES: &'static [&'static str] = &[$($T::NAME),*];
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

        fn bind_cells<'b>(column: usize, cells: &'b (dyn Cells + 'b), out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
        where
            DB: Dialect,
        {
            match column {
                $($i => <$T as Value<$ST, DB>>::bind_cells(cells, out),)*
                _ => no_column(std::any::type_name::<Self>(), column),
            }
        }
    }

    impl<DB: Dialect, $($T, $ST),*> ReadColumns<($($ST,)*), DB> for ($($T,)*)
    where
        $($ST: ColumnSqlType, $T: FromSql<$ST, DB> + 'static),*
    {
        fn by_position<'a>(row: &impl Row<'a, DB>, table: &'static TableSchema) -> deserialize::Result<Self> {
            Ok(($(sound::by_position::<$ST, $T, DB>(row, table, $i)?,)*))
        }

        fn by_name<'a>(row: &impl NamedRow<'a, DB>, table: &'static TableSchema) -> deserialize::Result<Self> {
            Ok(($(sound::by_name::<$ST, $T, DB>(row, table, $i)?,)*))
        }
    }

    crate::backend::sound_on_each!($($ST)*);
} }

/// Implements tuples of every length from that of the first list, which is taken as a whole, up to that of both.
macro_rules! up_to {
    ([$($done:tt)*]) => { row_tuple!($($done)*); };
    ([] $T:ident $ST:ident $i:tt, $($rest:tt)*) => { up_to!([$T $ST $i] $($rest)*); };
    ([$($done:tt)*] $T:ident $ST:ident $i:tt, $($rest:tt)*) => {
        row_tuple!($($done)*);
        up_to!([$($done)*, $T $ST $i] $($rest)*);
    };
}

// As many columns as Diesel allows with the same features.
#[rustfmt::skip]
up_to! { []
    A0 S0 0, A1 S1 1, A2 S2 2, A3 S3 3, A4 S4 4, A5 S5 5, A6 S6 6, A7 S7 7, A8 S8 8, A9 S9 9, A10 S10 10,
    A11 S11 11, A12 S12 12, A13 S13 13, A14 S14 14, A15 S15 15, A16 S16 16, A17 S17 17, A18 S18 18, A19 S19 19,
    A20 S20 20, A21 S21 21, A22 S22 22, A23 S23 23, A24 S24 24, A25 S25 25, A26 S26 26, A27 S27 27, A28 S28 28,
    A29 S29 29, A30 S30 30, A31 S31 31,
}

#[cfg(feature = "64-column-tables")]
#[rustfmt::skip]
up_to! { [
    A0 S0 0, A1 S1 1, A2 S2 2, A3 S3 3, A4 S4 4, A5 S5 5, A6 S6 6, A7 S7 7, A8 S8 8, A9 S9 9, A10 S10 10,
    A11 S11 11, A12 S12 12, A13 S13 13, A14 S14 14, A15 S15 15, A16 S16 16, A17 S17 17, A18 S18 18, A19 S19 19,
    A20 S20 20, A21 S21 21, A22 S22 22, A23 S23 23, A24 S24 24, A25 S25 25, A26 S26 26, A27 S27 27, A28 S28 28,
    A29 S29 29, A30 S30 30, A31 S31 31, A32 S32 32
    ]
    A33 S33 33, A34 S34 34, A35 S35 35, A36 S36 36, A37 S37 37, A38 S38 38, A39 S39 39, A40 S40 40, A41 S41 41,
    A42 S42 42, A43 S43 43, A44 S44 44, A45 S45 45, A46 S46 46, A47 S47 47, A48 S48 48, A49 S49 49, A50 S50 50,
    A51 S51 51, A52 S52 52, A53 S53 53, A54 S54 54, A55 S55 55, A56 S56 56, A57 S57 57, A58 S58 58, A59 S59 59,
    A60 S60 60, A61 S61 61, A62 S62 62, A63 S63 63,
}

#[cfg(feature = "128-column-tables")]
#[rustfmt::skip]
up_to! { [
    A0 S0 0, A1 S1 1, A2 S2 2, A3 S3 3, A4 S4 4, A5 S5 5, A6 S6 6, A7 S7 7, A8 S8 8, A9 S9 9, A10 S10 10,
    A11 S11 11, A12 S12 12, A13 S13 13, A14 S14 14, A15 S15 15, A16 S16 16, A17 S17 17, A18 S18 18, A19 S19 19,
    A20 S20 20, A21 S21 21, A22 S22 22, A23 S23 23, A24 S24 24, A25 S25 25, A26 S26 26, A27 S27 27, A28 S28 28,
    A29 S29 29, A30 S30 30, A31 S31 31, A32 S32 32, A33 S33 33, A34 S34 34, A35 S35 35, A36 S36 36, A37 S37 37,
    A38 S38 38, A39 S39 39, A40 S40 40, A41 S41 41, A42 S42 42, A43 S43 43, A44 S44 44, A45 S45 45, A46 S46 46,
    A47 S47 47, A48 S48 48, A49 S49 49, A50 S50 50, A51 S51 51, A52 S52 52, A53 S53 53, A54 S54 54, A55 S55 55,
    A56 S56 56, A57 S57 57, A58 S58 58, A59 S59 59, A60 S60 60, A61 S61 61, A62 S62 62, A63 S63 63, A64 S64 64
    ]
    A65 S65 65, A66 S66 66, A67 S67 67, A68 S68 68, A69 S69 69, A70 S70 70, A71 S71 71, A72 S72 72, A73 S73 73,
    A74 S74 74, A75 S75 75, A76 S76 76, A77 S77 77, A78 S78 78, A79 S79 79, A80 S80 80, A81 S81 81, A82 S82 82,
    A83 S83 83, A84 S84 84, A85 S85 85, A86 S86 86, A87 S87 87, A88 S88 88, A89 S89 89, A90 S90 90, A91 S91 91,
    A92 S92 92, A93 S93 93, A94 S94 94, A95 S95 95, A96 S96 96, A97 S97 97, A98 S98 98, A99 S99 99, A100 S100 100,
    A101 S101 101, A102 S102 102, A103 S103 103, A104 S104 104, A105 S105 105, A106 S106 106, A107 S107 107,
    A108 S108 108, A109 S109 109, A110 S110 110, A111 S111 111, A112 S112 112, A113 S113 113, A114 S114 114,
    A115 S115 115, A116 S116 116, A117 S117 117, A118 S118 118, A119 S119 119, A120 S120 120, A121 S121 121,
    A122 S122 122, A123 S123 123, A124 S124 124, A125 S125 125, A126 S126 126, A127 S127 127,
}
