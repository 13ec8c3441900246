//! Unique constraints and checks, and what they have in common with indexes.

use proc_macro2::{Span, TokenTree};
use syn::Ident;
use syn::ext::IdentExt;

use super::names;
use crate::attr::{Setting, Settings};
use crate::diag::{Diagnostics, did_you_mean, list};
use crate::ir::{Check, Column, Name, Unique};
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

/// The settings in a list, unless the list is of fields alone.
pub(super) fn inner(setting: &Setting, place: &'static str, diag: &mut Diagnostics) -> Option<Settings> {
    let tokens = setting.list()?;
    let is_setting = |token: TokenTree| {
        matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '=') || matches!(token, TokenTree::Group(_))
    };
    let has_settings = tokens.clone().into_iter().any(is_setting);
    has_settings.then(|| Settings::of_list(tokens.clone(), Place::Inside(place), diag))
}

/// The error of a list that has to name a field, and does not.
pub(super) fn no_field(setting: &Setting, diag: &mut Diagnostics) {
    diag.error(
        &setting.ident,
        format_args!("`{}` names no field", setting.ident),
        format_args!("write `{}`", setting.key.example),
    );
}

pub(super) fn names_of<'c>(indexes: &'c [usize], columns: &'c [Column]) -> impl Iterator<Item = &'c str> {
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
    let on_fields = on_fields(columns, table, field_settings, complete, ("unique", "uq"));
    let on_fields = on_fields.map(|(name, index, span)| Unique {
        name,
        columns: vec![index],
        nulls_not_distinct: false,
        options: None,
        span,
    });
    let mut all: Vec<_> = on_fields.collect();
    for setting in settings.all("unique") {
        let inner = inner(setting, "unique", diag);
        let idents = match &inner {
            Some(inner) => inner.get("columns").map(|listed| listed.idents(diag)).unwrap_or_default(),
            None => setting.idents(diag),
        };
        if idents.is_empty() {
            no_field(setting, diag);
            continue;
        }
        let found = fields(&idents, columns, complete, diag);
        if found.len() == idents.len() {
            let text = |key: &str| inner.as_ref().and_then(|inner| inner.string(key));
            let name = text("name");
            let name = name.unwrap_or_else(|| names::constraint("uq", table, names_of(&found, columns)));
            let nulls_not_distinct = inner.as_ref().is_some_and(|inner| inner.flag("nulls_not_distinct").is_some());
            let options = text("options");
            all.push(Unique { name, columns: found, nulls_not_distinct, options, span: setting.ident.span() });
        }
    }
    all
}

/// What a key on a field declares: its name, the field's position, where it is written. Where a field could not become a column, positions do
/// not match and none is taken.
pub(super) fn on_fields<'c>(
    columns: &'c [Column],
    table: &'c Name,
    field_settings: &'c [Settings],
    complete: bool,
    (key, prefix): (&'static str, &'static str),
) -> impl Iterator<Item = (String, usize, Span)> {
    let pairs = columns.iter().zip(field_settings).filter(move |_| complete);
    pairs.filter_map(move |(column, settings)| {
        let setting = settings.get(key)?;
        let usual = || names::constraint(prefix, table, [column.name.text.as_str()]);
        Some((given_name(setting).unwrap_or_else(usual), column.index, setting.ident.span()))
    })
}

fn given_name(setting: &Setting) -> Option<String> {
    setting.text().map(|text| text.value())
}

/// `check(..)`, `exclude(..)` or `trigger(..)` on the struct: names, and what is said in SQL.
pub(super) fn checks(key: &'static str, settings: &Settings, diag: &mut Diagnostics) -> Vec<Check> {
    let mut all = Vec::new();
    for setting in settings.all(key) {
        let Some(tokens) = setting.list() else { continue };
        let inner = Settings::of_list(tokens.clone(), Place::Inside(key), diag);
        match (inner.string("name"), inner.string("sql")) {
            (Some(name), Some(sql)) => all.push(Check { name, sql, span: setting.ident.span() }),
            _ => diag.error(
                &setting.ident,
                format_args!("`{key}` needs a name, and its SQL"),
                format_args!("write `{}`", setting.key.example),
            ),
        }
    }
    all
}
