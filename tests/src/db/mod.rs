//! The connections that tests run on: a module for each kind, all with the same items.
//!
//! What a database is to the tests is written once, for blocking and for asynchronous connections to it; the modules name the
//! connection. As the tests are programs that block, they get asynchronous connections inside of a `BlockOn`.

#[cfg(feature = "async")]
pub mod asynchronous;
mod database;
mod tested;

pub use tested::Tested;

/// The connection of a module, and the ways to get one that `database` has for every kind.
macro_rules! connection {
    ($Connection:ty) => {
        pub use super::Tested;
        pub use database::*;

        /// The connection that tests run on.
        pub type Connection = $Connection;

        /// A connection to an empty database or schema; the program ends where no server answers.
        ///
        /// # Panics
        /// If the database cannot be opened, or if a server is required: a test cannot go on then.
        pub fn empty() -> Connection {
            database::empty()
        }

        /// The same with the tables of [`models`](crate::models), without rows.
        ///
        /// # Panics
        /// If the tables cannot be created: a test cannot go on then.
        pub fn connect() -> Connection {
            database::connect()
        }
    };
}

/// The same to a server, which has several.
macro_rules! server_connection {
    ($Connection:ty) => {
        connection!($Connection);

        /// A place for the tables of one test, that several connections can enter.
        pub type Space = database::Space<Connection>;

        /// A connection to an empty database or schema, or `None` and a line that says so where no server answers.
        ///
        /// # Panics
        /// If there is a server and it refuses, or if one is required.
        pub fn answering() -> Option<Connection> {
            database::answering()
        }

        /// The server's number of a connection.
        ///
        /// # Panics
        /// If the connection does not answer.
        pub fn session_id(conn: &mut Connection) -> String {
            database::session_id(conn)
        }

        /// Has the server end a connection.
        ///
        /// # Panics
        /// If the server refuses.
        pub fn end_session(id: String) {
            database::end_session::<Connection>(&id);
        }
    };
}

/// The same to a database that is chosen when the program runs.
macro_rules! any_connection {
    ($Connection:ty, $has_mysql:expr) => {
        connection!($Connection);

        /// A place for the tables of one test, that several connections can enter.
        pub type Space = database::Space<Connection>;

        /// Whether the connection may be one to MariaDB or MySQL.
        pub const HAS_MYSQL: bool = $has_mysql;

        /// What the backend can do.
        pub fn capabilities() -> model_runtime::backend::Capabilities {
            empty().capabilities()
        }
    };
}

/// SQLite.
pub mod sqlite {
    use super::database::sqlite as database;
    connection!(diesel::SqliteConnection);
}

/// PostgreSQL by libpq.
pub mod postgres {
    use super::database::postgres as database;
    server_connection!(diesel::PgConnection);
}

/// MariaDB or MySQL by their C client.
#[cfg(feature = "mysql")]
pub mod mysql {
    use super::database::mysql as database;
    server_connection!(diesel::MysqlConnection);
}

/// One of the above.
pub mod any {
    use super::database::any as database;
    any_connection!(model_runtime::database::AnyConnection, cfg!(feature = "mysql"));
}

/// SQLite on threads of its own.
#[cfg(feature = "async")]
pub mod async_sqlite {
    use super::database::sqlite as database;
    use model_runtime::connection::BlockOn;
    connection!(BlockOn<model_runtime::backend::AsyncSqliteConnection>);
}

/// PostgreSQL by tokio-postgres.
#[cfg(feature = "async")]
pub mod async_postgres {
    use super::database::postgres as database;
    use model_runtime::connection::BlockOn;
    server_connection!(BlockOn<diesel_async::AsyncPgConnection>);
}

/// MariaDB or MySQL by mysql_async.
#[cfg(feature = "async")]
pub mod async_mysql {
    use super::database::mysql as database;
    use model_runtime::connection::BlockOn;
    server_connection!(BlockOn<model_runtime::backend::AsyncMysqlConnection>);
}

/// One of the asynchronous ones.
#[cfg(feature = "async")]
pub mod async_any {
    use super::database::any as database;
    use model_runtime::connection::BlockOn;
    any_connection!(BlockOn<model_runtime::database::AsyncAnyConnection>, true);
}
