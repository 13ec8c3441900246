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
    let new = companion::new(model);
    let patch = companion::patch(model);
    let builder = builder::builder(model);
    let (constraints, values) = (constraint::constraints(model), rule::values(model));
    let impls = [
        rows::rows(model),
        schema::columns(model),
        model::model(model),
        companion::derived(model),
        companion::new_impl(model),
        companion::patch_impl(model),
        builder::impls(model),
        schema::unique_keys(model),
        relation::parents(model),
        relation::relations(model),
    ];
    let (probes, imports, checks) = (path::probes(model), existing::imports(model), existing::checks(model));
    quote! {
        #table
        #new
        #patch
        #builder
        #constraints
        #values
        const _: () = {
            use ::model_runtime::__private as __m;
            #probes
            use __m::sql_types as st;
            #imports
            #(#impls)*
            #checks
        };
    }
}
