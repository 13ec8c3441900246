//! `has_one`, `has_many` and `many_to_many`.

use proc_macro2::{Span, TokenStream};
use syn::parse::ParseStream;
use syn::{Ident, LitStr, Path, Token};

use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Relation, RelationKind};
use crate::keys::Place;

/// The relations that the struct declares.
pub(super) fn relations(settings: &Settings, diag: &mut Diagnostics) -> Vec<Relation> {
    let of = |key| settings.all(key).map(move |setting| (key, setting));
    let declared = ["has_one", "has_many", "many_to_many"].into_iter().flat_map(of);
    declared.filter_map(|(key, setting)| relation(key, setting, diag)).collect()
}

/// `name: Model, key = value ..`.
fn relation(key: &'static str, setting: &Setting, diag: &mut Diagnostics) -> Option<Relation> {
    let (name, model, rest) = setting.parse_list(
        |input: ParseStream<'_>| {
            let name: Ident = input.parse()?;
            if input.is_empty() {
                return Err(syn::Error::new(name.span(), format_args!("`{name}` is a relation to no model")));
            }
            input.parse::<Token![:]>()?;
            let model: Path = input.call(Path::parse_mod_style)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok((name, model, input.parse::<TokenStream>()?))
        },
        diag,
    )?;
    let inner = Settings::of_list(rest, Place::Inside(key), diag);
    let mut named =
        |key: &str| inner.get(key).and_then(|setting| setting.path(diag)).and_then(|path| path.get_ident().cloned());
    let kind = match key {
        "has_one" => RelationKind::HasOne { inverse: named("inverse") },
        "has_many" => RelationKind::HasMany { inverse: named("inverse") },
        _ => {
            let (from, to) = (named("from"), named("to"));
            let Some(through) = inner.get("through") else {
                diag.error(
                    &name,
                    format_args!("`many_to_many` of `{}` does not say by which model `{name}` are found", diag.model()),
                    format_args!("name the model with the foreign keys to both: `{}`", setting.key.example),
                );
                return None;
            };
            RelationKind::ManyToMany { through: through.path(diag)?, from, to }
        }
    };
    let text = inner.get("order").and_then(Setting::text);
    let order_span = text.as_ref().map_or_else(Span::call_site, LitStr::span);
    let order = text.map(|text| order(&text, diag)).unwrap_or_default();
    Some(Relation { name, model, kind, order, order_span })
}

/// `column`, `column ASC` or `column DESC`, with commas.
fn order(text: &LitStr, diag: &mut Diagnostics) -> Vec<(String, bool)> {
    let mut columns = Vec::new();
    for item in text.value().split(',') {
        let words: Vec<&str> = item.split_whitespace().collect();
        let backwards = match &words[..] {
            [_] => Some(false),
            [_, word] if word.eq_ignore_ascii_case("asc") => Some(false),
            [_, word] if word.eq_ignore_ascii_case("desc") => Some(true),
            _ => None,
        };
        match (words.first(), backwards) {
            (Some(column), Some(backwards)) => columns.push(((*column).to_owned(), backwards)),
            _ => diag.error(
                text,
                format_args!("`{}` is not a column and a direction", item.trim()),
                "write `order = \"published_at DESC, id\"`; a query can order by any expression",
            ),
        }
    }
    columns
}
