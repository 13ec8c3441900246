//! The values of settings, as the types that are wanted.

use darling::FromMeta;
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, ExprLit, Ident, Lit, LitStr, Token, UnOp};

use super::settings::{Given, Setting};
use crate::diag::Diagnostics;

impl Setting {
    /// The text given, with its place.
    pub(crate) fn text(&self) -> Option<LitStr> {
        match &self.value {
            Given::Value(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) => Some(text.clone()),
            _ => None,
        }
    }

    /// The expression given.
    pub(crate) fn expression(&self) -> Option<&Expr> {
        match &self.value {
            Given::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The path given, bare or as a string.
    pub(crate) fn path(&self, diag: &mut Diagnostics) -> Option<syn::Path> {
        let value = self.expression()?;
        let path = syn::Path::from_expr(value).ok();
        if path.is_none() {
            let shown = text(value).unwrap_or_default();
            diag.error(value, format_args!("`{shown}` is not a path"), format_args!("write `{}`", self.key.example));
        }
        path
    }

    /// The tokens of the list given.
    pub(crate) fn list(&self) -> Option<&TokenStream> {
        match &self.value {
            Given::List(tokens) => Some(tokens),
            _ => None,
        }
    }

    /// The list given, as names of fields.
    pub(crate) fn idents(&self, diag: &mut Diagnostics) -> Vec<Ident> {
        self.parse_list(Punctuated::<Ident, Token![,]>::parse_terminated, diag)
            .map(|idents| idents.into_iter().collect())
            .unwrap_or_default()
    }

    /// The list given, as values without a name and the settings that follow them or stand between.
    pub(crate) fn values(&self, diag: &mut Diagnostics) -> (Vec<Expr>, TokenStream) {
        let parser = |input: ParseStream<'_>| {
            let (mut values, mut settings) = (Vec::new(), TokenStream::new());
            while !input.is_empty() {
                if input.peek(Ident::peek_any) && input.peek2(Token![=]) {
                    while !input.is_empty() && !input.peek(Token![,]) {
                        settings.extend([input.parse::<TokenTree>()?]);
                    }
                } else {
                    values.push(input.parse()?);
                }
                if !input.is_empty() {
                    let comma: Token![,] = input.parse()?;
                    if !settings.is_empty() {
                        comma.to_tokens(&mut settings);
                    }
                }
            }
            Ok((values, settings))
        };
        self.parse_list(parser, diag).unwrap_or_default()
    }

    /// The list given, read by a parser of syn.
    pub(crate) fn parse_list<P: syn::parse::Parser>(&self, parser: P, diag: &mut Diagnostics) -> Option<P::Output> {
        match parser.parse2(self.list()?.clone()) {
            Ok(list) => Some(list),
            Err(error) => {
                diag.error_at(error.span(), &error, format_args!("write `{}`", self.key.example));
                None
            }
        }
    }
}

/// The text of a string literal.
pub(super) fn text(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => String::from_expr(value).ok(),
        _ => None,
    }
}

/// Whether a value is a literal, negative numbers included.
pub(super) fn is_literal(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => true,
        Expr::Unary(unary) => matches!(unary.op, UnOp::Neg(_)) && is_literal(&unary.expr),
        _ => false,
    }
}

/// What a value is, in words.
pub(super) fn describe(value: &Expr) -> &'static str {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => "a string",
        Expr::Lit(ExprLit { lit: Lit::Bool(_), .. }) => "a bool",
        Expr::Lit(ExprLit { lit: Lit::Int(_) | Lit::Float(_), .. }) => "a number",
        Expr::Path(_) => "a path",
        _ => "an expression",
    }
}
