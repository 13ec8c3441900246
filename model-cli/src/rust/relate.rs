//! Foreign keys as relations, on both sides.

use model_runtime::schema::{Action, Ddl, Deferrable, ForeignKey, Index, IndexColumn};

use super::Note;
use super::declare::{Struct, literal};
use super::{names, types};

/// A foreign key that is declared.
pub(super) struct Reference {
    parent: usize,
    child: usize,
    relation: String,
    columns: Vec<String>,
    /// Whether a parent has one such row at most.
    is_one: bool,
}

/// Declares `belongs_to` for the foreign keys that can be, and tells which these are.
pub(super) fn parents<DB: Ddl>(structs: &mut [Struct<'_>], notes: &mut Vec<Note>) -> Vec<Reference> {
    let mut references = Vec::new();
    for at in 0..structs.len() {
        let Some(table) = structs.get(at).map(|model| model.table) else { continue };
        for (number, key) in table.foreign_keys.iter().enumerate() {
            let declared = parent::<DB>(structs, at, number, key, &references);
            let Some(model) = structs.get_mut(at) else { continue };
            let mut note = |reason: &str| {
                let part = Some(key.name.clone().unwrap_or_else(|| key.columns.join(", ")));
                notes.push(Note { table: table.full_name(), part, reason: reason.to_owned() });
            };
            if declared.is_ok() && !is_nullable(model, key) && [key.on_delete, key.on_update].contains(&Action::SetNull)
            {
                note("SET NULL is left out: the column cannot be NULL");
            }
            match declared {
                Ok(Declared::Relation(reference, belongs_to)) => {
                    declare(belongs_to, key, model);
                    references.push(reference);
                }
                Ok(Declared::Constraint(attribute)) => model.attributes.push(attribute),
                Err(reason) => note(reason),
            }
        }
    }
    references
}

/// Puts `belongs_to` on the field, or on the struct if the key has several.
fn declare(belongs_to: String, key: &ForeignKey, model: &mut Struct<'_>) {
    let field = match key.columns.as_slice() {
        [only] => model.fields.iter_mut().find(|field| field.column.name == *only),
        _ => None,
    };
    match field {
        Some(field) => {
            // The key of a parent is the parent's to make.
            field.attributes.retain(|text| text != "assigned");
            field.attributes.push(belongs_to);
        }
        None => model.attributes.push(belongs_to),
    }
}

/// What is said of a foreign key.
enum Declared {
    /// `belongs_to`, and what it refers to.
    Relation(Reference, String),
    /// `foreign_key`, which is no relation.
    Constraint(String),
}

/// What is said of a foreign key, given those that were declared before.
fn parent<DB: Ddl>(
    structs: &[Struct<'_>],
    at: usize,
    number: usize,
    key: &ForeignKey,
    before: &[Reference],
) -> Result<Declared, &'static str> {
    let model = structs.get(at).ok_or("it is not there")?;
    let parent = structs.iter().position(|other| key.refers_to::<DB>(other.table));
    let found = parent.and_then(|parent| Some((parent, structs.get(parent)?)));
    let (parent, other) = found.ok_or("it refers to a table without a model")?;
    let (mut fields, mut alike) = (Vec::new(), true);
    for (column, references) in key.columns.iter().zip(&key.references) {
        let (own, theirs) = (model.field(column), other.field(references));
        let types = own.and_then(|field| field.ty.as_ref()).zip(theirs.and_then(|field| field.ty.as_ref()));
        match types.map(|(own, theirs)| (&*own.rust, &*theirs.rust)) {
            Some((own, theirs)) if own == theirs => {}
            // Databases compare them, and Rust does not.
            Some((own, theirs)) if types::is_integer(own) && types::is_integer(theirs) => alike = false,
            _ => return Err("its columns have other types than those it refers to"),
        }
        fields.extend(own);
    }
    let idents: Vec<&str> = fields.iter().map(|field| &*field.ident).collect();
    let idents = idents.join(", ");
    let is_taken =
        |column: &String| before.iter().any(|other| other.child == at && other.columns == std::slice::from_ref(column));
    if !alike || key.references != other.key || key.columns.iter().any(is_taken) {
        if !is_unique(other, &key.references) {
            return Err("it refers to columns that no constraint of the model keeps unique");
        }
        let columns: Vec<String> = key.references.iter().map(|column| literal(column)).collect();
        let text = format!("foreign_key(columns({idents}), references({}, {})", other.ident, columns.join(", "));
        return Ok(Declared::Constraint(text + &of_constraint(model, number, key) + ")"));
    }
    let usual = relation_of::<DB>(structs, model, key);
    let name = relation_name::<DB>(structs, model, number);
    let mut text = format!("belongs_to({}", other.ident);
    if fields.len() > 1 {
        text = format!("{text}, columns({idents})");
    }
    if name != usual {
        text = format!("{text}, name = {}", literal(&name));
    }
    text.push_str(&of_constraint(model, number, key));
    let is_one = key.columns == model.key || model.table.uniques.iter().any(|unique| unique.columns == key.columns);
    let reference = Reference { parent, child: at, relation: name, columns: key.columns.clone(), is_one };
    Ok(Declared::Relation(reference, text + ")"))
}

/// What is said of the constraint: its name, what it does, when it is looked at.
fn of_constraint(model: &Struct<'_>, number: usize, key: &ForeignKey) -> String {
    let mut text = String::new();
    let constraint = format!("fk_{}_{}", model.table.name, key.columns.join("_"));
    // SQLite has keys without a name, and the derive gives one to those of the same columns.
    let alike = model.table.foreign_keys.iter().take(number).filter(|other| other.columns == key.columns).count();
    let numbered = (alike > 0).then(|| format!("{constraint}_{}", alike + 1));
    if let Some(own) = key.name.clone().or(numbered).filter(|own| *own != constraint) {
        text = format!("{text}, constraint = {}", literal(&own));
    }
    for (event, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
        let is_possible = action != Action::SetNull || is_nullable(model, key);
        if action != Action::NoAction && is_possible {
            text = format!("{text}, {event} = {}", literal(&action.sql().to_ascii_lowercase()));
        }
    }
    match key.deferrable {
        Deferrable::Not => text,
        Deferrable::Deferred => text + ", deferrable",
        Deferrable::Immediate => text + ", deferrable = \"immediate\"",
    }
}

/// Whether the model says that these columns are unique together, in whichever order.
fn is_unique(model: &Struct<'_>, columns: &[String]) -> bool {
    let same = |other: &[String]| other.len() == columns.len() && columns.iter().all(|column| other.contains(column));
    let table = model.table;
    let by_index = |index: &Index| {
        let plain = index.columns.iter().map(|part| match part {
            IndexColumn::Column(name) => Some(name.clone()),
            _ => None,
        });
        index.unique && index.filter.is_none() && plain.collect::<Option<Vec<_>>>().is_some_and(|names| same(&names))
    };
    same(&model.key) || table.uniques.iter().any(|unique| same(&unique.columns)) || table.indexes.iter().any(by_index)
}

/// Whether the columns of a foreign key can be NULL.
fn is_nullable(model: &Struct<'_>, key: &ForeignKey) -> bool {
    let can = |name: &String| model.table.column(name).is_some_and(|column| column.nullable);
    key.columns.iter().all(|name| can(name) && !model.key.contains(name))
}

/// What the derive calls the relation of a foreign key.
fn relation_of<DB: Ddl>(structs: &[Struct<'_>], model: &Struct<'_>, key: &ForeignKey) -> String {
    match key.columns.as_slice() {
        [only] => model.field(only).map(|field| names::relation_of(&field.ident).to_owned()).unwrap_or_default(),
        _ => {
            let other = structs.iter().find(|other| key.refers_to::<DB>(other.table));
            other.map(|other| names::snake(&other.ident)).unwrap_or_default()
        }
    }
}

/// Functions of every model, after which no relation is called.
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

/// What the relation of the foreign key with this number is called: as the derive does it, unless an earlier one of the table is called so.
fn relation_name<DB: Ddl>(structs: &[Struct<'_>], model: &Struct<'_>, number: usize) -> String {
    let usual = |key: &ForeignKey| relation_of::<DB>(structs, model, key);
    let mut name = model.table.foreign_keys.get(number).map(usual).unwrap_or_default();
    let earlier: Vec<String> = model.table.foreign_keys.iter().take(number).map(usual).collect();
    if TAKEN.contains(&&*name) || !names::is_word(&name) {
        name.push_str("_row");
    }
    let count = earlier.iter().filter(|other| **other == name).count();
    if count > 0 { format!("{name}_{}", count + 1) } else { name }
}

/// Declares `has_many`, `has_one` and `many_to_many` on the structs that others refer to.
pub(super) fn children(structs: &mut [Struct<'_>], keys: &[Reference]) {
    let mut lines: Vec<(usize, String, String)> = Vec::new();
    for key in keys {
        let Some(child) = structs.get(key.child) else { continue };
        let alone = keys.iter().filter(|other| (other.parent, other.child) == (key.parent, key.child)).count() == 1;
        let word = names::snake(&child.ident);
        let of = if key.is_one { word } else { names::plural(&word) };
        let name = if alone { of } else { format!("{of}_by_{}", key.relation) };
        let inverse = if alone { String::new() } else { format!(", inverse = {}", key.relation) };
        let kind = if key.is_one { "has_one" } else { "has_many" };
        lines.push((key.parent, name, format!("{kind}(NAME: {}{inverse})", child.ident)));
    }
    for (at, link) in structs.iter().enumerate() {
        let own: Vec<&Reference> = keys.iter().filter(|key| key.child == at).collect();
        let [a, b] = &own[..] else { continue };
        let mut linked: Vec<&String> = a.columns.iter().chain(&b.columns).collect();
        let mut key: Vec<&String> = link.key.iter().collect();
        linked.sort_unstable();
        key.sort_unstable();
        if linked != key || a.parent == b.parent {
            continue;
        }
        for (from, to) in [(a, b), (b, a)] {
            let Some(target) = structs.get(to.parent) else { continue };
            let name = names::plural(&names::snake(&target.ident));
            lines.push((from.parent, name, format!("many_to_many(NAME: {}, through = {})", target.ident, link.ident)));
        }
    }
    for (parent, name, line) in lines {
        let Some(model) = structs.get_mut(parent) else { continue };
        let name = if TAKEN.contains(&&*name) || !names::is_word(&name) { format!("{name}_rows") } else { name };
        // A second list of the same name would be a riddle; who wants it gives it a name.
        if !model.names.has(&name) {
            model.names.free(&name, "");
            model.attributes.push(line.replacen("NAME", &name, 1));
        }
    }
}
