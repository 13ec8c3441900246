//! What only a server has: pools over a network, connections that are lost, options of its sessions.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use model_runtime::database::{Database, DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error};
use tests::models::*;

use crate::db::{empty, url};

/// A database of one test: a schema of its own, which goes with it.
pub(crate) struct Server {
    db: Option<Database<PgConnection>>,
    schema: String,
}

impl Server {
    pub(crate) fn new(lock_timeout: Duration) -> Self {
        // Says so and ends, if there is no server.
        drop(empty());
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let schema = format!("model_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (create, path) = (format!("CREATE SCHEMA {schema}"), format!("SET search_path = {schema}"));
        empty().batch_execute(&create).unwrap();
        let db = DatabaseBuilder::<PgConnection>::new()
            .url(url())
            .pool_size(2)
            .max_overflow(1)
            .pool_timeout(Duration::from_millis(500))
            .lock_timeout(lock_timeout)
            .on_connect(move |conn| conn.batch_execute(&path))
            .connect()
            .unwrap();
        Tables::create_all(&mut db.get().unwrap()).unwrap();
        Self { db: Some(db), schema }
    }

    pub(crate) fn get(&self) -> PooledConnection<PgConnection> {
        self.db().get().unwrap()
    }

    pub(crate) fn db(&self) -> &Database<PgConnection> {
        self.db.as_ref().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Connections first, for they may hold locks.
        self.db = None;
        let _ = empty().batch_execute(&format!("DROP SCHEMA {} CASCADE", self.schema));
    }
}

#[test]
fn a_pool_lends_connections_that_are_set_up() {
    let server = Server::new(Duration::from_secs(5));
    let (mut first, mut second) = (server.get(), server.get());
    let user = NewUser::named("a").insert(&mut first).unwrap();
    assert_eq!(User::find(user.id, &mut second).unwrap(), user);
    let third = server.get();
    assert!(
        matches!(server.db().get(), Err(Error::Connection(error)) if matches!(*error, ConnectionError::PoolTimeout { .. }))
    );
    drop((first, second, third));
    assert_eq!(server.db().status().size, 3);
    let zone: String = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT current_setting('TimeZone')")
        .get_result(&mut server.get())
        .unwrap();
    assert_eq!(zone, "UTC");
}

#[test]
fn a_server_that_is_not_there_is_an_error_without_the_password() {
    let open = |url: &str| DatabaseBuilder::<PgConnection>::new().url(url).connect().map(drop).unwrap_err();
    let begin = Instant::now();
    let error = open("postgres://ann:s3cret@127.0.0.1:1/test");
    assert!(begin.elapsed() < Duration::from_secs(5));
    assert!(matches!(&error, Error::Connection(inner) if matches!(**inner, ConnectionError::Open { .. })), "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    let _ = empty();
    let nowhere = url().rsplit_once('/').map(|(server, _)| format!("{server}/no_such_database")).unwrap();
    assert!(open(&nowhere).to_string().contains("no_such_database"));
}

#[test]
fn a_connection_that_the_server_ended_is_replaced() {
    let server = Server::new(Duration::from_secs(5));
    NewUser::named("a").insert(&mut server.get()).unwrap();
    // Each connection of the pool has its schema in what it ran last.
    let mut lent = vec![server.get(), server.get()];
    for conn in &mut lent {
        conn.batch_execute(&format!("SELECT '{}'", server.schema)).unwrap();
    }
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE $1";
    let ended = diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(format!("%{}%", server.schema));
    assert!(ended.execute(&mut empty()).unwrap() >= 2);
    for mut conn in lent {
        let error = User::count(&mut conn).unwrap_err();
        assert!(matches!(error, Error::Database(_)), "{error}");
    }
    for _ in 0..5 {
        assert_eq!(User::count(&mut server.get()).unwrap(), 1);
    }
}

#[test]
fn errors_do_not_quote_values() {
    let conn = &mut crate::db::connect();
    let new = || User::builder().name("n").email("s3cret@example.com");
    new().insert(conn).unwrap();
    let error = new().insert(conn).unwrap_err();
    let mut told = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        told += &format!(" {error} {error:?}");
        source = error.source();
    }
    assert!(error.violates(UserConstraint::EmailUnique) && !told.contains("s3cret"), "{told}");
}

#[test]
fn an_exclusion_constraint_is_told_as_one() {
    let conn = &mut crate::db::connect();
    let sql = "ALTER TABLE seats ADD CONSTRAINT ex_seats_guest EXCLUDE USING hash (guest WITH =)";
    conn.batch_execute(sql).unwrap();
    let seat = |code: &str| NewSeat { code: Some(code.into()), guest: "a".into() };
    seat("1").insert(conn).unwrap();
    let error = seat("2").insert(conn).unwrap_err();
    let found = error.constraint().unwrap();
    assert_eq!((found.kind, found.name.as_deref()), (model_runtime::ConstraintKind::Exclusion, Some("ex_seats_guest")));
    assert_eq!(error.problem().status, 409);
}

#[test]
fn options_of_the_session_reach_the_server() {
    drop(empty());
    let vars = [
        ("DATABASE_URL", url()),
        ("DB_STATEMENT_TIMEOUT", "0.05".to_owned()),
        ("DB_APPLICATION_NAME", "it's a test".to_owned()),
        ("DB_POOL_SIZE", "1".to_owned()),
    ];
    let db = DatabaseBuilder::<PgConnection>::from_vars(vars).unwrap().connect().unwrap();
    let conn = &mut db.get().unwrap();
    let name = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT current_setting('application_name')");
    assert_eq!(name.get_result::<String>(conn).unwrap(), "it's a test");
    let begin = Instant::now();
    let error = Error::from(conn.batch_execute("SELECT pg_sleep(10)").unwrap_err());
    assert!(begin.elapsed() < Duration::from_secs(5) && error.to_string().contains("statement timeout"), "{error}");
    assert!(!error.is_retryable());
}

#[test]
fn a_server_can_be_named_part_by_part() {
    drop(empty());
    // `postgres://user:password@host:port/database?options`
    let url = url();
    let rest = url.split_once("://").unwrap().1.split('?').next().unwrap();
    let (who, place) = rest.split_once('@').unwrap();
    let (user, password) = who.split_once(':').unwrap_or((who, "any: @/%"));
    let (address, name) = place.split_once('/').unwrap();
    let (host, port) = address.split_once(':').unwrap_or((address, "5432"));
    let builder = || DatabaseBuilder::<PgConnection>::new().pool_size(1).host(host).port(port.parse().unwrap());
    let builder = || builder().user(user).password(password).database(name);

    let db = builder().connect().unwrap();

    let found = diesel::dsl::sql::<diesel::sql_types::Text>("SELECT current_database()::text");
    assert_eq!(found.get_result::<String>(&mut db.get().unwrap()).unwrap(), name);
    let vars = [("DB_HOST", host), ("DB_PORT", port), ("DB_USER", user), ("DB_PASSWORD", password), ("DB_NAME", name)];
    DatabaseBuilder::<PgConnection>::from_vars(vars).unwrap().pool_size(1).connect().unwrap();
    let shown = format!("{db:?} {:?}", builder());
    assert!(shown.contains(host) && !shown.contains(password), "{shown}");
    let error = builder().url("postgres://localhost/other").connect().unwrap_err();
    assert!(error.to_string().contains("`url`"), "{error}");
}
