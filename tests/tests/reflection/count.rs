//! How many statements reflection takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use model_runtime::connection::{Blocking, Conn};
use model_runtime::prelude::*;
use model_runtime::schema::{Define, Reflection, Table};

#[derive(Model, Debug)]
pub(crate) struct Apple {
    pub id: i64,
}

#[derive(Model, Debug)]
pub(crate) struct Pear {
    pub id: i64,
    #[model(belongs_to(Apple))]
    pub apple_id: i64,
}

#[derive(Model, Debug)]
pub(crate) struct Plum {
    pub id: i64,
    #[model(belongs_to(Pear))]
    pub pear_id: i64,
}

schema! { pub(crate) Few: Apple }
schema! { pub(crate) More: Apple, Pear, Plum }

/// How many statements some work takes.
fn statements<C: Connection>(conn: &mut C, work: impl FnOnce(&mut C)) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let ear = count.clone();
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            ear.fetch_add(1, Ordering::Relaxed);
        }
    });
    work(conn);
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| ());
    count.load(Ordering::Relaxed)
}

/// How many statements it takes to read so many tables, which takes seconds at most.
fn counted<C: Conn<Raw = C> + Define + Blocking + Connection>(
    tables: usize,
    wanted: Reflection,
    conn: &mut C,
) -> usize {
    statements(conn, |conn| {
        let start = Instant::now();
        let found = C::now(wanted.read(conn)).unwrap();
        assert!(start.elapsed() < Duration::from_secs(20), "{tables} tables took {:?}", start.elapsed());
        let complete = |table: &&Table| {
            table.columns.len() == 3
                && table.primary_key.is_some()
                && table.indexes.len() == 1
                && table.foreign_keys.len() == 1
        };
        let many = found.iter().filter(|table| table.name.starts_with("many_"));
        assert_eq!(many.filter(complete).count(), tables);
    })
}

fn many<C: Conn<Raw = C> + Define + Blocking + Connection>(conn: &mut C) {
    let tables = |names: std::ops::Range<usize>| -> String {
        let table = |n| {
            format!(
                "CREATE TABLE many_{n} (id INT NOT NULL PRIMARY KEY, name VARCHAR(20), up INT, \
                 CONSTRAINT fk_{n} FOREIGN KEY (up) REFERENCES many_{n} (id)); CREATE INDEX ix_{n} ON many_{n} (name);"
            )
        };
        names.map(table).collect()
    };
    conn.batch_execute(&tables(0..3)).unwrap();
    let few = counted(3, Reflection::new().views(), conn);
    let some = counted(2, Reflection::new().only(["many_0", "many_2"]), conn);
    conn.batch_execute(&tables(3..300)).unwrap();
    assert_eq!(counted(300, Reflection::new().views(), conn), few);
    assert_eq!(counted(2, Reflection::new().only(["many_0", "many_2"]), conn), some);
    assert_eq!(counted(150, Reflection::new().only((0..150).map(|n| format!("many_{n}"))), conn), some);
    assert!((4..=8).contains(&few), "{few} statements");
}

/// That models are compared with their tables takes no more statements for three than for one.
macro_rules! drift {
    ($conn:ident) => {
        More::create_all(&mut $conn).unwrap();
        let few = statements(&mut $conn, |conn| assert_eq!(Few::drift(conn).unwrap(), []));
        let more = statements(&mut $conn, |conn| assert_eq!(More::drift(conn).unwrap(), []));
        assert_eq!(few, more);
    };
}

#[test]
fn sqlite() {
    let mut conn = crate::sqlite::empty();
    drift!(conn);
    conn.batch_execute("BEGIN").unwrap();
    many(&mut conn);
}

#[test]
fn postgres() {
    if let Some(mut conn) = tests::db::postgres::answering() {
        drift!(conn);
        conn.batch_execute("BEGIN").unwrap();
        many(&mut conn);
    }
}

#[cfg(feature = "mysql")]
#[test]
fn mysql() {
    if let Some(mut conn) = tests::db::mysql::answering() {
        drift!(conn);
        many(&mut conn);
    }
}
