//! The row impls of Diesel: loading by position and by name, selecting, identifying.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::Model;

pub(super) fn rows(model: &Model) -> TokenStream {
    let (ident, module) = (&model.ident, &model.module);
    let (new, patch) = (&model.new.ident, &model.patch.ident);
    let types = model.columns.iter().map(|column| &column.ty);
    let key: Vec<_> = model.key_columns().collect();
    let key_types = key.iter().map(|column| &column.ty);
    let key_fields = key.iter().map(|column| &column.field);
    quote! {
        type Row = (#(#types,)*);
        impl<DB: __m::Backend> __m::Queryable<#module::SqlType, DB> for #ident
        where
            __m::Sound<Self, Row>: __m::FromStaticSqlRow<#module::SqlType, DB>,
        {
            type Row = __m::Sound<Self, Row>;
            fn build(row: Self::Row) -> __m::Loaded<Self> {
                __m::Ok(__m::Model::from_row(row.into_row()))
            }
        }
        ::model_runtime::__row_impls!(#ident, #new, #patch, #module, Row, (#(#key_fields: #key_types),*));
    }
}
