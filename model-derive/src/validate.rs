//! `#[derive(Validate)]`: rules of a struct that is no model.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Data, DeriveInput, Fields, FieldsNamed, Ident};

use crate::check::{self, Ruled};
use crate::diag::Diagnostics;
use crate::expand::{RuleField, rule};
use crate::lower::{RulesOf, rules, without_option};

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut diag = Diagnostics::default();
    let code = named_fields(&input, &mut diag).map(|fields| expand(&input, fields, &mut diag));
    let mut output = diag.finish();
    output.extend(code);
    output
}

fn named_fields<'i>(input: &'i DeriveInput, diag: &mut Diagnostics) -> Option<&'i FieldsNamed> {
    let name = &input.ident;
    if let Some(parameter) = input.generics.params.first() {
        diag.error(
            parameter,
            format_args!("`Validate` takes no generics, and `{name}` has some"),
            "derive it for concrete types; lists, maps and boxes of them have their rules",
        );
        return None;
    }
    match &input.data {
        Data::Struct(data) => {
            if let Fields::Named(fields) = &data.fields {
                return Some(fields);
            }
            let help = "name the fields; a newtype that is a column has the rules of its column";
            diag.error(name, format_args!("`Validate` needs named fields, and `{name}` has none"), help);
        }
        Data::Enum(_) | Data::Union(_) => diag.error(
            name,
            format_args!("`Validate` needs a struct with named fields, and `{name}` is none"),
            format_args!("for example `struct {name} {{ #[validate(email)] address: String }}`"),
        ),
    }
    None
}

fn expand(input: &DeriveInput, fields: &FieldsNamed, diag: &mut Diagnostics) -> TokenStream {
    let (name, text) = (&input.ident, input.ident.unraw().to_string());
    let idents: Vec<Ident> = fields.named.iter().filter_map(|field| field.ident.clone()).collect();
    let words: Vec<String> = idents.iter().map(|ident| ident.unraw().to_string()).collect();
    let known: Vec<_> = idents
        .iter()
        .zip(&words)
        .zip(&fields.named)
        .map(|((ident, column), field)| RuleField { ident, column, ty: without_option(&field.ty) })
        .collect();
    // There is no table whose CHECK could be named.
    let of = RulesOf { constraint: None, owner: name, fields: &idents };
    let rows = fields.named.iter().zip(&words).zip(&idents).enumerate().map(|(position, ((field, word), ident))| {
        let rules = rules(&field.attrs, &of, diag);
        let nullable = !std::ptr::eq(without_option(&field.ty), &raw const field.ty);
        let of_field =
            Ruled { owner: name, field: ident, position, nullable, stored: false, written: true, rules: &rules };
        check::rules(&of_field, diag);
        let rules = rules.iter().map(|of| rule(of, without_option(&field.ty), &known));
        quote!(__m::FieldRules { field: #word, rules: __m::rules!(#(#rules),*) })
    });
    let rows: Vec<_> = rows.collect();
    let positions = (0..idents.len()).map(Literal::usize_unsuffixed);
    quote! {
        const _: () = {
            use ::model_runtime::__private as __m;
            impl __m::Validate for #name {
                const NAME: &'static str = #text;
                const FIELDS: &'static [__m::FieldRules] = &[#(#rows),*];
                fn value(&self, position: usize) -> __m::Option<&dyn __m::Any> {
                    let value: &dyn __m::Any = match position {
                        #(#positions => &self.#idents,)*
                        _ => return __m::None,
                    };
                    __m::Some(value)
                }
            }
            __m::garde_traits!(fields #name);
        };
    }
}
