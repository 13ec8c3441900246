//! Queries and statements: what is valid on each enabled backend runs on any.

use super::AnyConnection;
#[cfg(feature = "async")]
use super::AsyncAnyConnection;
#[cfg(feature = "async")]
use crate::connection::BoxFuture;
use crate::connection::Exec;
#[cfg(feature = "async")]
use crate::error::Result;
use crate::model::Model;
use crate::query::{Change, Chunks, Execute, Inspect, Page, PageRequest, Run};
#[cfg(feature = "async")]
use crate::query::{Rows, RunStream};

macro_rules! queries {
    (($Any:ident) $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        #[diagnostic::do_not_recommend]
        impl<Q, M> Run<$Any, M> for Q
        where
            $(Q: Run<$Connection, M>,)*
        {
            fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Vec<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!($Any, conn, conn => self.run_all(model, conn))
            }

            fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Option<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!($Any, conn, conn => self.run_first(model, conn))
            }

            fn run_one<'c>(self, model: Option<&'static str>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, M>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!($Any, conn, conn => self.run_one(model, conn))
            }

            fn run_one_or_none<'c>(self, model: Option<&'static str>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Option<M>>
            where
                Self: 'c,
                M: Send + 'c,
            {
                delegate!($Any, conn, conn => self.run_one_or_none(model, conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Q, M: Model> Inspect<$Any, M> for Q
        where
            $(Q: Inspect<$Connection, M>,)*
        {
            fn run_count<'c>(self, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, i64>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_count(conn))
            }

            fn run_exists<'c>(self, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, bool>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_exists(conn))
            }

            fn run_page<'c>(self, request: PageRequest, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Page<M>>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_page(request, conn))
            }

            fn run_chunk<'c>(chunks: &'c mut Chunks<M, Q>, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, Option<Vec<M>>> {
                delegate!($Any, conn, conn => Q::run_chunk(chunks, conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<Q, M: Model> Change<$Any, M> for Q
        where
            $(Q: Change<$Connection, M>,)*
        {
            fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, usize>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_patch(patch, conn))
            }

            fn run_delete<'c>(self, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, usize>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_delete(conn))
            }
        }

        #[diagnostic::do_not_recommend]
        impl<S> Execute<$Any> for S
        where
            $(S: Execute<$Connection>,)*
        {
            fn run_execute<'c>(self, conn: &'c mut $Any) -> <$Any as Exec>::Ret<'c, usize>
            where
                Self: 'c,
            {
                delegate!($Any, conn, conn => self.run_execute(conn))
            }
        }
    };
}
with_backends! { queries (AnyConnection) }
#[cfg(feature = "async")]
with_async_backends! { queries (AsyncAnyConnection) }

#[cfg(feature = "async")]
macro_rules! streams {
    (() $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))*) => {
        #[diagnostic::do_not_recommend]
        impl<Q, M> RunStream<AsyncAnyConnection, M> for Q
        where
            $(Q: RunStream<$Connection, M>,)*
        {
            fn run_stream<'c>(
                self,
                model: Option<&'static str>,
                conn: &'c mut AsyncAnyConnection,
            ) -> BoxFuture<'c, Result<Rows<'c, M>>>
            where
                Self: 'c,
                M: 'c,
            {
                delegate!(AsyncAnyConnection, conn, conn => self.run_stream(model, conn))
            }
        }
    };
}
#[cfg(feature = "async")]
with_async_backends! { streams () }
