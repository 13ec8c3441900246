//! The builder: a setter per column, and a type-level list of the required ones.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::ir::{Column, Model};

/// `pub struct XBuilder<S>`, `S` being the list of required columns.
pub(super) fn builder(model: &Model) -> TokenStream {
    let (vis, ident, builder, name) = (&model.vis, &model.ident, &model.builder, model.name());
    let doc = format!("Collects the values of a [`{name}`] to insert; made by [`{name}::builder`].");
    let state = state(model);
    quote! {
        #[doc = #doc]
        #[must_use = "a builder inserts nothing until it is told to"]
        #vis struct #builder<S = #state>(::model_runtime::__private::Building<#ident, S>);
    }
}

/// The list of required columns, none given.
fn state(model: &Model) -> TokenStream {
    if model.existing.is_some() {
        let ident = &model.ident;
        return quote!(<#ident as ::model_runtime::__private::Starts>::Required);
    }
    required(model)
}

fn required(model: &Model) -> TokenStream {
    let required = model.insertable().filter(|column| column.is_required()).map(|column| model.column_path(column));
    quote!(::model_runtime::__required![#(#required),*])
}

/// The list of a table that is there, whose columns have names in the block of impls only.
fn starts(model: &Model) -> Option<TokenStream> {
    let (ident, required) = (&model.ident, required(model));
    model.existing.is_some().then(|| {
        quote! {
            impl __m::Starts for #ident {
                type Required = #required;
            }
        }
    })
}

/// The builder's methods.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (vis, ident, builder) = (&model.vis, &model.ident, &model.builder);
    let mut places = 0..;
    let setters = model.insertable().map(|column| {
        let place = if column.is_required() { places.next() } else { None };
        setter(model, column, place)
    });
    // A nullable key to a parent whose setter was not called is NULL.
    let nulls: Vec<_> =
        model.insertable().filter(|column| column.nullable && column.parent.is_some()).map(Column::position).collect();
    let into_draft = if nulls.is_empty() {
        quote!(self.0.into_draft())
    } else {
        quote! {
            let mut draft = self.0.into_draft();
            #(draft.#nulls.get_or_insert(__m::None);)*
            draft
        }
    };
    let rows = model.insertable().any(|column| column.parent.is_some()).then(|| quote!(__m::built_rows!();));
    let doc = format!("Starts a [`{}`] to insert, column by column.", model.name());
    let starts = starts(model);
    quote! {
        #starts
        impl #ident {
            #[doc = #doc]
            #vis fn builder() -> #builder {
                #builder(__m::Building::start())
            }
        }
        impl<S: __m::State> #builder<S> {
            #(#setters)*
        }
        impl<S: __m::State> __m::NewVerbs for #builder<S> {
            type Model = #ident;
            type Given = S;
            fn into_draft(self) -> __m::Draft<#ident> {
                #into_draft
            }
            #rows
        }
    }
}

/// The setter of a column; a required one has a place in the list.
fn setter(model: &Model, column: &Column, place: Option<usize>) -> TokenStream {
    let (vis, builder, field, ty) = (&model.vis, &model.builder, &column.field, &column.ty);
    let docs = &column.docs;
    let position = column.position();
    let value_ty = &column.value_ty;
    let takes = match &column.parent {
        Some(model) if column.nullable => quote!(nullable_fk(#model, #value_ty)),
        Some(model) => quote!(fk(#model, #value_ty)),
        None if column.nullable => quote!(nullable(#value_ty)),
        None if column.is_plain_value() => quote!(plain(#ty)),
        None => quote!(into(#ty)),
    };
    let place = place.map(|place| {
        let place = format_ident!("P{place}");
        quote!(, #place)
    });
    quote!(__m::setter!(#(#docs)* #vis #builder.#field #position #takes #place);)
}
