//! `impl Columns`: values bound by position, for any backend.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Column, Model};

pub(super) fn bind(model: &Model) -> TokenStream {
    let (ident, module) = (&model.ident, &model.module);
    let (new, patch) = (&model.new.ident, &model.patch.ident);
    let bounds = bounds(model);
    let name = model.name();
    let rows = model.columns.iter().map(|column| {
        let (position, field, ident) = (column.position(), &column.field, &column.ident);
        quote!(#position => __m::bind(#module::#ident, &self.#field, out),)
    });
    let news = model.insertable().map(|column| {
        let (position, value) = (column.position(), offer_new(model, column));
        quote!(#position => #value,)
    });
    let patches = model.patchable().map(|column| {
        let (position, field, ident) = (column.position(), &column.field, &column.ident);
        quote!(#position => patch.#field.offer(#module::#ident, out),)
    });
    let keys = bind_key(model);
    // A model may have nothing to insert but its key, or nothing to change.
    let (new_out, new_name) = names(model.insertable().next().is_some(), "new");
    let (patch_out, patch_name) = names(model.patchable().next().is_some(), "patch");
    quote! {
        impl<DB: __m::Backend> __m::Columns<DB> for #ident
        where
            #(#bounds,)*
        {
            fn bind_row<'b>(&'b self, column: usize, out: __m::Out<'_, '_, 'b, DB>) -> __m::Built {
                match column {
                    #(#rows)*
                    _ => __m::no_column(#name, column),
                }
            }
            fn bind_new<'b>(#new_name: &'b #new, column: usize, #new_out: __m::Slot<'_, '_, 'b, DB>) -> __m::Built<bool> {
                match column {
                    #(#news)*
                    _ => __m::Ok(false),
                }
            }
            fn bind_patch<'b>(#patch_name: &'b #patch, column: usize, #patch_out: __m::Slot<'_, '_, 'b, DB>) -> __m::Built<bool> {
                match column {
                    #(#patches)*
                    _ => __m::Ok(false),
                }
            }
            #keys
        }
    }
}

fn names(used: bool, name: &str) -> (TokenStream, TokenStream) {
    if used {
        let name = quote::format_ident!("{name}");
        (quote!(out), quote!(#name))
    } else {
        (quote!(_out), quote!(_))
    }
}

/// One bound for each distinct pair of Rust type and SQL type.
fn bounds(model: &Model) -> Vec<TokenStream> {
    let mut seen = Vec::new();
    let mut bounds = Vec::new();
    let mut add = |bound: TokenStream| {
        let text = bound.to_string();
        if !seen.contains(&text) {
            seen.push(text);
            bounds.push(bound);
        }
    };
    for column in &model.columns {
        let (ty, sql_type) = (&column.ty, column.sql_type_tokens());
        add(quote!(#ty: __m::Value<#sql_type, DB>));
        if let Some(parent) = column.parent.as_ref().filter(|_| column.nullable) {
            let (parent, plain) = (&parent.model, column.plain_sql_type());
            add(quote!(<#parent as __m::Model>::Key: __m::Value<#plain, DB>));
        }
    }
    bounds
}

fn offer_new(model: &Model, column: &Column) -> TokenStream {
    let (module, field, ident) = (&model.module, &column.field, &column.ident);
    match &column.parent {
        Some(_) if column.nullable => quote!(__m::offer_fk(#module::#ident, &new.#field, out)),
        Some(_) => quote!(new.#field.offer(#module::#ident, out)),
        None if column.is_optional() => quote!(new.#field.offer(#module::#ident, out)),
        None => quote!(__m::offer(#module::#ident, &new.#field, out)),
    }
}

fn bind_key(model: &Model) -> TokenStream {
    let module = &model.module;
    let key: Vec<_> = model.key_columns().collect();
    let body = if let [column] = &key[..] {
        let ident = &column.ident;
        quote!(__m::bind(#module::#ident, key, out))
    } else {
        let name = model.name();
        let parts = key.iter().enumerate().map(|(part, column)| {
            let part = proc_macro2::Literal::usize_unsuffixed(part);
            let ident = &column.ident;
            quote!(#part => __m::bind(#module::#ident, &key.#part, out),)
        });
        quote! {
            match part {
                #(#parts)*
                _ => __m::no_column(#name, part),
            }
        }
    };
    let part = if key.len() == 1 { quote!(_part) } else { quote!(part) };
    quote! {
        fn bind_key<'b>(key: &'b Self::Key, #part: usize, out: __m::Out<'_, '_, 'b, DB>) -> __m::Built {
            #body
        }
    }
}
