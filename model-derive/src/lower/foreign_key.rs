//! `foreign_key(..)` on the struct: a foreign key that is no relation.

use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path, Token};

use super::parent::{action, set_null};
use super::{constraint, names};
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Action, Column, ForeignKey, Name};
use crate::keys::Place;

/// The foreign keys that the struct declares by the columns of both sides.
pub(super) fn foreign_keys(
    columns: &[Column],
    table: &Name,
    settings: &Settings,
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<ForeignKey> {
    settings.all("foreign_key").filter_map(|setting| foreign_key(setting, columns, table, complete, diag)).collect()
}

fn foreign_key(
    setting: &Setting,
    columns: &[Column],
    table: &Name,
    complete: bool,
    diag: &mut Diagnostics,
) -> Option<ForeignKey> {
    let inner = Settings::of_list(setting.list()?.clone(), Place::Inside("foreign_key"), diag);
    let (Some(listed), Some(referred)) = (inner.get("columns"), inner.get("references")) else {
        diag.error(
            &setting.ident,
            "a foreign key needs fields, and a model with the columns that they refer to",
            format_args!("write `{}`", setting.key.example),
        );
        return None;
    };
    let idents = listed.idents(diag);
    let (model, references) = referred.parse_list(references, diag)?;
    let found = constraint::fields(&idents, columns, complete, diag);
    if found.is_empty() || found.len() != idents.len() {
        return None;
    }
    if found.len() != references.len() {
        diag.error(
            &referred.ident,
            format_args!("the foreign key has {}, and refers to {}", fields(&idents), count(references.len())),
            "name the columns in SQL, in the order of the fields",
        );
        return None;
    }
    let on_delete = action(&inner, "on_delete", diag).unwrap_or(Action::NoAction);
    let on_update = action(&inner, "on_update", diag).unwrap_or(Action::NoAction);
    let name = match inner.get("constraint").and_then(Setting::text) {
        Some(text) => text.value(),
        None => names::constraint("fk", table, constraint::names_of(&found, columns)),
    };
    Some(ForeignKey {
        span: model.span(),
        model,
        columns: found,
        references: references.iter().map(LitStr::value).collect(),
        constraint: name,
        on_delete,
        on_update,
        deferrable: inner.flag("deferrable").is_some(),
        set_null: set_null(&inner, on_delete, on_update),
    })
}

/// `User, "email"`.
fn references(input: ParseStream<'_>) -> syn::Result<(Path, Punctuated<LitStr, Token![,]>)> {
    let model = input.call(Path::parse_mod_style)?;
    if input.is_empty() {
        return Err(syn::Error::new(
            model.span(),
            "the model stands without the columns that the foreign key refers to",
        ));
    }
    input.parse::<Token![,]>()?;
    Ok((model, Punctuated::parse_terminated(input)?))
}

fn fields(idents: &[Ident]) -> String {
    if idents.len() == 1 { "one field".to_owned() } else { format!("{} fields", idents.len()) }
}

fn count(columns: usize) -> String {
    if columns == 1 { "one column".to_owned() } else { format!("{columns} columns") }
}
