//! The builder: a setter per column, and a type-level list of the required ones.

use proc_macro2::TokenStream;
use quote::quote;

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
        #vis struct #builder<S = #state> {
            draft: <#new as ::model_runtime::NewRow>::Draft,
            state: ::core::marker::PhantomData<fn() -> S>,
        }
    }
}

/// The list of required columns, none given.
fn state(model: &Model) -> TokenStream {
    let module = &model.module;
    let required: Vec<_> = model.insertable().filter(|column| column.is_required()).collect();
    required.iter().rev().fold(quote!(::model_runtime::__private::Nil), |tail, column| {
        let ident = &column.ident;
        quote!(::model_runtime::__private::Cons<#module::#ident, #tail>)
    })
}

/// What is given so far: required columns may be missing.
pub(super) fn draft(model: &Model) -> TokenStream {
    let fields = model.insertable().map(|column| {
        let (field, ty) = (&column.field, new_type(column));
        if column.is_required() { quote!(#field: ::core::option::Option<#ty>) } else { quote!(#field: #ty) }
    });
    quote! {
        #[derive(::core::default::Default)]
        pub struct Draft {
            #(#fields),*
        }
    }
}

/// The builder's methods.
pub(super) fn impls(model: &Model) -> TokenStream {
    let (vis, ident, builder, new) = (&model.vis, &model.ident, &model.builder, &model.new.ident);
    let mut place = quote!(__m::First);
    let mut setters = Vec::new();
    for column in model.insertable() {
        setters.push(setter(model, column, &place));
        if column.is_required() {
            place = quote!(__m::After<#place>);
        }
    }
    let values = model.insertable().map(|column| {
        let field = &column.field;
        if column.is_required() { quote!(#field: draft.#field?) } else { quote!(#field: draft.#field) }
    });
    let doc = format!("Starts a [`{}`] to insert, column by column.", model.name());
    quote! {
        impl #ident {
            #[doc = #doc]
            #vis fn builder() -> #builder {
                #builder { draft: ::core::default::Default::default(), state: ::core::marker::PhantomData }
            }
        }
        impl<S: __m::State> #builder<S> {
            fn give<T>(mut self, give: impl ::core::ops::FnOnce(&mut Draft)) -> #builder<T> {
                give(&mut self.draft);
                #builder { draft: self.draft, state: ::core::marker::PhantomData }
            }
            #(#setters)*
        }
        impl<S: __m::Complete<#ident>> __m::NewVerbs for #builder<S> {
            type New = #new;
            fn into_new(self) -> ::core::option::Option<#new> {
                let draft = self.draft;
                ::core::option::Option::Some(#new { #(#values),* })
            }
        }
    }
}

fn setter(model: &Model, column: &Column, place: &TokenStream) -> TokenStream {
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
        None => (quote!(impl ::core::convert::Into<#ty>), quote!(value.into())),
    };
    let value = if column.is_required() {
        quote!(::core::option::Option::Some(#value))
    } else if column.is_optional() {
        quote!(__m::Assign::Set(#value))
    } else {
        value
    };
    let state = if column.is_required() { quote!(S::Fill<#place>) } else { quote!(S) };
    quote! {
        #docs
        #vis fn #field(self, value: #takes) -> #builder<#state> {
            self.give(|draft| draft.#field = #value)
        }
    }
}
