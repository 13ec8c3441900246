//! Texts as SQL literals, which every backend spells alike.

/// A text as a SQL literal.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The text of a SQL literal; any other literal as it is.
pub(crate) fn unquoted(sql: &str) -> String {
    match sql.strip_prefix('\'').and_then(|sql| sql.strip_suffix('\'')) {
        Some(text) => text.replace("''", "'"),
        None => sql.to_owned(),
    }
}
