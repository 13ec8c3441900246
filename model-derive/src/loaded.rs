//! `loaded!(User { posts { tags }, count(friends) })`: the type of a row with what was loaded with it.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::{Brace, Paren};
use syn::{Ident, Path, Token, braced, parenthesized};

use crate::expand::hashed;

/// A model, and what is loaded with its rows.
struct Row {
    model: Path,
    loaded: Vec<Item>,
}

/// What is loaded by one relation.
enum Item {
    Rows(Ident, Vec<Item>),
    Count(Ident),
}

impl Parse for Row {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let model = input.call(Path::parse_mod_style)?;
        Ok(Self { model, loaded: items(input)? })
    }
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name: Ident = input.parse()?;
        if name == "count" && input.peek(Paren) {
            let inner;
            parenthesized!(inner in input);
            return inner.parse().map(Self::Count);
        }
        Ok(Self::Rows(name, if input.peek(Brace) { items(input)? } else { Vec::new() }))
    }
}

fn items(input: ParseStream<'_>) -> syn::Result<Vec<Item>> {
    let inner;
    braced!(inner in input);
    let items = inner.call(Punctuated::<Item, Token![,]>::parse_terminated)?;
    Ok(items.into_iter().collect())
}

/// The type.
pub(crate) fn loaded(input: TokenStream) -> TokenStream {
    match syn::parse2::<Row>(input) {
        Ok(Row { model, loaded }) => row(&quote!(#model), &loaded),
        Err(error) => {
            let message = format!("{error}\nhelp: write `loaded!(User {{ posts {{ tags }}, profile }})`");
            syn::Error::new(error.span(), message).to_compile_error()
        }
    }
}

/// expands to: `With<Model, Loaded<Last, .., Loaded<First, ..>>>`, or the model itself if nothing is loaded.
fn row(model: &TokenStream, items: &[Item]) -> TokenStream {
    if items.is_empty() {
        return model.clone();
    }
    let loaded = items.iter().fold(quote!(()), |rest, item| match item {
        Item::Rows(name, items) => {
            let relation = relation(model, name);
            let to = row(&quote!(<#relation as ::model_runtime::relation::Relation>::To), items);
            quote!(::model_runtime::relation::Loaded<#relation, #to, #rest>)
        }
        Item::Count(name) => {
            let relation = relation(model, name);
            quote!(::model_runtime::relation::Counted<#relation, #rest>)
        }
    });
    quote!(::model_runtime::relation::With<#model, #loaded>)
}

fn relation(model: &TokenStream, name: &Ident) -> TokenStream {
    let hash = hashed(name);
    quote_spanned!(name.span()=> <#model as ::model_runtime::relation::Named<#hash>>::Relation)
}
