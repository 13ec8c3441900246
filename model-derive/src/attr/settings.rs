//! Reads attributes into settings, each with the key it uses and the tokens it came from.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Expr, ExprPath, Ident, Path, Token};

use crate::diag::{Diagnostics, did_you_mean, list};
use crate::keys::{self, Form, Key, Place};

/// One `key`, `key = value` or `key(..)`.
pub(crate) struct Setting {
    pub(crate) key: &'static Key,
    pub(crate) ident: Ident,
    pub(super) value: Given,
}

/// What was given to a key.
pub(super) enum Given {
    Nothing,
    Value(Expr),
    List(TokenStream),
}

/// The settings of a struct, of a field, or of a list inside another key.
pub(crate) struct Settings {
    settings: Vec<Setting>,
}

impl Settings {
    /// Reads the attributes of a place among these.
    pub(crate) fn of_attributes(attributes: &[Attribute], place: Place, diag: &mut Diagnostics) -> Self {
        let mut all = Self { settings: Vec::new() };
        let word = place.attribute();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(word)) {
            match &attribute.meta {
                syn::Meta::List(meta) => all.read(meta.tokens.clone(), place, diag),
                other => diag.error(
                    other,
                    format_args!("`#[{word}]` needs settings in parentheses"),
                    format_args!("for example {}", examples(place)),
                ),
            }
        }
        all
    }

    /// Reads the settings inside a list; words without a key in front are returned apart, if the list may have them.
    pub(crate) fn of_list(tokens: TokenStream, place: Place, diag: &mut Diagnostics) -> Self {
        let mut all = Self { settings: Vec::new() };
        all.read(tokens, place, diag);
        all
    }

    /// The setting of a key, if it was given.
    pub(crate) fn get(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.key.name == name)
    }

    /// The text of a key, if it was given.
    pub(crate) fn string(&self, name: &str) -> Option<String> {
        self.get(name).and_then(Setting::text).map(|text| text.value())
    }

    /// Every setting of a key that may be repeated.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &Setting> {
        self.settings.iter().filter(move |setting| setting.key.name == name)
    }

    /// The word of a flag, if it was given.
    pub(crate) fn flag(&self, name: &str) -> Option<&Ident> {
        self.get(name).map(|setting| &setting.ident)
    }

    fn read(&mut self, tokens: TokenStream, place: Place, diag: &mut Diagnostics) {
        let parser = |input: ParseStream<'_>| {
            while !input.is_empty() {
                if let Err(error) = self.read_one(input, place, diag) {
                    diag.syntax(&error);
                    skip_to_comma(input);
                }
                if input.is_empty() {
                    break;
                }
                if let Err(error) = input.parse::<Token![,]>() {
                    diag.syntax(&error);
                    skip_to_comma(input);
                    let _: Option<Token![,]> = input.parse().ok();
                }
            }
            Ok(())
        };
        if let Err(error) = parser.parse2(tokens) {
            diag.syntax(&error);
        }
    }

    fn read_one(&mut self, input: ParseStream<'_>, place: Place, diag: &mut Diagnostics) -> syn::Result<()> {
        let ident = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            let equals: Token![=] = input.parse()?;
            if input.is_empty() {
                return Err(syn::Error::new(equals.span, format_args!("`{ident}` has no value")));
            }
            Given::Value(path(input).map_or_else(|| input.parse().map(bare), Ok)?)
        } else if input.peek(syn::token::Paren) {
            let inner;
            syn::parenthesized!(inner in input);
            Given::List(inner.parse()?)
        } else {
            Given::Nothing
        };
        self.add(ident, value, place, diag);
        Ok(())
    }

    fn add(&mut self, ident: Ident, value: Given, place: Place, diag: &mut Diagnostics) {
        let word = ident.unraw().to_string();
        let Some(key) = keys::of(place).find(|key| key.name == word) else {
            diag.error(
                &ident,
                format_args!("unknown key `{word}` in {}", place.describe()),
                unknown_help(&word, place),
            );
            return;
        };
        if !value.is(key.forms) {
            let takes: Vec<_> = key.forms.iter().map(|form| form.describe()).collect();
            diag.error_at(
                value.span().unwrap_or(ident.span()),
                format_args!("`{word}` takes {}, found {}", takes.join(" or "), value.describe()),
                format_args!("write `{}`", key.example),
            );
            return;
        }
        if !key.repeats && self.get(key.name).is_some() {
            let help = "remove one of them; the first one is in effect";
            diag.error(&ident, format_args!("`{word}` is given twice"), help);
            return;
        }
        self.settings.push(Setting { key, ident, value });
    }
}

/// How the attribute of a place is written.
fn examples(place: Place) -> &'static str {
    match place {
        Place::Rule | Place::RowRule => "`#[validate(email, length(max = 50))]` on a field",
        Place::Enum | Place::Variant => {
            "`#[column_enum(integer)]` on an enum, `#[column_enum(rename = \"live\")]` on a variant"
        }
        _ => "`#[model(unique)]` on a field, `#[model(table = \"users\")]` on a struct",
    }
}

/// What to do about an unknown key.
fn unknown_help(word: &str, place: Place) -> String {
    let known = || keys::of(place).map(|key| key.name);
    if let Some(key) = did_you_mean(word, known()).and_then(|near| keys::of(place).find(|key| key.name == near)) {
        return format!("did you mean `{}`, as in `{}`? {}", key.name, key.example, key.summary);
    }
    let inside = |place| matches!(place, Place::Inside(_) | Place::AnyRule);
    let elsewhere = keys::KEYS.iter().find(|key| key.name == word && !inside(key.place));
    match elsewhere {
        Some(key) => format!(
            "`{word}` belongs in {}, for example `{}`; the keys here are {}",
            key.place.describe(),
            key.example,
            list(known())
        ),
        None => format!("the keys here are {}", list(known())),
    }
}

/// A path that stands alone, whose generics need no `::` as those of an expression do.
fn path(input: ParseStream<'_>) -> Option<Expr> {
    let ahead = input.fork();
    let path = ahead.parse::<Path>().ok()?;
    let alone = ahead.is_empty() || ahead.peek(Token![,]);
    alone.then(|| input.advance_to(&ahead));
    alone.then(|| Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path }))
}

/// The value without the invisible group that a macro puts around it.
fn bare(value: Expr) -> Expr {
    match value {
        Expr::Group(group) => bare(*group.expr),
        value => value,
    }
}

/// Skips what could not be read, up to the next setting.
fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        // Taking one token tree of a stream that is not empty succeeds.
        if input.parse::<proc_macro2::TokenTree>().is_err() {
            break;
        }
    }
}

impl Given {
    fn is(&self, forms: &[Form]) -> bool {
        forms.iter().any(|form| match (self, form) {
            (Self::Nothing, Form::Flag) | (Self::List(_), Form::List) | (Self::Value(_), Form::Expression) => true,
            (Self::Value(value), Form::Text) => super::value::text(value).is_some(),
            (Self::Value(value), Form::Literal) => super::value::is_literal(value),
            (Self::Value(value), Form::Path) => matches!(value, Expr::Path(_)) || super::value::text(value).is_some(),
            _ => false,
        })
    }

    fn span(&self) -> Option<Span> {
        use syn::spanned::Spanned;
        match self {
            Self::Nothing => None,
            Self::Value(value) => Some(value.span()),
            Self::List(tokens) => Some(tokens.span()),
        }
    }

    fn describe(&self) -> &'static str {
        match self {
            Self::Nothing => "no value",
            Self::List(_) => "a list",
            Self::Value(value) => super::value::describe(value),
        }
    }
}
