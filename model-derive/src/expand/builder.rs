//! The builder: a setter per column, and a type-level list of the required ones.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::table::docs_or;
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
    let module = &model.module;
    let required: Vec<_> = model.insertable().filter(|column| column.is_required()).collect();
    let idents = required.iter().map(|column| &column.ident);
    quote!(::model_runtime::__required![#(#module::#idents),*])
}

/// The builder's methods.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (vis, ident, builder) = (&model.vis, &model.ident, &model.builder);
    let mut places = 0..;
    let setters = model.insertable().map(|column| {
        let place = if column.is_required() { places.next() } else { None };
        setter(model, column, place)
    });
    // A nullable column whose setter was not called is NULL.
    let nulls: Vec<_> =
        model.insertable().filter(|column| column.nullable && !column.is_optional()).map(Column::position).collect();
    let into_draft = if nulls.is_empty() {
        quote!(self.0.into_draft())
    } else {
        quote! {
            let mut draft = self.0.into_draft();
            #(draft.#nulls.get_or_insert(__m::None);)*
            draft
        }
    };
    let doc = format!("Starts a [`{}`] to insert, column by column.", model.name());
    quote! {
        impl #ident {
            #[doc = #doc]
            #vis fn builder() -> #builder {
                #builder(__m::Building::start())
            }
        }
        type To<S> = #builder<S>;
        impl<S: __m::State> #builder<S> {
            #(#setters)*
        }
        impl<S: __m::Complete<#ident>> __m::NewVerbs for #builder<S> {
            type Model = #ident;
            fn into_draft(self) -> __m::Draft<#ident> {
                #into_draft
            }
        }
    }
}

/// The setter of a column; a required one has a place in the list.
fn setter(model: &Model, column: &Column, place: Option<usize>) -> TokenStream {
    let (vis, builder, field, ty) = (&model.vis, &model.builder, &column.field, &column.ty);
    let docs = docs_or(&column.docs, &format!("Gives the column `{}`.", column.name.text));
    let position = column.position();
    let (takes, value) = match &column.parent {
        Some(parent) if column.nullable => {
            let parent = &parent.model;
            (quote!(impl __m::IntoOptionalFk<#parent>), quote!(__m::optional_key(value.into_optional_fk())))
        }
        Some(parent) => {
            let parent = &parent.model;
            (quote!(impl __m::IntoFk<#parent>), quote!(value.into_fk().into_key()))
        }
        None if column.nullable => {
            let ty = &column.value_ty;
            (quote!(impl __m::IntoNullable<#ty>), quote!(__m::Some(value.into_nullable())))
        }
        None if column.is_plain_value() => (quote!(#ty), quote!(__m::Some(value))),
        None => (quote!(impl __m::Into<#ty>), quote!(__m::Some(value.into()))),
    };
    let to = match place {
        Some(place) => {
            let place = format_ident!("P{place}");
            quote!(To<S::Fill<__m::#place>>)
        }
        None => quote!(Self),
    };
    quote! {
        #docs
        #vis fn #field(self, value: #takes) -> #to {
            #builder(self.0.give(|to| to.#position = #value))
        }
    }
}
