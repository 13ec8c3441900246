//! What tells the rows of a struct apart: the primary key of a table, and what stands for it in a view.

use heck::ToSnakeCase;
use model_runtime::schema::{Ddl, Index, IndexColumn, Table};

use super::declare::has_type;
use super::{Options, names, types};

/// The columns of a key.
pub(super) struct Key {
    pub(super) columns: Vec<String>,
    /// Whether their names alone say so.
    pub(super) guessed: bool,
}

/// What is told of a key that was guessed.
pub(super) const GUESSED: &str = "it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`";

/// The key of a table or a view, or why there is no model of it.
pub(super) fn of<DB: Ddl>(table: &Table, tables: &[Table], options: &Options) -> Result<Key, &'static str> {
    let key = match (&table.primary_key, &table.view) {
        (Some(key), _) => Key { columns: key.columns.clone(), guessed: false },
        (None, None) => return Err("it has no primary key, by which a model tells its rows apart"),
        (None, Some(_)) if !options.views => return Err("it is a view, and models of views are not asked for"),
        (None, Some(_)) => of_view::<DB>(table, tables, options).ok_or(
            "nothing says what tells the rows of this view apart; give it a column for that, such as `ROW_NUMBER() OVER (..) AS id`, or write its model by hand",
        )?,
    };
    match () {
        () if table.primary_key.as_ref().is_some_and(|key| !key.prefixes.is_empty()) => {
            Err("its primary key is of the first characters of a text, and a model has it of the whole")
        }
        () if !table.namespace.as_ref().is_none_or(|name| names::is_word(name)) => {
            Err("its schema has a name that `table!` does not take")
        }
        () if !key.columns.iter().all(|name| has_type::<DB>(name, table, options)) => {
            Err("its primary key has a type that Rust has none for")
        }
        () if !key.columns.iter().all(|name| is_key::<DB>(name, table, options)) => {
            Err("its primary key has a type without an order, which a key of a model has")
        }
        () if table.columns.len() > 128 => Err("it has more than 128 columns, which is what Diesel can do"),
        () => Ok(key),
    }
}

/// Types of fields whose values have no order, or are not the same as themselves.
const UNORDERED: [&str; 6] = ["f32", "f64", "serde_json::Value", "PgInterval", "PgMoney", "Bound"];

/// Whether a key can be made of a column.
fn is_key<DB: Ddl>(name: &str, table: &Table, options: &Options) -> bool {
    table.column(name).is_some_and(|column| {
        types::enum_of::<DB>(column).is_some()
            || types::field_type::<DB>(column, true, None, options.times)
                .is_some_and(|ty| !UNORDERED.iter().any(|word| ty.rust.contains(word)))
    })
}

/// Whether the type of a field is one that the database counts for a model.
pub(super) fn can_count(rust: &str) -> bool {
    matches!(rust, "i16" | "i32" | "i64" | "u16" | "u32" | "u64")
}

/// What tells the rows of a view apart: what is unique in a materialized one, or what is called like it.
fn of_view<DB: Ddl>(view: &Table, tables: &[Table], options: &Options) -> Option<Key> {
    let is_key = |name: &String| is_key::<DB>(name, view, options);
    let unique = view.indexes.iter().filter_map(unique_columns).find(|columns| columns.iter().all(is_key));
    if let Some(columns) = unique {
        return Some(Key { columns, guessed: false });
    }
    let names = || view.columns.iter().map(|column| &column.name);
    let own = |name: &String| names().find(|own| DB::same_name(own, name)).filter(|own| is_key(own)).cloned();
    let id = names().find(|name| name.eq_ignore_ascii_case("id") && is_key(name));
    // The rows of a table with a key of several columns, with more beside them.
    let pair = || {
        let keys = tables.iter().filter_map(|table| table.primary_key.as_ref()).filter(|key| key.columns.len() > 1);
        keys.filter_map(|key| key.columns.iter().map(own).collect::<Option<Vec<String>>>()).max_by_key(Vec::len)
    };
    let first = || names().next().filter(|name| name.to_snake_case().ends_with("_id") && is_key(name));
    let columns = id.map(|id| vec![id.clone()]).or_else(pair).or_else(|| first().map(|name| vec![name.clone()]))?;
    Some(Key { columns, guessed: true })
}

/// The columns of an index that is of all rows and allows each once.
fn unique_columns(index: &Index) -> Option<Vec<String>> {
    let name = |part: &IndexColumn| match part {
        IndexColumn::Column(name) | IndexColumn::Descending(name) => Some(name.clone()),
        IndexColumn::Expression(_) => None,
    };
    if !index.unique || index.filter.is_some() {
        return None;
    }
    index.columns.iter().map(name).collect()
}
