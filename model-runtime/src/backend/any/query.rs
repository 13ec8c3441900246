//! Queries and statements: what is valid on each enabled backend runs on any.

use super::AnyConnection;
use crate::error::Result;
use crate::model::Model;
use crate::query::{Chunks, Execute, Inspect, Page, PageRequest, Run};

macro_rules! queries {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<Q, M> Run<AnyConnection, M> for Q
        where
            $(Q: Run<$Connection, M>,)+
        {
            fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut AnyConnection) -> Result<Vec<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_all(model, conn))
            }

            fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut AnyConnection) -> Result<Option<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_first(model, conn))
            }

            fn run_one<'c>(self, model: Option<&'static str>, conn: &'c mut AnyConnection) -> Result<M>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_one(model, conn))
            }

            fn run_one_or_none<'c>(self, model: Option<&'static str>, conn: &'c mut AnyConnection) -> Result<Option<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_one_or_none(model, conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Q, M: Model> Inspect<AnyConnection, M> for Q
        where
            $(Q: Inspect<$Connection, M>,)+
        {
            fn run_count<'c>(self, conn: &'c mut AnyConnection) -> Result<i64>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_count(conn))
            }

            fn run_exists<'c>(self, conn: &'c mut AnyConnection) -> Result<bool>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_exists(conn))
            }

            fn run_page<'c>(self, request: PageRequest, conn: &'c mut AnyConnection) -> Result<Page<M>>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_page(request, conn))
            }

            fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, conn: &'c mut AnyConnection) -> Result<Option<Vec<M>>> {
                delegate!(AnyConnection, conn, conn => Q::run_chunk(chunks, conn))
            }

            fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut AnyConnection) -> Result<usize>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_patch(patch, conn))
            }

            fn run_delete<'c>(self, conn: &'c mut AnyConnection) -> Result<usize>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_delete(conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S> Execute<AnyConnection> for S
        where
            $(S: Execute<$Connection>,)+
        {
            fn run_execute<'c>(self, conn: &'c mut AnyConnection) -> Result<usize>
            where
                Self: 'c,
            {
                delegate!(AnyConnection, conn, conn => self.run_execute(conn))
            }
        }
    };
}
with_backends! { queries () }
