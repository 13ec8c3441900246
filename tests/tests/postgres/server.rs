//! What only a server has: pools over a network, locks between clients, connections that are lost.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use model_runtime::database::{Database, DatabaseBuilder, PooledConnection, Retry, Transaction};
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error};
use tests::models::*;

use crate::db::{empty, url};

/// A database of one test: a schema of its own, which goes with it.
struct Server {
    db: Option<Database<PgConnection>>,
    schema: String,
}

impl Server {
    fn new(lock_timeout: Duration) -> Self {
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

    fn get(&self) -> PooledConnection<PgConnection> {
        self.db().get().unwrap()
    }

    fn db(&self) -> &Database<PgConnection> {
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
fn a_lock_is_waited_for_so_long_and_then_told() {
    let server = Server::new(Duration::from_millis(100));
    let (mut first, mut second) = (server.get(), server.get());
    let mut user = NewUser::named("a").insert(&mut first).unwrap();
    let mut copy = user.clone();
    let mut open = Transaction::begin(&mut first).unwrap();
    user.name = "first".into();
    user.save(&mut open).unwrap();

    copy.name = "second".into();
    let error = copy.save(&mut second).unwrap_err();

    assert!(matches!(error, Error::Busy(_)) && error.is_retryable(), "{error}");
    open.commit().unwrap();
    copy.save(&mut second).unwrap();
    assert_eq!(User::find(user.id, &mut second).unwrap().name, "second");
}

#[test]
fn of_two_that_wait_for_each_other_one_may_try_again() {
    let server = Server::new(Duration::from_secs(5));
    let users = User::insert_many(["a", "b"].map(NewUser::named), &mut server.get()).unwrap();
    let barrier = std::sync::Barrier::new(2);
    let write = |mine: usize, theirs: usize| {
        let (mut conn, mut rows) = (server.get(), users.clone());
        conn.atomic(|conn| {
            rows[mine].bio = Some(format!("{mine}"));
            rows[mine].save(conn)?;
            barrier.wait();
            rows[theirs].bio = Some(format!("{mine}"));
            rows[theirs].save(conn)
        })
    };
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(|| write(1, 0).map(drop));
        (write(0, 1).map(drop), second.join().unwrap())
    });
    let failed: Vec<Error> = [first, second].into_iter().filter_map(Result::err).collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(failed[0].is_retryable(), "{}", failed[0]);
}

#[test]
fn what_somebody_else_changed_meanwhile_may_be_tried_again() {
    let server = Server::new(Duration::from_secs(5));
    let (mut first, mut second) = (server.get(), server.get());
    let mut user = NewUser::named("a").insert(&mut first).unwrap();
    first.batch_execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM users").unwrap();
    User::update(user.id, UserPatch { bio: Set(Some("b".into())), ..Default::default() }, &mut second).unwrap();

    let error = user.save(&mut first).unwrap_err();

    assert!(error.is_retryable(), "{error}");
    first.batch_execute("ROLLBACK").unwrap();
    user.save(&mut first).unwrap();
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
fn savepoints_nest_and_a_failed_statement_costs_no_more_than_its_own() {
    let conn = &mut crate::db::connect();
    let count = conn.atomic(|conn| {
        NewUser::named("a").insert(conn)?;
        let inner: model_runtime::Result<()> = conn.atomic(|conn| {
            NewUser::named("b").insert(conn)?;
            NewUser::named("a").insert(conn).map(drop)
        });
        assert!(inner.unwrap_err().is_unique_violation());
        NewUser::named("c").insert(conn)?;
        User::count(conn)
    });
    assert_eq!(count.unwrap(), 2);
    let names = User::query().order(users::id).all(conn).unwrap();
    assert_eq!(names.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["a", "c"]);
}

#[test]
fn reading_together_sees_one_state_and_writes_nothing() {
    let server = Server::new(Duration::from_secs(5));
    let (mut first, mut second) = (server.get(), server.get());
    let (before, after) = first
        .atomic_read(|conn| {
            let before = User::count(conn)?;
            NewUser::named("a").insert(&mut second)?;
            Ok::<_, Error>((before, User::count(conn)?))
        })
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert!(first.atomic_read(|conn| NewUser::named("b").insert(conn)).is_err());
    assert_eq!(User::count(&mut first).unwrap(), 1);
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
fn a_transaction_is_tried_again_until_the_lock_is_free() {
    let server = Server::new(Duration::from_millis(20));
    let user = NewUser::named("a").insert(&mut server.get()).unwrap();
    let mut holder = server.get();
    let mut open = Transaction::begin(&mut holder).unwrap();
    User::update(user.id, UserPatch { name: Set("held".into()), ..Default::default() }, &mut open).unwrap();
    let mut tries = 0;
    let retry = Retry::new().times(50).first_wait(Duration::from_millis(5));
    let mut open = Some(open);

    let result = server.db().atomic_with(retry, |conn| {
        tries += 1;
        if tries == 3 {
            open.take().unwrap().commit()?;
        }
        NewUser::named(&format!("try{tries}")).insert(conn)?;
        User::update(user.id, UserPatch { name: Set("mine".into()), ..Default::default() }, conn)
    });

    result.unwrap();
    assert_eq!(tries, 3);
    let names = User::query().order(users::id).all(&mut server.get()).unwrap();
    // What the tries before did is gone.
    assert_eq!(names.iter().map(|user| &*user.name).collect::<Vec<_>>(), ["mine", "try3"]);
}

#[test]
fn a_transaction_whose_connection_is_lost_is_tried_again_and_other_errors_are_not() {
    let server = Server::new(Duration::from_secs(5));
    let mut tries = 0;
    let count = server.db().atomic_with(Retry::new(), |conn| {
        tries += 1;
        NewUser::named("a").insert(conn)?;
        if tries == 1 {
            let sql = "SELECT pg_terminate_backend($1)";
            let pid = diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("pg_backend_pid()"));
            let pid: i32 = pid.get_result(conn)?;
            diesel::sql_query(sql).bind::<diesel::sql_types::Integer, _>(pid).execute(&mut empty())?;
        }
        User::count(conn)
    });
    assert_eq!((count.unwrap(), tries), (1, 2));

    let mut tries = 0;
    let error = server.db().atomic_with(Retry::new(), |conn| {
        tries += 1;
        NewUser::named("a").insert(conn)
    });
    assert!(error.unwrap_err().is_unique_violation());
    assert_eq!(tries, 1);
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
