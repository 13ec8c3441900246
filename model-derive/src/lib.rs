//! The derive macros of `model-runtime`.
//!
//! Use them through that crate: `use model_runtime::prelude::*;`. Tokens in, tokens out: nothing here reads files, the
//! environment or a database.

mod attr;
mod check;
mod diag;
mod expand;
mod ir;
mod keys;
mod lower;
mod model;
#[cfg(test)]
mod tests;

/// Turns a struct into a Diesel model: table, row, insert and update types, schema, verbs.
///
/// See the guide for what can be said in `#[model(..)]`.
#[proc_macro_derive(Model, attributes(model))]
pub fn model(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    model::derive(input.into()).into()
}
