//! The generated types beside the model: what they are called and derive.

use proc_macro2::TokenStream;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::{DeriveInput, Ident, Path, Token, parse_quote};

use super::names;
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::Companion;
use crate::keys::Place;

/// The insert or the update type: `new = "Name"`, or `new(name = "Name", derive(..), attr(..))`.
pub(super) fn companion(
    input: &DeriveInput,
    settings: &Settings,
    key: &'static str,
    prefix: &str,
    suffix: &str,
    diag: &mut Diagnostics,
) -> Companion {
    let base = input.ident.unraw();
    let mut companion = Companion {
        ident: format_ident!("{prefix}{base}{suffix}", span = names::call_site(input.ident.span())),
        derives: vec![parse_quote!(Debug), parse_quote!(Clone)],
        derives_default: true,
        attributes: Vec::new(),
    };
    let Some(setting) = settings.get(key) else { return companion };
    if let Some(name) = setting.text() {
        companion.ident = names::ident(&name, diag).unwrap_or(companion.ident);
    }
    if let Some(inner) = setting.list() {
        let inner = Settings::of_list(inner.clone(), Place::Inside(key), diag);
        if let Some(name) = inner.get("name").and_then(Setting::text) {
            companion.ident = names::ident(&name, diag).unwrap_or(companion.ident);
        }
        if let Some(setting) = inner.get("derive") {
            let paths = setting.parse_list(Punctuated::<Path, Token![,]>::parse_terminated, diag);
            companion.derives = paths.into_iter().flatten().collect();
            companion.derives_default = false;
        }
        if let Some(setting) = inner.get("attr") {
            let attributes = setting.parse_list(Punctuated::<syn::Meta, Token![,]>::parse_terminated, diag);
            companion.attributes = attributes.into_iter().flatten().map(attribute).collect();
        }
    }
    companion
}

fn attribute(meta: syn::Meta) -> TokenStream {
    quote::ToTokens::into_token_stream(meta)
}

/// The name of a further type: what is given, or the struct's name with a suffix.
pub(super) fn named(
    input: &DeriveInput,
    settings: &Settings,
    key: &'static str,
    suffix: &str,
    diag: &mut Diagnostics,
) -> Ident {
    let given = settings.get(key).and_then(Setting::text).and_then(|text| names::ident(&text, diag));
    given.unwrap_or_else(|| {
        format_ident!("{}{suffix}", input.ident.unraw(), span = names::call_site(input.ident.span()))
    })
}
