//! Conditions in the words of the server: tables with them are made for the session alone, and shown.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_query;
use diesel::sql_types::Text;

use super::texts::standard;
use crate::backend::tokens::tokens;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Ddl, Table, create_table};

/// What tables are called while they are shown. They hide one of that name from the session, and go at once.
const NAME: &str = "model_words";

#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = Text, column_name = "Create Table")]
    sql: String,
}

/// What the server makes of tables. Of the SQL in indexes it shows too little, and a temporary table has no partitions, so that
/// these are left out.
///
/// A table that is temporary ends no transaction.
pub(super) async fn temporary<C: Link<Backend = Mysql>>(tables: &[Table], conn: &mut C) -> Result<Vec<Table>, String> {
    let mut worded = Vec::with_capacity(tables.len());
    for table in tables {
        let plain = Table { indexes: Vec::new(), partition_by: None, partitions: Vec::new(), ..table.clone() };
        let own = Table { namespace: None, name: NAME.to_owned(), ..plain };
        let create = create_table::<Mysql>(&own).concat().replacen("CREATE TABLE", "CREATE TEMPORARY TABLE", 1);
        // One may be left where somebody stopped waiting.
        let drop = format!("DROP TEMPORARY TABLE IF EXISTS {NAME}");
        conn.batch(&format!("{drop}; {create}")).await.map_err(|error| error.to_string())?;
        let shown = conn.rows::<Shown, _>(sql_query(format!("SHOW CREATE TABLE {NAME}"))).await;
        conn.batch(&drop).await.map_err(|error| error.to_string())?;
        let shown = shown.map_err(|error| error.to_string())?.pop();
        let sql = shown.map(|shown| standard(&shown.sql)).ok_or("what was created is not there")?;
        worded.push(in_words(table, &sql));
    }
    Ok(worded)
}

/// A table with the conditions that the statement says of it.
fn in_words(table: &Table, sql: &str) -> Table {
    let mut worded = Table { indexes: Vec::new(), partition_by: None, partitions: Vec::new(), ..table.clone() };
    worded.checks.retain_mut(|check| {
        let name = Mysql::quote(check.name.as_deref().unwrap_or_default());
        let condition = after(sql, &format!("CONSTRAINT {name} CHECK "));
        condition.unwrap_or_default().clone_into(&mut check.condition);
        condition.is_some()
    });
    for column in &mut worded.columns {
        let Some(generated) = &mut column.generated else { continue };
        let definition = after_name(sql, &Mysql::quote(&column.name));
        match definition.and_then(|definition| after(definition, " GENERATED ALWAYS AS ")) {
            Some(expression) => expression.clone_into(&mut generated.expression),
            None => column.generated = None,
        }
    }
    worded
}

/// The line in which a column is defined.
fn after_name<'s>(sql: &'s str, name: &str) -> Option<&'s str> {
    sql.lines().find_map(|line| line.trim_start().strip_prefix(name))
}

/// What stands in the parentheses after some words.
fn after<'s>(sql: &'s str, words: &str) -> Option<&'s str> {
    let (_, rest) = sql.split_once(words)?;
    let mut depth = 0_usize;
    for token in tokens(rest) {
        if token.is_mark("(") {
            depth += 1;
        } else if token.is_mark(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return rest.get(1..token.start);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn parentheses_in_texts_do_not_count() {
        assert_eq!(
            after("a CHECK (b in (')', '(') or `c)` = ''')') NOT NULL", "a CHECK "),
            Some("b in (')', '(') or `c)` = ''')'")
        );
        assert_eq!(after("a CHECK (b", "a CHECK "), None);
        assert_eq!(after("a", "b"), None);
    }
}
