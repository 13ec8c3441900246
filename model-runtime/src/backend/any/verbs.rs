//! The verbs: what a model can do on each enabled backend, it can do on any.

use super::AnyConnection;
#[cfg(feature = "async")]
use super::AsyncAnyConnection;
use crate::backend::Includes;
use crate::connection::Exec;
use crate::model::{ColumnSet, Draft, Model};
use crate::schema::{CreateReport, Define, Difference, Reflection, Table, TableSchema, UnexpressedRule};
use crate::write::{Find, Write};

macro_rules! tables {
    ($Any:ident) => {
        impl Define for $Any {
            type Backend = Self;

            fn create_tables<'c>(
                schema: &'static str,
                tables: &'static [&'static TableSchema],
                conn: &'c mut Self,
            ) -> <Self as Exec>::Ret<'c, CreateReport> {
                delegate!($Any, conn, conn => Define::create_tables(schema, tables, conn))
            }

            fn drop_tables<'c>(
                tables: &'static [&'static TableSchema],
                conn: &'c mut Self,
            ) -> <Self as Exec>::Ret<'c, Vec<String>> {
                delegate!($Any, conn, conn => Define::drop_tables(tables, conn))
            }

            fn compare_tables<'c>(
                tables: &'static [&'static TableSchema],
                conn: &'c mut Self,
            ) -> <Self as Exec>::Ret<'c, Vec<Difference>> {
                delegate!($Any, conn, conn => Define::compare_tables(tables, conn))
            }

            fn reflect_tables(wanted: Reflection, conn: &mut Self) -> <Self as Exec>::Ret<'_, Vec<Table>> {
                delegate!($Any, conn, conn => Define::reflect_tables(wanted, conn))
            }

            fn ddl(tables: &'static [&'static TableSchema], conn: &Self) -> String {
                delegate!($Any, conn, conn => Define::ddl(tables, conn))
            }

            fn unexpressed_rules(tables: &'static [&'static TableSchema], conn: &Self) -> Vec<UnexpressedRule> {
                delegate!($Any, conn, conn => Define::unexpressed_rules(tables, conn))
            }
        }
    };
}
tables!(AnyConnection);
#[cfg(feature = "async")]
tables!(AsyncAnyConnection);

macro_rules! includes {
    (($Any:ident) $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        /// A list that has the backend of each connection that there may be.
        #[diagnostic::do_not_recommend]
        impl<L> Includes<$Any> for L where $(L: Includes<<$Connection as crate::connection::Link>::Backend>,)* {}
    };
}
with_backends! { includes (AnyConnection) }
#[cfg(feature = "async")]
with_async_backends! { includes (AsyncAnyConnection) }

macro_rules! persist {
    (($Any:ident) $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        #[diagnostic::do_not_recommend]
        impl<M: Model $(+ Find<$Connection>)*> Find<$Any> for M {
            fn get_key<'c>(key: M::Key, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Option<M>> {
                delegate!($Any, conn, conn => M::get_key(key, conn))
            }
            fn find_key<'c>(key: M::Key, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, M> {
                delegate!($Any, conn, conn => M::find_key(key, conn))
            }
            fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<M>> {
                delegate!($Any, conn, conn => M::find_keys(keys, conn))
            }
            fn reload_row<'c>(row: &'c mut M, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::reload_row(row, conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<M: Model $(+ Write<$Connection>)*> Write<$Any> for M {
            fn insert_one<'c>(new: Draft<M>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, M> {
                delegate!($Any, conn, conn => M::insert_one(new, conn))
            }
            fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, M> {
                delegate!($Any, conn, conn => M::insert_unchecked(new, conn))
            }
            fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<M>> {
                delegate!($Any, conn, conn => M::insert_batch(news, conn))
            }
            fn insert_complete<'c>(news: Vec<Draft<M>>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<M>> {
                delegate!($Any, conn, conn => M::insert_complete(news, conn))
            }
            fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<M>> {
                delegate!($Any, conn, conn => M::insert_whole(rows, conn))
            }
            fn upsert_one<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, M> {
                delegate!($Any, conn, conn => M::upsert_one(new, target, conn))
            }
            fn get_or_insert<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, (M, bool)> {
                delegate!($Any, conn, conn => M::get_or_insert(new, target, conn))
            }
            fn save_row<'c>(row: &'c mut M, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::save_row(row, conn))
            }
            fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::save_rows(rows, conn))
            }
            fn missing_rows<'c>(rows: Vec<M>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<usize>> {
                delegate!($Any, conn, conn => M::missing_rows(rows, conn))
            }
            fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::patch_row(row, patch, conn))
            }
            fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::patch_key(key, patch, conn))
            }
            fn write_columns<'c>(
                rows: &'c [&'c M],
                columns: ColumnSet,
                conn: &'c mut $Any,
            ) -> <$Any as Exec>::Ret<'c, Vec<M>> {
                delegate!($Any, conn, conn => M::write_columns(rows, columns, conn))
            }
            fn save_rekeyed<'c>(
                row: &'c mut M,
                was: &'c M,
                columns: ColumnSet,
                conn: &'c mut $Any,
            ) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::save_rekeyed(row, was, columns, conn))
            }
            fn delete_rows<'c>(rows: &'c [M], conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::delete_rows(rows, conn))
            }
            fn delete_row<'c>(row: &'c M, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, ()> {
                delegate!($Any, conn, conn => M::delete_row(row, conn))
            }
            fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, usize> {
                delegate!($Any, conn, conn => M::delete_keys(keys, conn))
            }
        }
    };
}
with_backends! { persist (AnyConnection) }
#[cfg(feature = "async")]
with_async_backends! { persist (AsyncAnyConnection) }
