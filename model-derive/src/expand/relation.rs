//! Foreign keys: the compile-time check that a key has the type of the parent's.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

/// For each foreign key, that its field has the type of the parent's key.
pub(super) fn parents(model: &Model) -> TokenStream {
    let keys = model.columns.iter().filter_map(|column| {
        let (parent, ty) = (&column.parent.as_ref()?.model, &column.value_ty);
        Some(quote!(__m::key_of!(#ty, #parent);))
    });
    keys.collect()
}
