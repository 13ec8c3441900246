//! The databases that a model is for.

use syn::Ident;

use crate::attr::{Setting, Settings};
use crate::diag::{Diagnostics, did_you_mean, list};
use crate::ir::Backend;

/// The words, and the databases they stand for.
const WORDS: &[(&str, Backend)] =
    &[("sqlite", Backend::Sqlite), ("postgres", Backend::Postgres), ("mysql", Backend::Mysql)];

/// `backends(..)`; `None` where it is not given, or names no database.
pub(super) fn backends(settings: &Settings, diag: &mut Diagnostics) -> Option<Vec<Backend>> {
    let setting = settings.get("backends")?;
    let errors = diag.count();
    let mut found = Vec::new();
    for ident in setting.idents(diag) {
        let Some(backend) = backend(&ident, diag) else { continue };
        if found.contains(&backend) {
            diag.error(&ident, format_args!("`{ident}` is named twice"), "name each database once");
        } else {
            found.push(backend);
        }
    }
    if found.is_empty() && diag.count() == errors {
        nothing(setting, diag);
    }
    (!found.is_empty()).then_some(found)
}

fn backend(ident: &Ident, diag: &mut Diagnostics) -> Option<Backend> {
    let word = ident.to_string();
    if let Some((_, backend)) = WORDS.iter().find(|(known, _)| *known == word) {
        return Some(*backend);
    }
    let known = || WORDS.iter().map(|(known, _)| *known);
    let near = did_you_mean(&word, known()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    diag.error(
        ident,
        format_args!("`{word}` is not a database that models know"),
        format_args!("{near}the words are {}", list(known())),
    );
    None
}

fn nothing(setting: &Setting, diag: &mut Diagnostics) {
    diag.error(
        &setting.ident,
        format_args!("`backends` of `{}` names no database", diag.model()),
        format_args!(
            "write `{}`, or leave it out: the model is then for every backend that is enabled",
            setting.key.example
        ),
    );
}
