//! `#[derive(ColumnType)]`: a newtype that is a column type of its own.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Fields};

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    match syn::parse2(input) {
        Ok(input) => expand(&input).unwrap_or_else(syn::Error::into_compile_error),
        Err(error) => error.into_compile_error(),
    }
}

fn expand(input: &DeriveInput) -> syn::Result<TokenStream> {
    let mut errors = Errors::default();
    if !input.generics.params.is_empty() {
        errors.add(&input.generics, "a column type cannot have generics; write a newtype for each type");
    }
    let field = field(input, &mut errors);
    errors.finish()?;
    // An absent field is an error, which has just been returned.
    let Some(field) = field else { return Ok(TokenStream::new()) };

    let name = &input.ident;
    let sql = quote_spanned!(field.span()=> <#field as ::model_runtime::__private::StoredAs>::SqlType);
    Ok(quote! {
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
    })
}

/// The type of the one field.
fn field<'i>(input: &'i DeriveInput, errors: &mut Errors) -> Option<&'i syn::Type> {
    let name = &input.ident;
    let example = format!("write `struct {name}(i64);`");
    let fields = match &input.data {
        Data::Struct(data) => &data.fields,
        Data::Enum(_) => {
            errors.add(name, "`ColumnType` is for structs with one field; for an enum use `#[derive(ColumnEnum)]`");
            return None;
        }
        Data::Union(_) => {
            errors.add(name, "`ColumnType` is for structs with one field, not for unions");
            return None;
        }
    };
    match fields {
        Fields::Unnamed(fields) => {
            let mut types = fields.unnamed.iter().map(|field| &field.ty);
            match (types.next(), types.next()) {
                (Some(only), None) => return Some(only),
                (None, _) => errors.add(name, &format!("a column type has one field, this one has none; {example}")),
                (Some(_), Some(second)) => {
                    errors.add(second, "a column type has one field; give each value a column of its own");
                }
            }
        }
        Fields::Named(fields) => {
            errors.add(fields, &format!("a column type has one field without a name; {example}"));
        }
        Fields::Unit => errors.add(name, &format!("a column type has one field, this one has none; {example}")),
    }
    None
}

/// Everything that is wrong with an input.
#[derive(Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Records an error at some tokens.
    pub(crate) fn add(&mut self, at: &impl ToTokens, message: &str) {
        self.push(syn::Error::new(at.span(), message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    pub(crate) fn take(&mut self, result: syn::Result<()>) {
        if let Err(error) = result {
            self.push(error);
        }
    }

    pub(crate) fn finish(self) -> syn::Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// The error of a key that an attribute does not have.
pub(crate) fn unknown_key(path: &syn::Path, known: &[&str], example: &str) -> syn::Error {
    let key = path.to_token_stream().to_string();
    let nearest = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(&key, name), name))
        .filter(|(distance, _)| *distance <= 3)
        .min();
    let hint = nearest.map(|(_, name)| format!("; did you mean `{name}`?")).unwrap_or_default();
    let list = known.join("`, `");
    syn::Error::new(path.span(), format!("unknown key `{key}`{hint} (known: `{list}`; example: `{example}`)"))
}

#[cfg(test)]
mod tests {
    use super::derive;

    #[test]
    fn mistakes_are_told_with_a_remedy() {
        for (input, told) in [
            ("struct S;", "this one has none"),
            ("struct S();", "this one has none"),
            ("struct S(i64, i64);", "give each value a column of its own"),
            ("struct S { id: i64 }", "without a name"),
            ("struct S<T>(T);", "cannot have generics"),
            ("enum E { A }", "use `#[derive(ColumnEnum)]`"),
            ("union U { a: i64 }", "not for unions"),
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
