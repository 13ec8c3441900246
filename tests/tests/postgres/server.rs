//! What PostgreSQL alone has: exclusion constraints, names of sessions, refusals of a transaction that was overtaken.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use model_runtime::Error;
use model_runtime::database::{DatabaseBuilder, Isolation, Tls, Transaction, TransactionOptions};
use model_runtime::prelude::*;
use tests::models::*;

use crate::db::{Connection, Tested as _, empty, url};
use crate::server::Server;

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
    let db = DatabaseBuilder::<Connection>::from_vars(vars).unwrap().connect().unwrap();
    let conn = &mut db.get().unwrap();
    assert_eq!(conn.texts("SELECT current_setting('application_name')"), ["it's a test"]);
    let begin = Instant::now();
    let error = Error::from(conn.batch_execute("SELECT pg_sleep(10)").unwrap_err());
    assert!(begin.elapsed() < Duration::from_secs(5) && error.to_string().contains("statement timeout"), "{error}");
    assert!(!error.is_retryable());
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

/// What the server says of the transaction: its isolation, whether it only reads, whether it is deferrable.
fn told(conn: &mut Connection) -> [String; 3] {
    ["isolation", "read_only", "deferrable"]
        .map(|name| conn.texts(&format!("SELECT current_setting('transaction_{name}')")).remove(0))
}

#[test]
fn options_of_a_transaction_reach_the_server() {
    let conn = &mut empty();
    let options = TransactionOptions::new;
    for (options, expected) in [
        (options(), ["read committed", "off", "off"]),
        (options().isolation(Isolation::ReadUncommitted), ["read uncommitted", "off", "off"]),
        (options().isolation(Isolation::ReadCommitted), ["read committed", "off", "off"]),
        (options().isolation(Isolation::RepeatableRead), ["repeatable read", "off", "off"]),
        (options().isolation(Isolation::Serializable), ["serializable", "off", "off"]),
        (options().read_only(), ["repeatable read", "on", "off"]),
        (options().read_only().isolation(Isolation::ReadCommitted), ["read committed", "on", "off"]),
        (options().isolation(Isolation::Serializable).read_only().deferrable(), ["serializable", "on", "on"]),
    ] {
        let found = conn.atomic_with(options, |conn| Ok::<_, Error>(told(conn))).unwrap();
        assert_eq!(found, expected, "{options:?}");
        let mut transaction = Transaction::begin_with(conn, options).unwrap();
        assert_eq!(told(&mut transaction), expected, "{options:?}");
    }
    assert_eq!(told(conn), ["read committed", "off", "off"]);
}

/// The client of the tests is built without encryption, and says so.
#[test]
fn a_connection_that_has_to_be_encrypted_is_or_is_none() {
    drop(empty());
    let open = |tls| DatabaseBuilder::<Connection>::new().url(url()).pool_size(1).tls(tls).connect();
    match open(Tls::Required) {
        Ok(db) => {
            let encrypted =
                diesel::dsl::sql::<diesel::sql_types::Bool>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
            assert!(encrypted.one::<bool, _>(&mut db.get().unwrap()).unwrap());
        }
        Err(error) => assert!(error.to_string().to_lowercase().contains("ssl"), "{error}"),
    }
    assert!(open(Tls::Disabled).is_ok());
    let both = DatabaseBuilder::<Connection>::new().url(format!("{}?sslmode=disable", url())).tls(Tls::Required);
    assert!(both.connect().unwrap_err().to_string().contains("`sslmode`"));
    let file = DatabaseBuilder::<SqliteConnection>::new().url("sqlite::memory:").tls(Tls::Required).connect();
    assert!(file.unwrap_err().to_string().contains("`tls`"));
}
