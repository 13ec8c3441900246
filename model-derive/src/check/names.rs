//! Rules of names: of columns, tables, constraints, relations and generated types.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;

use crate::diag::Diagnostics;
use crate::ir::{Column, Model, Name};

/// Column names differ, by more than their case: SQLite and MySQL do not tell case apart.
pub(super) fn columns_differ(model: &Model, diag: &mut Diagnostics) {
    let mut seen: HashMap<String, &Column> = HashMap::new();
    for column in &model.columns {
        let Some(first) = seen.insert(column.name.text.to_lowercase(), column) else { continue };
        let how =
            if first.name.text == column.name.text { "is mapped twice" } else { "differs from another only in case" };
        diag.error_at(
            column.name.span,
            format_args!("column `{}` {how}: {} has it too", column.name.text, diag.field(first.word())),
            "give one of the fields another name: `#[model(column = \"..\")]`",
        );
    }
    let mut seen: HashSet<String> = seen.into_keys().collect();
    for column in &model.other_columns {
        if !seen.insert(column.name.text.to_lowercase()) {
            diag.error_at(
                column.name.span,
                format_args!("`{}` has a column `{}` already", model.name(), column.name.text),
                "leave one of them out",
            );
        }
    }
}

/// Names are not empty, and have no NUL: everything else can be quoted.
pub(super) fn names_are_usable(model: &Model, diag: &mut Diagnostics) {
    let columns = model.columns.iter().map(|column| &column.name);
    let columns = columns.chain(model.other_columns.iter().map(|column| &column.name)).map(|name| (name, "column"));
    for (name, what) in columns.chain([(&model.table, "table")]) {
        usable(name, what, diag);
    }
    if let Some(name) = &model.namespace
        && model.existing.is_none()
        && syn::parse_str::<syn::Ident>(&name.text).is_err()
    {
        diag.error_at(
            name.span,
            format_args!("`{}` is not a name of a schema that `table!` takes", name.text.escape_default()),
            "use letters, digits and `_`, and no keyword; another schema can be that of the connection",
        );
    }
    if let Some(name) = &model.key_name {
        usable(name, "constraint", diag);
    }
    let named = model.uniques.iter().map(|unique| (&unique.name, unique.span, "constraint"));
    let named = named.chain(model.indexes.iter().map(|index| (&index.name, index.span, "index")));
    let named = named.chain(model.checks.iter().map(|check| (&check.name, check.span, "constraint")));
    let rules = model.columns.iter().flat_map(|column| &column.rules);
    let rules = rules.filter_map(|rule| Some((&rule.constraint, rule.named.as_ref()?.span(), "constraint")));
    let named = named.chain(rules);
    for (text, span, what) in named {
        usable(&Name { text: text.clone(), span }, what, diag);
    }
}

pub(super) fn usable(name: &Name, what: &str, diag: &mut Diagnostics) {
    if name.text.trim().is_empty() || name.text.contains('\0') {
        diag.error_at(
            name.span,
            format_args!("`{}` is not a usable {what} name", name.text.escape_default()),
            "names are not empty and have no NUL character; anything else is quoted",
        );
    } else if what == "table" && name.text.contains('.') {
        diag.error_at(
            name.span,
            format_args!("`{}` names a schema beside the table", name.text),
            "name the schema by itself: `#[model(namespace = \"..\", table = \"..\")]`",
        );
    }
}

/// Constraints have names of their own; so has what there is an index of: of that, a foreign key or a CHECK may have the name. Triggers
/// and partitions have others.
pub(super) fn constraints_differ(model: &Model, diag: &mut Diagnostics) {
    let uniques = model.uniques.iter().map(|unique| (unique.name.as_str(), unique.span));
    let indexes = model.indexes.iter().map(|index| (index.name.as_str(), index.span));
    let exclusions = model.exclusions.iter().map(|exclusion| (exclusion.name.as_str(), exclusion.span));
    let checks = model.checks.iter().map(|check| (check.name.as_str(), check.span));
    let keys = model.foreign_keys().map(|key| (key.constraint.as_str(), key.span));
    let rules = model.columns.iter().flat_map(|column| &column.rules);
    let rules = rules.map(|rule| (rule.constraint.as_str(), rule.ident.span()));
    let primary = model.key_name.iter().map(|name| (name.text.as_str(), name.span));
    differ(primary.chain(uniques).chain(exclusions).chain(indexes), model, diag);
    differ(rules.chain(checks).chain(keys), model, diag);
    differ(model.triggers.iter().map(|trigger| (trigger.name.as_str(), trigger.span)), model, diag);
    differ(model.partitioning.names().into_iter(), model, diag);
}

fn differ<'m>(names: impl Iterator<Item = (&'m str, Span)>, model: &Model, diag: &mut Diagnostics) {
    let mut seen = HashSet::new();
    for (name, span) in names {
        if !seen.insert(name) {
            diag.error_at(
                span,
                format_args!("`{name}` is declared twice on `{}`", model.name()),
                "remove one, or give it a name of its own",
            );
        }
    }
}

/// Relations have names of their own, which are none of the functions that every model has.
pub(super) fn relations_differ(model: &Model, diag: &mut Diagnostics) {
    const TAKEN: &[&str] = &[
        "all",
        "builder",
        "count",
        "delete",
        "delete_many",
        "find",
        "find_many",
        "get",
        "get_or_create",
        "insert",
        "insert_many",
        "insert_rows",
        "key",
        "patch",
        "query",
        "related",
        "reload",
        "save",
        "save_many",
        "update",
        "upsert",
    ];
    let mut seen: Vec<&syn::Ident> = Vec::new();
    for name in model.relation_names() {
        if seen.contains(&name) {
            diag.error(
                name,
                format_args!("`{}` has two relations called `{name}`", model.name()),
                "give one another name; of `belongs_to` it is `name = \"..\"`, or else the field's without `_id`",
            );
        } else if TAKEN.iter().any(|taken| name == taken) {
            diag.error(
                name,
                format_args!(
                    "a relation of `{}` cannot be called `{name}`, as a function of every model is",
                    model.name()
                ),
                "give it another name",
            );
        }
        seen.push(name);
    }
}

/// The generated types have names of their own. A view has none.
pub(super) fn companions_differ(model: &Model, diag: &mut Diagnostics) {
    if model.view.is_some() {
        return;
    }
    let all = [&model.ident, &model.new.ident, &model.patch.ident, &model.builder];
    for (i, ident) in all.iter().enumerate() {
        if all.iter().take(i).any(|other| other == ident) {
            diag.error(
                ident,
                format_args!("two of the types of `{}` are called `{ident}`", model.name()),
                "choose other names with `new = \"..\"`, `patch = \"..\"` or `builder = \"..\"`",
            );
        }
    }
}
