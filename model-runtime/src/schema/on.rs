//! Columns of SQL types that not every database has.
//!
//! Generated code asks which of the databases that the model is for lacks the type, and passes it on as `D`, which the field's
//! type then cannot be stored on: so that there is one error, at the field, and it names the database.

use super::{ColumnSchema, ColumnSqlType, Role};
use crate::backend::StoredOn;
use crate::model::GeneratedKey;

/// The column of a field that cannot be NULL.
pub const fn column<T: StoredOn<ST, D>, ST: ColumnSqlType, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema::of::<ST>(name)
}

/// The column of a field that can be NULL.
pub const fn nullable<T: StoredOn<ST, D>, ST: ColumnSqlType, D>(name: &'static str) -> ColumnSchema {
    ColumnSchema { nullable: true, ..column::<T, ST, D>(name) }
}

/// The column of a key that the database makes.
pub const fn generated_key<T, ST, D>(name: &'static str) -> ColumnSchema
where
    T: StoredOn<ST, D> + GeneratedKey,
    ST: ColumnSqlType,
{
    column::<T, ST, D>(name).role(Role::GeneratedKey)
}

/// The function that makes the column of a field of a type that is stored as a SQL type, on databases; on every one if none is
/// named.
#[doc(hidden)]
#[macro_export]
macro_rules! __stored {
    ($of:ident: $ty:ty as $sql:ty) => { $crate::__stored!($of: $ty as $sql; SQLite PostgreSQL MySQL) };
    ($of:ident: $ty:ty as $sql:ty; $($database:ident)+) => {
        $crate::__private::on::$of::<$ty, $sql, $crate::__lacking!(stored ($ty as $sql); $($database)+)>
    };
}

/// The same for an enum or a newtype, and for a list of such.
#[doc(hidden)]
#[macro_export]
macro_rules! __stored_as_own {
    ($of:ident: $ty:ty) => { $crate::__stored_as_own!($of: $ty; SQLite PostgreSQL MySQL) };
    (generated_key: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::generated_key::<$ty, $crate::__lacking!(own ($ty); $($database)+), {
            use $crate::__private::Otherwise as _;
            $crate::__private::Probe::<$ty>::IS_OWN
        }>
    };
    (list: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::list::<$ty, $crate::__lacking!(list ($ty); $($database)+)>
    };
    (nullable_list: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::nullable_list::<$ty, $crate::__lacking!(list ($ty); $($database)+)>
    };
    ($of:ident: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::$of::<$ty, $crate::__lacking!(own ($ty); $($database)+)>
    };
}

/// The same for a field that is stored as `jsonb`.
#[doc(hidden)]
#[macro_export]
macro_rules! __stored_as_jsonb {
    ($of:ident: $ty:ty) => { $crate::__stored_as_jsonb!($of: $ty; SQLite PostgreSQL MySQL) };
    (column: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::jsonb::<$ty, $crate::__lacking!(jsonb (); $($database)+)>
    };
    (nullable: $ty:ty; $($database:ident)+) => {
        $crate::__private::own::nullable_jsonb::<$ty, $crate::__lacking!(jsonb (); $($database)+)>
    };
}

/// The first of these databases that lacks a type, or `No`.
#[doc(hidden)]
#[macro_export]
macro_rules! __lacking {
    ($kind:ident $types:tt;) => { $crate::__private::No };
    ($kind:ident $types:tt; $database:ident $($rest:ident)*) => {
        <$crate::__private::StoredIf<{
            use $crate::__private::Otherwise as _;
            $crate::__is_stored!($kind $types $database)
        }> as $crate::__private::Lacking<
            $crate::__private::$database,
            $crate::__lacking!($kind $types; $($rest)*)
        >>::Database
    };
}

/// Whether a database can store a type. About one that is no type of a column at all there is another error, and nothing is asked.
#[doc(hidden)]
#[macro_export]
macro_rules! __is_stored {
    (stored ($ty:ty as $sql:ty) $database:ident) => {
        $crate::__private::Probe::<($ty, $sql, $crate::__private::$database)>::IS_STORED_ON
    };
    (own ($ty:ty) $database:ident) => {
        !$crate::__private::Probe::<$ty>::IS_OWN
            || $crate::__private::Probe::<($ty, $crate::__private::$database)>::IS_OWN_ON
    };
    (list ($ty:ty) $database:ident) => {
        !$crate::__private::Probe::<$ty>::IS_OWN || $crate::__is_stored!(
            stored ($crate::__private::Vec<$ty> as $crate::__private::bridge::Array<$crate::__private::Own<$ty>>) $database
        )
    };
    (jsonb () $database:ident) => {
        $crate::__is_stored!(
            stored ($crate::__private::Json<$crate::__private::JsonDocument> as $crate::__private::sql_types::Jsonb) $database
        )
    };
}

/// Whether a database can store a type.
pub struct StoredIf<const IS: bool>;

/// The database that lacks a type: `D` or else `Others`.
pub trait Lacking<D, Others> {
    /// The database.
    type Database;
}
impl<D, Others> Lacking<D, Others> for StoredIf<true> {
    type Database = Others;
}
impl<D, Others> Lacking<D, Others> for StoredIf<false> {
    type Database = D;
}
