//! Databases of PostgreSQL for one test each.

use std::sync::atomic::{AtomicU32, Ordering};

use diesel::PgConnection;
use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::Pg;
use model_runtime::schema::{Table, Type, type_sql};
use tests::db::postgres::{answering, url};

/// An empty database, which goes with it.
pub(crate) struct Place {
    name: String,
    url: String,
    conn: Option<PgConnection>,
}

impl Place {
    /// A new one; `None` where no server answers.
    pub(crate) fn new() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let mut server = answering()?;
        let name = format!("model_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        server.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        let url = url();
        let (path, options) =
            url.split_once('?').map_or((&*url, String::new()), |(path, rest)| (path, format!("?{rest}")));
        let (server, _) = path.rsplit_once('/').unwrap();
        let url = format!("{server}/{name}{options}");
        let mut conn = PgConnection::establish(&url).unwrap();
        conn.batch_execute("SET client_min_messages = warning").unwrap();
        Some(Self { name, url, conn: Some(conn) })
    }

    /// Its URL.
    #[allow(dead_code)] // not every program asks for it
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A connection to it.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        self.conn.as_mut().unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.conn = None;
        if let Some(mut server) = answering() {
            let _ = server.batch_execute(&format!("DROP DATABASE {}", self.name));
        }
    }
}

/// A statement for everything that was read, to have functions and extensions alone in the end.
///
/// Models make no domains, so what is to be made by them may find those that are there.
pub(crate) fn drop_all(found: &[Table], domains: bool) -> String {
    let mut statements: Vec<String> = Vec::new();
    for table in found {
        let kind = match &table.view {
            Some(view) if view.materialized => "MATERIALIZED VIEW",
            Some(_) => "VIEW",
            None => "TABLE",
        };
        statements.push(format!("DROP {kind} IF EXISTS {} CASCADE", table.quoted::<Pg>()));
        statements.extend(table.columns.iter().filter_map(|column| match &column.ty {
            Type::Domain { .. } if !domains => None,
            Type::Enum { .. } | Type::Domain { .. } => {
                Some(format!("DROP TYPE IF EXISTS {} CASCADE", type_sql::<Pg>(&column.ty)))
            }
            _ => None,
        }));
    }
    statements.join(";")
}
