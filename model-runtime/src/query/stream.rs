//! Rows one after the other, as they arrive.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::StreamExt;

use crate::connection::{BoxFuture, Exec};
use crate::error::Result;

/// The rows of a query as they arrive: a [`Stream`].
///
/// The connection is lent to it. One that is dropped before its last row leaves the rest to the connection, which reads and forgets
/// it with its next statement.
#[must_use = "a stream does nothing until it is polled"]
pub struct Rows<'c, M>(BoxStream<'c, Result<M>>);

impl<'c, M> Rows<'c, M> {
    pub(crate) fn new(rows: impl Stream<Item = Result<M>> + Send + 'c) -> Self {
        // Past their end, PostgreSQL's would say that the connection is closed.
        Self(rows.fuse().boxed())
    }

    /// The next row; `None` after the last.
    ///
    /// # Errors
    /// [`Error::Decode`](crate::Error::Decode) if a value does not fit what it is read into, and errors of the database.
    pub async fn next(&mut self) -> Result<Option<M>> {
        self.0.next().await.transpose()
    }
}

impl<M> Stream for Rows<'_, M> {
    type Item = Result<M>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<M>>> {
        self.0.poll_next_unpin(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<M> fmt::Debug for Rows<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// A Diesel query whose rows can be had one after the other on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "this query cannot stream `{M}` on `{C}`",
    label = "not a query for a stream of `{M}` on this connection",
    note = "rows are streamed by asynchronous connections; on a blocking one `chunks` reads a table in bounded memory"
)]
pub trait RunStream<C: Exec, M>: Sized {
    /// The rows; `model` is its name for errors, where there is one.
    fn run_stream<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> BoxFuture<'c, Result<Rows<'c, M>>>
    where
        Self: 'c,
        M: 'c;
}
