//! Unique constraints, indexes and CHECKs.

use model_runtime::schema::{Ddl, Index, IndexColumn};

use super::declare::{Field, Struct, literal, one_line};
use super::{Note, rules};

/// Declares them all.
pub(super) fn constraints<DB: Ddl>(model: &mut Struct<'_>, notes: &mut Vec<Note>) {
    let table = model.table;
    let note = |part: &str, reason: &str| Note {
        table: table.name.clone(),
        part: Some(part.to_owned()),
        reason: reason.to_owned(),
    };
    for unique in &table.uniques {
        let part = unique.name.as_deref().unwrap_or("unique");
        match fields_of(model, &unique.columns) {
            Some(fields) => declare(model, "unique", &fields, unique.name.as_deref(), "uq"),
            None => notes.push(note(part, NO_FIELD)),
        }
        if unique.nulls_not_distinct {
            notes.push(note(part, NULLS));
        }
    }
    for index in &table.indexes {
        match plain_columns(index).map(|names| fields_of(model, &names)) {
            Some(Some(fields)) if index.unique && !DB::CAPABILITIES.partial_indexes => {
                declare(model, "unique", &fields, Some(&index.name), "uq");
            }
            Some(Some(fields)) if !index.unique => declare(model, "index", &fields, Some(&index.name), "ix"),
            _ => match index_of(index, model) {
                Some(text) => model.attributes.push(text),
                None => notes.push(note(&index.name, NO_FIELD)),
            },
        }
        if index.nulls_not_distinct {
            notes.push(note(&index.name, NULLS));
        }
    }
    for exclusion in &table.exclusions {
        notes.push(note(exclusion.name.as_deref().unwrap_or("exclusion"), "models have no exclusion constraints"));
    }
    for (at, check) in table.checks.iter().enumerate() {
        if rules::declare::<DB>(check, model) {
            continue;
        }
        let name = check.name.clone().unwrap_or_else(|| format!("ck_{}_{}", table.name, at + 1));
        let (name, sql) = (literal(&name), literal(&one_line(&check.condition)));
        model.attributes.push(format!("check(name = {name}, sql = {sql})"));
    }
}

const NO_FIELD: &str = "it is over a column without a field";
const NULLS: &str = "that NULL counts once (NULLS NOT DISTINCT) is left out";

/// The columns of an index of all rows over nothing but columns.
fn plain_columns(index: &Index) -> Option<Vec<String>> {
    if index.method.is_some() || index.filter.is_some() || !index.include.is_empty() {
        return None;
    }
    let name = |part: &IndexColumn| match part {
        IndexColumn::Column(name) => Some(name.clone()),
        _ => None,
    };
    index.columns.iter().map(name).collect()
}

/// The fields of columns, if all have one.
fn fields_of(model: &Struct<'_>, columns: &[String]) -> Option<Vec<String>> {
    let of = |name: &String| model.field(name).filter(|field| field.ty.is_some()).map(|field| field.ident.clone());
    columns.iter().map(of).collect()
}

/// Declares a unique constraint or an index: on the field if it is of one, or else on the struct.
fn declare(model: &mut Struct<'_>, what: &str, fields: &[String], name: Option<&str>, prefix: &str) {
    let columns: Vec<&str> = fields
        .iter()
        .filter_map(|ident| model.fields.iter().find(|field| field.ident == *ident))
        .map(|field| &*field.column.name)
        .collect();
    let usual = format!("{prefix}_{}_{}", model.table.name, columns.join("_"));
    let own = name.filter(|name| *name != usual).map(literal);
    let starts =
        |field: &Field<'_>| field.attributes.iter().any(|text| text == what || text.starts_with(&format!("{what} =")));
    if let [only] = fields
        && let Some(field) = model.fields.iter_mut().find(|field| field.ident == *only && !starts(field))
    {
        field.attributes.push(own.map_or_else(|| what.to_owned(), |name| format!("{what} = {name}")));
        return;
    }
    let list = fields.join(", ");
    model.attributes.push(match own {
        Some(name) => format!("{what}(name = {name}, columns({list}))"),
        None => format!("{what}({list})"),
    });
}

/// An index with all that it may have.
fn index_of(index: &Index, model: &Struct<'_>) -> Option<String> {
    let field = |name: &String| model.field(name).filter(|field| field.ty.is_some()).map(|field| field.ident.clone());
    let part = |part: &IndexColumn| match part {
        IndexColumn::Column(name) => field(name),
        IndexColumn::Descending(name) => field(name).map(|field| format!("desc({field})")),
        IndexColumn::Expression(sql) => Some(format!("sql({})", literal(&one_line(sql)))),
    };
    let parts: Vec<String> = index.columns.iter().map(part).collect::<Option<_>>()?;
    let mut text = format!("index(name = {}, columns({})", literal(&index.name), parts.join(", "));
    if !index.include.is_empty() {
        let include: Vec<String> = index.include.iter().map(field).collect::<Option<_>>()?;
        text = format!("{text}, include({})", include.join(", "));
    }
    if let Some(method) = &index.method {
        text = format!("{text}, method = {}", literal(method));
    }
    if let Some(filter) = &index.filter {
        text = format!("{text}, where = {}", literal(&one_line(filter)));
    }
    if index.unique {
        text.push_str(", unique");
    }
    Some(text + ")")
}
