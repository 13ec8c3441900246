//! `belongs_to` on a field, or on the struct for a foreign key of several.

use ident_case::RenameRule;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Ident, Path, Token};

use super::{constraint, foreign_key, names};
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Action, Column, Name, Parent};
use crate::keys::Place;

/// The foreign keys; columns get to know of which model they are the key.
pub(super) fn parents(
    columns: &mut [Column],
    table: &Name,
    settings: &Settings,
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<Parent> {
    let mut parents = Vec::new();
    for (index, own) in field_settings.iter().enumerate() {
        if let Some(setting) = own.get("belongs_to") {
            parents.extend(parent(setting, Some(index), columns, table, complete, diag));
        }
    }
    for setting in settings.all("belongs_to") {
        parents.extend(parent(setting, None, columns, table, complete, diag));
    }
    for parent in &parents {
        for index in &parent.key.columns {
            if let Some(column) = columns.get_mut(*index) {
                column.parent.get_or_insert_with(|| parent.key.model.clone());
            }
        }
    }
    parents
}

/// The keys that say something of the constraint in the database, and nothing of the relation.
const OF_CONSTRAINT: &[&str] = &["constraint", "on_delete", "on_update", "deferrable", "orphan"];

/// `belongs_to(Model, key = value ..)`, on a field or on the struct.
fn parent(
    setting: &Setting,
    field: Option<usize>,
    columns: &[Column],
    table: &Name,
    complete: bool,
    diag: &mut Diagnostics,
) -> Option<Parent> {
    let (model, rest) = setting.parse_list(
        |input: ParseStream<'_>| {
            let model: Path = input.call(Path::parse_mod_style)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
            Ok((model, input.parse::<proc_macro2::TokenStream>()?))
        },
        diag,
    )?;
    let inner = Settings::of_list(rest, Place::Inside("belongs_to"), diag);
    let found = of_columns(&inner, setting, field, columns, complete, diag)?;
    let deletes_orphans = deletes_orphans(&inner, diag);
    let relation = match (inner.get("name").and_then(Setting::text), field.and_then(|index| columns.get(index))) {
        (Some(text), _) => names::ident(&text, diag)?,
        (None, Some(column)) => names::of_parent(&column.field),
        (None, None) => of_model(&model)?,
    };
    let of_constraint = OF_CONSTRAINT.iter().filter_map(|key| inner.flag(key)).cloned().collect();
    let mut key = foreign_key::of(&inner, model, found, columns, table, diag);
    if deletes_orphans && inner.get("on_delete").is_none() {
        // Who deletes the rows that lose their parent deletes those whose parent is deleted.
        key.on_delete = Action::Cascade;
    }
    Some(Parent { key, relation, deletes_orphans, of_constraint })
}

/// The columns of a foreign key: that of the field, or those that `columns(..)` lists.
fn of_columns(
    inner: &Settings,
    setting: &Setting,
    field: Option<usize>,
    columns: &[Column],
    complete: bool,
    diag: &mut Diagnostics,
) -> Option<Vec<usize>> {
    const EXAMPLE: &str = "#[model(belongs_to(Order, columns(shop_id, order_number)))]";
    match (field, inner.get("columns")) {
        (Some(field), None) => Some(vec![field]),
        (Some(_), Some(listed)) => {
            diag.error(
                &listed.ident,
                "`columns` stands in `belongs_to` on the struct, and this one is on a field",
                format_args!("leave it out, or write `{EXAMPLE}` on the struct"),
            );
            None
        }
        (None, None) => {
            diag.error(
                &setting.ident,
                "`belongs_to` on the struct does not say which fields are the key",
                format_args!("write `{EXAMPLE}`, or put `belongs_to` on the field if it is one"),
            );
            None
        }
        (None, Some(listed)) => {
            let idents = listed.idents(diag);
            let found = constraint::fields(&idents, columns, complete, diag);
            (!found.is_empty() && found.len() == idents.len()).then_some(found)
        }
    }
}

/// What the relation to a model is called if nothing else is said.
fn of_model(model: &Path) -> Option<Ident> {
    let ident = &model.segments.last()?.ident;
    let word = RenameRule::SnakeCase.apply_to_variant(ident.unraw().to_string());
    let is_ident = syn::parse_str::<Ident>(&word).is_ok();
    Some(if is_ident { Ident::new(&word, ident.span()) } else { Ident::new_raw(&word, ident.span()) })
}

/// `orphan = "delete"`.
fn deletes_orphans(settings: &Settings, diag: &mut Diagnostics) -> bool {
    let Some(text) = settings.get("orphan").and_then(Setting::text) else { return false };
    let deletes = text.value().eq_ignore_ascii_case("delete");
    if !deletes {
        diag.error(
            &text,
            format_args!("`{}` is not something that happens to a row without its parent", text.value()),
            "write `orphan = \"delete\"`, or leave it out to keep such rows where the key can be NULL",
        );
    }
    deletes
}
