//! The row impls of Diesel: loading by position and by name, selecting, identifying.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

pub(super) fn rows(model: &Model) -> TokenStream {
    let (ident, module) = (&model.ident, &model.module);
    let types = model.columns.iter().map(|column| &column.ty);
    let fields: Vec<_> = model.columns.iter().map(|column| &column.field).collect();
    let places = (0..fields.len()).map(proc_macro2::Literal::usize_unsuffixed);
    let key: Vec<_> = model.key_columns().collect();
    let key_types = key.iter().map(|column| &column.ty);
    let key_fields = key.iter().map(|column| &column.field);
    let (id, id_value) = match &key[..] {
        [_] => (quote!(#(&'a #key_types)*), quote!(#(&self.#key_fields)*)),
        _ => (quote!((#(&'a #key_types),*)), quote!((#(&self.#key_fields),*))),
    };
    quote! {
        type Row = (#(#types,)*);
        impl<DB: __m::Backend> __m::Queryable<#module::SqlType, DB> for #ident
        where
            Row: __m::FromStaticSqlRow<#module::SqlType, DB>,
        {
            type Row = Row;
            fn build(row: Row) -> __m::Loaded<Self> {
                __m::Ok(Self { #(#fields: row.#places),* })
            }
        }
        impl<DB: __m::Backend> __m::Selectable<DB> for #ident {
            type SelectExpression = <#module::table as __m::Table>::AllColumns;
            fn construct_selection() -> Self::SelectExpression {
                #module::all_columns
            }
        }
        impl<DB: __m::Backend> __m::QueryableByName<DB> for #ident
        where
            Self: __m::Queryable<#module::SqlType, DB, Row = Row>,
            Row: __m::NamedColumns<#module::SqlType, DB>,
        {
            fn build<'a>(row: &impl __m::NamedRow<'a, DB>) -> __m::Loaded<Self> {
                __m::Queryable::build(__m::NamedColumns::read(row, <Self as __m::Model>::SCHEMA)?)
            }
        }
        impl __m::HasTable for #ident {
            type Table = #module::table;
            fn table() -> #module::table {
                #module::table
            }
        }
        impl<'a> __m::Identifiable for &'a #ident {
            type Id = #id;
            fn id(self) -> Self::Id {
                #id_value
            }
        }
        impl<'a> __m::Identifiable for &'_ &'a #ident {
            type Id = #id;
            fn id(self) -> Self::Id {
                #id_value
            }
        }
    }
}
