//! The verbs on SQLite in asynchronous programs. Those whose values can be moved go to the connection's thread once, and run there
//! as on a blocking connection; those that borrow a row go there for each statement.

use std::pin::pin;

use diesel::SqliteConnection;
use diesel::sqlite::Sqlite;

use super::threaded::AsyncSqliteConnection as C;
use crate::connection::{BoxFuture, now};
use crate::error::Result;
use crate::model::{ColumnSet, Draft, Storable};
use crate::schema::{self, CreateReport, Define, Difference, Reflection, Table, TableSchema, UnexpressedRule, live};
use crate::write::{Find, Write, engine};

/// Runs work of a blocking connection on the connection's thread.
macro_rules! hop {
    ($conn:ident => $work:expr) => {
        Box::pin($conn.go(move |$conn: &mut SqliteConnection| now(pin!($work))))
    };
}

impl Define for C {
    type Backend = Sqlite;

    fn create_tables<'c>(
        schema: &'static str,
        tables: &'static [&'static TableSchema],
        conn: &'c mut C,
    ) -> BoxFuture<'c, Result<CreateReport>> {
        hop!(conn => live::create(schema, tables, conn))
    }

    fn drop_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut C) -> BoxFuture<'c, Result<Vec<String>>> {
        hop!(conn => live::drop_all(tables, conn))
    }

    fn compare_tables<'c>(
        tables: &'static [&'static TableSchema],
        conn: &'c mut C,
    ) -> BoxFuture<'c, Result<Vec<Difference>>> {
        hop!(conn => live::drift(tables, conn))
    }

    fn reflect_tables(wanted: Reflection, conn: &mut C) -> BoxFuture<'_, Result<Vec<Table>>> {
        hop!(conn => live::reflect(&wanted, conn))
    }

    fn ddl(tables: &'static [&'static TableSchema], _conn: &C) -> String {
        schema::script::<Sqlite>(live::ordered::<Sqlite>(tables))
    }

    fn unexpressed_rules(tables: &'static [&'static TableSchema], _conn: &C) -> Vec<UnexpressedRule> {
        schema::unexpressed::<Sqlite>(tables)
    }
}

impl<M: Storable<Sqlite>> Find<C> for M {
    fn get_key<'c>(key: M::Key, conn: &'c mut C) -> BoxFuture<'c, Result<Option<M>>> {
        hop!(conn => engine::get_key::<SqliteConnection, M>(key, conn))
    }
    fn find_key<'c>(key: M::Key, conn: &'c mut C) -> BoxFuture<'c, Result<M>> {
        hop!(conn => engine::find_key::<SqliteConnection, M>(key, conn))
    }
    fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>> {
        hop!(conn => engine::find_keys::<SqliteConnection, M>(keys, conn))
    }
    fn reload_row<'c>(row: &'c mut M, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::reload_row::<C, M>(row, conn))
    }
}

impl<M: Storable<Sqlite>> Write<C> for M {
    fn insert_one<'c>(new: Draft<M>, conn: &'c mut C) -> BoxFuture<'c, Result<M>> {
        hop!(conn => engine::insert_one::<SqliteConnection, M>(new, conn))
    }
    fn insert_complete<'c>(news: Vec<Draft<M>>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>> {
        hop!(conn => engine::insert_complete::<SqliteConnection, M>(news, conn))
    }
    fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut C) -> BoxFuture<'c, Result<M>> {
        hop!(conn => engine::insert_unchecked::<SqliteConnection, M>(new, conn))
    }
    fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>> {
        hop!(conn => engine::insert_batch::<SqliteConnection, M>(news, conn))
    }
    fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>> {
        hop!(conn => engine::insert_whole::<SqliteConnection, M>(rows, conn))
    }
    fn upsert_one<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut C) -> BoxFuture<'c, Result<M>> {
        hop!(conn => engine::upsert_one::<SqliteConnection, M>(new, target, conn))
    }
    fn get_or_insert<'c>(
        new: Draft<M>,
        target: Option<ColumnSet>,
        conn: &'c mut C,
    ) -> BoxFuture<'c, Result<(M, bool)>> {
        hop!(conn => engine::get_or_insert::<SqliteConnection, M>(new, target, conn))
    }
    fn save_row<'c>(row: &'c mut M, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::save_row::<C, M>(row, conn))
    }
    fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::save_rows::<C, M>(rows, conn))
    }
    fn write_columns<'c>(rows: &'c [&'c M], columns: ColumnSet, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<M>>> {
        Box::pin(engine::write_columns::<C, M>(rows, columns, conn))
    }
    fn save_rekeyed<'c>(row: &'c mut M, was: &'c M, columns: ColumnSet, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::save_rekeyed::<C, M>(row, was, columns, conn))
    }
    fn delete_rows<'c>(rows: &'c [M], conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::delete_rows::<C, M>(rows, conn))
    }
    fn missing_rows<'c>(rows: Vec<M>, conn: &'c mut C) -> BoxFuture<'c, Result<Vec<usize>>> {
        hop!(conn => async move { engine::missing_rows::<SqliteConnection, M>(&rows, conn).await })
    }
    fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::patch_row::<C, M>(row, patch, conn))
    }
    fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        hop!(conn => engine::patch_key::<SqliteConnection, M>(key, patch, conn))
    }
    fn delete_row<'c>(row: &'c M, conn: &'c mut C) -> BoxFuture<'c, Result<()>> {
        Box::pin(engine::delete_row::<C, M>(row, conn))
    }
    fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> BoxFuture<'c, Result<usize>> {
        hop!(conn => engine::delete_keys::<SqliteConnection, M>(keys, conn))
    }
}
