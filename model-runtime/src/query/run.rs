//! How queries and statements run on a connection; implemented for each connection type by the backend.

use super::{Chunks, Page, PageRequest};
use crate::backend::decode::ROW;
use crate::connection::Exec;
use crate::error::{Error, Result};
use crate::model::Model;

/// A Diesel query that loads `M`s on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "this query cannot load `{M}` on `{C}`",
    label = "not a query for `{M}` on this connection",
    note = "it has to select what `{M}` is made of, and to use only what the backend supports: on `AnyConnection`, what every enabled \
            backend supports"
)]
pub trait Run<C: Exec, M>: Sized {
    /// Every row; `model` is its name for errors, where there is one.
    fn run_all<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> C::Ret<'c, Vec<M>>
    where
        Self: 'c,
        M: Send + 'c;

    /// The first of the rows.
    fn run_first<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> C::Ret<'c, Option<M>>
    where
        Self: 'c,
        M: Send + 'c;

    /// The only row.
    fn run_one<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> C::Ret<'c, M>
    where
        Self: 'c,
        M: Send + 'c,
    {
        let rows = C::pending(self.run_all(model, conn));
        C::answer(async move { only(rows.await?, model)?.ok_or_else(|| Error::not_found(model.unwrap_or(ROW))) })
    }

    /// The only row, or nothing.
    fn run_one_or_none<'c>(self, model: Option<&'static str>, conn: &'c mut C) -> C::Ret<'c, Option<M>>
    where
        Self: 'c,
        M: Send + 'c,
    {
        let rows = C::pending(self.run_all(model, conn));
        C::answer(async move { only(rows.await?, model) })
    }
}

/// The only one of the rows, if there is any.
fn only<M>(mut rows: Vec<M>, model: Option<&'static str>) -> Result<Option<M>> {
    let row = rows.pop();
    if rows.is_empty() { Ok(row) } else { Err(Error::MultipleFound { model: model.unwrap_or(ROW) }) }
}

/// A Diesel statement that runs on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "this statement cannot run on `{C}`",
    label = "not a statement for this connection",
    note = "it has to use only what the backend supports: on `AnyConnection`, what every enabled backend supports"
)]
pub trait Execute<C: Exec>: Sized {
    /// Runs the statement; how many rows it touched.
    fn run_execute<'c>(self, conn: &'c mut C) -> C::Ret<'c, usize>
    where
        Self: 'c;
}

/// A Diesel query over the rows of `M` that can be counted and paged on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "this query over `{M}` cannot run on `{C}`",
    label = "not a query for this connection",
    note = "it has to use only what the backend supports: on `AnyConnection`, what every enabled backend supports"
)]
pub trait Inspect<C: Exec, M: Model>: Sized {
    /// How many rows.
    fn run_count<'c>(self, conn: &'c mut C) -> C::Ret<'c, i64>
    where
        Self: 'c;

    /// Whether there is any row.
    fn run_exists<'c>(self, conn: &'c mut C) -> C::Ret<'c, bool>
    where
        Self: 'c;

    /// A page of the rows.
    fn run_page<'c>(self, request: PageRequest, conn: &'c mut C) -> C::Ret<'c, Page<M>>
    where
        Self: 'c;

    /// The next chunk of rows.
    fn run_chunk<'c>(chunks: &'c mut Chunks<M, Self>, conn: &'c mut C) -> C::Ret<'c, Option<Vec<M>>>;
}

/// A query over rows of `M` that can be changed and deleted on the connection `C`.
#[diagnostic::on_unimplemented(
    message = "the rows of this query over `{M}` cannot be changed on `{C}`",
    label = "not a query for this connection",
    note = "it has to use only what the backend supports: on `AnyConnection`, what every enabled backend supports"
)]
pub trait Change<C: Exec, M: Model>: Sized {
    /// Changes the rows.
    fn run_patch<'c>(self, patch: M::Patch, conn: &'c mut C) -> C::Ret<'c, usize>
    where
        Self: 'c;

    /// Deletes the rows.
    fn run_delete<'c>(self, conn: &'c mut C) -> C::Ret<'c, usize>
    where
        Self: 'c;
}
