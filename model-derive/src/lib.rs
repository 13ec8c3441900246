//! The derive macros of `model-runtime`.
//!
//! Use them through that crate: `use model_runtime::prelude::*;`. Tokens in, tokens out: nothing here reads files, the
//! environment or a database.

mod attr;
mod check;
mod column_enum;
mod column_type;
mod diag;
mod expand;
mod ir;
mod keys;
mod loaded;
mod lower;
mod model;
mod schema;
#[cfg(test)]
mod tests;
mod validate;

/// Turns a struct into a Diesel model: table, row, insert and update types, schema, verbs.
///
/// See the guide for what can be said in `#[model(..)]` and `#[validate(..)]`.
#[proc_macro_derive(Model, attributes(model, validate))]
pub fn model(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    model::derive(input.into()).into()
}

/// Makes an enum a column type, stored as a text or an integer for each variant.
///
/// A variant is stored under its name in `snake_case`; `#[column_enum(rename_all = "kebab-case")]` on the enum and
/// `#[column_enum(rename = "..")]` on a variant change that. `#[column_enum(integer)]` stores the discriminants as 32-bit
/// integers, or as those of `#[repr(i16)]` or `#[repr(i64)]`. The enum has to be `Debug`.
#[proc_macro_derive(ColumnEnum, attributes(column_enum))]
pub fn column_enum(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    column_enum::derive(input.into()).into()
}

/// Makes a struct with one field a column type of its own, stored as its field is.
///
/// It can be a key where its field can, if it is `Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug`. The struct has to be `Debug`.
#[proc_macro_derive(ColumnType)]
pub fn column_type(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    column_type::derive(input.into()).into()
}

/// Gives the fields of a struct that is no model the rules of `#[validate(..)]`.
///
/// For what is stored as JSON, checked by the rule `nested` of the column, and for what comes in from outside.
#[proc_macro_derive(Validate, attributes(validate))]
pub fn validate(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    validate::derive(input.into()).into()
}

/// Lists the models of a database: `schema! { pub Blog: User, Post }`.
///
/// Makes a type with that name, which creates and drops the tables, and lets them meet in one query. The list is checked when
/// it is compiled: no table twice, and no foreign key to a table outside it. A model belongs to one list.
///
/// Models over tables that are there stand apart: `schema! { pub Blog: User, Post; existing: Legacy }`. Which of these tables may meet
/// each other is said where they are declared.
#[proc_macro]
pub fn schema(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    schema::schema(input.into()).into()
}

/// The type of a row with what was loaded with it, for functions that take or return one: `loaded!(User { posts { tags } })`.
///
/// The relations stand in the order of the calls of `with`; `count(posts)` is what `with_count` loads.
#[proc_macro]
pub fn loaded(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    loaded::loaded(input.into()).into()
}
