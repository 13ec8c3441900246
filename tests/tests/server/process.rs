//! A server whose process is stopped or killed under load, and started again: every row that was acknowledged is there once.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use model_runtime::database::{Database, DatabaseBuilder, Retry};
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error};
use tests::models::*;
use tests::process::Process;

use crate::db::{Connection, SCHEME, Tested as _, empty};

/// How long the pool waits for a connection.
const POOL_TIMEOUT: Duration = Duration::from_secs(1);
/// What a busy machine may add to a time.
const SLACK: Duration = Duration::from_millis(1_500);

/// How many rows are written between the times that the server is away, and how long that may take.
const ROWS: usize = 100;
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of rows that were written, by their titles.
#[derive(Default)]
struct Outcome {
    acknowledged: Vec<String>,
    /// The answer to COMMIT was lost: it was carried out, or not.
    unknown: Vec<String>,
    failed: Vec<(String, String)>,
}

/// Writes rows one after the other, each in a transaction of its own, until it is over.
fn write(thread: usize, db: &Database<Connection>, written: &AtomicUsize, is_over: &AtomicBool) -> Outcome {
    let retry = Retry::new().times(60).first_wait(Duration::from_millis(10)).longest_wait(Duration::from_millis(100));
    let mut outcome = Outcome::default();
    for row in 0.. {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let title = format!("{thread}/{row}");
        match db.atomic_retrying(retry, |conn| NewTicket::of(&title).insert(conn).map(drop)) {
            Ok(()) => {
                outcome.acknowledged.push(title);
                written.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) if error.is_connection_lost() => outcome.unknown.push(title),
            Err(error) => outcome.failed.push((title, format!("{error} {error:?}"))),
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    outcome
}

/// Has several threads write while the server is away and back again three times.
fn under_load(away: fn(&mut Process)) {
    // Where no server answers, the program ends; not so that one of its own would be left behind.
    drop(empty());
    let Some(mut server) = Process::start::<Connection>(SCHEME) else { return };
    let db = DatabaseBuilder::<Connection>::new().url(server.url()).pool_size(4).max_overflow(0);
    let db = db.pool_timeout(POOL_TIMEOUT).connect().unwrap();
    Tables::create_all(&mut db.get().unwrap()).unwrap();
    let (written, is_over, outcomes) = (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(Vec::new()));

    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (db, written, is_over, outcomes) = (&db, &written, &is_over, &outcomes);
            scope.spawn(move || outcomes.lock().unwrap().push(write(thread, db, written, is_over)));
        }
        // Ends the writers also where something is found to be wrong.
        let over = Over(&is_over);
        for _ in 0..3 {
            is_loaded(&written);
            away(&mut server);
            is_told_in_time(&db);
            server.start_again();
            recovers_in_time(&db);
        }
        is_loaded(&written);
        drop(over);
    });

    let outcomes = outcomes.into_inner().unwrap();
    let all = |what: fn(&Outcome) -> &Vec<String>| outcomes.iter().flat_map(what).cloned().collect::<Vec<_>>();
    let (acknowledged, unknown) = (all(|outcome| &outcome.acknowledged), all(|outcome| &outcome.unknown));
    let failed: Vec<_> = outcomes.iter().flat_map(|outcome| &outcome.failed).collect();
    assert!(failed.is_empty(), "each is tried again until the server is back: {failed:?}");
    let mut direct = Connection::to(&server.url()).unwrap();
    let mut times: HashMap<String, usize> = HashMap::new();
    for title in tickets::table.select(tickets::title).all::<String, _>(&mut direct).unwrap() {
        *times.entry(title).or_default() += 1;
    }
    for title in acknowledged {
        assert_eq!(times.remove(&title), Some(1), "{title} was acknowledged");
    }
    for title in unknown {
        assert!(times.remove(&title).is_none_or(|times| times == 1), "{title} was written twice");
    }
    assert_eq!(times, HashMap::new(), "rows that nobody wrote");
    let mut lent: Vec<_> = (0..4).map(|_| db.get().unwrap()).collect();
    assert!(lent.iter_mut().all(|conn| Ticket::count(conn).is_ok()));
}

/// Says that it is over when it is dropped.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The server is at work: it acknowledges rows, however slow the machine is.
fn is_loaded(written: &AtomicUsize) {
    let (begin, before) = (Instant::now(), written.load(Ordering::Relaxed));
    while written.load(Ordering::Relaxed) < before + ROWS {
        assert!(begin.elapsed() < PATIENCE, "fewer than {ROWS} rows are no load");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// While the server is away, a connection is asked for in vain, but not for longer than the pool is to wait.
fn is_told_in_time(db: &Database<Connection>) {
    let begin = Instant::now();
    let error = db.get().map(drop).unwrap_err();
    let taken = begin.elapsed();
    assert!(
        matches!(&error, Error::Connection(error) if matches!(**error, ConnectionError::PoolTimeout { .. })),
        "{error}"
    );
    assert!(error.is_retryable() && taken < POOL_TIMEOUT + SLACK, "{error} after {taken:?}");
}

/// Once the server answers, the pool lends good connections within the time it waits for one.
fn recovers_in_time(db: &Database<Connection>) {
    let begin = Instant::now();
    loop {
        let counted = db.get().and_then(|mut conn| Ticket::count(&mut conn));
        let taken = begin.elapsed();
        assert!(taken < POOL_TIMEOUT + SLACK, "after {taken:?}: {counted:?}");
        if counted.is_ok() {
            return;
        }
    }
}

#[test]
fn a_server_that_is_stopped_and_started_has_every_acknowledged_row_once() {
    under_load(Process::stop);
}

#[test]
fn a_server_that_is_killed_and_started_has_every_acknowledged_row_once() {
    under_load(Process::kill);
}
