//! Makes a blocking connection of Diesel one of this crate's.

/// Implements, for a blocking connection type, everything the verbs and queries ask of a connection.
macro_rules! blocking_connection {
    ($connection:ty) => {
        const _: () = {
            use ::diesel::Connection;
            use ::diesel::query_builder::{QueryFragment, QueryId};
            use ::diesel::query_dsl::methods::{ExecuteDsl, LimitDsl, LoadQuery, OffsetDsl};
            use $crate::backend::decode::ROW;
            use $crate::connection::{Blocking, Conn, Exec};
            use $crate::error::{Error, Result};
            use $crate::model::{ColumnSet, Draft, Storable};
            use $crate::query::{Chunks, Execute, Inspect, Page, PageRequest, Run};
            use $crate::schema::{self, CreateReport, Define, Table, TableSchema, UnexpressedRule, sync as define};
            use $crate::write::{Persist, sync};

            type C = $connection;
            type DB = <C as Connection>::Backend;

            impl Exec for C {
                type Ret<'c, T: Send + 'c> = Result<T>;
            }

            impl Conn for C {
                type Raw = Self;
                fn raw(&mut self) -> &mut Self {
                    self
                }
            }

            impl Blocking for C {
                fn now<'c, T: Send + 'c>(result: Result<T>) -> Result<T> {
                    result
                }
            }

            impl Define for C {
                type Backend = DB;
                fn create_tables(
                    schema: &'static str,
                    tables: &'static [&'static TableSchema],
                    conn: &mut C,
                ) -> Result<CreateReport> {
                    define::create(schema, tables, conn)
                }
                fn drop_tables(tables: &'static [&'static TableSchema], conn: &mut C) -> Result<Vec<String>> {
                    define::drop_all(tables, conn)
                }
                fn reflect_tables(conn: &mut C) -> Result<Vec<Table>> {
                    define::reflect(conn)
                }
                fn ddl(tables: &'static [&'static TableSchema], _conn: &C) -> String {
                    schema::script::<DB>(tables)
                }
                fn unexpressed_rules(tables: &'static [&'static TableSchema], _conn: &C) -> Vec<UnexpressedRule> {
                    schema::unexpressed::<DB>(tables)
                }
            }

            impl<M: Storable<DB>> Persist<C> for M {
                fn insert_one<'c>(new: Draft<M>, conn: &'c mut C) -> Result<M> {
                    sync::insert_one::<C, M>(new, conn)
                }
                fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut C) -> Result<M> {
                    sync::insert_unchecked::<C, M>(new, conn)
                }
                fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut C) -> Result<Vec<M>> {
                    sync::insert_batch::<C, M>(news, conn)
                }
                fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut C) -> Result<Vec<M>> {
                    sync::insert_whole(rows, conn)
                }
                fn upsert_one<'c>(new: Draft<M>, target: ColumnSet, conn: &'c mut C) -> Result<M> {
                    sync::upsert_one::<C, M>(new, target, conn)
                }
                fn get_or_insert<'c>(new: Draft<M>, target: ColumnSet, conn: &'c mut C) -> Result<(M, bool)> {
                    sync::get_or_insert::<C, M>(new, target, conn)
                }
                fn save_row<'c>(row: &'c mut M, conn: &'c mut C) -> Result<()> {
                    sync::save_row(row, conn)
                }
                fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut C) -> Result<()> {
                    sync::save_rows(rows, conn)
                }
                fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut C) -> Result<()> {
                    sync::patch_row(row, patch, conn)
                }
                fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut C) -> Result<()> {
                    sync::patch_key::<C, M>(&key, patch, conn)
                }
                fn delete_row<'c>(row: &'c M, conn: &'c mut C) -> Result<()> {
                    sync::delete_row(row, conn)
                }
                fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> Result<usize> {
                    sync::delete_keys::<C, M>(&keys, conn)
                }
                fn get_key<'c>(key: M::Key, conn: &'c mut C) -> Result<Option<M>> {
                    sync::get_key(&key, conn)
                }
                fn find_key<'c>(key: M::Key, conn: &'c mut C) -> Result<M> {
                    sync::find_key(&key, conn)
                }
                fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> Result<Vec<M>> {
                    sync::find_keys(&keys, conn)
                }
                fn reload_row<'c>(row: &'c mut M, conn: &'c mut C) -> Result<()> {
                    sync::reload_row(row, conn)
                }
            }

            impl<'q, Q, M> Run<C, M> for Q
            where
                Q: LoadQuery<'q, C, M>,
            {
                fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<Vec<M>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    self.internal_load(conn)
                        .and_then(Iterator::collect)
                        .map_err(|error| sync::unknown::<C>(error, model))
                }

                fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<Option<M>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    let first = self.internal_load(conn).and_then(|mut rows| rows.next().transpose());
                    first.map_err(|error| sync::unknown::<C>(error, model))
                }

                fn run_one<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<M>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    self.run_one_or_none(model, conn)?.ok_or(Error::NotFound { model: model.unwrap_or(ROW), row: None })
                }

                fn run_one_or_none<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> Result<Option<M>>
                where
                    Self: 'c,
                    M: Send + 'c,
                {
                    let mut rows = self.run_all(model, conn)?;
                    let row = rows.pop();
                    if rows.is_empty() { Ok(row) } else { Err(Error::MultipleFound { model: model.unwrap_or(ROW) }) }
                }
            }

            impl<S: ExecuteDsl<C>> Execute<C> for S {
                fn run_execute<'c>(self, conn: &'c mut C) -> Result<usize>
                where
                    Self: 'c,
                {
                    S::execute(self, conn).map_err(|error| sync::unknown::<C>(error, None))
                }
            }

            impl<'q, Q, M> Inspect<C, M> for Q
            where
                M: Storable<DB>,
                Q: QueryFragment<DB> + QueryId + LimitDsl<Output: OffsetDsl<Output: LoadQuery<'q, C, M>>>,
            {
                fn run_count<'c>(self, conn: &'c mut C) -> Result<i64>
                where
                    Self: 'c,
                {
                    sync::count::<C, M, Q>(&self, conn)
                }

                fn run_exists<'c>(self, conn: &'c mut C) -> Result<bool>
                where
                    Self: 'c,
                {
                    sync::exists::<C, M, Q>(&self, conn)
                }

                fn run_page<'c>(self, request: PageRequest, conn: &'c mut C) -> Result<Page<M>>
                where
                    Self: 'c,
                {
                    let total = sync::count::<C, M, Q>(&self, conn)?;
                    let rows = self.limit(i64::from(request.page_size())).offset(request.offset());
                    Ok(sync::page(request, total, rows.run_all(Some(M::NAME), conn)?))
                }

                fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, conn: &'c mut C) -> Result<Option<Vec<M>>> {
                    sync::next_chunk(chunks, conn)
                }

                fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut C) -> Result<usize>
                where
                    Self: 'c,
                {
                    sync::patch_all::<C, M, Q>(&self, patch, conn)
                }

                fn run_delete<'c>(self, conn: &'c mut C) -> Result<usize>
                where
                    Self: 'c,
                {
                    sync::delete_all::<C, M, Q>(&self, conn)
                }
            }
        };
    };
}
pub(super) use blocking_connection;
