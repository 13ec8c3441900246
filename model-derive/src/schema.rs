//! `schema! { pub Blog: User, Post }`: the models of one database.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Path, Token, Visibility};

use crate::diag::Diagnostics;

/// The list of a database's models.
struct Schema {
    attributes: Vec<Attribute>,
    vis: Visibility,
    ident: Ident,
    models: Vec<Path>,
    /// Those whose tables are declared elsewhere, with what lets them meet each other.
    existing: Vec<Path>,
}

impl Parse for Schema {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let ident = input.parse()?;
        let mut models = Vec::new();
        if input.peek(Token![:]) || !input.peek(Token![;]) {
            input.parse::<Token![:]>()?;
            models = paths(input)?;
        }
        let mut existing = Vec::new();
        if !input.is_empty() {
            input.parse::<Token![;]>()?;
            let word: Ident = input.parse()?;
            if word != "existing" {
                return Err(syn::Error::new(word.span(), format_args!("expected `existing`, and `{word}` is here")));
            }
            input.parse::<Token![:]>()?;
            existing = paths(input)?;
        }
        Ok(Self { attributes, vis, ident, models, existing })
    }
}

/// Paths with commas between them, up to a semicolon or the end.
fn paths(input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    let mut paths = Vec::new();
    while !input.is_empty() && !input.peek(Token![;]) {
        paths.push(input.parse()?);
        if input.is_empty() || input.peek(Token![;]) {
            break;
        }
        input.parse::<Token![,]>()?;
    }
    Ok(paths)
}

/// The expansion of a list.
pub(crate) fn schema(input: TokenStream) -> TokenStream {
    let schema = match syn::parse2::<Schema>(input) {
        Ok(schema) => schema,
        Err(error) => {
            let message = format!(
                "{error}\nhelp: write `schema! {{ pub Blog: User, Post }}`, or `schema! {{ pub Blog: User; existing: Post }}`"
            );
            return syn::Error::new(error.span(), message).to_compile_error();
        }
    };
    let mut diag = Diagnostics::default();
    let models = listed_once(&schema, &mut diag);
    let (existing, new): (Vec<_>, Vec<_>) = models.into_iter().partition(|model| schema.existing.contains(model));
    let code = expand(&schema, &new, &existing);
    let mut output = diag.finish();
    output.extend(code);
    output
}

/// The models, each once.
fn listed_once<'s>(schema: &'s Schema, diag: &mut Diagnostics) -> Vec<&'s Path> {
    let mut models: Vec<&Path> = Vec::new();
    for model in schema.models.iter().chain(&schema.existing) {
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
fn expand(schema: &Schema, new: &[&Path], existing: &[&Path]) -> TokenStream {
    let Schema { attributes, vis, ident, .. } = schema;
    let name = ident.to_string();
    let doc = attributes.is_empty().then(|| {
        let doc = "The tables of a database: creates them, drops them, and tells their DDL.";
        quote!(#[doc = #doc])
    });
    let models: Vec<_> = new.iter().chain(existing).collect();
    let pairs = new.iter().enumerate().flat_map(|(i, left)| {
        new.iter().take(i).map(move |right| {
            quote! {
                impl __m::Meets<__m::TableOf<#left>> for #right {}
                impl __m::Meets<__m::TableOf<#right>> for #left {}
            }
        })
    });
    // Of two tables that are there `allow_tables_to_appear_in_same_query!` says it.
    let is_public = matches!(vis, Visibility::Public(_));
    let mixed = new.iter().flat_map(|left| {
        existing.iter().map(move |right| {
            // What a table is joined to is shown by its model, which may be as private as the schema is.
            let joins = is_public.then(|| quote!(__m::joins!(existing #right, __m::TableOf<#left>);));
            quote! {
                impl __m::Meets<__m::TableOf<#right>> for #left {}
                impl ::diesel::query_source::TableNotEqual<__m::TableOf<#left>> for __m::TableOf<#right> {}
                #joins
            }
        })
    });
    let kinds = new.iter().map(|model| of_kind(model, "is_generated"));
    let kinds = kinds.chain(existing.iter().map(|model| of_kind(model, "is_existing")));
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
            // Hundreds of models are looked for in each other's lists, which takes a moment and ends.
            #[allow(long_running_const_eval)]
            const _: () = __m::check_schema(#name, <#ident as __m::Schema>::TABLES);
            #(#pairs)*
            #(#mixed)*
            #(#kinds)*
        };
    }
}

/// expands to: that the table of a model is generated, or is there, as its place in the list says.
fn of_kind(model: &Path, asks: &str) -> TokenStream {
    let (name, asks) = (model.to_token_stream().to_string(), Ident::new(asks, model.span()));
    let asks = quote_spanned!(model.span()=> __m::existing::#asks);
    quote! {
        const _: () = #asks(#name, {
            use __m::Otherwise as _;
            __m::Probe::<#model>::IS_EXISTING
        });
    }
}
