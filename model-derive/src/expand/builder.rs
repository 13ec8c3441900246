//! The builder: a setter per column, and a type-level list of the required ones.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::companion::new_type;
use super::table::docs_or;
use crate::ir::{Column, Model};

/// `pub struct XBuilder<S>`, `S` being the list of required columns.
pub(super) fn builder(model: &Model) -> TokenStream {
    let (vis, builder, new, name) = (&model.vis, &model.builder, &model.new.ident, model.name());
    let doc = format!("Collects the values of a [`{name}`] to insert; made by [`{name}::builder`].");
    let state = state(model);
    quote! {
        #[doc = #doc]
        #[must_use = "a builder inserts nothing until it is told to"]
        #vis struct #builder<S = #state>(::model_runtime::__private::Building<#new, S>);
    }
}

/// The list of required columns, none given.
fn state(model: &Model) -> TokenStream {
    let module = &model.module;
    let required: Vec<_> = model.insertable().filter(|column| column.is_required()).collect();
    let idents = required.iter().map(|column| &column.ident);
    quote!(::model_runtime::__required![#(#module::#idents),*])
}

/// What is given so far: required columns may be missing.
pub(super) fn draft(model: &Model) -> TokenStream {
    let fields = model.insertable().map(|column| {
        let (field, ty) = (&column.field, new_type(column));
        if column.is_required() { quote!(#field: __m::Option<#ty>) } else { quote!(#field: #ty) }
    });
    quote! {
        #[derive(__m::Default)]
        pub struct Draft {
            #(#fields),*
        }
    }
}

/// The builder's methods.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (vis, ident, builder, new) = (&model.vis, &model.ident, &model.builder, &model.new.ident);
    let mut places = 0..;
    let setters = model.insertable().map(|column| {
        let place = if column.is_required() { places.next() } else { None };
        setter(model, column, place)
    });
    let values = model.insertable().map(|column| {
        let field = &column.field;
        if column.is_required() { quote!(#field: draft.#field?) } else { quote!(#field: draft.#field) }
    });
    let doc = format!("Starts a [`{}`] to insert, column by column.", model.name());
    quote! {
        impl #ident {
            #[doc = #doc]
            #vis fn builder() -> #builder {
                #builder(__m::Building::new())
            }
        }
        type To<S> = #builder<S>;
        impl<S: __m::State> #builder<S> {
            #(#setters)*
        }
        impl<S: __m::Complete<#ident>> __m::NewVerbs for #builder<S> {
            type New = #new;
            fn into_new(self) -> __m::Option<#new> {
                let draft = self.0.into_draft();
                __m::Some(#new { #(#values),* })
            }
        }
    }
}

/// The setter of a column; a required one has a place in the list.
fn setter(model: &Model, column: &Column, place: Option<usize>) -> TokenStream {
    let (vis, builder, field, ty) = (&model.vis, &model.builder, &column.field, &column.ty);
    let docs = docs_or(&column.docs, &format!("Gives the column `{}`.", column.name.text));
    let (takes, value) = match &column.parent {
        Some(parent) if column.nullable => {
            let parent = &parent.model;
            (quote!(impl __m::IntoOptionalFk<#parent>), quote!(value.into_optional_fk()))
        }
        Some(parent) => {
            let parent = &parent.model;
            (quote!(impl __m::IntoFk<#parent>), quote!(value.into_fk()))
        }
        None => (quote!(impl __m::Into<#ty>), quote!(value.into())),
    };
    let value = if column.is_required() {
        quote!(__m::Some(#value))
    } else if column.is_optional() {
        quote!(__m::Assign::Set(#value))
    } else {
        value
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
            #builder(self.0.give(|to| to.#field = #value))
        }
    }
}
