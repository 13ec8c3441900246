//! How generated code refers to types and columns.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;

use crate::ir::{Backend, Column, Model, SqlType};

/// SQL types that the runtime defines; the others are Diesel's.
const BRIDGED: &[&str] = &["Uuid", "UtcDateTime", "Numeric", "Array", "Unsigned"];

/// Whether a SQL type is the runtime's own.
pub(super) fn is_bridged(name: &str) -> bool {
    BRIDGED.contains(&name)
}

impl Column {
    /// The column's SQL type in generated impls, where `st` is Diesel's module of SQL types.
    pub(super) fn sql_type_tokens(&self) -> TokenStream {
        if self.existing {
            let alias = self.alias();
            return quote!(__m::SqlTypeOf<#alias>);
        }
        nullable_if(self.nullable, self.plain_sql_type(), &quote!(st))
    }

    /// The column's SQL type without NULL.
    pub(super) fn plain_sql_type(&self) -> TokenStream {
        self.tokens_of(&self.sql_type)
    }

    fn tokens_of(&self, sql_type: &SqlType) -> TokenStream {
        let known = |name: &str| {
            let ident = syn::Ident::new(name, self.ty.span());
            if is_bridged(name) { quote!(__m::bridge::#ident) } else { quote!(st::#ident) }
        };
        match sql_type {
            SqlType::Known(name) => known(name),
            SqlType::Of(name, item) => {
                let (of, item) = (known(name), nullable_if(item.nullable, self.tokens_of(&item.sql_type), &quote!(st)));
                quote!(#of<#item>)
            }
            SqlType::Own(path) => quote!(__m::Own<#path>),
            SqlType::Named(path) => quote!(#path),
        }
    }

    /// Whether the setter takes the type itself: a literal number would not know which type to become otherwise.
    pub(super) fn is_plain_value(&self) -> bool {
        match &self.sql_type {
            SqlType::Known(name) => !self.json && *name != "Text" && *name != "Binary",
            SqlType::Of(name, _) => *name == "Unsigned",
            SqlType::Own(_) | SqlType::Named(_) => false,
        }
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
            (true, false) if self.is_jsonb() => quote!(__m::AsJsonb),
            (true, true) if self.is_jsonb() => quote!(__m::AsNullableJsonb),
            (true, false) => quote!(__m::AsJson),
            (true, true) => quote!(__m::AsNullableJson),
        }
    }

    /// Whether the field is stored as `jsonb`.
    pub(super) fn is_jsonb(&self) -> bool {
        self.json && matches!(self.sql_type, SqlType::Known("Jsonb"))
    }

    /// Whether every database has the column's SQL type.
    pub(super) fn is_common(&self) -> bool {
        matches!(self.sql_type, SqlType::Known(name) if name != "Jsonb" && name != "TinyInt")
    }

    /// The position of the column, as a literal without a suffix.
    pub(super) fn position(&self) -> proc_macro2::Literal {
        proc_macro2::Literal::usize_unsuffixed(self.index)
    }
}

/// The SQL type, or the same with NULL; `module` is Diesel's of SQL types.
pub(super) fn nullable_if(nullable: bool, sql_type: TokenStream, module: &TokenStream) -> TokenStream {
    if nullable { quote!(#module::Nullable<#sql_type>) } else { sql_type }
}

/// The databases that a model is for, by the names that the runtime has for them; nothing where it is for all.
pub(super) fn on(model: &Model) -> Option<TokenStream> {
    let databases = model.backends.as_ref()?.iter().map(|backend| backend.ident());
    Some(quote!(; #(#databases)*))
}

/// The type of the databases that a model is for.
pub(super) fn backends(model: &Model) -> TokenStream {
    let Some(backends) = &model.backends else { return quote!(__m::Every) };
    let places = Backend::ALL.into_iter().map(|backend| {
        let ident = if backends.contains(&backend) { backend.ident() } else { format_ident!("No") };
        quote!(__m::#ident)
    });
    quote!(__m::Only<#(#places),*>)
}

impl Backend {
    /// Every database, in the order of the runtime.
    const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mysql];

    fn ident(self) -> syn::Ident {
        match self {
            Self::Sqlite => format_ident!("SQLite"),
            Self::Postgres => format_ident!("PostgreSQL"),
            Self::Mysql => format_ident!("MySQL"),
        }
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
