//! What MariaDB and MySQL alone have: two kinds of server, settings of their sessions, DDL that commits, types of their own.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use model_runtime::Error;
use model_runtime::database::{DatabaseBuilder, Isolation, Tls, Transaction, TransactionOptions};
use model_runtime::prelude::*;
use model_runtime::schema::reflect;
use tests::models::*;

use crate::db::{Connection, Tested as _, connect, empty, url};

fn text(sql: &str, conn: &mut Connection) -> String {
    conn.texts(sql).remove(0)
}

#[test]
fn options_of_the_session_reach_the_server() {
    drop(empty());
    let vars = [
        ("DATABASE_URL", url().replace("mysql://", "mariadb+pymysql://")),
        ("DB_STATEMENT_TIMEOUT", "0.05".to_owned()),
        // Nobody asks for a name; it is no error to give one.
        ("DB_APPLICATION_NAME", "it's a test".to_owned()),
        ("DB_POOL_SIZE", "1".to_owned()),
    ];
    let db = DatabaseBuilder::<Connection>::from_vars(vars).unwrap().connect().unwrap();
    let conn = &mut db.get().unwrap();
    let mode = text("SELECT @@sql_mode", conn);
    assert!(mode.contains("STRICT_ALL_TABLES") && mode.contains("ANSI_QUOTES"), "{mode}");
    let begin = Instant::now();
    // MySQL ends the sleep and says 1.
    let ended = conn.batch_execute("SELECT sleep(10)");
    assert!(begin.elapsed() < Duration::from_secs(5));
    if let Err(error) = ended {
        let error = Error::from(error);
        assert!(error.to_string().contains("max_statement_time") && !error.is_retryable(), "{error}");
    }
}

#[test]
fn options_of_a_transaction_reach_the_server() {
    let conn = &mut connect();
    let options = TransactionOptions::new;
    for isolation in
        [Isolation::ReadUncommitted, Isolation::ReadCommitted, Isolation::RepeatableRead, Isolation::Serializable]
    {
        conn.atomic_with(options().isolation(isolation), |conn| {
            NewUser::named(isolation.sql()).insert(conn)?;
            let sql = "SELECT trx_isolation_level FROM information_schema.innodb_trx \
                       WHERE trx_mysql_thread_id = connection_id()";
            // What the server tells of transactions is a tenth of a second old, and older while others ask for it.
            let is_told = (0..50).any(|_| {
                std::thread::sleep(Duration::from_millis(200));
                conn.texts(sql) == [isolation.sql()]
            });
            assert!(is_told, "{isolation:?}, found {:?}", conn.texts(sql));
            Ok::<_, Error>(())
        })
        .unwrap();
    }
    let mut transaction = Transaction::begin_with(conn, options().read_only()).unwrap();
    let error = NewUser::named("a").insert(&mut transaction).unwrap_err();
    assert!(error.to_string().contains("READ ONLY"), "{error}");
    transaction.rollback().unwrap();
    assert_eq!(User::count(conn).unwrap(), 4);
}

#[test]
fn ddl_is_refused_where_it_would_commit() {
    let conn = &mut empty();
    let refused = conn.atomic(Tables::create_all);
    assert!(refused.unwrap_err().to_string().contains("transaction"));
    assert_eq!(Tables::create_all(conn).unwrap().created.len(), Tables::TABLES.len());
    let refused = conn.atomic(Tables::drop_all);
    assert!(refused.is_err());
    assert_eq!(Tables::create_all(conn).unwrap().unchanged.len(), Tables::TABLES.len());
}

#[test]
fn tables_that_cannot_all_be_created_leave_none() {
    #[derive(Model, Debug)]
    pub struct Good {
        pub id: i64,
        #[model(belongs_to(Bad))]
        pub bad_id: Option<i64>,
    }
    #[derive(Model, Debug)]
    #[model(check(name = "ck_bad", sql = "no_such_column > 0"))]
    pub struct Bad {
        pub id: i64,
        #[model(belongs_to(Good))]
        pub good_id: Option<i64>,
    }
    schema! { pub Both: Good, Bad }
    let conn = &mut empty();

    assert!(Both::create_all(conn).unwrap_err().to_string().contains("no_such_column"));

    assert!(reflect(conn).unwrap().is_empty());
}

/// The server counts in steps where several servers take turns.
#[test]
fn keys_are_those_that_the_server_made() {
    let conn = &mut connect();
    conn.batch_execute("SET auto_increment_increment = 10, auto_increment_offset = 3").unwrap();
    let one = NewUser::named("one").insert(conn).unwrap();
    let many = User::insert_many((0..300).map(|i| NewUser::named(&format!("u{i}"))), conn).unwrap();
    let tickets = Ticket::insert_many((0..20).map(|i| NewTicket::of(&format!("t{i}"))), conn).unwrap();
    assert_eq!((one.id, many[0].id, many[299].id), (3, 13, 3_003));
    for row in &many {
        assert_eq!(User::find(row.id, conn).unwrap(), *row);
    }
    assert_eq!(Ticket::query().order(tickets::id).all(conn).unwrap(), tickets);
    conn.batch_execute("SET auto_increment_increment = 1, auto_increment_offset = 1").unwrap();
    let next = NewUser::named("next").insert(conn).unwrap();
    assert_eq!(User::query().filter(users::name.eq("next")).one(conn).unwrap().id, next.id);
}

#[test]
fn texts_are_the_same_if_their_characters_are() {
    let conn = &mut connect();
    for name in ["a", "A", "a ", "ä", " a"] {
        NewUser { name: name.into(), email: format!("{name}@x"), ..NewUser::named("n") }.insert(conn).unwrap();
        assert_eq!(User::query().filter(users::name.eq(name)).one(conn).unwrap().name, name);
    }
    let number = diesel::dsl::sql::<BigInt>("SELECT count(DISTINCT email) FROM users");
    assert_eq!(number.one::<i64, _>(conn).unwrap(), 5);
}

#[test]
fn a_wrong_password_is_told_and_not_shown() {
    drop(empty());
    let (_, rest) = url().split_once("://").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let place = rest.rsplit_once('@').map_or(&*rest, |(_, place)| place);
    let open = |user: &str| DatabaseBuilder::<Connection>::new().url(format!("mysql://{user}@{place}")).connect();
    let begin = Instant::now();
    for user in ["root:s3cret", "nobody_of_this_name:s3cret"] {
        let error = open(user).map(drop).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(told.contains("Access denied") && !told.contains("s3cret"), "{told}");
    }
    assert!(begin.elapsed() < Duration::from_secs(5));
}

/// The client may be one that does not encrypt: what counts is that there is no connection that is not.
#[test]
fn a_connection_that_has_to_be_encrypted_is_or_is_none() {
    drop(empty());
    let open = |tls| DatabaseBuilder::<Connection>::new().url(url()).pool_size(1).tls(tls).connect();
    if let Ok(db) = open(Tls::Required) {
        let conn = &mut db.get().unwrap();
        assert_ne!(
            text(
                "SELECT variable_value FROM performance_schema.session_status WHERE variable_name = 'Ssl_cipher'",
                conn
            ),
            ""
        );
    }
    assert!(open(Tls::Disabled).is_ok() && open(Tls::Preferred).is_ok());
}
