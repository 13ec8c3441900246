//! The servers that answer, and databases on them for one test each.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use diesel::deserialize::QueryableByName;
use diesel::sql_query;
use diesel::sql_types::Text;
use model_runtime::prelude::*;

use crate::{open, run};

/// A server that answers.
pub(crate) struct Server {
    pub(crate) backend: &'static str,
    url: String,
}

/// A database on it, or a user of it, which goes with the value.
pub(crate) struct Place {
    pub(crate) url: String,
    server: String,
    ends: Vec<String>,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Keeps other tests of the program from making empty databases while one asks which there are.
pub(crate) fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Every server that answers.
pub(crate) fn servers() -> Vec<Server> {
    let mut servers = Vec::new();
    if tests::db::postgres::answering().is_some() {
        servers.push(Server { backend: "postgres", url: tests::db::postgres::url() });
    }
    #[cfg(feature = "mysql")]
    if tests::db::mysql::answering().is_some() {
        servers.push(Server { backend: "mysql", url: tests::db::mysql::url() });
    }
    servers
}

/// A name that nothing else has.
fn name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("model_command_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Server {
    /// An empty database.
    pub(crate) fn place(&self) -> Place {
        let name = name();
        run(&self.url, &format!("CREATE DATABASE {name}"));
        let (path, options) = self.url.split_once('?').unwrap_or((&self.url, ""));
        let (server, _) = path.rsplit_once('/').unwrap();
        let url = format!("{server}/{name}?{options}").trim_end_matches('?').to_owned();
        let force = if self.backend == "postgres" { " WITH (FORCE)" } else { "" };
        Place { url, server: self.url.clone(), ends: vec![format!("DROP DATABASE {name}{force}")] }
    }

    /// The database as somebody sees it who may make none on the server; `None` where the server asks for passwords.
    pub(crate) fn weak(&self, place: &Place) -> Option<Place> {
        let name = name();
        let (scheme, rest) = place.url.split_once("://").unwrap();
        let (_, host) = rest.split_once('@').unwrap_or(("", rest));
        let (path, _) = host.split_once('?').unwrap_or((host, ""));
        let (_, database) = path.rsplit_once('/').unwrap();
        let ends = if self.backend == "postgres" {
            run(
                &place.url,
                &format!("CREATE ROLE {name} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {name}"),
            );
            vec![]
        } else {
            run(&self.url, &format!("CREATE USER {name}@'%'; GRANT ALL ON {database}.* TO {name}@'%'"));
            vec![format!("DROP USER {name}@'%'")]
        };
        let drop = format!("DROP OWNED BY {name}; DROP ROLE {name}");
        let (server, ends) = if ends.is_empty() { (place.url.clone(), vec![drop]) } else { (self.url.clone(), ends) };
        let weak = Place { url: format!("{scheme}://{name}@{host}"), server, ends };
        open(&weak.url).is_ok().then_some(weak)
    }

    /// The empty databases that this program has made and not dropped.
    pub(crate) fn scratches(&self) -> Vec<String> {
        let sql = match self.backend {
            "postgres" => "SELECT datname::text AS text FROM pg_database",
            _ => "SELECT schema_name AS text FROM information_schema.schemata",
        };
        let prefix = format!("model_scratch_{}_", std::process::id());
        self.texts(sql).into_iter().filter(|name| name.starts_with(&prefix)).collect()
    }

    pub(crate) fn is_mariadb(&self) -> bool {
        self.backend == "mysql" && self.texts("SELECT version() AS text")[0].contains("MariaDB")
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        let mut conn = open(&self.url).unwrap();
        let found: Vec<Found> = sql_query(sql).all(&mut conn).unwrap();
        found.into_iter().map(|found| found.text).collect()
    }
}

impl Place {
    /// Runs statements in it.
    pub(crate) fn run(&self, sql: &str) {
        run(&self.url, sql);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for sql in &self.ends {
            run(&self.server, sql);
        }
    }
}
