//! Unique constraints, indexes and CHECKs.

use model_runtime::schema::{Ddl, Index, IndexColumn, Partition};

use super::declare::{Field, Struct, literal, one_line};
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
        let name = unique.name.as_deref();
        let nulls = unique.nulls_not_distinct.then(|| NULLS.to_owned());
        let options = unique.options.as_ref().map(|options| format!("options = {}", literal(options)));
        let more: Vec<String> = nulls.into_iter().chain(options).collect();
        if !declare(model, ("unique", "uq"), &unique.columns, name, &more) {
            notes.push(note(name.unwrap_or("unique"), NO_FIELD));
        }
    }
    for index in &table.indexes {
        // A column without a field is named in SQL.
        let have_fields = |columns: &Vec<String>| columns.iter().all(|column| model.ident(column).is_some());
        let is_declared = match plain_columns(index).filter(have_fields) {
            Some(columns) if index.unique && !DB::CAPABILITIES.partial_indexes => {
                declare(model, ("unique", "uq"), &columns, Some(&index.name), &[])
            }
            Some(columns) if !index.unique => declare(model, ("index", "ix"), &columns, Some(&index.name), &[]),
            _ => declare_index(index, model),
        };
        if !is_declared {
            notes.push(note(&index.name, NO_FIELD));
        }
    }
    for (at, exclusion) in table.exclusions.iter().enumerate() {
        let name = exclusion.name.clone().unwrap_or_else(|| format!("ex_{}_{}", table.name, at + 1));
        let sql = exclusion.definition.strip_prefix("EXCLUDE ").unwrap_or(&exclusion.definition);
        let (name, sql) = (literal(&name), literal(&one_line(sql)));
        model.attributes.push(format!("exclude(name = {name}, sql = {sql})"));
    }
    if let Some(by) = &table.partition_by {
        model.attributes.push(format!("partition_by = {}", literal(by)));
        model.attributes.extend(table.partitions.iter().map(partition));
    }
    for trigger in &table.triggers {
        let (name, sql) = (literal(&trigger.name), literal(trigger.sql.trim()));
        model.attributes.push(format!("trigger(name = {name}, sql = {sql})"));
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

/// A partition, with those that are in it.
fn partition(one: &Partition) -> String {
    let setting = |word: &str, text: &str| format!("{word} = {}", literal(text));
    let mut parts = vec![setting("name", &one.name)];
    parts.extend(Some(&one.bound).filter(|bound| !bound.is_empty()).map(|bound| setting("sql", bound)));
    parts.extend(one.partition_by.as_ref().map(|by| setting("partition_by", by)));
    parts.extend(one.partitions.iter().map(partition));
    format!("partition({})", parts.join(", "))
}

const NO_FIELD: &str = "it is over a column without a field";
const NULLS: &str = "nulls_not_distinct";

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
fn declare(
    model: &mut Struct<'_>,
    (what, prefix): (&str, &str),
    columns: &[String],
    name: Option<&str>,
    more: &[String],
) -> bool {
    let Some(idents) = columns.iter().map(|column| model.ident(column)).collect::<Option<Vec<&str>>>() else {
        return false;
    };
    let list = idents.join(", ");
    let usual = format!("{prefix}_{}_{}", model.table.name, columns.join("_"));
    let own = name.filter(|name| *name != usual).map(literal);
    let starts =
        |field: &Field<'_>| field.attributes.iter().any(|text| text == what || text.starts_with(&format!("{what} =")));
    if let ([only], []) = (columns, more)
        && let Some(field) = model.fields.iter_mut().find(|field| field.column.name == *only && !starts(field))
    {
        field.attributes.push(own.map_or_else(|| what.to_owned(), |name| format!("{what} = {name}")));
        return true;
    }
    let more: String = more.iter().flat_map(|more| [", ", more]).collect();
    model.attributes.push(match own {
        None if more.is_empty() => format!("{what}({list})"),
        None => format!("{what}(columns({list}){more})"),
        Some(name) => format!("{what}(name = {name}, columns({list}){more})"),
    });
    true
}

/// Declares an index with all that it may have; `false` if it holds the values of a column without a field.
fn declare_index(index: &Index, model: &mut Struct<'_>) -> bool {
    let text = index_of(index, model);
    let is_declared = text.is_some();
    model.attributes.extend(text);
    is_declared
}

fn index_of(index: &Index, model: &Struct<'_>) -> Option<String> {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let part = |part: &IndexColumn| match part {
        IndexColumn::Column(name) => match model.ident(name) {
            Some(field) => field.to_owned(),
            None => format!("sql({})", literal(&quoted(name))),
        },
        IndexColumn::Descending(name) => match model.ident(name) {
            Some(field) => format!("desc({field})"),
            None => format!("sql({})", literal(&format!("{} DESC", quoted(name)))),
        },
        IndexColumn::Expression(sql) => format!("sql({})", literal(&one_line(sql))),
    };
    let parts: Vec<String> = index.columns.iter().map(part).collect();
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
    if index.nulls_not_distinct {
        text = format!("{text}, {NULLS}");
    }
    Some(text + ")")
}
