//! Models over a `table!` that somebody else wrote: each field is checked against its column.
//!
//! Names and SQL types are the table's. Every check is one obligation, or one const, so that a mistake is one error; where it stands
//! is up to the generated code.

use diesel::expression::Expression;
use diesel::internal::table_macro::{Identifier, InfixNode, StaticQueryFragment};
use diesel::query_source::{Column, Table};
use diesel::sql_types::{Nullable, SqlType, is_nullable};

use super::check::Text;
use super::{ColumnSchema, ColumnSqlType, Role};
use crate::backend::StoredOn;
use crate::model::{GeneratedKey, Key, Model};

/// A model over a table that is there.
pub trait Existing: Model {}

/// A model whose builder starts with these columns to be given.
pub trait Starts {
    /// The columns, as a list.
    type Required;
}

/// The SQL type of a column.
pub type SqlTypeOf<C> = <C as Expression>::SqlType;

/// The SQL type of a column, without NULL.
pub type PlainOf<C> = <SqlTypeOf<C> as Plain<NullsOf<C>>>::SqlType;

/// Whether a column can be NULL, as a type.
pub type NullsOf<C> = <SqlTypeOf<C> as SqlType>::IsNull;

/// A SQL type, which can be NULL or not, as `N` says.
pub trait Plain<N> {
    /// The same without NULL.
    type SqlType;
}
impl<ST> Plain<is_nullable::NotNull> for ST {
    type SqlType = ST;
}
impl<ST: SqlType> Plain<is_nullable::IsNullable> for Nullable<ST> {
    type SqlType = ST;
}

/// What the column `C` says of NULL, where its field is no `Option`.
#[diagnostic::on_unimplemented(
    message = "column `{C}` can be NULL, and this field cannot",
    label = "no `Option`",
    note = "the `table!` has `Nullable<..>` for the column: make the field an `Option`"
)]
pub trait NeverNull<C> {}
impl<C> NeverNull<C> for is_nullable::NotNull {}

/// What the column `C` says of NULL, where its field is an `Option`.
#[diagnostic::on_unimplemented(
    message = "column `{C}` cannot be NULL, and this field is an `Option`",
    label = "an `Option`",
    note = "the `table!` has no `Nullable<..>` for the column: leave `Option` out"
)]
pub trait MaybeNull<C> {}
impl<C> MaybeNull<C> for is_nullable::IsNullable {}

/// A Rust type that the column `C`, of the SQL type `ST`, can hold on the database `D`.
#[diagnostic::on_unimplemented(
    message = "column `{C}` is `{ST}`, and `{Self}` cannot be stored in it on {D}",
    label = "not a type for `{ST}`",
    note = "give the field a type that is read from `{ST}` and written to it, or correct the column in the `table!`",
    note = "types of `chrono`, `time`, `uuid`, `serde_json` and `bigdecimal` need the feature of `model-runtime` of that name (`json` for `serde_json`)",
    note = "a column whose SQL type only some databases have is for models of these: `#[model(backends(postgres))]`"
)]
pub trait Fits<C, ST, D> {}
#[diagnostic::do_not_recommend]
impl<T: StoredOn<ST, D>, C, ST, D> Fits<C, ST, D> for T {}

/// The SQL type of the column `C`, which has to be `ST`.
#[diagnostic::on_unimplemented(
    message = "column `{C}` is `{Self}`, and this field is stored as `{ST}`",
    label = "stored as `{ST}`",
    note = "`#[model(json)]` is for columns that are `Json`, `#[model(jsonb)]` for such that are `Jsonb`, with `Nullable<..>` if the field is an `Option`"
)]
pub trait IsSqlType<C, ST> {}
impl<C, ST> IsSqlType<C, ST> for ST {}

/// The key of a `table!`, which has to be that of the model.
#[diagnostic::on_unimplemented(
    message = "the key of the table is `{Self}`, and that of the model is `{K}`",
    label = "another key than that of the `table!`",
    note = "mark the field of the key with `#[model(id)]`, or write `#[model(primary_key(a, b))]` on the struct, in the order of the `table!`"
)]
pub trait IsKey<K> {}
impl<K> IsKey<K> for K {}

/// The name of a table, which is in no schema of its own.
#[diagnostic::on_unimplemented(
    message = "the `table!` names a schema of the database, and the model does not",
    label = "in a schema",
    note = "write it beside `existing`: `#[model(existing = .., namespace = \"..\")]`, and `table = \"..\"` if the table's name in SQL is not that of its module"
)]
pub trait Unqualified<T> {
    /// The name.
    const NAME: &'static str;
}
impl<T: StaticQueryFragment<Component = Self>> Unqualified<T> for Identifier<'static> {
    const NAME: &'static str = T::STATIC_COMPONENT.0;
}

/// The names in a `table!` that says a schema.
#[diagnostic::on_unimplemented(
    message = "the model names a schema of the database, and the `table!` does not",
    label = "in no schema",
    note = "leave `namespace` and `table` out, or write `schema.table (..)` in the `table!`"
)]
pub trait Qualified {}
impl Qualified for InfixNode<Identifier<'static>, Identifier<'static>, &'static str> {}

/// The name of a table in SQL that is in a schema. The `table!` has both names where no const can read them, so the model says them.
pub const fn name_in<T: StaticQueryFragment<Component: Qualified>>(name: &'static str) -> &'static str {
    name
}

/// The name of a table in SQL.
pub const fn name<T>() -> &'static str
where
    T: StaticQueryFragment<Component: Unqualified<T>>,
{
    <T::Component as Unqualified<T>>::NAME
}

/// The column of a field that cannot be NULL.
pub const fn column<T, C, D>() -> ColumnSchema
where
    C: Column<SqlType: SqlType<IsNull: NeverNull<C>> + Plain<NullsOf<C>>>,
    T: Fits<C, PlainOf<C>, D>,
    PlainOf<C>: ColumnSqlType,
{
    ColumnSchema::of::<PlainOf<C>>(C::NAME)
}

/// The column of a field that can be NULL.
pub const fn nullable<T, C, D>() -> ColumnSchema
where
    C: Column<SqlType: SqlType<IsNull: MaybeNull<C>> + Plain<NullsOf<C>>>,
    T: Fits<C, PlainOf<C>, D>,
    PlainOf<C>: ColumnSqlType,
{
    ColumnSchema { nullable: true, ..ColumnSchema::of::<PlainOf<C>>(C::NAME) }
}

/// The column of a key that is given.
pub const fn key<T, C, D>() -> ColumnSchema
where
    C: Column<SqlType: SqlType<IsNull: NeverNull<C>> + Plain<NullsOf<C>>>,
    T: Fits<C, PlainOf<C>, D> + Key,
    PlainOf<C>: ColumnSqlType,
{
    column::<T, C, D>().role(Role::Key)
}

/// The column of a key that the database makes.
pub const fn generated_key<T, C, D>() -> ColumnSchema
where
    C: Column<SqlType: SqlType<IsNull: NeverNull<C>> + Plain<NullsOf<C>>>,
    T: Fits<C, PlainOf<C>, D> + GeneratedKey,
    PlainOf<C>: ColumnSqlType,
{
    column::<T, C, D>().role(Role::GeneratedKey)
}

/// The name of a column that is `ST`.
pub const fn name_of<C: Column<SqlType: IsSqlType<C, ST>>, ST>() -> &'static str {
    C::NAME
}

/// Says nothing more than that a key is that of the table `T`.
pub const fn is_key<T: Table<PrimaryKey: IsKey<K>>, K>() {}

/// The columns of a table, as a tuple.
pub trait Named {
    /// Their names in SQL.
    const NAMES: &'static [&'static str];
}

/// Fails to compile if a column of the table has no field.
///
/// # Panics
/// If so, which in a const is a compile error.
pub const fn covers<M: Model, T: Table<AllColumns: Named>>(columns: &[ColumnSchema]) {
    let mut faults = Text::new();
    let mut rest = T::AllColumns::NAMES;
    while let [name, others @ ..] = rest {
        if !has(columns, name) {
            let text = if faults.is_empty() {
                let start = "` has no field for these columns of table `";
                faults.push("`").push(M::NAME).push(start).push(M::TABLE).push("`: ")
            } else {
                faults.push(", ")
            };
            faults = text.push("`").push(name).push("`");
        }
        rest = others;
    }
    if !faults.is_empty() {
        let help = "\nhelp: add a field for each, or write `#[model(existing = .., partial)]` for a model of some of the columns";
        faults = faults.push(help);
    }
    assert!(faults.is_empty(), "{}", faults.as_str());
}

const fn has(columns: &[ColumnSchema], name: &str) -> bool {
    let mut rest = columns;
    while let [column, others @ ..] = rest {
        if is_same(column.name.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

const fn is_same(mut left: &[u8], mut right: &[u8]) -> bool {
    while let ([a, more @ ..], [b, others @ ..]) = (left, right) {
        if *a != *b {
            return false;
        }
        (left, right) = (more, others);
    }
    left.is_empty() && right.is_empty()
}

/// The function that makes the column of a field: of a type, on databases; on every one if none is named.
#[doc(hidden)]
#[macro_export]
macro_rules! __existing {
    ($of:ident: $ty:ty as $column:ty) => { $crate::__existing!($of: $ty as $column; SQLite PostgreSQL MySQL) };
    ($of:ident: $ty:ty as $column:ty; $($database:ident)+) => {
        $crate::__private::existing::$of::<
            $ty,
            $column,
            $crate::__lacking!(stored ($ty as $crate::__private::existing::PlainOf<$column>); $($database)+)
        >
    };
}

/// Says that a model in the list of those whose tables are generated is one.
///
/// # Panics
/// If it is not, which in a const is a compile error.
pub const fn is_generated(model: &str, is_existing: bool) {
    let text = Text::new().push("the table of `").push(model);
    let text = text.push("` is there already: list the model behind `; existing:`");
    assert!(!is_existing, "{}", text.as_str());
}

/// Says that a model in the list of those whose tables are there is one.
///
/// # Panics
/// If it is not, which in a const is a compile error.
pub const fn is_existing(model: &str, is_existing: bool) {
    let text = Text::new().push("the table of `").push(model);
    let text = text.push("` is generated: list the model before `; existing:`");
    assert!(is_existing, "{}", text.as_str());
}
