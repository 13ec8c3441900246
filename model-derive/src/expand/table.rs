//! `table!`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, Path, PathSegment, parse_str};

use super::path::{is_bridged, nullable_if};
use crate::ir::{Column, Model, SqlType};

/// Diesel's `table!` for the model; docs are passed on, names that Rust or Diesel needs get an `sql_name`.
pub(super) fn table(model: &Model) -> TokenStream {
    let docs = docs_or(&model.docs, &format!("The table of [`{}`].", model.name()));
    let module = &model.module;
    let table_name = (module.unraw() != model.table.text).then(|| {
        let name = &model.table.text;
        quote!(#[sql_name = #name])
    });
    // One that Rust does not take is an error of its own.
    let namespace = model.namespace.as_ref().and_then(|name| parse_str::<Ident>(&name.text).ok());
    let namespace = namespace.map(|name| quote!(#name.));
    let key = model.key_columns().map(|column| &column.ident);
    let mut imports = Imports::default();
    let columns: Vec<_> = model.columns.iter().map(|column| entry(column, &mut imports)).collect();
    let imports = imports.uses;
    quote! {
        ::diesel::table! {
            // Without any import `table!` adds one of all SQL types, which could hide a type of the same name.
            use ::diesel::sql_types::Nullable as _;
            #(#imports)*
            #docs
            #table_name
            #namespace #module (#(#key),*) {
                #(#columns)*
            }
        }
    }
}

fn entry(column: &Column, imports: &mut Imports) -> TokenStream {
    let docs = docs_or(&column.docs, &format!("The column `{}`.", column.name.text));
    let ident = &column.ident;
    let sql_name = (ident.unraw() != column.name.text).then(|| {
        let name = &column.name.text;
        quote!(#[sql_name = #name])
    });
    let plain = sql_type(&column.sql_type, column.index, imports);
    let sql_type = nullable_if(column.nullable, plain, &quote!(::diesel::sql_types));
    quote!(#docs #sql_name #ident -> #sql_type,)
}

/// A SQL type inside `table!`.
fn sql_type(of: &SqlType, index: usize, imports: &mut Imports) -> TokenStream {
    let known = |name: &str| {
        let ident = format_ident!("{name}");
        if is_bridged(name) { quote!(::model_runtime::sql_types::#ident) } else { quote!(::diesel::sql_types::#ident) }
    };
    match of {
        SqlType::Known(name) => known(name),
        SqlType::Of(name, item) => {
            let inner = sql_type(&item.sql_type, index, imports);
            let (of, inner) = (known(name), nullable_if(item.nullable, inner, &quote!(::diesel::sql_types)));
            quote!(#of<#inner>)
        }
        SqlType::Own(path) => {
            let own = imports.name(path, index);
            quote!(::model_runtime::sql_types::Own<#own>)
        }
        SqlType::Named(path) => imports.name(path, index),
    }
}

/// The user's own doc comments, or a sentence.
pub(super) fn docs_or(docs: &[syn::Attribute], sentence: &str) -> TokenStream {
    if docs.is_empty() { quote!(#[doc = #sentence]) } else { quote!(#(#docs)*) }
}

/// Types from outside `table!`, which makes a module of its own: they are imported from the module around it.
#[derive(Default)]
struct Imports {
    uses: Vec<TokenStream>,
}

impl Imports {
    /// What a path of the struct's module is called inside `table!`.
    fn name(&mut self, path: &Path, index: usize) -> TokenStream {
        let absolute =
            path.leading_colon.is_some() || path.segments.first().is_some_and(|first| first.ident == "crate");
        if absolute {
            return quote!(#path);
        }
        // A crate's own name is known in every module.
        let of_crate = |name| path.segments.first().is_some_and(|first| first.ident == name);
        if path.segments.len() > 1 && (of_crate("diesel") || of_crate("model_runtime")) {
            return quote!(::#path);
        }
        let segments: Vec<&PathSegment> = path.segments.iter().skip_while(|segment| segment.ident == "self").collect();
        let name = format_ident!("Column{}", index);
        self.uses.push(quote!(use super::#(#segments)::* as #name;));
        quote!(#name)
    }
}
