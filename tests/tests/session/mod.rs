//! The session: what it writes, in which order, and what it keeps.

mod identity;
mod models;
mod transactions;
mod writes;

use model_runtime::Session;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use models::*;

use crate::db;

type Opened = Session<db::Connection>;

/// A session on an empty database, and what is sent by it.
fn session() -> (Opened, QueryLog) {
    let mut conn = db::empty();
    Sessions::create_all(&mut conn).unwrap();
    let log = QueryLog::of(&mut conn).unwrap();
    (Session::new(conn), log)
}

fn user(name: &str) -> NewUser {
    NewUser { name: name.into(), nick: None }
}

/// The statements that change rows, by their first words: `INSERT s_users`.
fn written(log: &QueryLog) -> Vec<String> {
    let words = |sql: &String| {
        let words: Vec<&str> =
            sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
        let table = words.iter().find(|word| word.starts_with("s_")).copied().unwrap_or_default();
        words.first().filter(|word| ["INSERT", "UPDATE", "DELETE"].contains(word)).map(|word| format!("{word} {table}"))
    };
    let written = log.statements().iter().filter_map(words).collect();
    log.clear();
    written
}
