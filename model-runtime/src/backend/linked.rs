//! What every connection can do that runs statements of the runtime: the verbs, queries of models, tables.

/// Implements all of it for a connection type, blocking or asynchronous, and its backend.
macro_rules! linked_connection {
    ($connection:ty, $backend:ty) => {
        $crate::backend::linked::linked_tables!($connection, $backend);
        $crate::backend::linked::linked_queries!($connection, $backend);
        $crate::backend::linked::linked_verbs!($connection, $backend);
    };
}
pub(crate) use linked_connection;

macro_rules! linked_tables {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use $crate::connection::Exec;
            use $crate::schema::{
                self, CreateReport, Define, Difference, Reflection, Table, TableSchema, UnexpressedRule, live,
            };

            type C = $connection;
            type DB = $backend;
            type Ret<'c, T> = <C as Exec>::Ret<'c, T>;

            impl Define for C {
                type Backend = DB;
                fn create_tables<'c>(
                    schema: &'static str,
                    tables: &'static [&'static TableSchema],
                    conn: &'c mut C,
                ) -> Ret<'c, CreateReport> {
                    C::answer(live::create(schema, tables, conn))
                }
                fn drop_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut C) -> Ret<'c, Vec<String>> {
                    C::answer(live::drop_all(tables, conn))
                }
                fn compare_tables<'c>(
                    tables: &'static [&'static TableSchema],
                    conn: &'c mut C,
                ) -> Ret<'c, Vec<Difference>> {
                    C::answer(live::drift(tables, conn))
                }
                fn reflect_tables(wanted: Reflection, conn: &mut C) -> Ret<'_, Vec<Table>> {
                    C::answer(async move { live::reflect(&wanted, conn).await })
                }
                fn ddl(tables: &'static [&'static TableSchema], _conn: &C) -> String {
                    schema::script::<DB>(live::ordered::<DB>(tables))
                }
                fn unexpressed_rules(tables: &'static [&'static TableSchema], _conn: &C) -> Vec<UnexpressedRule> {
                    schema::unexpressed::<DB>(tables)
                }
            }
        };
    };
}
pub(crate) use linked_tables;

macro_rules! linked_queries {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use ::diesel::query_builder::{QueryFragment, QueryId};
            use ::diesel::query_dsl::methods::{LimitDsl, OffsetDsl};
            use $crate::connection::Exec;
            use $crate::model::Storable;
            use $crate::query::{Change, Chunks, Inspect, Page, PageRequest, Run};
            use $crate::write::engine;

            type C = $connection;
            type DB = $backend;
            type Ret<'c, T> = <C as Exec>::Ret<'c, T>;

            impl<Q, M> Inspect<C, M> for Q
            where
                M: Storable<DB>,
                Q: QueryFragment<DB> + QueryId + Send + LimitDsl<Output: OffsetDsl<Output: Run<C, M>>>,
            {
                fn run_count<'c>(self, conn: &'c mut C) -> Ret<'c, i64>
                where
                    Self: 'c,
                {
                    C::answer(engine::count::<C, M, Q>(self, conn))
                }

                fn run_exists<'c>(self, conn: &'c mut C) -> Ret<'c, bool>
                where
                    Self: 'c,
                {
                    C::answer(engine::exists::<C, M, Q>(self, conn))
                }

                fn run_page<'c>(self, request: PageRequest, conn: &'c mut C) -> Ret<'c, Page<M>>
                where
                    Self: 'c,
                {
                    C::answer(async move {
                        let total = engine::count::<C, M, &Q>(&self, conn).await?;
                        let rows = self.limit(i64::from(request.page_size())).offset(request.offset());
                        let rows = C::pending(rows.run_all(Some(M::NAME), conn)).await?;
                        Ok(engine::page(request, total, rows))
                    })
                }

                fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, conn: &'c mut C) -> Ret<'c, Option<Vec<M>>> {
                    C::answer(engine::next_chunk::<C, M, Q>(chunks, conn))
                }
            }

            impl<Q, M> Change<C, M> for Q
            where
                M: Storable<DB>,
                Q: QueryFragment<DB> + QueryId + Send,
            {
                fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut C) -> Ret<'c, usize>
                where
                    Self: 'c,
                {
                    C::answer(engine::patch_all::<C, M, Q>(self, patch, conn))
                }

                fn run_delete<'c>(self, conn: &'c mut C) -> Ret<'c, usize>
                where
                    Self: 'c,
                {
                    C::answer(engine::delete_all::<C, M, Q>(self, conn))
                }
            }
        };
    };
}
pub(crate) use linked_queries;

macro_rules! linked_verbs {
    ($connection:ty, $backend:ty) => {
        const _: () = {
            use $crate::connection::Exec;
            use $crate::model::{ColumnSet, Draft, Storable};
            use $crate::write::{Find, Write, engine};

            type C = $connection;
            type DB = $backend;
            type Ret<'c, T> = <C as Exec>::Ret<'c, T>;

            impl<M: Storable<DB>> Find<C> for M {
                fn get_key<'c>(key: M::Key, conn: &'c mut C) -> Ret<'c, Option<M>> {
                    C::answer(engine::get_key::<C, M>(key, conn))
                }
                fn find_key<'c>(key: M::Key, conn: &'c mut C) -> Ret<'c, M> {
                    C::answer(engine::find_key::<C, M>(key, conn))
                }
                fn find_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> Ret<'c, Vec<M>> {
                    C::answer(engine::find_keys::<C, M>(keys, conn))
                }
                fn reload_row<'c>(row: &'c mut M, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::reload_row::<C, M>(row, conn))
                }
            }

            impl<M: Storable<DB>> Write<C> for M {
                fn insert_one<'c>(new: Draft<M>, conn: &'c mut C) -> Ret<'c, M> {
                    C::answer(engine::insert_one::<C, M>(new, conn))
                }
                fn insert_unchecked<'c>(new: Draft<M>, conn: &'c mut C) -> Ret<'c, M> {
                    C::answer(engine::insert_unchecked::<C, M>(new, conn))
                }
                fn insert_batch<'c>(news: Vec<Draft<M>>, conn: &'c mut C) -> Ret<'c, Vec<M>> {
                    C::answer(engine::insert_batch::<C, M>(news, conn))
                }
                fn insert_complete<'c>(news: Vec<Draft<M>>, conn: &'c mut C) -> Ret<'c, Vec<M>> {
                    C::answer(engine::insert_complete::<C, M>(news, conn))
                }
                fn insert_whole<'c>(rows: Vec<M>, conn: &'c mut C) -> Ret<'c, Vec<M>> {
                    C::answer(engine::insert_whole::<C, M>(rows, conn))
                }
                fn upsert_one<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut C) -> Ret<'c, M> {
                    C::answer(engine::upsert_one::<C, M>(new, target, conn))
                }
                fn get_or_insert<'c>(new: Draft<M>, target: Option<ColumnSet>, conn: &'c mut C) -> Ret<'c, (M, bool)> {
                    C::answer(engine::get_or_insert::<C, M>(new, target, conn))
                }
                fn save_row<'c>(row: &'c mut M, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::save_row::<C, M>(row, conn))
                }
                fn save_rows<'c>(rows: &'c mut [M], conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::save_rows::<C, M>(rows, conn))
                }
                fn write_columns<'c>(rows: &'c [&'c M], columns: ColumnSet, conn: &'c mut C) -> Ret<'c, Vec<M>> {
                    C::answer(engine::write_columns::<C, M>(rows, columns, conn))
                }
                fn save_rekeyed<'c>(row: &'c mut M, was: &'c M, columns: ColumnSet, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::save_rekeyed::<C, M>(row, was, columns, conn))
                }
                fn delete_rows<'c>(rows: &'c [M], conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::delete_rows::<C, M>(rows, conn))
                }
                fn missing_rows<'c>(rows: Vec<M>, conn: &'c mut C) -> Ret<'c, Vec<usize>> {
                    C::answer(async move { engine::missing_rows::<C, M>(&rows, conn).await })
                }
                fn patch_row<'c>(row: &'c mut M, patch: M::Patch, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::patch_row::<C, M>(row, patch, conn))
                }
                fn patch_key<'c>(key: M::Key, patch: M::Patch, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::patch_key::<C, M>(key, patch, conn))
                }
                fn delete_row<'c>(row: &'c M, conn: &'c mut C) -> Ret<'c, ()> {
                    C::answer(engine::delete_row::<C, M>(row, conn))
                }
                fn delete_keys<'c>(keys: Vec<M::Key>, conn: &'c mut C) -> Ret<'c, usize> {
                    C::answer(engine::delete_keys::<C, M>(keys, conn))
                }
            }
        };
    };
}
pub(crate) use linked_verbs;
