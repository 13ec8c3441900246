//! What a model expands to: one file per artefact. Nothing here fails, parses or reads attributes.

mod builder;
mod companion;
mod constraint;
mod draft;
mod existing;
mod fallback;
mod model;
mod path;
mod relation;
mod rows;
mod rule;
mod schema;
mod table;
mod value;

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

pub(crate) use fallback::fallback;
pub(crate) use relation::hashed;
pub(crate) use rule::{Field as RuleField, rule};

/// Everything a model expands to.
///
/// Types and the table stand beside the struct; impls stand in a block of their own, where short names cannot clash.
pub(crate) fn model(model: &Model) -> TokenStream {
    let table = model.existing.is_none().then(|| table::table(model));
    // A view has nothing that writes.
    let is_written = model.view.is_none();
    let (types, writes) = (is_written.then(|| types(model)), is_written.then(|| writes(model)));
    let reads = [rows::rows(model), schema::columns(model), model::model(model)];
    let relations = [relation::parents(model), relation::relations(model)];
    let (probes, imports, checks) = (path::probes(model), existing::imports(model), existing::checks(model));
    quote! {
        #table
        #types
        const _: () = {
            use ::model_runtime::__private as __m;
            #probes
            use __m::sql_types as st;
            #imports
            #(#reads)*
            #writes
            #(#relations)*
            #checks
        };
    }
}

/// The types that rows are written by, and what refuses to store them.
fn types(model: &Model) -> TokenStream {
    let types =
        [companion::new(model), companion::patch(model), builder::builder(model), constraint::constraints(model)];
    types.into_iter().chain(rule::values(model)).collect()
}

/// How rows are written by these types.
fn writes(model: &Model) -> TokenStream {
    let impls = [
        companion::derived(model),
        companion::new_impl(model),
        companion::patch_impl(model),
        builder::impls(model),
        schema::unique_keys(model),
    ];
    impls.into_iter().collect()
}
