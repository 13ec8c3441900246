//! Logs statements as events of `tracing`.

use std::fmt::{self, Write};
use std::time::{Duration, Instant};

use diesel::connection::{DebugQuery, Instrumentation, InstrumentationEvent};
use diesel::result::Error as DieselError;
use tracing::field::display;

/// The target of the events about statements.
///
/// Their fields are `sql`; `elapsed`, in microseconds, from sending the statement until its last row was read; `slow`; and,
/// where there are any, `error`, `depth` (of the transaction that begins or ends) and `binds`. Those of a warning of
/// [`warn_repeated`](super::DatabaseBuilder::warn_repeated) are `sql`, `times` and `database`.
pub const SQL_TARGET: &str = "model::sql";

/// Which statements a [`Database`](super::Database) logs, with the target [`SQL_TARGET`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Echo {
    /// None.
    #[default]
    Off,
    /// All, at level DEBUG.
    On,
    /// Those that take this long or longer, at level WARN.
    Slow(Duration),
}

/// Hears what a connection does.
pub(super) struct Logger {
    echo: Echo,
    binds: bool,
    /// When the statement was sent that is running; a connection runs one at a time.
    started: Option<Instant>,
    /// Whether binds are kept from the beginning of a statement, because they are not told at its end.
    keeps_binds: bool,
    /// The binds that were kept.
    sent: Option<String>,
    /// What the next statement does to a transaction.
    transaction: Option<(&'static str, u32)>,
    next: Option<Box<dyn Instrumentation>>,
}

/// A time as the field of an event: microseconds.
pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

impl Logger {
    pub(super) fn new(echo: Echo, binds: bool, keeps_binds: bool, next: Option<Box<dyn Instrumentation>>) -> Self {
        Self { echo, binds, keeps_binds, started: None, sent: None, transaction: None, next }
    }

    fn finish(&mut self, query: &dyn DebugQuery, error: Option<&DieselError>) {
        let transaction = self.transaction.take();
        let Some(elapsed) = self.started.take().map(|started| started.elapsed()) else { return };
        let (message, depth) = transaction.map_or(("statement", None), |(what, depth)| (what, Some(depth)));
        let micros = micros(elapsed);
        let error = error.map(display);
        let sent = self.sent.take();
        // The fields are made only if somebody listens.
        match self.echo {
            Echo::On if self.is_heard() => {
                let (sql, binds) = self.render(query);
                let binds = binds.or(sent);
                tracing::debug!(target: SQL_TARGET, sql, binds, elapsed = micros, error, depth, slow = false, "{message}");
            }
            Echo::Slow(limit) if elapsed >= limit && self.is_heard() => {
                let (sql, binds) = self.render(query);
                let binds = binds.or(sent);
                tracing::warn!(target: SQL_TARGET, sql, binds, elapsed = micros, error, depth, slow = true, "{message}");
            }
            _ => {}
        }
    }

    /// Whether somebody listens to what is logged.
    fn is_heard(&self) -> bool {
        match self.echo {
            Echo::Off => false,
            Echo::On => tracing::enabled!(target: SQL_TARGET, tracing::Level::DEBUG),
            Echo::Slow(_) => tracing::enabled!(target: SQL_TARGET, tracing::Level::WARN),
        }
    }

    /// The statement, and its binds if they may be shown.
    fn render(&self, query: &dyn DebugQuery) -> (String, Option<String>) {
        let (sql, binds) = render(query);
        (sql, binds.filter(|_| self.binds))
    }
}

impl Instrumentation for Logger {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match &event {
            InstrumentationEvent::StartQuery { query, .. } => {
                self.sent = if self.keeps_binds && self.is_heard() { self.render(*query).1 } else { None };
                self.started = Some(Instant::now());
            }
            InstrumentationEvent::FinishQuery { query, error, .. } => self.finish(*query, *error),
            InstrumentationEvent::BeginTransaction { depth, .. } => self.transaction = Some(("begin", depth.get())),
            InstrumentationEvent::CommitTransaction { depth, .. } => self.transaction = Some(("commit", depth.get())),
            InstrumentationEvent::RollbackTransaction { depth, .. } => {
                self.transaction = Some(("rollback", depth.get()));
            }
            _ => {}
        }
        if let Some(next) = &mut self.next {
            next.on_connection_event(event);
        }
    }
}

/// A statement, and its binds if it has any.
pub(super) fn render(query: &dyn DebugQuery) -> (String, Option<String>) {
    // A statement that cannot be made into SQL, which is an error of whoever runs it, cannot be shown either.
    let written = |form: fmt::Arguments<'_>| {
        let mut text = String::new();
        text.write_fmt(form).ok().map(|()| text)
    };
    if let (Some(shown), Some(debug)) = (written(format_args!("{query}")), written(format_args!("{query:?}")))
        && let Some((sql, binds)) = split(&shown, &debug)
    {
        return (sql.to_owned(), binds.map(str::to_owned));
    }
    ("(a statement of unknown form)".to_owned(), None)
}

/// Splits a statement of Diesel into its SQL and its binds.
///
/// `shown`, its `Display`, is `{sql} -- binds: {binds}`; but a literal in the SQL, or a bind, may hold ` -- binds: ` itself.
/// `debug` settles it: there, the SQL is quoted and escaped, so only the true place reproduces it. A form that fits neither is
/// not taken apart, and so never shown.
fn split<'s>(shown: &'s str, debug: &str) -> Option<(&'s str, Option<&'s str>)> {
    const BINDS: &str = " -- binds: ";
    if format!("{shown:?}") == debug {
        return Some((shown, None));
    }
    shown.match_indices(BINDS).find_map(|(at, _)| {
        let (sql, binds) = (shown.get(..at)?, shown.get(at + BINDS.len()..)?);
        let same = format!("Query {{ sql: {sql:?}, binds: {binds} }}") == debug;
        same.then_some((sql, Some(binds).filter(|binds| *binds != "[]")))
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    fn check(sql: &str, binds: &[&str]) {
        let shown = format!("{sql} -- binds: {binds:?}");
        let debug = format!("Query {{ sql: {sql:?}, binds: {binds:?} }}");
        let rendered = format!("{binds:?}");
        assert_eq!(split(&shown, &debug), Some((sql, (!binds.is_empty()).then_some(rendered.as_str()))));
    }

    #[test]
    fn finds_the_sql_wherever_the_separator_occurs() {
        check("SELECT 1", &[]);
        check("SELECT ?", &["x -- binds: [\"y\"]"]);
        check("SELECT ' -- binds: []', \"a\" -- binds: ", &["\" -- binds: ", "\\\", binds: []"]);
        check("SELECT 'ä\n\u{200b}\0'", &["\", binds: [] } -- binds: "]);
    }

    #[test]
    fn takes_a_plain_text_whole_and_an_unknown_form_not_at_all() {
        let text = "SELECT ' -- binds: '";
        assert_eq!(split(text, &format!("{text:?}")), Some((text, None)));
        assert_eq!(split("SELECT ? -- binds: [\"secret\"]", "Statement { .. }"), None);
    }
}
