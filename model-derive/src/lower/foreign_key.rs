//! `foreign_key(..)` on the struct: a foreign key that is no relation.

use proc_macro2::Span;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{LitStr, Path, Token};

use super::{constraint, names};
use crate::attr::{Setting, Settings};
use crate::diag::{Diagnostics, did_you_mean, list};
use crate::ir::{Action, Column, Deferrable, ForeignKey, Name};
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
            format_args!(
                "the foreign key has {}, and refers to {}",
                count(idents.len(), "field"),
                count(references.len(), "column")
            ),
            "name the columns in SQL, in the order of the fields",
        );
        return None;
    }
    let mut key = of(&inner, model, found, columns, table, diag);
    key.references = references.iter().map(LitStr::value).collect();
    Some(key)
}

/// The foreign key of these columns, with what its list says of the constraint, to the primary key of the model.
pub(super) fn of(
    inner: &Settings,
    model: Path,
    of: Vec<usize>,
    columns: &[Column],
    table: &Name,
    diag: &mut Diagnostics,
) -> ForeignKey {
    let on_delete = action(inner, "on_delete", diag).unwrap_or(Action::NoAction);
    let on_update = action(inner, "on_update", diag).unwrap_or(Action::NoAction);
    let constraint = match inner.get("constraint").and_then(Setting::text) {
        Some(text) => text.value(),
        None => names::constraint("fk", table, constraint::names_of(&of, columns)),
    };
    ForeignKey {
        span: model.span(),
        model,
        columns: of,
        references: Vec::new(),
        constraint,
        on_delete,
        on_update,
        deferrable: deferrable(inner, diag),
        set_null: set_null(inner, on_delete, on_update),
    }
}

/// `deferrable`, or when it is checked where nobody says otherwise.
fn deferrable(settings: &Settings, diag: &mut Diagnostics) -> Option<Deferrable> {
    let setting = settings.get("deferrable")?;
    let Some(text) = setting.text() else { return Some(Deferrable::Deferred) };
    match &*text.value().to_lowercase() {
        "deferred" => Some(Deferrable::Deferred),
        "immediate" => Some(Deferrable::Immediate),
        _ => {
            diag.error(
                &text,
                format_args!("`{}` is not when a foreign key is checked", text.value()),
                "it is `deferred`, when the transaction ends, or `immediate`, with each statement unless the transaction puts it off",
            );
            None
        }
    }
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

fn count(number: usize, of: &str) -> String {
    if number == 1 { format!("one {of}") } else { format!("{number} {of}s") }
}

/// Where a foreign key says `set null`.
fn set_null(settings: &Settings, on_delete: Action, on_update: Action) -> Option<Span> {
    let actions = [("on_delete", on_delete), ("on_update", on_update)];
    let (key, _) = actions.into_iter().find(|(_, action)| *action == Action::SetNull)?;
    Some(settings.get(key)?.text()?.span())
}

/// What happens to the row, where it is said.
fn action(settings: &Settings, key: &str, diag: &mut Diagnostics) -> Option<Action> {
    const WORDS: &[(&str, Action)] = &[
        ("no action", Action::NoAction),
        ("restrict", Action::Restrict),
        ("cascade", Action::Cascade),
        ("set null", Action::SetNull),
        ("set default", Action::SetDefault),
    ];
    let text = settings.get(key).and_then(Setting::text)?;
    let word = text.value().to_lowercase().replace('_', " ");
    if let Some((_, action)) = WORDS.iter().find(|(known, _)| *known == word) {
        return Some(*action);
    }
    let known = || WORDS.iter().map(|(known, _)| *known);
    let near = did_you_mean(&word, known()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    diag.error(
        &text,
        format_args!("`{}` is not something a foreign key can do", text.value()),
        format_args!("{near}it can do {}", list(known())),
    );
    None
}
