//! How generated code refers to types and columns.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned;

use crate::ir::{Column, Model, SqlType};

/// SQL types that the runtime defines; the others are Diesel's.
const BRIDGED: &[&str] = &["Uuid", "UtcDateTime", "Numeric"];

/// Whether a SQL type is the runtime's own.
pub(super) fn is_bridged(name: &str) -> bool {
    BRIDGED.contains(&name)
}

impl Column {
    /// The column's SQL type in generated impls, where `st` is Diesel's module of SQL types.
    pub(super) fn sql_type_tokens(&self) -> TokenStream {
        self.nullable_of(&self.plain_sql_type(), &quote!(st))
    }

    /// The column's SQL type without NULL.
    pub(super) fn plain_sql_type(&self) -> TokenStream {
        match &self.sql_type {
            SqlType::Known(name) => {
                let name = syn::Ident::new(name, self.ty.span());
                if is_bridged(&name.to_string()) { quote!(__m::bridge::#name) } else { quote!(st::#name) }
            }
            SqlType::Own(path) => quote!(__m::Own<#path>),
            SqlType::Named(path) => quote!(#path),
        }
    }

    pub(super) fn nullable_of(&self, sql_type: &TokenStream, module: &TokenStream) -> TokenStream {
        if self.nullable { quote!(#module::Nullable<#sql_type>) } else { sql_type.clone() }
    }

    /// Whether the setter takes the type itself: a literal number would not know which type to become otherwise.
    pub(super) fn is_plain_value(&self) -> bool {
        matches!(&self.sql_type, SqlType::Known(name) if !self.json && *name != "Text" && *name != "Binary")
    }

    /// The type that the column is read as.
    pub(super) fn read_type(&self) -> TokenStream {
        let (ty, value_ty) = (&self.ty, &self.value_ty);
        match (self.json, self.nullable) {
            (false, _) => quote!(#ty),
            (true, false) => quote!(__m::Json<#ty>),
            (true, true) => quote!(__m::Option<__m::Json<#value_ty>>),
        }
    }

    /// The field's value from what was read.
    pub(super) fn taken_from(&self, read: &TokenStream) -> TokenStream {
        match (self.json, self.nullable) {
            (false, _) => read.clone(),
            (true, false) => quote!(#read.into_inner()),
            (true, true) => quote!(#read.map(__m::Json::into_inner)),
        }
    }

    /// The trait by which a type of the user's is the column's part of the key.
    fn key_part(&self) -> Option<TokenStream> {
        let ty = matches!(self.sql_type, SqlType::Own(_)).then_some(&self.ty)?;
        Some(quote!(__m::KeyPart<{ __m::Probe::<#ty>::IS_KEY }>))
    }

    /// The type of the column in the key.
    pub(super) fn key_type(&self) -> TokenStream {
        let ty = &self.ty;
        self.key_part().map_or_else(|| quote!(#ty), |part| quote!(<#ty as #part>::Key))
    }

    /// The column's part of the key, from a reference to its value.
    pub(super) fn key_of(&self, value: &TokenStream) -> TokenStream {
        let ty = &self.ty;
        self.key_part().map_or_else(|| quote!(__m::Clone::clone(#value)), |part| quote!(<#ty as #part>::key(#value)))
    }

    /// The SQL type that the field is bound as.
    pub(super) fn bound_type(&self) -> TokenStream {
        match (self.json, self.nullable) {
            (false, _) => self.sql_type_tokens(),
            (true, false) => quote!(__m::AsJson),
            (true, true) => quote!(__m::AsNullableJson),
        }
    }

    /// The position of the column, as a literal without a suffix.
    pub(super) fn position(&self) -> proc_macro2::Literal {
        proc_macro2::Literal::usize_unsuffixed(self.index)
    }
}

/// What asking whether a type is a key needs.
pub(super) fn probes(model: &Model) -> Option<TokenStream> {
    let asks = model.key_columns().any(|column| column.key_part().is_some());
    asks.then(|| {
        quote!(
            use __m::Otherwise as _;
        )
    })
}

/// Positions as literals.
pub(super) fn positions<'i>(indexes: impl IntoIterator<Item = &'i usize>) -> Vec<proc_macro2::Literal> {
    indexes.into_iter().map(|index| proc_macro2::Literal::usize_unsuffixed(*index)).collect()
}
