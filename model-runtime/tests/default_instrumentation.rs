//! The instrumentation that an application has set for all connections, beside logs of statements; alone, because there is one for a program.
#![allow(missing_docs)]

use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation};
use model_runtime::assert_queries;
use model_runtime::database::{DatabaseBuilder, Echo, QueryLog};
use model_runtime::prelude::*;

static HEARD: AtomicUsize = AtomicUsize::new(0);

struct Ear;

impl Instrumentation for Ear {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event
            && query.to_string().contains("FROM sqlite_schema")
        {
            HEARD.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[test]
fn it_goes_on_hearing() {
    let heard = |conn: &mut SqliteConnection| {
        conn.batch_execute("SELECT 1 FROM sqlite_schema").unwrap();
        HEARD.swap(0, Ordering::Relaxed)
    };
    set_default_instrumentation(|| Some(Box::new(Ear))).unwrap();
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    assert_eq!(heard(&mut conn), 1);
    assert_queries!(conn, 1, { assert_eq!(heard(&mut conn), 1) });
    assert_eq!(heard(&mut conn), 1);

    for echo in [Echo::Off, Echo::On] {
        let builder = DatabaseBuilder::<SqliteConnection>::new().url("sqlite::memory:").echo(echo);
        let db = builder.warn_repeated(2).connect().unwrap();
        let conn = &mut db.get().unwrap();
        assert_queries!(conn, 1, { assert_eq!(heard(conn), 1) });
    }

    // Another default than the connection has cannot take its place.
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    set_default_instrumentation(|| None).unwrap();
    assert!(QueryLog::of(&mut conn).is_err());
    assert_eq!(heard(&mut conn), 1);
}
