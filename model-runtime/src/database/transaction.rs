//! Transactions.
use crate::error::Result;
use crate::write::sync::Sync;

pub(crate) fn within<C: Sync, T>(conn: &mut C, work: impl FnOnce(&mut C) -> Result<T>) -> Result<T> {
    conn.transaction(work)
}
