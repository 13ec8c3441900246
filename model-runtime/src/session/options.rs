//! What a session does by itself.

/// What a session does by itself. The default writes what has changed before each query, and trusts what it has read after a commit.
///
/// ```
/// use model_runtime::prelude::*;
/// use model_runtime::session::SessionOptions;
///
/// # fn main() -> model_runtime::Result<()> {
/// let db = Database::connect("sqlite::memory:")?;
/// let reading = SessionOptions::new().read_only();
/// let session = db.session_with(reading)?;
/// # drop(session);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionOptions {
    autoflush: bool,
    expires_on_commit: bool,
    read_only: bool,
}

impl SessionOptions {
    /// Writes before each query, and keeps what was read after a commit.
    pub const fn new() -> Self {
        Self { autoflush: true, expires_on_commit: false, read_only: false }
    }

    /// Whether what has changed is written before each query, so that the query finds it.
    #[must_use]
    pub const fn autoflush(self, autoflush: bool) -> Self {
        Self { autoflush, ..self }
    }

    /// Whether rows are [expired](super::Session::expire) by a commit: they are read again when they are asked for next, because others
    /// may have changed them.
    #[must_use]
    pub const fn expire_on_commit(self, expires: bool) -> Self {
        Self { expires_on_commit: expires, ..self }
    }

    /// A session that only reads: its transactions are told so, all its queries see one state of the database, and rows that are added,
    /// changed or deleted are refused with [`SessionError::ReadOnly`](crate::SessionError::ReadOnly).
    #[must_use]
    pub const fn read_only(self) -> Self {
        Self { read_only: true, ..self }
    }

    pub(super) const fn flushes(self) -> bool {
        self.autoflush
    }

    pub(super) const fn expires(self) -> bool {
        self.expires_on_commit
    }

    pub(super) const fn reads_only(self) -> bool {
        self.read_only
    }
}

impl Default for SessionOptions {
    fn default() -> Self {
        Self::new()
    }
}
