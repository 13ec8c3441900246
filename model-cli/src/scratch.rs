//! Empty databases, to see what SQL makes of them.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::sql_query;
use diesel::sql_types::Text;
use model_runtime::Database;
use model_runtime::database::{AnyConnection, PooledConnection};
use model_runtime::query::QueryVerbs;
use model_runtime::schema::Reflection;

use crate::url::with_database;
use crate::{Backend, Error};

/// Where empty databases are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In memory.
    Memory,
    /// On the server of this URL.
    Beside(String),
    /// Nowhere: the database of this URL is one, which is as empty afterwards.
    Given(String),
    /// Nowhere: no server is known.
    Unknown,
    /// Nowhere: some tables are in schemas that an empty database has in common with others.
    Shared,
}

/// Why nothing can be made at [`Place::Shared`].
pub(crate) const SHARED: &str = "tables are in a schema that an empty database would have in common with others, as all databases of a server of MySQL, or the one of `--scratch`";

/// How often a name is tried that another database has.
const TRIES: u32 = 20;

/// An empty database. What is made in it, and it itself if it was made, goes with this value.
pub(crate) struct Scratch {
    backend: Backend,
    conn: Option<PooledConnection<AnyConnection>>,
    end: End,
}

/// How an empty database ends.
enum End {
    /// By itself.
    Itself,
    /// By a statement on another connection.
    Dropped(Box<PooledConnection<AnyConnection>>, Vec<String>),
    /// By a statement on its own one.
    Emptied(String),
}

/// A connection, and no pool that keeps others beside it.
pub(crate) fn open(url: &str) -> Result<PooledConnection<AnyConnection>, Error> {
    let database = Database::builder().url(url).pool_size(1).max_overflow(0).connect()?;
    Ok(database.get()?)
}

impl Scratch {
    /// An empty database at a place.
    ///
    /// # Errors
    /// If there is no place, if the server refuses to make one, or if the one that was given is not empty.
    pub(crate) fn at(place: &Place, backend: Backend) -> Result<Self, Error> {
        match place {
            Place::Memory => {
                let conn = Some(open("sqlite::memory:")?);
                Ok(Self { backend, conn, end: End::Itself })
            }
            Place::Beside(url) => Self::beside(url, backend),
            Place::Given(url) => Self::given(url, backend),
            Place::Unknown => Err(Error::NoServer(backend)),
            Place::Shared => Err(Error::Scratch { backend, reason: SHARED.to_owned() }),
        }
    }

    /// The connection to it.
    pub(crate) fn conn(&mut self) -> Result<&mut AnyConnection, Error> {
        self.conn.as_deref_mut().ok_or(Error::Unknown)
    }

    /// Gives a database of SQLite another one beside it.
    ///
    /// # Errors
    /// If there is one of that name.
    pub(crate) fn attach(&mut self, name: &str) -> Result<(), Error> {
        let sql = format!("ATTACH ':memory:' AS {}", self.backend.quote(name));
        Ok(self.conn()?.batch_execute(&sql).map_err(model_runtime::Error::from)?)
    }

    /// A new database on the server of a URL.
    fn beside(url: &str, backend: Backend) -> Result<Self, Error> {
        let mut server = open(url)?;
        let name = create(&mut server, backend).map_err(|reason| Error::Scratch { backend, reason })?;
        let quoted = backend.quote(&name);
        // Other connections should not be there; where there are some, newer servers of PostgreSQL end them.
        let drops =
            [format!("DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"), format!("DROP DATABASE IF EXISTS {quoted}")];
        let drops = drops.into_iter().skip(usize::from(backend.word() != "postgres")).collect();
        let mut scratch = Self { backend, conn: None, end: End::Dropped(Box::new(server), drops) };
        let other = with_database(url, &name).ok_or(Error::NoServer(backend))?;
        scratch.conn = Some(open(&other)?);
        Ok(scratch)
    }

    /// A database that was given for it.
    fn given(url: &str, backend: Backend) -> Result<Self, Error> {
        let mut conn = open(url)?;
        let found = Reflection::new().views().read(&mut conn)?;
        if !found.is_empty() {
            return Err(Error::NotEmpty(found.into_iter().map(|table| table.name).collect()));
        }
        let end = if backend.word() == "postgres" {
            // Everything is made in a schema of its own, and goes with it.
            let schema = backend.quote(&name());
            let enter = format!("CREATE SCHEMA {schema}; SET search_path = {schema}, public");
            conn.batch_execute(&enter).map_err(model_runtime::Error::from)?;
            End::Emptied(format!("DROP SCHEMA {schema} CASCADE"))
        } else {
            End::Emptied(String::new())
        };
        Ok(Self { backend, conn: Some(conn), end })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let conn = self.conn.take();
        match &mut self.end {
            End::Itself => {}
            End::Dropped(server, drops) => {
                drop(conn);
                // The first that succeeds; a database that could not be dropped is told by its name.
                let _ = drops.iter().any(|sql| server.batch_execute(sql).is_ok());
            }
            End::Emptied(sql) => {
                if let Some(mut conn) = conn {
                    let _ = if sql.is_empty() { empty(&mut conn, self.backend) } else { conn.batch_execute(sql) };
                }
            }
        }
    }
}

/// Drops everything that is in a database of MariaDB or MySQL, where a schema is the database itself.
fn empty(conn: &mut AnyConnection, backend: Backend) -> diesel::QueryResult<()> {
    let Ok(found) = Reflection::new().views().read(conn) else { return Ok(()) };
    let drops = found.iter().map(|table| {
        let kind = if table.view.is_some() { "VIEW" } else { "TABLE" };
        format!("DROP {kind} IF EXISTS {};\n", backend.quote(&table.name))
    });
    let drops: String = drops.collect();
    conn.batch_execute(&format!("SET foreign_key_checks = 0;\n{drops}SET foreign_key_checks = 1"))
}

/// What a new database has in common with the one beside it. On MariaDB and MySQL that is how texts of tables are compared that do not say it themselves.
fn like(server: &mut AnyConnection, backend: Backend) -> String {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        collation: String,
    }
    if backend.word() != "mysql" {
        return String::new();
    }
    let found: model_runtime::Result<Found> = sql_query("SELECT @@collation_database AS collation").one(server);
    found.map(|found| format!(" COLLATE {}", found.collation)).unwrap_or_default()
}

/// A name that no other scratch database of this program has.
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("model_scratch_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

/// Creates a database; its name, or why not.
fn create(server: &mut AnyConnection, backend: Backend) -> Result<String, String> {
    let options = like(server, backend);
    let mut refusal = String::new();
    for _ in 0..TRIES {
        let name = name();
        match server.batch_execute(&format!("CREATE DATABASE {}{options}", backend.quote(&name))) {
            Ok(()) => return Ok(name),
            Err(error) => refusal = error.to_string(),
        }
        // One that a program of the same number on another machine made, or left behind.
        if !refusal.contains("exists") {
            break;
        }
    }
    Err(refusal)
}
