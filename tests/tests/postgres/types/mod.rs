//! Columns of types that PostgreSQL alone has.

mod enums;
mod existing;
mod json;
mod lists;
mod namespaces;
mod others;

use model_runtime::prelude::*;
use model_runtime::schema::{Define, reflect};
use model_runtime::{Error, Hosts};

use crate::db::{Connection, empty};

/// An empty schema with these tables, which are found to be as the models need them.
fn created<S: Schema>() -> Connection
where
    <Connection as Define>::Backend: Hosts<S>,
{
    let mut conn = empty();
    let tables = S::create_all(&mut conn).unwrap().created;
    assert_eq!(S::create_all(&mut conn).unwrap().unchanged, tables);
    conn
}

/// The types of a table's columns, as the server names them.
fn types(table: &str, conn: &mut Connection) -> Vec<String> {
    let table = reflect(conn).unwrap().into_iter().find(|found| found.name == table).unwrap();
    table.columns.into_iter().map(|column| format!("{:?}", column.ty)).collect()
}

/// What `create_all` finds to differ.
fn differences<S: Schema>(conn: &mut Connection) -> Vec<String>
where
    <Connection as Define>::Backend: Hosts<S>,
{
    match S::create_all(conn) {
        Err(Error::Schema(error)) => error.differences.iter().map(ToString::to_string).collect(),
        other => panic!("{other:?}"),
    }
}
