//! What is measured on one connection, and what is promised of it.

use std::cell::RefCell;

use model_runtime::connection::Exec;
use tokio::runtime::{Builder, Runtime};

use crate::measure::Bar;

/// What is done. A verb for one row is called for [`TIMES`] rows, one after the other.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Looks a row up by its key.
    Find,
    /// Inserts a row and has its key back.
    Insert,
    /// Changes a field of a row, and writes the whole row.
    Save,
    /// Inserts a row, or updates that with the same unique key; has the row back.
    Upsert,
    /// Reads so many rows.
    Load(usize),
    /// Inserts so many rows at once and has their keys back.
    InsertMany(usize),
}

/// How often a verb for one row is called in what is measured as one.
pub(crate) const TIMES: usize = 50;

impl Kind {
    /// What is done to the tables of rows.
    pub(crate) const OF_ROWS: [Self; 8] = [
        Self::Find,
        Self::Insert,
        Self::Save,
        Self::Load(100),
        Self::Load(1_000),
        Self::InsertMany(10),
        Self::InsertMany(100),
        Self::InsertMany(1_000),
    ];

    /// The name of a case that does it to a table.
    pub(crate) fn of(self, backend: &str, table: &str) -> String {
        let done = match self {
            Self::Find => format!("find_x{TIMES}"),
            Self::Insert => format!("insert_x{TIMES}"),
            Self::Save => format!("save_x{TIMES}"),
            Self::Upsert => format!("upsert_x{TIMES}"),
            Self::Load(rows) => format!("load_{rows}"),
            Self::InsertMany(rows) => format!("insert_many_{rows}"),
        };
        format!("{backend}_{table}_{done}")
    }

    /// What is promised, where it is so much for batches.
    pub(crate) const fn bar(self, batches: f64) -> Bar {
        match self {
            Self::InsertMany(_) => Bar::Time(batches),
            _ => Bar::Time(1.05),
        }
    }
}

/// A string that is another one than before, and no longer for it in the end.
pub(crate) fn change(value: &mut String) {
    if value.pop() != Some('!') {
        value.push('!');
    }
}

thread_local! {
    /// One thread, so that a connection's task and the one that waits for it do not wake each other across threads.
    static RUNTIME: RefCell<Runtime> = RefCell::new(Builder::new_current_thread().enable_all().build().unwrap());
}

/// The outcome of asynchronous work.
pub(crate) fn block_on<T>(work: impl Future<Output = T>) -> T {
    RUNTIME.with_borrow(|runtime| runtime.block_on(work))
}

/// The outcome of a verb on either kind of connection.
pub(crate) fn answer<'c, C: Exec, T: Send + 'c>(verb: C::Ret<'c, T>) -> T {
    block_on(C::pending(verb)).unwrap()
}

/// Every case of a database, in the ways of its module.
macro_rules! all {
    ($backend:literal, $batches:expr) => {{
        let case = |table, kind: Kind, ways| Case { name: kind.of($backend, table), bar: kind.bar($batches), ways };
        let users = |kind| ways!(kind, users: User, user, changes name);
        let posts = |kind| ways!(kind, posts: Post, post, changes title);
        let mut cases: Vec<Case> = Kind::OF_ROWS.iter().map(|kind| case("users", *kind, users(*kind))).collect();
        cases.extend(Kind::OF_ROWS.iter().map(|kind| case("posts", *kind, posts(*kind))));
        cases.push(case("settings", Kind::Upsert, users(Kind::Upsert)));
        cases
    }};
}
pub(crate) use all;
