//! Pools over a network, connections that are lost, addresses.

use std::time::{Duration, Instant};

use model_runtime::database::DatabaseBuilder;
use model_runtime::prelude::*;
use model_runtime::{ConnectionError, Error};
use tests::models::*;

use super::Server;
use crate::db::{Connection, DATABASE, PORT, SCHEME, SET_UP, Tested as _, empty, end_session, session_id, url};

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
    let (sql, answer) = SET_UP;
    assert_eq!(server.get().texts(sql), [answer]);
}

#[test]
fn a_server_that_is_not_there_is_an_error_without_the_password() {
    let open = |url: &str| DatabaseBuilder::<Connection>::new().url(url).connect().map(drop).unwrap_err();
    let begin = Instant::now();
    let error = open(&format!("{SCHEME}://ann:s3cret@127.0.0.1:1/test"));
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
    let mut lent = vec![server.get(), server.get()];
    for conn in &mut lent {
        end_session(session_id(conn));
    }
    for mut conn in lent {
        let error = User::count(&mut conn).unwrap_err();
        assert!(matches!(error, Error::Database(_)) && error.is_connection_lost(), "{error}");
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
fn a_server_can_be_named_part_by_part() {
    drop(empty());
    // `scheme://user:password@host:port/database?options`
    let url = url();
    let rest = url.split_once("://").unwrap().1.split('?').next().unwrap();
    let (who, place) = rest.split_once('@').unwrap();
    let (user, password) = who.split_once(':').unwrap_or((who, ""));
    let (address, name) = place.split_once('/').unwrap();
    let (host, port) = address.split_once(':').unwrap_or((address, PORT));
    let builder = || DatabaseBuilder::<Connection>::new().pool_size(1).host(host).port(port.parse().unwrap());
    let builder = || builder().user(user).password(password).database(name);

    let db = builder().connect().unwrap();

    assert_eq!(db.get().unwrap().texts(DATABASE), [name]);
    let vars = [("DB_HOST", host), ("DB_PORT", port), ("DB_USER", user), ("DB_PASSWORD", password), ("DB_NAME", name)];
    DatabaseBuilder::<Connection>::from_vars(vars).unwrap().pool_size(1).connect().unwrap();
    let shown = format!("{db:?} {:?}", builder());
    assert!(shown.contains(host) && (password.is_empty() || !shown.contains(password)), "{shown}");
    let error = builder().url(format!("{SCHEME}://localhost/other")).connect().unwrap_err();
    assert!(error.to_string().contains("`url`"), "{error}");
}
