//! Turns a struct and its attributes into the [`Model`](crate::ir::Model): defaults filled in, names and types inferred.
//!
//! What cannot be understood is recorded and left out; rules that concern several settings are `check`'s.

mod backend;
mod column;
mod companion;
mod constraint;
mod existing;
mod foreign_key;
mod index;
mod key;
mod migration;
mod names;
mod other_column;
mod parent;
mod partition;
mod relation;
mod rule;
mod sql_type;
mod view;

use quote::ToTokens;
use syn::{Data, DeriveInput, Fields, FieldsNamed};

use crate::attr::Settings;
use crate::diag::Diagnostics;
use crate::ir::{Column, Default, Model, Name, Role};
use crate::keys::Place;

pub(crate) use rule::{Of as RulesOf, rules};
pub(crate) use sql_type::without_option;

/// The model of a struct; `None` if it is not a struct with named fields.
pub(crate) fn model(input: &DeriveInput, diag: &mut Diagnostics) -> Option<Model> {
    let settings = Settings::of_attributes(&input.attrs, Place::Struct, diag);
    let fields = named_fields(input, diag)?;
    refuse_generics(input, diag);

    let mut existing = existing::existing(&settings, diag);
    let namespace = names::namespace(&settings);
    let table = existing.as_ref().and_then(|existing| existing::table(&existing.path, namespace.as_ref(), &settings));
    let table = table.unwrap_or_else(|| names::table(input, &settings));
    let mut columns = Vec::new();
    let mut field_settings = Vec::new();
    let mut complete = true;
    for field in &fields.named {
        let own = Settings::of_attributes(&field.attrs, Place::Field, diag);
        match column::column(columns.len(), field, &own, existing.is_some(), diag) {
            Some(column) => {
                complete &= column.understood;
                columns.push(column);
            }
            None => complete = false,
        }
        if let (Some(existing), Some(word)) = (&mut existing, own.flag("sql_type")) {
            existing.declares.push(word.clone());
        }
        field_settings.push(own);
    }

    let idents: Vec<_> = fields.named.iter().filter_map(|field| field.ident.clone()).collect();
    for (column, field) in columns.iter_mut().zip(&fields.named) {
        let prefix = names::constraint("ck", &table, [column.name.text.as_str()]);
        let of = RulesOf { constraint: Some(&prefix), owner: &input.ident, fields: &idents };
        column.rules = rules(&field.attrs, &of, diag);
    }
    let row_rules = rule::row_rules(&input.attrs, diag);
    let parents = parent::parents(&mut columns, &table, &settings, &field_settings, complete, diag);
    let other_keys = foreign_key::foreign_keys(&columns, &table, &settings, complete, diag);
    let (key, key_name) = key::key(&mut columns, &settings, &field_settings, complete, diag);
    let uniques = constraint::uniques(&columns, &table, &settings, &field_settings, complete, diag);
    let indexes = index::indexes(&columns, &table, &settings, &field_settings, complete, diag);
    let checks = constraint::checks("check", &settings, diag);
    let exclusions = constraint::checks("exclude", &settings, diag);
    let triggers = constraint::checks("trigger", &settings, diag);
    let relations = relation::relations(&settings, diag);
    let module = names::module(input, &table, &settings, diag);
    columns.iter_mut().for_each(keep_default_of_given);
    for column in &mut columns {
        column.ident = match &existing {
            Some(_) => existing::column_ident(&column.name, &module),
            None => names::column_ident(&column.field, &module),
        };
    }
    let mut model = Model {
        other_columns: other_column::other_columns(&settings, diag),
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        docs: column::docs(&input.attrs),
        new: companion::companion(input, &settings, "new", "New", "", diag),
        patch: companion::companion(input, &settings, "patch", "", "Patch", diag),
        builder: companion::named(input, &settings, "builder", "Builder", diag),
        constraints: companion::named(input, &settings, "constraints", "Constraint", diag),
        values: companion::named(input, &settings, "values", "Values", diag),
        row_rules,
        backends: backend::backends(&settings, diag),
        existing,
        partial: settings.flag("partial").cloned(),
        view: None,
        comment: settings.string("comment"),
        options: settings.string("options"),
        partitioning: partition::partitioning(&settings, diag),
        renamed_from: migration::renamed_from(&settings),
        drop_ok: migration::drop_ok(&settings, diag),
        table,
        namespace,
        module,
        columns,
        key,
        key_name,
        uniques,
        indexes,
        checks,
        exclusions,
        triggers,
        parents,
        other_keys,
        relations,
        complete,
    };
    if settings.flag("view").is_some() {
        view::only_read(&mut model, &settings, &field_settings);
    }
    Some(model)
}

/// Rows always say their key and whose they are, so that a DEFAULT in SQL is for others that write them.
fn keep_default_of_given(column: &mut Column) {
    let is_given = column.parent.is_some() || matches!(column.role, Role::ClientKey | Role::AssignedKey);
    if let (true, Some(Default::Sql(sql))) = (is_given, &column.default) {
        column.table_default = Some(sql.clone());
        column.default = None;
    }
}

fn named_fields<'i>(input: &'i DeriveInput, diag: &mut Diagnostics) -> Option<&'i FieldsNamed> {
    let name = &input.ident;
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => return Some(fields),
            Fields::Unnamed(_) => diag.error(
                name,
                format_args!("`Model` needs a struct with named fields, and `{name}` is a tuple struct"),
                "name the fields; for a newtype that is stored in one column derive `ColumnType`",
            ),
            Fields::Unit => diag.error(
                name,
                format_args!("`Model` needs a struct with named fields, and `{name}` has no fields"),
                format_args!("for example `struct {name} {{ id: i64, name: String }}`"),
            ),
        },
        Data::Enum(_) => diag.error(
            name,
            format_args!("`Model` needs a struct with named fields, and `{name}` is an enum"),
            "for an enum that is stored in one column derive `ColumnEnum`",
        ),
        Data::Union(_) => diag.error(
            name,
            format_args!("`Model` needs a struct with named fields, and `{name}` is a union"),
            format_args!("for example `struct {name} {{ id: i64, name: String }}`"),
        ),
    }
    None
}

fn refuse_generics(input: &DeriveInput, diag: &mut Diagnostics) {
    if let Some(parameter) = input.generics.params.first() {
        diag.error(
            &input.generics,
            format_args!(
                "a model cannot be generic: `{}` of `{}` has no column type",
                parameter.to_token_stream(),
                input.ident
            ),
            "use a concrete type, and `String` in place of `&str`",
        );
    }
}

impl Name {
    pub(crate) fn new(text: impl Into<String>, span: proc_macro2::Span) -> Self {
        Self { text: text.into(), span }
    }
}
