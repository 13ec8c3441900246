//! What happens to the values of a row before it is inserted: defaults, key.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::key_value;
use crate::ir::{Column, Default, Model, Role};

/// `fn complete`, where there is anything to complete.
pub(super) fn complete(model: &Model) -> Option<TokenStream> {
    let fills: Vec<_> = model
        .insertable()
        .filter_map(|column| {
            let (position, value) = (column.position(), default_value(column)?);
            Some(quote!(.with_if(#position, __m::fill(&mut draft.#position, #value))))
        })
        .collect();
    (!fills.is_empty()).then(|| {
        quote! {
            fn complete(draft: &mut __m::Draft<Self>) -> __m::ColumnSet {
                __m::ColumnSet::EMPTY #(#fills)*
            }
        }
    })
}

/// The Rust default of a column, as a function.
fn default_value(column: &Column) -> Option<TokenStream> {
    let ty = &column.ty;
    let some = |value: TokenStream| if column.nullable { quote!(__m::Some(#value)) } else { value };
    Some(match (&column.default, &column.role) {
        (Some(Default::Literal { value, .. }), _) => {
            let is_text = matches!(value, syn::Expr::Lit(literal) if matches!(literal.lit, syn::Lit::Str(_)));
            let value = some(if is_text { quote!(__m::Into::into(#value)) } else { quote!(#value) });
            quote!(|| #value)
        }
        (Some(Default::With(function)), _) => quote!(#function),
        (Some(Default::Now), _) | (None, Role::CreatedAt | Role::UpdatedAt) => quote!(__m::time::<#ty>().now),
        (None, Role::ClientKey) => quote!(__m::ClientKey::generate),
        (None, Role::Version) => quote!(__m::version::<#ty>().first),
        // NULL, where a builder was not told otherwise; of a parent it would hide that its key is not known.
        (None, Role::Plain) if column.nullable && column.parent.is_none() => quote!(|| __m::None),
        (Some(Default::Sql(_)) | None, _) => return None,
    })
}

/// `fn given_key`, where the key is given.
pub(super) fn given_key(model: &Model) -> Option<TokenStream> {
    let key = key_value(model, |column| {
        let position = column.position();
        column.key_of(&quote!(draft.#position.as_ref()?))
    });
    model.key_columns().all(Column::is_insertable).then(|| {
        quote! {
            fn given_key(draft: &__m::Draft<Self>) -> __m::Option<Self::Key> {
                __m::Some(#key)
            }
        }
    })
}
