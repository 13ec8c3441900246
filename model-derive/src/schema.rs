//! `schema! { pub Blog: User, Post }`: the models of one database.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Ident, Path, Token, Visibility};

use crate::diag::Diagnostics;

/// The list of a database's models.
struct Schema {
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    models: Punctuated<Path, Token![,]>,
}

impl Parse for Schema {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let ident = input.parse()?;
        input.parse::<Token![:]>()?;
        let models = input.call(Punctuated::parse_terminated)?;
        Ok(Self { attributes, vis, ident, models })
    }
}

/// The expansion of a list.
pub(crate) fn schema(input: TokenStream) -> TokenStream {
    let schema = match syn::parse2::<Schema>(input) {
        Ok(schema) => schema,
        Err(error) => {
            let message = format!("{error}\nhelp: write `schema! {{ pub Blog: User, Post }}`");
            return syn::Error::new(error.span(), message).to_compile_error();
        }
    };
    let mut diag = Diagnostics::default();
    let models = listed_once(&schema, &mut diag);
    let code = expand(&schema, &models);
    let mut output = diag.finish();
    output.extend(code);
    output
}

/// The models, each once.
fn listed_once<'s>(schema: &'s Schema, diag: &mut Diagnostics) -> Vec<&'s Path> {
    let mut models: Vec<&Path> = Vec::new();
    for model in &schema.models {
        if models.contains(&model) {
            diag.error(
                model,
                format_args!("model `{}` is listed twice in schema `{}`", model.to_token_stream(), schema.ident),
                "list each model once",
            );
        } else {
            models.push(model);
        }
    }
    if models.is_empty() {
        diag.error(
            &schema.ident,
            format_args!("schema `{}` lists no model", schema.ident),
            format_args!("for example `schema! {{ pub {}: User, Post }}`", schema.ident),
        );
    }
    models
}

/// expands to: a unit struct, its list of tables, the check of the list, and the pairs of tables that may meet in a query.
fn expand(schema: &Schema, models: &[&Path]) -> TokenStream {
    let Schema { attributes, vis, ident, .. } = schema;
    let name = ident.to_string();
    let doc = attributes.is_empty().then(|| {
        let doc = "The tables of a database: creates them, drops them, and tells their DDL.";
        quote!(#[doc = #doc])
    });
    let pairs = models.iter().enumerate().flat_map(|(i, left)| {
        models.iter().take(i).map(move |right| {
            quote! {
                impl __m::Meets<__m::TableOf<#left>> for #right {}
                impl __m::Meets<__m::TableOf<#right>> for #left {}
            }
        })
    });
    quote! {
        #doc
        #(#attributes)*
        #[derive(Debug, Clone, Copy)]
        #vis struct #ident;
        const _: () = {
            use ::model_runtime::__private as __m;
            impl __m::Schema for #ident {
                const NAME: &'static str = #name;
                const TABLES: &'static [&'static __m::TableSchema] = &[#(<#models as __m::Model>::SCHEMA),*];
            }
            impl<DB> __m::IsFor<DB> for #ident where #(#models: __m::IsFor<DB>),* {}
            const _: () = __m::check_schema(#name, <#ident as __m::Schema>::TABLES);
            #(#pairs)*
        };
    }
}
