//! What a model expands to when some of its fields could not be understood.
//!
//! The names that other code uses are there, so that the compiler reports the mistakes and not their consequences.

use proc_macro2::TokenStream;
use quote::quote;

use super::{companion, table};
use crate::ir::Model;

/// The table, and the types beside the model, of the fields that were understood.
pub(crate) fn fallback(model: &Model) -> TokenStream {
    if model.columns.is_empty() || model.key.is_empty() {
        return TokenStream::new();
    }
    let table = table::table(model);
    let new = companion::new(model);
    let patch = companion::patch(model);
    let (ident, module) = (&model.ident, &model.module);
    quote! {
        #table
        #new
        #patch
        impl ::diesel::associations::HasTable for #ident {
            type Table = #module::table;
            fn table() -> #module::table {
                #module::table
            }
        }
    }
}
