//! Rules of what only migrations read.

use std::collections::HashMap;

use super::names::usable;
use crate::diag::Diagnostics;
use crate::ir::{Column, Model, Name, Role};

/// What is renamed had another name; a column's was no other's, and is none of a column that is there: SQLite and MySQL do not tell case apart.
pub(super) fn renames_are_of_others(model: &Model, diag: &mut Diagnostics) {
    if let Some(old) = &model.renamed_from {
        renamed(old, &model.table, "table", model, diag);
    }
    let mut seen: HashMap<String, &Column> = HashMap::new();
    for (column, old) in model.columns.iter().filter_map(|column| Some((column, column.renamed_from.as_ref()?))) {
        renamed(old, &column.name, "column", model, diag);
        let name = &old.text;
        if let Some(first) = seen.insert(name.to_lowercase(), column) {
            let first = diag.field(first.word());
            diag.error_at(
                old.span,
                format_args!("column `{name}` cannot become two: {first} is renamed from it too"),
                "keep `renamed_from` on one of them",
            );
        }
        let has = |other: &&Column| other.index != column.index && is_called(other, name);
        if let Some(other) = model.columns.iter().find(has) {
            let other = diag.field(other.word());
            diag.error_at(
                old.span,
                format_args!("`renamed_from` names column `{name}`, which is there: {other} has it"),
                "leave `renamed_from` out, or give the other field a name in SQL that is new: `#[model(column = \"..\")]`",
            );
        }
    }
}

/// Whether a column has a name, if the derive knows: the names of a table that is there stand in its `table!`.
fn is_called(column: &Column, name: &str) -> bool {
    !column.existing && column.name.text.to_lowercase() == name.to_lowercase()
}

fn renamed(old: &Name, now: &Name, what: &str, model: &Model, diag: &mut Diagnostics) {
    usable(old, what, diag);
    if old.text == now.text && model.existing.is_none() {
        diag.error_at(
            old.span,
            format_args!("{what} `{}` is renamed from the name that it has", old.text),
            format_args!("`renamed_from` is the former name; leave it out if the {what} had no other"),
        );
    }
}

/// A backfill is for a column that cannot be NULL, and whose values the database does not make for the rows that are there.
pub(super) fn backfill_fills_what_lacks(model: &Model, diag: &mut Diagnostics) {
    for (column, sql) in model.columns.iter().filter_map(|column| Some((column, column.backfill.as_ref()?))) {
        let (why, help) = match column.role {
            Role::ReadOnly(Some(_)) => ("is computed for every row", "leave it out"),
            Role::GeneratedKey => ("is counted by the database for every row", "leave it out"),
            _ if column.nullable => ("may be NULL", "leave it out, or make the field one that cannot be NULL"),
            _ => continue,
        };
        diag.error(
            sql,
            format_args!("`backfill` is for rows without a value, and {} {why}", diag.field(column.word())),
            help,
        );
    }
}

/// What may be dropped is named, each once.
pub(super) fn drop_ok_names_columns(model: &Model, diag: &mut Diagnostics) {
    let Some(drop_ok) = &model.drop_ok else { return };
    if drop_ok.columns.is_empty() {
        diag.error(
            &drop_ok.ident,
            format_args!("`drop_ok` of `{}` names no column", model.name()),
            "name what may be dropped: `drop_ok(\"nickname\")`",
        );
    }
    for (i, name) in drop_ok.columns.iter().enumerate() {
        usable(name, "column", diag);
        if drop_ok.columns.iter().take(i).any(|other| other.text == name.text) {
            diag.error_at(name.span, format_args!("`drop_ok` has `{}` twice", name.text), "remove one of them");
        }
    }
}
