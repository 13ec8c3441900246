//! The row impls of Diesel: loading by position and by name, selecting, identifying.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

pub(super) fn rows(model: &Model) -> TokenStream {
    let (ident, module) = (&model.ident, &model.module);
    let (new, patch) = (&model.new.ident, &model.patch.ident);
    let types = model.columns.iter().map(|column| &column.ty);
    let key: Vec<_> = model.key_columns().collect();
    let key_types = key.iter().map(|column| &column.ty);
    let key_fields = key.iter().map(|column| &column.field);
    quote! {
        type Row = (#(#types,)*);
        __m::row_impls!(#ident, #new, #patch, #module, Row, (#(#key_fields: #key_types),*));
    }
}
