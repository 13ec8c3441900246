//! What a model with mistakes expands to.
//!
//! Everything that other code names is there, with bodies that never run, so that the compiler reports the mistakes and not
//! their consequences.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse_quote;

use super::{builder, companion, existing, model::key_type, path, relation, table};
use crate::ir::{Default, Model, SqlType};

/// The most columns that Diesel has tables for.
const WIDEST: usize = 128;

/// The table, the types beside the model, and its traits in name only.
pub(crate) fn fallback(mut model: Model) -> TokenStream {
    if model.columns.is_empty() || model.columns.len() > WIDEST {
        return TokenStream::new();
    }
    tell_apart(&mut model);
    // These show the fields as they were written. A view has none of them.
    let shown = model.view.is_none();
    let shown = shown.then(|| (companion::new(&model), companion::patch(&model), companion::derived(&model)));
    repair(&mut model);
    let (types, writes) = shown.map(|shown| written(&model, shown)).unzip();
    let table = model.existing.is_none().then(|| table::table(&model));
    let (ident, module, name) = (&model.ident, model.table_module(), model.name());
    let (new, patch) = (model.new_type(), model.patch_type());
    let (row, key) = (model.columns.iter().map(|column| &column.ty), key_type(&model));
    let table_name = &model.table.text;
    let (probes, imports, relations) = (path::probes(&model), existing::imports(&model), relation::relations(&model));
    let never = quote!(::core::unreachable!());
    quote! {
        #table
        #types
        const _: () = {
            use ::model_runtime::__private as __m;
            #probes
            #imports
            type __Row = (#(#row,)*);
            impl __m::HasTable for #ident {
                type Table = #module::table;
                fn table() -> #module::table {
                    #module::table
                }
            }
            impl __m::Selected for #ident {
                type Columns = <#module::table as __m::Table>::AllColumns;
                fn columns() -> Self::Columns {
                    #module::all_columns
                }
            }
            impl<DB: __m::Backend> __m::Queryable<#module::SqlType, DB> for #ident
            where
                __Row: __m::FromStaticSqlRow<#module::SqlType, DB>,
            {
                type Row = __Row;
                fn build(_row: __Row) -> __m::Loaded<Self> {
                    #never
                }
            }
            impl __m::Model for #ident {
                type SqlType = #module::SqlType;
                type Row = __Row;
                type Key = #key;
                type New = #new;
                type Patch = #patch;
                type Returned = __Row;
                type ReturnedSql = #module::SqlType;
                type Bound = #module::SqlType;
                type Backends = __m::Every;
                const NAME: &'static str = #name;
                const TABLE: &'static str = #table_name;
                const KEY: &'static [usize] = &[];
                const KEY_NAMES: &'static [&'static str] = &[];
                const RETURNING: &'static [usize] = &[];
                const GENERATED_KEY: bool = false;
                const SCHEMA: &'static __m::TableSchema = &__m::TableSchema::new(#name, #table_name, &[], &[]);
                fn key(&self) -> Self::Key {
                    #never
                }
                fn from_row(_row: __Row) -> Self {
                    #never
                }
                fn value(&self, _column: usize) -> __m::Option<&dyn __m::Any> {
                    __m::None
                }
                fn returned_key(_returned: &Self::Returned) -> Self::Key {
                    #never
                }
            }
            #writes
            #relations
        };
    }
}

/// The types that rows are written by, and their traits in name only.
fn written(
    model: &Model,
    (new_type, patch_type, derived): (TokenStream, TokenStream, TokenStream),
) -> (TokenStream, TokenStream) {
    let (builder_type, builder_impls) = (builder::builder(model), builder::impls(model));
    let (ident, new, patch) = (&model.ident, &model.new.ident, &model.patch.ident);
    let never = quote!(::core::unreachable!());
    let types = quote!(#new_type #patch_type #builder_type);
    let impls = quote! {
        impl __m::Writable for #ident {}
        impl __m::Shape for #new {
            type Values = __m::Draft<#ident>;
        }
        impl __m::NewRow for #new {
            type Model = #ident;
            fn into_draft(self) -> __m::Draft<#ident> {
                #never
            }
        }
        impl __m::Shape for #patch {
            type Values = Self;
        }
        impl __m::Patch for #patch {
            type Model = #ident;
            fn value(&self, _column: usize) -> __m::Option<&dyn __m::Any> {
                __m::None
            }
            fn apply(self, _row: &mut #ident) {}
        }
        #derived
        #builder_impls
    };
    (types, impls)
}

/// Gives each type beside the model a name of its own.
fn tell_apart(model: &mut Model) {
    let mut taken = vec![model.ident.clone()];
    for ident in [&mut model.new.ident, &mut model.patch.ident, &mut model.builder] {
        while taken.contains(ident) {
            *ident = format_ident!("{ident}_");
        }
        taken.push(ident.clone());
    }
}

/// Makes of the model one that compiles: with a key that is not NULL, and with text where a type cannot be stored.
fn repair(model: &mut Model) {
    if model.key.is_empty() {
        model.key.push(0);
    }
    let mut names: Vec<syn::Ident> = Vec::new();
    let mut is_new = |name: &syn::Ident| {
        let is_new = !names.contains(name);
        names.push(name.clone());
        is_new
    };
    model.parents.retain(|parent| is_new(&parent.relation));
    model.relations.retain(|relation| is_new(&relation.name));
    for column in &mut model.columns {
        if !column.understood || column.json {
            column.json = false;
            let ty: syn::Type = parse_quote!(::std::string::String);
            (column.ty, column.value_ty, column.nullable) = (ty.clone(), ty, false);
            column.sql_type = SqlType::Known("Text");
            column.parent = None;
            model.parents.retain(|parent| !parent.key.columns.contains(&column.index));
            model.other_keys.retain(|key| !key.columns.contains(&column.index));
            // Nothing has to be given for it.
            column.default = Some(Default::Sql(String::new()));
        }
        if model.key.contains(&column.index) {
            column.ty = column.value_ty.clone();
            column.nullable = false;
        }
    }
}
