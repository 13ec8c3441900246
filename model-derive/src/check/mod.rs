//! What a model has to be: rules that concern several settings of a struct, one function each, the rule in prose above it.

mod migration;
mod names;
mod rule;

use crate::diag::Diagnostics;
use crate::ir::{Backend, Column, Model, Role, SqlType};

pub(crate) use rule::{Ruled, rules};

/// Checks every rule.
pub(crate) fn check(model: &Model, diag: &mut Diagnostics) {
    has_columns(model, diag);
    has_key(model, diag);
    key_is_not_null(model, diag);
    key_is_not_json(model, diag);
    key_can_be_made(model, diag);
    assigned_is_on_a_key(model, diag);
    key_has_one_writer(model, diag);
    roles_have_no_default(model, diag);
    autoincrement_counts(model, diag);
    one_column_per_role(model, diag);
    version_is_an_integer(model, diag);
    times_are_times(model, diag);
    names::columns_differ(model, diag);
    names::names_are_usable(model, diag);
    names::constraints_differ(model, diag);
    names::relations_differ(model, diag);
    partitions_have_a_way(model, diag);
    triggers_are_of_sqlite(model, diag);
    set_null_needs_null(model, diag);
    parent_has_no_default(model, diag);
    protected_can_be_left_out(model, diag);
    not_too_wide(model, diag);
    existing_is_declared_once(model, diag);
    partial_is_of_existing(model, diag);
    columns_without_fields_are_made(model, diag);
    view_is_only_read(model, diag);
    names::companions_differ(model, diag);
    row_rules_are_no_checks(model, diag);
    migration::renames_are_of_others(model, diag);
    migration::backfill_fills_what_lacks(model, diag);
    migration::drop_ok_names_columns(model, diag);
    for column in &model.columns {
        rules(&ruled(model, column), diag);
    }
}

/// The column, as a field with rules.
fn ruled<'m>(model: &'m Model, column: &'m Column) -> Ruled<'m> {
    Ruled {
        owner: &model.ident,
        field: &column.field,
        position: column.index,
        nullable: column.nullable,
        stored: true,
        written: column.is_insertable(),
        rules: &column.rules,
    }
}

/// A table has at least one column.
fn has_columns(model: &Model, diag: &mut Diagnostics) {
    if model.columns.is_empty() && model.complete {
        diag.error(
            &model.ident,
            format_args!("model `{}` has no columns", model.name()),
            "a table needs at least a primary key: `id: i64`",
        );
    }
}

/// Partitions are of a table that says how rows get into them. Of those inside of others MySQL says that with the table.
fn partitions_have_a_way(model: &Model, diag: &mut Diagnostics) {
    for partition in model.partitioning.partitions.iter().filter(|_| model.partitioning.by.is_none()) {
        diag.error_at(
            partition.span,
            format_args!("nothing says how rows get into the partition `{}`", partition.name),
            "say it beside it: `partition_by = \"RANGE (day)\"`",
        );
    }
}

/// Triggers are read, and made again, on SQLite alone; elsewhere nobody would notice that one is missing.
fn triggers_are_of_sqlite(model: &Model, diag: &mut Diagnostics) {
    let is_of_sqlite = model.backends.as_deref() == Some(&[Backend::Sqlite]);
    if let Some(trigger) = model.triggers.first().filter(|_| !is_of_sqlite) {
        diag.error_at(
            trigger.span,
            format_args!("`{}` has a trigger, and is not for SQLite alone", model.name()),
            "say that it is: `backends(sqlite)`; on other databases create triggers in a migration",
        );
    }
}

/// A model has a primary key.
fn has_key(model: &Model, diag: &mut Diagnostics) {
    if model.key.is_empty() && model.complete && !model.columns.is_empty() {
        diag.error(
            &model.ident,
            format_args!("model `{}` has no primary key", model.name()),
            match &model.view {
                None => "name a field `id`, mark one with `#[model(id)]`, or write `#[model(primary_key(a, b))]` on the struct",
                Some(_) => {
                    "a view has none of its own: mark the field that tells its rows apart with `#[model(id)]`, or write \
                     `#[model(primary_key(a, b))]` on the struct"
                }
            },
        );
    }
}

/// No column of a primary key can be NULL.
fn key_is_not_null(model: &Model, diag: &mut Diagnostics) {
    for column in model.key_columns().filter(|column| column.nullable) {
        diag.error(
            &column.ty,
            format_args!("a primary key cannot be NULL: {}", diag.field(column.word())),
            "leave out `Option`; a key that the database makes is not given on insert in any case",
        );
    }
}

/// JSON has no order and no equality that every database agrees on.
fn key_is_not_json(model: &Model, diag: &mut Diagnostics) {
    for column in model.key_columns().filter(|column| column.json) {
        diag.error(
            &column.ty,
            format_args!("a primary key cannot be JSON: {}", diag.field(column.word())),
            "use an integer, a `Uuid` or a `String`",
        );
    }
}

/// The database makes integers, the runtime UUIDs; any other key is given.
fn key_can_be_made(model: &Model, diag: &mut Diagnostics) {
    let makes = |column: &&Column| matches!(column.role, Role::GeneratedKey) && !column.nullable;
    for column in model.key_columns().filter(makes) {
        if let SqlType::Known(sql_type) = &column.sql_type
            && !["SmallInt", "Integer", "BigInt"].contains(sql_type)
        {
            diag.error(
                &column.ty,
                format_args!(
                    "the database cannot make a key of type `{}`: {}",
                    column.shown_type(),
                    diag.field(column.word())
                ),
                "mark the field `#[model(id, assigned)]` and give the key on insert, or use `i64` or `Uuid`",
            );
        }
    }
}

/// `assigned` says something of a key only.
fn assigned_is_on_a_key(model: &Model, diag: &mut Diagnostics) {
    for column in model.columns.iter().filter(|column| !column.is_key()) {
        if let Some(word) = &column.assigned {
            diag.error(
                word,
                format_args!("`assigned` is for primary keys, and {} is none", diag.field(column.word())),
                "leave it out, or write `#[model(id, assigned)]`",
            );
        }
    }
}

/// A key is made or given; it has no default and no other writer.
fn key_has_one_writer(model: &Model, diag: &mut Diagnostics) {
    for column in model.key_columns() {
        if column.default.is_some() {
            diag.error(
                &column.field,
                format_args!("a primary key cannot have a default: {}", diag.field(column.word())),
                "leave the default out: an integer key is made by the database, a `Uuid` by the runtime, any other is given, and can have a `default_sql` for rows that others write",
            );
        }
    }
}

/// `created_at`, `updated_at`, `version`, `read_only` and `generated` say where the value comes from; a default says it
/// too.
fn roles_have_no_default(model: &Model, diag: &mut Diagnostics) {
    for column in model.columns.iter().filter(|column| !column.is_key() && column.role != Role::Plain) {
        // A column that only the database writes may well have a default in SQL.
        let in_sql = matches!(column.default, Some(crate::ir::Default::Sql(_)));
        if column.default.is_some() && !(in_sql && column.role == Role::ReadOnly(None)) {
            diag.error(
                &column.field,
                format_args!("{} gets its value by itself and has a default besides", diag.field(column.word())),
                "leave the default out",
            );
        }
    }
}

/// What the database counts is an integer that is never NULL, and that nothing else makes.
fn autoincrement_counts(model: &Model, diag: &mut Diagnostics) {
    for column in &model.columns {
        let Some(word) = &column.autoincrement else { continue };
        let field = diag.field(column.word());
        if column.role == Role::GeneratedKey {
            diag.error(
                word,
                format_args!("{field} is a key that the database makes, and so counts"),
                "leave `autoincrement` out; a key that is given is `#[model(id, assigned, autoincrement)]`",
            );
        } else if column.default.is_some() || column.table_default.is_some() {
            diag.error(word, format_args!("{field} is counted and has a default besides"), "keep one of them");
        } else if column.nullable || !may_count(&column.sql_type) {
            diag.error(
                &column.ty,
                format_args!("`autoincrement` counts, and {field} is `{}`", column.shown_type()),
                "use `i32` or `i64`",
            );
        }
    }
}

fn may_count(ty: &SqlType) -> bool {
    ty.may_be_integer() || matches!(ty, SqlType::Known("TinyInt") | SqlType::Of("Unsigned", _))
}

/// One version, one time of creation, one time of update.
fn one_column_per_role(model: &Model, diag: &mut Diagnostics) {
    for (role, word) in [(Role::Version, "version"), (Role::CreatedAt, "created_at"), (Role::UpdatedAt, "updated_at")] {
        for second in model.columns.iter().filter(|column| column.role == role).skip(1) {
            diag.error(
                &second.field,
                format_args!("`{}` has a second `{word}` column: `{}`", model.name(), second.word()),
                "keep one of them",
            );
        }
    }
}

/// A version is an integer that cannot be NULL.
fn version_is_an_integer(model: &Model, diag: &mut Diagnostics) {
    if let Some(column) = model.with_role(&Role::Version)
        && (column.nullable || !column.sql_type.may_be_integer())
    {
        diag.error(
            &column.ty,
            format_args!("`version` counts writes, and {} is `{}`", diag.field(column.word()), column.shown_type()),
            "use `i32` or `i64`",
        );
    }
}

/// `created_at`, `updated_at` and `now` are times.
fn times_are_times(model: &Model, diag: &mut Diagnostics) {
    for column in &model.columns {
        let is_now = matches!(column.role, Role::CreatedAt | Role::UpdatedAt)
            || matches!(column.default, Some(crate::ir::Default::Now));
        let moment = matches!(
            &column.sql_type,
            SqlType::Known("Timestamp" | "UtcDateTime") | SqlType::Own(_) | SqlType::Named(_)
        );
        if is_now && (!moment || column.nullable) {
            diag.error(
                &column.ty,
                format_args!("{} gets the present time, and is `{}`", diag.field(column.word()), column.shown_type()),
                "use `NaiveDateTime`, `DateTime<Utc>`, `PrimitiveDateTime` or `OffsetDateTime`",
            );
        }
    }
}

/// `set null` needs a column that can be NULL.
fn set_null_needs_null(model: &Model, diag: &mut Diagnostics) {
    for key in model.foreign_keys() {
        let Some(span) = key.set_null else { continue };
        if let Some(column) = model.columns_of(key).find(|column| !column.nullable) {
            diag.error_at(
                span,
                format_args!("`set null` on a column that cannot be NULL: {}", diag.field(column.word())),
                format_args!("make the field `Option<{}>`, or choose `cascade` or `restrict`", column.shown_type()),
            );
        }
    }
}

/// The key of a parent comes from the parent.
fn parent_has_no_default(model: &Model, diag: &mut Diagnostics) {
    for parent in &model.parents {
        for column in model.columns_of(&parent.key).filter(|column| column.default.is_some()) {
            diag.error_at(
                parent.key.span,
                format_args!("{} is a key to another model and has a default besides", diag.field(column.word())),
                "leave the default out; make the field an `Option` if there may be no parent",
            );
        }
    }
}

/// What `Deserialize` skips has to be able to do without.
fn protected_can_be_left_out(model: &Model, diag: &mut Diagnostics) {
    for column in model.columns.iter().filter(|column| column.is_required()) {
        if let Some(word) = &column.protected {
            diag.error(
                word,
                format_args!("`protected` skips {} in `Deserialize`, and it is required", diag.field(column.word())),
                "give it a default, such as `#[model(protected, default = false)]`, or make it an `Option`",
            );
        }
    }
}

/// Diesel allows 128 columns at most.
fn not_too_wide(model: &Model, diag: &mut Diagnostics) {
    if model.columns.len() > 128 {
        diag.error(
            &model.ident,
            format_args!("model `{}` has {} columns; a table can have 128", model.name(), model.columns.len()),
            "split the table, or store groups of values as `Json<..>`",
        );
    }
}

/// The names and the SQL types of a table that is there are those of its `table!`.
fn existing_is_declared_once(model: &Model, diag: &mut Diagnostics) {
    for word in model.existing.iter().flat_map(|existing| &existing.declares) {
        diag.error(
            word,
            format_args!("`{word}` does not go with `existing`: the `table!` of `{}` says it already", model.name()),
            "leave it out, or correct the `table!`",
        );
    }
}

/// A table that is generated has the columns of its model, and no others.
fn partial_is_of_existing(model: &Model, diag: &mut Diagnostics) {
    if let (Some(word), None) = (&model.partial, &model.existing) {
        diag.error(
            word,
            format_args!(
                "`partial` is for tables that are there, and that of `{}` is made of its fields",
                model.name()
            ),
            "leave it out, or name the table: `#[model(existing = crate::schema::users, partial)]`",
        );
    }
}

/// A table that is there has the columns that its `table!` says.
fn columns_without_fields_are_made(model: &Model, diag: &mut Diagnostics) {
    if let (Some(column), Some(_)) = (model.other_columns.first(), &model.existing) {
        diag.error_at(
            column.name.span,
            format_args!("`{}` is of a table that is there, and makes no column", model.name()),
            "leave it out; `partial` is for tables that have further columns",
        );
    }
}

/// A view is read: nothing says how its rows are written, or what the database makes sure of.
fn view_is_only_read(model: &Model, diag: &mut Diagnostics) {
    for word in model.view.iter().flat_map(|view| &view.refused) {
        diag.error(
            word,
            format_args!("`{word}` does not go with `view`: rows of `{}` are only read", model.name()),
            "leave it out; the tables that the view reads have such settings",
        );
    }
}

/// What a function says of a whole row is no CHECK, which could have a name.
fn row_rules_are_no_checks(model: &Model, diag: &mut Diagnostics) {
    for word in model.row_rules.iter().filter_map(|rule| rule.named.as_ref()) {
        diag.error(
            word,
            format_args!(
                "a rule over the whole row is checked in Rust alone, and no CHECK of `{}` has that name",
                model.name()
            ),
            "leave `constraint` out; a condition in SQL is `#[model(check(name = \"..\", sql = \"..\"))]`",
        );
    }
}
