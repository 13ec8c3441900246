//! The DEFAULT of a column, as a field says it.

use model_runtime::schema::{Column, Ddl};

use super::declare::literal;

/// The DEFAULT of a column that a table which is made of the model can have; without one it is NULL, too.
pub(super) fn of<DB: Ddl>(column: &Column) -> Option<&str> {
    let is_null = |sql: &&str| sql.eq_ignore_ascii_case("NULL");
    column.default.as_deref().filter(|sql| !is_null(sql) && unusable::<DB>(sql).is_none())
}

/// Why a table that is made of a model cannot have a DEFAULT.
pub(super) fn unusable<DB: Ddl>(sql: &str) -> Option<&'static str> {
    let is_no_day = DB::CAPABILITIES.unsigned_integers && sql.starts_with("'0000-00-00");
    is_no_day.then_some("its DEFAULT is left out: it is no day, which connections refuse")
}

/// A default, as a literal of Rust where it is one that the type has.
pub(super) fn attribute(sql: &str, rust: &str) -> String {
    let number =
        |text: &str| text.strip_prefix('-').unwrap_or(text).chars().all(|c| c.is_ascii_digit()) && !text.is_empty();
    let plain = match rust {
        "bool" => ["true", "false"].into_iter().find(|word| sql.eq_ignore_ascii_case(word)).map(str::to_owned),
        "i8" | "i16" | "i32" | "i64" if number(sql) => sql.parse::<i64>().ok().map(|number| number.to_string()),
        "String" => sql
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''))
            .filter(|text| !text.replace("''", "").contains(['\'', '\\']))
            .map(|text| literal(&text.replace("''", "'"))),
        _ => None,
    };
    plain.map_or_else(|| in_sql(sql), |value| format!("default = {value}"))
}

/// A default in SQL.
pub(super) fn in_sql(sql: &str) -> String {
    format!("default_sql = {}", literal(sql))
}
