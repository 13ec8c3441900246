//! Unique constraints, indexes and checks.

use proc_macro2::TokenTree;
use syn::Ident;
use syn::ext::IdentExt;

use super::names;
use crate::attr::{Setting, Settings};
use crate::diag::{Diagnostics, did_you_mean, list};
use crate::ir::{Check, Column, Index, Name, Unique};
use crate::keys::Place;

/// The positions of fields by name.
pub(super) fn fields(idents: &[Ident], columns: &[Column], complete: bool, diag: &mut Diagnostics) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::with_capacity(idents.len());
    for ident in idents {
        let word = ident.unraw().to_string();
        match columns.iter().find(|column| column.word() == word) {
            Some(column) if found.contains(&column.index) => {
                diag.error(ident, format_args!("{} is named twice", diag.field(&word)), "name each field once");
            }
            Some(column) => found.push(column.index),
            // A field that could not become a column has had its error.
            None if !complete => {}
            None => {
                let words: Vec<_> = columns.iter().map(Column::word).collect();
                let words = || words.iter().map(String::as_str);
                let near = did_you_mean(&word, words()).map(|near| format!("did you mean `{near}`? "));
                diag.error(
                    ident,
                    format_args!("`{}` has no field `{word}`", diag.model()),
                    format_args!("{}the fields are {}", near.unwrap_or_default(), list(words())),
                );
            }
        }
    }
    found
}

/// A list of fields: bare, or as `columns(..)` among other settings.
struct Listed {
    columns: Vec<usize>,
    name: Option<String>,
    inner: Option<Settings>,
}

/// The settings in a list, unless the list is of fields alone.
pub(super) fn inner(setting: &Setting, place: &'static str, diag: &mut Diagnostics) -> Option<Settings> {
    let tokens = setting.list()?;
    let is_setting = |token: TokenTree| {
        matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '=') || matches!(token, TokenTree::Group(_))
    };
    let has_settings = tokens.clone().into_iter().any(is_setting);
    has_settings.then(|| Settings::of_list(tokens.clone(), Place::Inside(place), diag))
}

fn listed(
    setting: &Setting,
    place: &'static str,
    columns: &[Column],
    complete: bool,
    diag: &mut Diagnostics,
) -> Option<Listed> {
    let inner = inner(setting, place, diag);
    let idents = match &inner {
        Some(inner) => inner.get("columns").map(|columns| columns.idents(diag)).unwrap_or_default(),
        None => setting.idents(diag),
    };
    let name = inner.as_ref().and_then(|inner| inner.get("name")?.text()).map(|name| name.value());
    if idents.is_empty() {
        diag.error(
            &setting.ident,
            format_args!("`{}` names no field", setting.ident),
            format_args!("write `{}`", setting.key.example),
        );
        return None;
    }
    let columns = fields(&idents, columns, complete, diag);
    (columns.len() == idents.len()).then_some(Listed { columns, name, inner })
}

fn names_of<'c>(indexes: &'c [usize], columns: &'c [Column]) -> impl Iterator<Item = &'c str> {
    indexes.iter().filter_map(|index| columns.get(*index)).map(|column| column.name.text.as_str())
}

/// `unique` on fields and `unique(..)` on the struct.
pub(super) fn uniques(
    columns: &[Column],
    table: &Name,
    settings: &Settings,
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<Unique> {
    let on_fields = on_fields(columns, field_settings, complete, "unique").map(|(column, setting)| Unique {
        name: given_name(setting).unwrap_or_else(|| names::constraint("uq", table, [column.name.text.as_str()])),
        columns: vec![column.index],
        span: setting.ident.span(),
    });
    let mut all: Vec<_> = on_fields.collect();
    for setting in settings.all("unique") {
        let Some(listed) = listed(setting, "unique", columns, complete, diag) else { continue };
        let name = listed.name.unwrap_or_else(|| names::constraint("uq", table, names_of(&listed.columns, columns)));
        all.push(Unique { name, columns: listed.columns, span: setting.ident.span() });
    }
    all
}

/// `index` on fields and `index(..)` on the struct.
pub(super) fn indexes(
    columns: &[Column],
    table: &Name,
    settings: &Settings,
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<Index> {
    let on_fields = on_fields(columns, field_settings, complete, "index").map(|(column, setting)| Index {
        name: given_name(setting).unwrap_or_else(|| names::constraint("ix", table, [column.name.text.as_str()])),
        columns: vec![column.index],
        unique: false,
        filter: None,
        span: setting.ident.span(),
    });
    let mut all: Vec<_> = on_fields.collect();
    for setting in settings.all("index") {
        let Some(listed) = listed(setting, "index", columns, complete, diag) else { continue };
        let name = listed.name.unwrap_or_else(|| names::constraint("ix", table, names_of(&listed.columns, columns)));
        let inner = listed.inner.as_ref();
        all.push(Index {
            name,
            columns: listed.columns,
            unique: inner.is_some_and(|inner| inner.flag("unique").is_some()),
            filter: inner.and_then(|inner| inner.get("where")?.text()).map(|text| text.value()),
            span: setting.ident.span(),
        });
    }
    all
}

/// The fields with a setting. Where a field could not become a column, positions do not match and none is taken.
fn on_fields<'c>(
    columns: &'c [Column],
    field_settings: &'c [Settings],
    complete: bool,
    key: &'static str,
) -> impl Iterator<Item = (&'c Column, &'c Setting)> {
    let pairs = columns.iter().zip(field_settings).filter(move |_| complete);
    pairs.filter_map(move |(column, settings)| Some((column, settings.get(key)?)))
}

fn given_name(setting: &Setting) -> Option<String> {
    setting.text().map(|text| text.value())
}

/// `check(..)` on the struct.
pub(super) fn checks(settings: &Settings, diag: &mut Diagnostics) -> Vec<Check> {
    let mut all = Vec::new();
    for setting in settings.all("check") {
        let Some(tokens) = setting.list() else { continue };
        let inner = Settings::of_list(tokens.clone(), Place::Inside("check"), diag);
        let text = |key: &str| inner.get(key).and_then(Setting::text).map(|text| text.value());
        match (text("name"), text("sql")) {
            (Some(name), Some(sql)) => all.push(Check { name, sql, span: setting.ident.span() }),
            _ => diag.error(
                &setting.ident,
                "a check needs a name and a condition",
                format_args!("write `{}`", setting.key.example),
            ),
        }
    }
    all
}
