//! Models of views, which are read and never written.

use syn::Ident;

use crate::attr::Settings;
use crate::ir::{Action, Model, Partitioning, Role, View};

/// What a struct says of the table's constraints, and of the types that rows are written by.
const OF_STRUCT: &[&str] = &[
    "unique",
    "index",
    "check",
    "exclude",
    "trigger",
    "options",
    "column",
    "foreign_key",
    "partition_by",
    "partition",
    "new",
    "patch",
    "builder",
    "constraints",
    "values",
    "comment",
    "renamed_from",
    "drop_ok",
];

/// What a field says of its DDL, and of who writes it.
const OF_FIELD: &[&str] = &[
    "assigned",
    "db_type",
    "comment",
    "renamed_from",
    "backfill",
    "default",
    "default_with",
    "default_sql",
    "on_update_sql",
    "autoincrement",
    "collation",
    "generated",
    "read_only",
    "protected",
    "created_at",
    "updated_at",
    "version",
    "unique",
    "index",
];

/// Makes a model one that is read only. What is said of writing is noted and taken out, so that no other rule has a say in it.
pub(super) fn only_read(model: &mut Model, settings: &Settings, field_settings: &[Settings]) {
    let of = |settings: &Settings, keys: &[&str]| -> Vec<Ident> {
        keys.iter().flat_map(|key| settings.all(key)).map(|setting| setting.ident.clone()).collect()
    };
    let mut refused = of(settings, OF_STRUCT);
    refused.extend(field_settings.iter().flat_map(|own| of(own, OF_FIELD)));
    refused.extend(model.row_rules.drain(..).map(|rule| rule.ident));
    refused.extend(model.key_name.take().map(|name| Ident::new("name", name.span)));
    model.uniques.clear();
    model.indexes.clear();
    model.checks.clear();
    model.exclusions.clear();
    model.triggers.clear();
    model.other_columns.clear();
    model.other_keys.clear();
    model.partitioning = Partitioning::default();
    (model.options, model.renamed_from, model.drop_ok) = (None, None, None);
    for parent in &mut model.parents {
        refused.append(&mut parent.of_constraint);
        parent.deletes_orphans = false;
        let key = &mut parent.key;
        (key.on_delete, key.on_update, key.set_null) = (Action::NoAction, Action::NoAction, None);
        key.deferrable = None;
    }
    for column in &mut model.columns {
        refused.extend(column.rules.drain(..).map(|rule| rule.ident));
        // Nobody makes a key, and it is never given.
        column.role = if model.key.contains(&column.index) { Role::AssignedKey } else { Role::Plain };
        (column.default, column.table_default, column.db_type) = (None, None, None);
        (column.on_update, column.autoincrement, column.collation) = (None, None, None);
        (column.assigned, column.protected) = (None, None);
        (column.renamed_from, column.backfill) = (None, None);
    }
    model.view = Some(View { refused });
}
