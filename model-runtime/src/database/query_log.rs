//! The statements that a connection is sent, for tests.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use super::connect::Poolable;
use super::relay::Relay;
use crate::connection::Conn;
use crate::error::Result;

/// The statements that a connection is sent, from when the log is made until it is dropped; for tests.
///
/// [`assert_queries!`](crate::assert_queries) is made of it, and other checks can be. It is a list of its own beside whatever else hears the
/// connection: the [log](super::Echo) of its pool, what was given to [`Poolable::instrument`], other logs. One call of Diesel or of a
/// driver is one statement, also if it is a script of several; what fails is one too. BEGIN, COMMIT, SAVEPOINT and the like are kept, and
/// not counted.
///
/// Shown, it is a numbered list, with a remark for each statement that ran several times. Bound values are only shown where
/// [`echo_binds`](super::DatabaseBuilder::echo_binds) of the pool allows it.
///
/// ```
/// use model_runtime::database::QueryLog;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// schema! { pub Blog: User }
///
/// # fn main() -> model_runtime::Result<()> {
/// # let db = Database::connect("sqlite::memory:")?;
/// # let mut conn = db.get()?;
/// # Blog::create_all(&mut conn)?;
/// let log = QueryLog::of(&mut conn)?;
/// for id in 1..=3 {
///     User::get(id, &mut conn)?;
/// }
/// assert_eq!(log.count(), 3);
/// assert_eq!(log.repeated()[0].times, 3);
/// log.clear();
/// User::builder().name("Ann").insert(&mut conn)?;
/// assert!(log.statements()[0].starts_with("INSERT"), "{log}");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct QueryLog(Arc<Heard>);

/// A statement that ran several times.
///
/// Shown, it is a remark that says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repeated {
    /// Its text, without bound values.
    pub sql: String,
    /// How often it ran.
    pub times: usize,
}

/// What to do about a query that ran once for each of many rows.
pub(super) const REMEDY: &str = "load related rows together: `.with(..)` or `load_for_all`";

impl QueryLog {
    /// Logs what a connection is sent from now on. It may be given as itself or as a guard that leads to it, and be blocking or asynchronous.
    ///
    /// Diesel has one instrumentation for each connection and does not hand it out. What [`Poolable::instrument`] installed goes on
    /// hearing everything beside the log; of the default that an application has set for all connections another one is made.
    /// Diesel's own `set_instrumentation` ends the log.
    ///
    /// # Errors
    /// [`ConnectionError::Instrumented`](crate::ConnectionError::Instrumented) if something was installed by `set_instrumentation`, for it would not hear anything any
    /// more.
    pub fn of<C: Conn<Raw: Poolable> + ?Sized>(conn: &mut C) -> Result<Self> {
        let heard = Arc::new(Heard::default());
        Relay::of(conn.raw())?.tell(Arc::downgrade(&heard));
        Ok(Self(heard))
    }

    /// The texts of the statements, without those that begin and end transactions.
    pub fn statements(&self) -> Vec<String> {
        self.0.counted(|sent| sent.map(|sent| sent.sql.clone()).collect())
    }

    /// How many statements there were, without those that begin and end transactions.
    pub fn count(&self) -> usize {
        self.0.counted(|sent| sent.count())
    }

    /// How many of them contain a text: `INSERT`, or the name of a table.
    pub fn count_of(&self, text: &str) -> usize {
        self.0.counted(|sent| sent.filter(|sent| sent.sql.contains(text)).count())
    }

    /// The statements that ran more than once, in the order in which each ran first.
    pub fn repeated(&self) -> Vec<Repeated> {
        self.0.look(|seen| seen.repeated())
    }

    /// How many transactions were begun, savepoints not counted.
    pub fn transactions(&self) -> usize {
        self.0.look(|seen| seen.control(&["BEGIN", "START TRANSACTION"]))
    }

    /// How many savepoints were set.
    pub fn savepoints(&self) -> usize {
        self.0.look(|seen| seen.control(&["SAVEPOINT"]))
    }

    /// The texts that were prepared and kept by the connection, to be prepared no more.
    pub fn prepared(&self) -> Vec<String> {
        self.0.look(|seen| seen.prepared.clone())
    }

    /// Whether nothing at all was sent.
    pub fn is_empty(&self) -> bool {
        self.0.look(|seen| seen.sent.is_empty())
    }

    /// Forgets what was sent so far.
    pub fn clear(&self) {
        self.0.look(|seen| *seen = Seen::default());
    }
}

/// What was heard of a connection.
#[derive(Default)]
pub(super) struct Heard(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    sent: Vec<Sent>,
    prepared: Vec<String>,
}

struct Sent {
    sql: String,
    binds: Option<String>,
    /// Whether it begins or ends a transaction or a savepoint.
    is_control: bool,
}

impl Heard {
    /// A statement is sent.
    pub(super) fn sent(&self, sql: &str, binds: Option<&str>) {
        let sent = Sent { sql: sql.to_owned(), binds: binds.map(str::to_owned), is_control: is_control(sql) };
        self.look(|seen| seen.sent.push(sent));
    }

    /// A statement was prepared and is kept.
    pub(super) fn prepared(&self, sql: &str) {
        self.look(|seen| seen.prepared.push(sql.to_owned()));
    }

    fn look<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn counted<T>(&self, look: impl FnOnce(&mut dyn Iterator<Item = &Sent>) -> T) -> T {
        self.look(|seen| look(&mut seen.sent.iter().filter(|sent| !sent.is_control)))
    }
}

impl Seen {
    /// How often each text that counts was sent.
    fn times(&self) -> BTreeMap<&str, usize> {
        let mut times = BTreeMap::new();
        for sent in self.sent.iter().filter(|sent| !sent.is_control) {
            *times.entry(&*sent.sql).or_default() += 1;
        }
        times
    }

    fn repeated(&self) -> Vec<Repeated> {
        let mut times = self.times();
        let first = self.sent.iter().filter_map(|sent| Some((&sent.sql, times.remove(&*sent.sql)?)));
        first.filter(|(_, times)| *times > 1).map(|(sql, times)| Repeated { sql: sql.clone(), times }).collect()
    }

    /// How many statements that control transactions begin with one of these words.
    fn control(&self, words: &[&str]) -> usize {
        let begins = |sent: &&Sent| words.iter().any(|word| begins_with(&sent.sql, word));
        self.sent.iter().filter(|sent| sent.is_control).filter(begins).count()
    }
}

/// Whether a statement does nothing but begin or end a transaction or a savepoint, or say what the next transaction is like.
fn is_control(sql: &str) -> bool {
    const WORDS: [&str; 9] =
        ["BEGIN", "START TRANSACTION", "SET TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"];
    let is_script = sql.trim_end().trim_end_matches(';').contains(';');
    !is_script && WORDS.iter().any(|word| begins_with(sql, word))
}

fn begins_with(sql: &str, word: &str) -> bool {
    let sql = sql.trim_start();
    let is_word = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    sql.split_at_checked(word.len()).is_some_and(|(first, rest)| first.eq_ignore_ascii_case(word) && is_word(rest))
}

impl fmt::Display for QueryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.look(|seen| seen.fmt(f))
    }
}

impl fmt::Display for Seen {
    /// A statement that ran several times stands where it ran first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sent.is_empty() {
            return f.write_str("  nothing was sent");
        }
        let mut times = self.times();
        let mut number = 0;
        for (at, sent) in self.sent.iter().enumerate() {
            number += usize::from(!sent.is_control);
            let label = match (sent.is_control, times.remove(&*sent.sql)) {
                (true, _) => format!("{:4}  {}", "", sent.sql),
                (false, None) => continue,
                (false, Some(1)) => format!("{number:4}. {}", sent.sql),
                (false, Some(times)) => format!("{number:4}. ({times} times) {}", sent.sql),
            };
            f.write_str(if at > 0 { "\n" } else { "" })?;
            f.write_str(&label)?;
            if let Some(binds) = &sent.binds {
                write!(f, " -- binds: {binds}")?;
            }
        }
        self.repeated().iter().try_for_each(|repeated| write!(f, "\n{repeated}"))
    }
}

impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sql, times } = self;
        let writes = ["INSERT", "UPDATE", "DELETE"].iter().any(|word| begins_with(sql, word));
        let remedy = if writes { "write rows together: `insert_many`, `save_many`, `delete_many`" } else { REMEDY };
        write!(f, "the same statement ran {times} times: {sql}; {remedy}")
    }
}

impl fmt::Debug for QueryLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.statements()).finish()
    }
}
