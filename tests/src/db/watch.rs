//! A watch on what a connection is sent.

use std::sync::{Arc, Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use model_runtime::database::Poolable;

/// What a connection was sent since the watch began.
#[derive(Debug, Clone, Default)]
pub struct Watch(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
struct Seen {
    statements: Vec<String>,
    prepared: Vec<String>,
    transactions: usize,
    savepoints: usize,
    sent: usize,
}

impl Watch {
    /// Watches a connection from now on.
    pub fn on(conn: &mut impl Poolable) -> Self {
        let watch = Self::default();
        conn.instrument(watch.clone());
        watch
    }

    /// Forgets what was seen so far.
    pub fn reset(&self) {
        self.see(|seen| *seen = Seen::default());
    }

    /// The statements, without those that begin and end transactions.
    pub fn statements(&self) -> Vec<String> {
        self.see(|seen| seen.statements.clone())
    }

    /// How many statements there were that contain this text.
    pub fn count(&self, text: &str) -> usize {
        self.see(|seen| seen.statements.iter().filter(|sql| sql.contains(text)).count())
    }

    /// The statements that were prepared and put into the cache.
    pub fn prepared(&self) -> Vec<String> {
        self.see(|seen| seen.prepared.clone())
    }

    /// How many transactions were begun.
    pub fn transactions(&self) -> usize {
        self.see(|seen| seen.transactions)
    }

    /// How many savepoints were set.
    pub fn savepoints(&self) -> usize {
        self.see(|seen| seen.savepoints)
    }

    /// Whether nothing at all was sent.
    pub fn is_silent(&self) -> bool {
        self.see(|seen| seen.sent == 0)
    }

    fn see<T>(&self, look: impl FnOnce(&mut Seen) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Instrumentation for Watch {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        self.see(|seen| match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                seen.sent += 1;
                let sql = query.to_string();
                let sql = sql.split(" -- binds: ").next().unwrap_or_default();
                let control = ["BEGIN", "START TRANSACTION", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"];
                if !control.iter().any(|word| sql.starts_with(word)) {
                    seen.statements.push(sql.to_owned());
                }
            }
            InstrumentationEvent::CacheQuery { sql, .. } => seen.prepared.push(sql.to_owned()),
            InstrumentationEvent::BeginTransaction { depth, .. } if depth.get() == 1 => seen.transactions += 1,
            InstrumentationEvent::BeginTransaction { .. } => seen.savepoints += 1,
            _ => {}
        });
    }
}
