//! Names of Rust from names of SQL.

use std::collections::HashSet;

use heck::{ToSnakeCase, ToUpperCamelCase};

/// Names that generated code, or a reader, would take for something else.
const TAKEN_TYPES: &[&str] = &[
    "Assign",
    "AsyncDatabase",
    "Box",
    "Clone",
    "ColumnEnum",
    "ColumnType",
    "Copy",
    "Database",
    "Debug",
    "Default",
    "Eq",
    "Err",
    "Fk",
    "Handle",
    "Hash",
    "Invalid",
    "Json",
    "Model",
    "None",
    "Ok",
    "Option",
    "Ord",
    "Page",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Schema",
    "Self",
    "Send",
    "Sensitive",
    "Session",
    "Some",
    "String",
    "Sync",
    "ToString",
    "Transaction",
    "Validate",
    "Vec",
];

/// Names of crates and macros that the module of a table must not hide.
const TAKEN_MODULES: &[&str] =
    &["alloc", "core", "diesel", "model_runtime", "std", "chrono", "time", "uuid", "bigdecimal", "serde_json"];

/// Names that are given out once.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// Types of a file.
    pub(super) fn of_types() -> Self {
        Self { taken: TAKEN_TYPES.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// Modules of a file.
    pub(super) fn of_modules() -> Self {
        Self { taken: TAKEN_MODULES.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// The name, or, if it is taken, the same with something behind it.
    pub(super) fn free(&mut self, name: &str, suffix: &str) -> String {
        let mut free = name.to_owned();
        let mut count = 1;
        while !self.taken.insert(free.clone()) {
            count += 1;
            free = if count == 2 && !suffix.is_empty() {
                format!("{name}{suffix}")
            } else {
                format!("{name}{suffix}{count}")
            };
        }
        free
    }

    /// Whether a name is taken.
    pub(super) fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

/// What a struct of the rows of a table is called: the last word in the singular.
pub(super) fn of_struct(table: &str) -> String {
    started(&singular(&table.to_snake_case()).to_upper_camel_case(), "Table")
}

/// What a variant of an enum is called.
pub(super) fn of_variant(value: &str) -> String {
    started(&value.to_upper_camel_case(), "Value")
}

/// What a field or a relation is called.
pub(super) fn of_field(column: &str) -> String {
    let name = if is_snake(column) { column.to_owned() } else { started(&column.to_snake_case(), "column_") };
    if is_word(&name) { name } else { format!("{name}_") }
}

/// The last word in the plural.
pub(super) fn plural(name: &str) -> String {
    with_last_word(name, |word| pluralizer::pluralize(word, 2, false))
}

/// The last word in the singular.
pub(super) fn singular(name: &str) -> String {
    with_last_word(name, |word| pluralizer::pluralize(word, 1, false))
}

fn with_last_word(name: &str, change: impl Fn(&str) -> String) -> String {
    match name.rsplit_once('_') {
        Some((start, last)) if !last.is_empty() => format!("{start}_{}", change(last)),
        _ => change(name),
    }
}

/// A type's name in snake case, as the derive has it: an underscore before each capital letter but the first.
pub(super) fn snake(ident: &str) -> String {
    let mut snake = String::new();
    for (at, letter) in ident.char_indices() {
        if letter.is_uppercase() && at > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The table that the derive takes a struct for: Diesel's rule.
pub(super) fn table_of(ident: &str) -> String {
    snake(ident) + "s"
}

/// What the relation of a foreign key is called if nothing is said: its field without `_id`.
pub(super) fn relation_of(field: &str) -> &str {
    field.strip_suffix("_id").filter(|short| is_word(short)).unwrap_or(field)
}

/// Whether Rust takes it for a name.
pub(super) fn is_word(name: &str) -> bool {
    // A keyword since the edition of 2024, which a parser for all editions lets pass.
    !["_", "gen"].contains(&name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

/// Whether it is as Rust writes fields.
fn is_snake(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.chars().any(|c| c != '_')
        // Of two underscores in a row the compiler warns.
        && !name.trim_matches('_').contains("__")
}

/// A name that starts with a letter, by something in front of it if need be.
fn started(name: &str, prefix: &str) -> String {
    if name.starts_with(char::is_alphabetic) { name.to_owned() } else { format!("{prefix}{name}") }
}

#[cfg(test)]
mod tests {
    use super::{of_field, of_struct, of_variant, plural, relation_of, table_of};

    #[test]
    fn tables_become_structs() {
        for (table, expected) in [
            ("users", "User"),
            ("order_lines", "OrderLine"),
            ("categories", "Category"),
            ("people", "Person"),
            ("InvoiceLine", "InvoiceLine"),
            ("Order Details", "OrderDetail"),
            ("film_actor", "FilmActor"),
            ("status", "Status"),
            ("2fa", "Table2fa"),
            ("Größen", "Größen"),
            ("__diesel_schema_migrations", "DieselSchemaMigration"),
        ] {
            assert_eq!(of_struct(table), expected);
        }
    }

    #[test]
    fn columns_become_fields() {
        for (column, expected) in [
            ("name", "name"),
            ("type", "type_"),
            ("UnitPrice", "unit_price"),
            ("e-mail", "e_mail"),
            ("self", "self_"),
            ("2nd", "column_2nd"),
            ("_private", "_private"),
            ("EmployeeID", "employee_id"),
            ("gen", "gen_"),
            ("a__b", "a_b"),
            ("_a_", "_a_"),
        ] {
            assert_eq!(of_field(column), expected);
        }
    }

    #[test]
    fn other_names() {
        assert_eq!((of_variant("in review").as_str(), of_variant("PG-13").as_str()), ("InReview", "Pg13"));
        assert_eq!((plural("order_line").as_str(), table_of("OrderLine").as_str()), ("order_lines", "order_lines"));
        assert_eq!((relation_of("user_id"), relation_of("author"), relation_of("_id")), ("user", "author", "_id"));
    }
}
