//! The verbs: what a model can do on each enabled backend, it can do on any.

use super::AnyConnection;
use crate::backend::Includes;
use crate::error::Result;
use crate::model::{ColumnSet, Draft, Model};
use crate::schema::{CreateReport, Define, Table, TableSchema, UnexpressedRule};
use crate::write::Persist;

impl Define for AnyConnection {
    type Backend = Self;

    fn create_tables<'c>(
        schema: &'static str,
        tables: &'static [&'static TableSchema],
        conn: &'c mut Self,
    ) -> Result<CreateReport> {
        delegate!(AnyConnection, conn, conn => Define::create_tables(schema, tables, conn))
    }

    fn drop_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut Self) -> Result<Vec<String>> {
        delegate!(AnyConnection, conn, conn => Define::drop_tables(tables, conn))
    }

    fn reflect_tables(conn: &mut Self) -> Result<Vec<Table>> {
        delegate!(AnyConnection, conn, conn => Define::reflect_tables(conn))
    }

    fn ddl(tables: &'static [&'static TableSchema], conn: &Self) -> String {
        delegate!(AnyConnection, conn, conn => Define::ddl(tables, conn))
    }

    fn unexpressed_rules(tables: &'static [&'static TableSchema], conn: &Self) -> Vec<UnexpressedRule> {
        delegate!(AnyConnection, conn, conn => Define::unexpressed_rules(tables, conn))
    }
}

macro_rules! includes {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+) => {
        /// A list that has the backend of each connection that there may be.
        #[diagnostic::do_not_recommend]
        impl<L> Includes<AnyConnection> for L where $(L: Includes<<$Connection as diesel::Connection>::Backend>,)+ {}
    };
}
with_backends! { includes () }

macro_rules! persist {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<M: Model $(+ Persist<$Connection>)+> Persist<AnyConnection> for M {
            fn insert_one<'c>(new: Draft<M>, conn: &'c mut AnyConnection) -> Result<M> {
                delegate!(AnyConnection, conn, conn => M::insert_one(new, conn))
            }
            fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut AnyConnection) -> Result<M> {
                delegate!(AnyConnection, conn, conn => M::insert_unchecked(new, conn))
            }
            fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut AnyConnection) -> Result<Vec<M>> {
                delegate!(AnyConnection, conn, conn => M::insert_batch(news, conn))
            }
            fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut AnyConnection) -> Result<Vec<M>> {
                delegate!(AnyConnection, conn, conn => M::insert_whole(rows, conn))
            }
            fn upsert_one<'c>(new: Draft<M>, target: ColumnSet, conn: &'c mut AnyConnection) -> Result<M> {
                delegate!(AnyConnection, conn, conn => M::upsert_one(new, target, conn))
            }
            fn get_or_insert<'c>(new: Draft<M>, target: ColumnSet, conn: &'c mut AnyConnection) -> Result<(M, bool)> {
                delegate!(AnyConnection, conn, conn => M::get_or_insert(new, target, conn))
            }
            fn save_row<'c>(row: &'c mut M, conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::save_row(row, conn))
            }
            fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::save_rows(rows, conn))
            }
            fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::patch_row(row, patch, conn))
            }
            fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::patch_key(key, patch, conn))
            }
            fn delete_row<'c>(row: &'c M, conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::delete_row(row, conn))
            }
            fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut AnyConnection) -> Result<usize> {
                delegate!(AnyConnection, conn, conn => M::delete_keys(keys, conn))
            }
            fn get_key<'c>(key: M::Key, conn: &'c mut AnyConnection) -> Result<Option<M>> {
                delegate!(AnyConnection, conn, conn => M::get_key(key, conn))
            }
            fn find_key<'c>(key: M::Key, conn: &'c mut AnyConnection) -> Result<M> {
                delegate!(AnyConnection, conn, conn => M::find_key(key, conn))
            }
            fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut AnyConnection) -> Result<Vec<M>> {
                delegate!(AnyConnection, conn, conn => M::find_keys(keys, conn))
            }
            fn reload_row<'c>(row: &'c mut M, conn: &'c mut AnyConnection) -> Result<()> {
                delegate!(AnyConnection, conn, conn => M::reload_row(row, conn))
            }
        }
    };
}
with_backends! { persist () }
