//! The session: what it writes, in which order, and what it keeps.

mod cascades;
mod cases;
mod collections;
mod faults;
mod fresh;
mod identity;
mod keys;
mod loading;
mod models;
mod relations;
mod savepoints;
mod transactions;
mod values;
mod verbs;
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

fn post(title: &str, author: model_runtime::Handle<User>) -> NewPost {
    NewPost { title: title.into(), user_id: author.into() }
}

fn user(name: &str) -> NewUser {
    NewUser { name: name.into(), nick: None }
}

/// The statements about the tables of these tests, by their first word and the first table: `INSERT s_users`.
fn sent(log: &QueryLog) -> Vec<String> {
    let words = |sql: &String| {
        let words: Vec<&str> =
            sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
        let table = words.iter().find(|word| word.starts_with("s_"))?;
        let first = words.first().filter(|word| ["INSERT", "UPDATE", "DELETE", "SELECT"].contains(word))?;
        Some(format!("{first} {table}"))
    };
    let sent = log.statements().iter().filter_map(words).collect();
    log.clear();
    sent
}

/// The statements that change rows.
fn written(log: &QueryLog) -> Vec<String> {
    sent(log).into_iter().filter(|sent| !sent.starts_with("SELECT")).collect()
}

/// The statements that read rows.
fn read(log: &QueryLog) -> Vec<String> {
    sent(log).into_iter().filter(|sent| sent.starts_with("SELECT")).collect()
}
