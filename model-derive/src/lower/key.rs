//! The primary key.

use syn::Ident;

use super::{constraint, sql_type};
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Column, Name, Role};

/// Finds the primary key and gives its columns their roles; the name is that of its constraint, where one is given.
pub(super) fn key(
    columns: &mut [Column],
    settings: &Settings,
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> (Vec<usize>, Option<Name>) {
    let Some(setting) = settings.get("primary_key") else { return (of_fields(columns, field_settings, diag), None) };
    let inner = constraint::inner(setting, "primary_key", diag);
    let name = inner.as_ref().and_then(|inner| inner.get("name")?.text());
    let name = name.map(|text| Name::new(text.value(), text.span()));
    let idents = match &inner {
        None => setting.idents(diag),
        Some(inner) => match inner.get("columns") {
            Some(columns) => columns.idents(diag),
            // It names the key of the fields.
            None if name.is_some() => return (of_fields(columns, field_settings, diag), name),
            None => Vec::new(),
        },
    };
    (listed(setting, &idents, columns, field_settings, complete, diag), name)
}

/// The key that `primary_key(..)` lists.
fn listed(
    setting: &Setting,
    idents: &[Ident],
    columns: &mut [Column],
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<usize> {
    for own in field_settings {
        if let Some(word) = own.flag("id") {
            diag.error(
                word,
                format_args!("the key of `{}` is given twice: by `id` here and by `primary_key(..)`", diag.model()),
                "keep one of them",
            );
        }
    }
    let key = constraint::fields(idents, columns, complete, diag);
    if idents.is_empty() {
        constraint::no_field(setting, diag);
    }
    for index in &key {
        if let Some(column) = columns.get_mut(*index) {
            column.role = if key.len() > 1 { Role::AssignedKey } else { sql_type::key_role(column, true) };
        }
    }
    key
}

/// The key that a field declares: with `id`, or else by its name.
fn of_fields(columns: &mut [Column], field_settings: &[Settings], diag: &mut Diagnostics) -> Vec<usize> {
    let marked = |own: &Settings| own.flag("id").cloned();
    let mut marked_fields = field_settings.iter().filter_map(marked);
    let (first, second) = (marked_fields.next(), marked_fields.next());
    if let (Some(_), Some(second)) = (&first, second) {
        diag.error(
            second,
            format_args!("`id` is on a second field of `{}`", diag.model()),
            "for a key of several fields write `#[model(primary_key(a, b))]` on the struct",
        );
    }
    // Without `id` anywhere, a field called `id` is the key.
    let chosen = columns.iter().position(|column| match &first {
        Some(_) => column.id.is_some(),
        None => column.field == "id",
    });
    chosen.inspect(|index| {
        if let Some(column) = columns.get_mut(*index) {
            column.role = sql_type::key_role(column, column.assigned.is_some());
        }
    });
    chosen.into_iter().collect()
}
