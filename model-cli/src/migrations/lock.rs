//! One program at a time runs migrations on a database of a server; others wait until it is done.

use std::thread::sleep;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::sql_query;
use diesel::sql_types::Text;
use model_runtime::database::AnyConnection;
use model_runtime::query::QueryVerbs;

use crate::{Backend, Error};

/// How long it takes until a program that waits asks again.
const PAUSE: Duration = Duration::from_millis(200);

/// The statement that takes the lock if it is free, and the one that gives it back.
type Statements = (&'static str, &'static str);

/// A number, or a name, that programs of this kind have in common. Those of PostgreSQL are of one database, those of MariaDB and MySQL of the server.
const POSTGRES: Statements = (
    "SELECT CASE WHEN pg_try_advisory_lock(7885631456034055024) THEN 'yes' ELSE 'no' END AS taken",
    "SELECT pg_advisory_unlock(7885631456034055024)",
);
const MYSQL: Statements = (
    "SELECT IF(GET_LOCK(concat('model_', md5(database())), 0) = 1, 'yes', 'no') AS taken",
    "DO RELEASE_LOCK(concat('model_', md5(database())))",
);

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    taken: String,
}

/// Does something while no other program does it on the same database. `waiting` is called before it waits for one. A lock is asked for and not waited for
/// in the database: a statement that waits would keep an index from being built concurrently. On SQLite there is none; its transactions follow
/// each other.
///
/// # Errors
/// Errors of the database, and those of what is done.
pub(crate) fn alone<R>(
    conn: &mut AnyConnection,
    waiting: impl FnOnce(),
    work: impl FnOnce(&mut AnyConnection) -> Result<R, Error>,
) -> Result<R, Error> {
    let backend = Backend::of(conn).ok_or(Error::Unknown)?;
    let (take, release) = match backend.word() {
        "postgres" => POSTGRES,
        "mysql" => MYSQL,
        _ => return work(conn),
    };
    let mut waiting = Some(waiting);
    loop {
        let found: Found = sql_query(take).one(conn)?;
        if found.taken == "yes" {
            break;
        }
        if let Some(waiting) = waiting.take() {
            waiting();
        }
        sleep(PAUSE);
    }
    let done = work(conn);
    // It goes with the connection, whatever becomes of this.
    let _ = conn.batch_execute(release);
    done
}
