//! Unique constraints, indexes and CHECKs.

use model_runtime::schema::{Ddl, Index, IndexColumn};

use super::declare::{Field, Struct, literal, one_line, speaks_of};
use super::{Note, rules};

/// Declares them all.
pub(super) fn constraints<DB: Ddl>(model: &mut Struct<'_>, notes: &mut Vec<Note>) {
    let table = model.table;
    let note = |part: &str, reason: &str| Note {
        table: table.full_name(),
        part: Some(part.to_owned()),
        reason: reason.to_owned(),
    };
    for unique in &table.uniques {
        let part = unique.name.as_deref().unwrap_or("unique");
        if !declare(model, "unique", &unique.columns, unique.name.as_deref(), "uq") {
            notes.push(note(part, NO_FIELD));
        }
        if unique.nulls_not_distinct {
            notes.push(note(part, NULLS));
        }
    }
    for index in &table.indexes {
        let is_declared = match plain_columns(index) {
            Some(columns) if index.unique && !DB::CAPABILITIES.partial_indexes => {
                declare(model, "unique", &columns, Some(&index.name), "uq")
            }
            Some(columns) if !index.unique => declare(model, "index", &columns, Some(&index.name), "ix"),
            _ => {
                let text = index_of::<DB>(index, model);
                let is_declared = text.is_some();
                model.attributes.extend(text);
                is_declared
            }
        };
        if !is_declared {
            notes.push(note(&index.name, NO_FIELD));
        }
        if index.nulls_not_distinct {
            notes.push(note(&index.name, NULLS));
        }
    }
    for (at, exclusion) in table.exclusions.iter().enumerate() {
        if needs_others::<DB>(&exclusion.definition, model) {
            notes.push(note(exclusion.name.as_deref().unwrap_or("exclusion"), NO_FIELD));
            continue;
        }
        let name = exclusion.name.clone().unwrap_or_else(|| format!("ex_{}_{}", table.name, at + 1));
        let sql = exclusion.definition.strip_prefix("EXCLUDE ").unwrap_or(&exclusion.definition);
        let (name, sql) = (literal(&name), literal(&one_line(sql)));
        model.attributes.push(format!("exclude(name = {name}, sql = {sql})"));
    }
    if table.partition_by.is_some() {
        notes.push(note("partitions", "models have none: a table that is made of this one has all rows in one place"));
    }
    for trigger in &table.triggers {
        notes.push(note(&trigger.name, "models have no triggers"));
    }
    for (at, check) in table.checks.iter().enumerate() {
        if needs_others::<DB>(&check.condition, model) {
            notes.push(note(check.name.as_deref().unwrap_or("check"), NO_FIELD));
            continue;
        }
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

/// Whether SQL speaks of a column without a field.
fn needs_others<DB: Ddl>(sql: &str, model: &Struct<'_>) -> bool {
    speaks_of::<DB>(sql, model.table.columns.iter().filter(|column| model.ident(&column.name).is_none()))
}

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

/// Declares a unique constraint or an index: on the field if it is of one, or else on the struct; `false` if a column has no field.
fn declare(model: &mut Struct<'_>, what: &str, columns: &[String], name: Option<&str>, prefix: &str) -> bool {
    let Some(idents) = columns.iter().map(|column| model.ident(column)).collect::<Option<Vec<&str>>>() else {
        return false;
    };
    let list = idents.join(", ");
    let usual = format!("{prefix}_{}_{}", model.table.name, columns.join("_"));
    let own = name.filter(|name| *name != usual).map(literal);
    let starts =
        |field: &Field<'_>| field.attributes.iter().any(|text| text == what || text.starts_with(&format!("{what} =")));
    if let [only] = columns
        && let Some(field) = model.fields.iter_mut().find(|field| field.column.name == *only && !starts(field))
    {
        field.attributes.push(own.map_or_else(|| what.to_owned(), |name| format!("{what} = {name}")));
        return true;
    }
    model.attributes.push(match own {
        Some(name) => format!("{what}(name = {name}, columns({list}))"),
        None => format!("{what}({list})"),
    });
    true
}

/// An index with all that it may have.
fn index_of<DB: Ddl>(index: &Index, model: &Struct<'_>) -> Option<String> {
    let part = |part: &IndexColumn| match part {
        IndexColumn::Column(name) => model.ident(name).map(str::to_owned),
        IndexColumn::Descending(name) => model.ident(name).map(|field| format!("desc({field})")),
        IndexColumn::Expression(sql) if needs_others::<DB>(sql, model) => None,
        IndexColumn::Expression(sql) => Some(format!("sql({})", literal(&one_line(sql)))),
    };
    if index.filter.as_ref().is_some_and(|filter| needs_others::<DB>(filter, model)) {
        return None;
    }
    let parts: Vec<String> = index.columns.iter().map(part).collect::<Option<_>>()?;
    let mut text = format!("index(name = {}, columns({})", literal(&index.name), parts.join(", "));
    if !index.include.is_empty() {
        let include: Vec<&str> = index.include.iter().map(|name| model.ident(name)).collect::<Option<_>>()?;
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
