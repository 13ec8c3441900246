//! The row impls of Diesel: loading by position and by name, selecting, identifying.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Column, Model};

pub(super) fn rows(model: &Model) -> TokenStream {
    let (ident, module) = (&model.ident, module(model));
    let (new, patch) = (&model.new.ident, &model.patch.ident);
    let of = if model.view.is_some() { quote!(view #ident) } else { quote!(#ident, #new, #patch) };
    let types = model.columns.iter().map(|column| &column.ty);
    let key: Vec<_> = model.key_columns().collect();
    let key_types = key.iter().map(|column| &column.ty);
    let key_fields = key.iter().map(|column| &column.field);
    let read = read(model);
    let (read_type, read) = match &read {
        Some(Read { alias, convert }) => (quote!(__Read), Some((alias, convert))),
        None => (quote!(__Row), None),
    };
    let alias = read.map(|(alias, _)| alias);
    let convert = read.map(|(_, convert)| quote!(, #convert));
    quote! {
        type __Row = (#(#types,)*);
        #alias
        __m::row_impls!(#of, #module, #read_type, (#(#key_fields: #key_types),*) #convert);
    }
}

/// The table, and its columns if they are not the fields in their order.
fn module(model: &Model) -> TokenStream {
    let module = model.table_module();
    if model.existing.is_none() {
        return quote!(#module);
    }
    let columns = model.columns.iter().map(Column::alias);
    quote!(existing #module (#(#columns),*))
}

/// How rows are read whose fields are not all read as they are.
struct Read {
    alias: TokenStream,
    convert: TokenStream,
}

/// JSON is read in a wrapper, and taken out of it.
fn read(model: &Model) -> Option<Read> {
    if !model.columns.iter().any(|column| column.json) {
        return None;
    }
    let types = model.columns.iter().map(Column::read_type);
    let values = model.columns.iter().map(|column| {
        let position = column.position();
        column.taken_from(&quote!(row.#position))
    });
    Some(Read { alias: quote!(type __Read = (#(#types,)*);), convert: quote!(|row| (#(#values,)*)) })
}
