//! Foreign keys: the compile-time check that a key has the type of the parent's.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;

use crate::ir::Model;

/// For each foreign key, that its field has the type of the parent's key.
pub(super) fn parents(model: &Model) -> TokenStream {
    model
        .columns
        .iter()
        .filter_map(|column| {
            let (parent, ty) = (&column.parent.as_ref()?.model, &column.value_ty);
            // Shown at the field, and ours all the same: lints of the user's code do not apply.
            let span = ty.span().resolved_at(Span::call_site());
            Some(quote_spanned! {span=>
                const _: fn() = || {
                    type Key = <#parent as __m::KeyIn<{ __m::Probe::<#parent>::IS_MODEL }, #ty>>::Key;
                    __m::is_key::<#ty, #parent, Key>();
                };
            })
        })
        .collect()
}
