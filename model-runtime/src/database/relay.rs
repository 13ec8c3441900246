//! Lets several hear what a connection does, where Diesel has one instrumentation for each.

use std::collections::BTreeMap;
use std::sync::Weak;

use diesel::connection::{DynInstrumentation, Instrumentation, InstrumentationEvent, get_default_instrumentation};

use super::connect::Poolable;
use super::instrumentation::render;
use super::query_log::{Heard, Repeated};
use crate::backend::INTERNAL;
use crate::error::ConnectionError;

/// The instrumentation of a connection that more than one listen to. It stays when nobody does any more, and costs a call for each event.
pub(crate) struct Relay {
    /// What was installed last: the log of a pool, or something of the application's.
    installed: Box<dyn Instrumentation>,
    /// The logs that are kept somewhere.
    logs: Vec<Weak<Heard>>,
    /// Whether the logs show binds.
    binds: bool,
    /// How often each query ran, if that is counted.
    queries: Option<BTreeMap<String, usize>>,
}

impl Relay {
    /// A relay to what alone listens for now.
    pub(crate) fn to(installed: impl Instrumentation) -> Self {
        Self { installed: Box::new(installed), logs: Vec::new(), binds: false, queries: None }
    }

    /// The relay of a connection, which is installed if there is none.
    pub(super) fn of<C: Poolable>(conn: &mut C) -> Result<&mut Self, ConnectionError> {
        if !conn.heard_by().is::<Self>() {
            let successor = successor(conn.heard_by())?;
            conn.instrument(successor);
        }
        conn.heard_by().downcast_mut().ok_or(ConnectionError::Instrumented)
    }

    /// Puts something in the place of what was installed before; the others go on listening.
    pub(crate) fn install(&mut self, installed: impl Instrumentation) {
        self.installed = Box::new(installed);
    }

    /// Lets a log listen for as long as it is kept.
    pub(super) fn tell(&mut self, log: Weak<Heard>) {
        self.logs.retain(|log| log.strong_count() > 0);
        self.logs.push(log);
    }

    /// Lets logs show binds.
    pub(super) fn show_binds(&mut self) {
        self.binds = true;
    }

    /// Counts from now on how often each query runs.
    pub(super) fn count_queries(&mut self) {
        self.queries = Some(BTreeMap::new());
    }

    /// The queries that ran so many times or more, and counts anew.
    pub(super) fn take_repeated(&mut self, least: usize) -> Vec<Repeated> {
        let queries = self.queries.as_mut().map(std::mem::take).unwrap_or_default();
        queries.into_iter().filter(|(_, times)| *times >= least).map(|(sql, times)| Repeated { sql, times }).collect()
    }
}

impl Instrumentation for Relay {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let logs = || self.logs.iter().filter_map(Weak::upgrade);
        match &event {
            // Statements are made into text for somebody only.
            InstrumentationEvent::StartQuery { query, .. } if self.queries.is_some() || logs().next().is_some() => {
                let (sql, binds) = render(*query);
                let binds = binds.filter(|_| self.binds);
                logs().for_each(|log| log.sent(&sql, binds.as_deref()));
                if let Some(queries) = &mut self.queries
                    && reads_rows(&sql)
                {
                    *queries.entry(sql).or_default() += 1;
                }
            }
            InstrumentationEvent::CacheQuery { sql, .. } => logs().for_each(|log| log.prepared(sql)),
            _ => {}
        }
        self.installed.on_connection_event(event);
    }
}

/// What takes the place of the instrumentation that a connection has, which Diesel does not give back: nothing for nothing, and
/// another one of the default that an application has set for all connections. Nothing can take the place of something else.
fn successor(found: &dyn Instrumentation) -> Result<Option<Box<dyn Instrumentation>>, ConnectionError> {
    let kind = |instrumentation: &dyn Instrumentation| instrumentation.as_any().type_id();
    if kind(found) == kind(&*DynInstrumentation::none()) {
        return Ok(None);
    }
    match get_default_instrumentation() {
        Some(default) if kind(found) == kind(&*default) => Ok(Some(default)),
        _ => Err(ConnectionError::Instrumented),
    }
}

/// Whether a statement is an application's query of rows: one that reads a table.
fn reads_rows(sql: &str) -> bool {
    let is_select = sql.get(..6).is_some_and(|verb| verb.eq_ignore_ascii_case("SELECT"));
    is_select && sql.to_ascii_uppercase().contains(" FROM ") && !INTERNAL.iter().any(|part| sql.contains(part))
}
