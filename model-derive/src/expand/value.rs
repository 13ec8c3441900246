//! `fn value`: what the statements bind, by position.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Column, Model};

/// `fn from_row` and `fn value`.
pub(super) fn of_row(model: &Model) -> TokenStream {
    let fields = by_position(model.columns.iter());
    quote!(__m::fields!(#fields);)
}

/// Values of the update type.
pub(super) fn of_patch(model: &Model) -> TokenStream {
    let (ident, fields) = (&model.ident, by_position(model.patchable()));
    quote!(__m::changes!(#ident #fields);)
}

/// `0 id, 1 name`
pub(super) fn by_position<'m>(columns: impl Iterator<Item = &'m Column>) -> TokenStream {
    let fields = columns.map(|column| {
        let (position, field) = (column.position(), &column.field);
        quote!(#position #field)
    });
    quote!(#(#fields),*)
}

/// A part of a composite key.
pub(super) fn of_key(model: &Model) -> Option<TokenStream> {
    let parts = (0..model.key.len()).map(proc_macro2::Literal::usize_unsuffixed);
    let places = parts.clone();
    (model.key.len() > 1).then(|| {
        quote! {
            fn key_part(key: &Self::Key, part: usize) -> __m::Option<&dyn __m::Any> {
                let value: &dyn __m::Any = match part {
                    #(#parts => &key.#places,)*
                    _ => return __m::None,
                };
                __m::Some(value)
            }
        }
    })
}
