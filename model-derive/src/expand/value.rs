//! `fn value`: what the statements bind, by position.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Column, Model};

/// Values of a row.
pub(super) fn of_row(model: &Model) -> TokenStream {
    of(model.columns.iter(), |column| {
        let field = &column.field;
        quote!(&self.#field)
    })
}

/// Values of the update type.
pub(super) fn of_patch(model: &Model) -> TokenStream {
    of(model.patchable(), |column| {
        let field = &column.field;
        quote!(self.#field.as_option()?)
    })
}

fn of<'m>(columns: impl Iterator<Item = &'m Column>, value: impl Fn(&Column) -> TokenStream) -> TokenStream {
    let arms = columns.map(|column| {
        let (position, value) = (column.position(), value(column));
        quote!(#position => #value,)
    });
    let arms: Vec<_> = arms.collect();
    if arms.is_empty() {
        return quote! {
            fn value(&self, _column: usize) -> __m::Option<&dyn __m::Any> {
                __m::None
            }
        };
    }
    quote! {
        fn value(&self, column: usize) -> __m::Option<&dyn __m::Any> {
            let value: &dyn __m::Any = match column {
                #(#arms)*
                _ => return __m::None,
            };
            __m::Some(value)
        }
    }
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
