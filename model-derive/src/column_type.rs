//! `#[derive(ColumnType)]`: a newtype that is a column type of its own.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields};

use crate::diag::Diagnostics;

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut diag = Diagnostics::default();
    if !input.generics.params.is_empty() {
        diag.error(
            &input.generics,
            format_args!("column type `{}` has generics", input.ident),
            "a column has one type; write a newtype for each",
        );
    }
    let field = field(&input, &mut diag);
    let sound = diag.count() == 0;
    let mut output = diag.finish();
    output.extend(match field {
        Some(field) if sound => expand(&input, field),
        _ => fallback(&input),
    });
    output
}

/// expands to: a column of text that cannot be read, for a type with mistakes; models that have such a column add none of
/// their own.
pub(crate) fn fallback(input: &DeriveInput) -> TokenStream {
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    let name = &input.ident;
    quote! {
        #[automatically_derived]
        impl ::model_runtime::__private::OwnSqlType for #name {
            type Sql = ::model_runtime::__private::sql_types::Text;
            type Inner = ::core::primitive::str;
            type Read = ::std::string::String;
            fn inner(&self) -> &::core::primitive::str {
                ""
            }
            fn read(_value: ::std::string::String) -> ::model_runtime::__private::Loaded<Self> {
                ::core::result::Result::Err(::core::convert::Into::into("the column's type has mistakes"))
            }
        }
        ::model_runtime::__own_sql_type!(#name);
    }
}

fn expand(input: &DeriveInput, field: &syn::Type) -> TokenStream {
    let name = &input.ident;
    // Shown at the field, and ours all the same: lints of the user's code do not apply.
    let span = field.span().resolved_at(Span::call_site());
    let is_stored = quote_spanned!(span=> ::model_runtime::__private::is_stored::<#field>());
    // A field that has no SQL type is told by `is_stored` alone.
    let sql = quote! {
        <#field as ::model_runtime::__private::StoredIn<{
            use ::model_runtime::__private::Otherwise as _;
            ::model_runtime::__private::Probe::<#field>::IS_STORED
        }>>::SqlType
    };
    quote! {
        const _: () = #is_stored;
        #[automatically_derived]
        impl ::model_runtime::__private::NewtypeColumn for #name {
            type Field = #field;
            fn wrap(field: #field) -> Self {
                Self(field)
            }
            fn field(&self) -> &#field {
                &self.0
            }
            fn field_mut(&mut self) -> &mut #field {
                &mut self.0
            }
        }
        #[automatically_derived]
        impl ::model_runtime::__private::OwnSqlType for #name {
            type Sql = #sql;
            type Inner = #field;
            type Read = #field;
            fn inner(&self) -> &#field {
                &self.0
            }
            fn read(value: #field) -> ::model_runtime::__private::Loaded<Self> {
                ::core::result::Result::Ok(Self(value))
            }
        }
        ::model_runtime::__own_sql_type!(#name);
        ::model_runtime::__own_key!(#name);
    }
}

/// The type of the one field.
fn field<'i>(input: &'i DeriveInput, diag: &mut Diagnostics) -> Option<&'i syn::Type> {
    let name = &input.ident;
    let example = format!("write `struct {name}(i64);`");
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) => {
            let message = format!("`ColumnType` is for structs with one field, and `{name}` is an enum");
            diag.error(name, message, "for an enum use `#[derive(ColumnEnum)]`");
            return None;
        }
        Data::Union(_) => {
            diag.error(
                name,
                format_args!("`ColumnType` is for structs with one field, and `{name}` is a union"),
                example,
            );
            return None;
        }
    };
    match fields {
        Fields::Unnamed(fields) => {
            let mut types = fields.unnamed.iter().map(|field| &field.ty);
            match (types.next(), types.next()) {
                (Some(only), None) => return Some(only),
                (None, _) => diag.error(name, format_args!("column type `{name}` has no field"), example),
                (Some(_), Some(second)) => diag.error(
                    second,
                    format_args!("column type `{name}` has a second field"),
                    "give each value a column of its own",
                ),
            }
        }
        Fields::Named(fields) => {
            diag.error(fields, format_args!("column type `{name}` has fields with names"), example);
        }
        Fields::Unit => diag.error(name, format_args!("column type `{name}` has no field"), example),
    }
    None
}

#[cfg(test)]
mod tests {
    use super::derive;

    #[test]
    fn mistakes_are_told_with_a_remedy() {
        for (input, told) in [
            ("struct S;", "has no field"),
            ("struct S();", "has no field"),
            ("struct S(i64, i64);", "give each value a column of its own"),
            ("struct S { id: i64 }", "fields with names"),
            ("struct S<T>(T);", "has generics"),
            ("enum E { A }", "use `#[derive(ColumnEnum)]`"),
            ("union U { a: i64 }", "is a union"),
        ] {
            let text = derive(input.parse().unwrap()).to_string();
            assert!(text.contains("compile_error") && text.contains(told), "{input}: {text}");
        }
    }

    #[test]
    fn a_newtype_is_accepted() {
        let text = derive("pub struct UserId(pub i64);".parse().unwrap()).to_string();
        assert!(!text.contains("compile_error"), "{text}");
    }
}
