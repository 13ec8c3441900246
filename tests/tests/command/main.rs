//! The command line on servers: models and migrations are compared in the database's own words, in empty databases that are gone afterwards.
#![allow(missing_docs)]

mod generate;
mod namespaces;
mod server;

use std::path::Path;

use diesel::connection::SimpleConnection;
use model_cli::{Cli, DIFFERENCES, FAILURE, SUCCESS, SchemaCli};
use model_runtime::database::PooledConnection;
use model_runtime::prelude::*;
use server::{alone, servers};

#[derive(Model, Debug)]
#[model(index(name))]
pub struct User {
    pub id: i64,
    #[model(unique)]
    #[validate(length(min = 1, max = 50))]
    pub name: String,
    #[validate(range(min = 0, max = 150))]
    pub age: i32,
    #[model(default = true)]
    pub is_active: bool,
}

#[derive(Model, Debug)]
#[model(table = "posts")]
pub struct Post {
    pub id: i64,
    pub title: String,
    #[model(belongs_to(User, on_delete = "cascade"))]
    pub user_id: i64,
}

schema! { pub Blog: User, Post }

/// The exit code, and what goes to standard output and to standard error.
fn called(cli: &Cli, arguments: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli.run(std::iter::once("manage").chain(arguments.iter().copied()), &mut out, &mut err);
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn model(arguments: &[&str]) -> (u8, String, String) {
    called(&Cli::new(), arguments)
}

fn blog(arguments: &[&str]) -> (u8, String, String) {
    called(&Blog::cli().migrations("/nowhere"), arguments)
}

/// A folder with migrations: their names, and what they do and undo.
fn migrations(folder: &Path, all: &[(&str, &str, &str)]) {
    for (name, up, down) in all {
        let one = folder.join(name);
        std::fs::create_dir_all(&one).unwrap();
        std::fs::write(one.join("up.sql"), up).unwrap();
        std::fs::write(one.join("down.sql"), down).unwrap();
    }
}

#[test]
fn conditions_are_compared_to_the_letter() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        let same = (SUCCESS, "no differences, and no pending migrations\n".to_owned(), String::new());
        place.run(&blog(&["sql", "--backend", server.backend]).1);
        assert_eq!(blog(&["check", &place.url]), same);
        assert_eq!(blog(&["diff", &place.url, "models"]).0, SUCCESS);

        let drop = if server.backend == "postgres" { "DROP CONSTRAINT" } else { "DROP CHECK" };
        let drop = if server.is_mariadb() { "DROP CONSTRAINT" } else { drop };
        place.run(&format!("ALTER TABLE users {drop} ck_users_age_range"));
        place.run("ALTER TABLE users ADD CONSTRAINT ck_users_age_range CHECK (age BETWEEN 0 AND 15)");
        let (code, out, err) = blog(&["check", &place.url]);
        assert_eq!((code, out.lines().count(), err.as_str()), (DIFFERENCES, 1, ""), "{out}");
        assert!(out.starts_with("check_changed: table `users`, check `ck_users_age_range`: expected"), "{out}");

        // Without an empty database names have to do, and that is said.
        let (code, out, err) = blog(&["check", &place.url, "--no-scratch"]);
        assert_eq!(code, SUCCESS, "{out}");
        assert!(err.starts_with("note: conditions of checks and indexes are compared by their names alone"), "{err}");
        assert_eq!(server.scratches(), Vec::<String>::new());
    }
}

#[test]
fn types_that_store_the_same_and_what_models_cannot_say_are_no_differences() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        let ddl = blog(&["sql", "--backend", server.backend]).1;
        let (ddl, collation) = match server.backend {
            "postgres" => (ddl.replace("\"title\" TEXT", "\"title\" VARCHAR COLLATE \"C\""), "COLLATE"),
            _ => (ddl.replace("`title` LONGTEXT", "`title` LONGTEXT COLLATE utf8mb4_general_ci"), "COLLATE"),
        };
        assert!(ddl.contains(collation), "{ddl}");
        place.run(&ddl);
        let (code, out, _) = blog(&["check", &place.url]);
        assert_eq!((code, out.as_str()), (SUCCESS, "no differences, and no pending migrations\n"));
    }
}

#[test]
fn migrations_are_replayed_and_compared() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        let folder = tempfile::tempdir().unwrap();
        let ddl = blog(&["sql", "--backend", server.backend]).1;
        migrations(folder.path(), &[("1_all", &ddl, "DROP TABLE posts; DROP TABLE users")]);
        let path = folder.path().to_str().unwrap();

        let pending = (DIFFERENCES, "pending 1_all\n".to_owned(), String::new());
        assert_eq!(model(&["migrate", "status", &place.url, "--folder", path]), pending);
        let (code, out, _) = model(&["check", &place.url, "--folder", path]);
        assert!(
            code == DIFFERENCES && out.contains("table_missing: table `users`") && out.ends_with("pending: 1_all\n"),
            "{out}"
        );
        assert_eq!(model(&["migrate", "run", &place.url, "--folder", path]).1, "applied 1_all\n");
        assert_eq!(model(&["check", &place.url, "--folder", path]).0, SUCCESS);
        let nothing = (SUCCESS, String::new(), String::new());
        for (a, b) in [("models", path), (path, "models"), (path, &*place.url), (&*place.url, path)] {
            assert_eq!(blog(&["diff", a, b, "--database-url", &place.url]), nothing, "{a} {b}");
        }
        let snapshot = folder.path().join("schema.json");
        let snapshot = snapshot.to_str().unwrap();
        assert_eq!(model(&["reflect", &place.url, "--form", "snapshot", "--out", snapshot]).0, SUCCESS);
        assert_eq!(model(&["diff", snapshot, path, "--database-url", &place.url]), nothing);

        migrations(
            folder.path(),
            &[("2_broken", "CREATE TABLE half (id INTEGER); CREATE TABLE users (id INTEGER)", "")],
        );
        let (code, _, err) = model(&["migrate", "run", &place.url, "--folder", path]);
        assert!(
            code == FAILURE && err.starts_with("error: the migration `2_broken` failed: ") && err.contains("users"),
            "{err}"
        );
        let (code, _, err) = model(&["diff", path, &place.url]);
        assert!(code == FAILURE && err.contains("`2_broken` failed"), "{err}");
        std::fs::remove_dir_all(folder.path().join("2_broken")).unwrap();
        assert_eq!(model(&["migrate", "revert", &place.url, "--folder", path]).1, "reverted 1_all\n");
        assert_eq!(server.scratches(), Vec::<String>::new());
    }
}

#[test]
fn one_program_at_a_time_runs_migrations() {
    for server in servers() {
        let place = server.place();
        let folder = tempfile::tempdir().unwrap();
        let slow = if server.backend == "postgres" { "SELECT pg_sleep(1);" } else { "DO SLEEP(1);" };
        let up = format!("{slow} CREATE TABLE slow (id INTEGER)");
        migrations(folder.path(), &[("1_slow", &up, "DROP TABLE slow"), ("2_next", "DROP TABLE slow", "SELECT 1")]);
        let path = folder.path().to_str().unwrap();

        let run = || model(&["migrate", "run", &place.url, "--folder", path]);
        let mut done: Vec<_> = std::thread::scope(|scope| {
            let programs: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
            programs.into_iter().map(|program| program.join().unwrap()).collect()
        });

        done.sort_by(|a, b| a.1.cmp(&b.1));
        let said = |at: usize| (done[at].0, &*done[at].1, &*done[at].2);
        assert_eq!(said(0), (SUCCESS, "applied 1_slow\napplied 2_next\n", ""));
        let waited = "note: another program runs migrations on this database; this one waits\n";
        assert_eq!(said(1), (SUCCESS, "nothing to run\n", waited));
        assert_eq!(said(2), (SUCCESS, "nothing to run\n", waited));
    }
}

#[test]
fn a_database_that_is_given_is_used_and_left_empty() {
    let _alone = alone();
    for server in servers() {
        let (place, given) = (server.place(), server.place());
        let ddl = blog(&["sql", "--backend", server.backend]).1;
        place.run(&ddl);
        let folder = tempfile::tempdir().unwrap();
        migrations(
            folder.path(),
            &[("1_all", &ddl, ""), ("2_view", "CREATE VIEW names AS SELECT name FROM users", "")],
        );
        let path = folder.path().to_str().unwrap();
        let refused = server.place();
        refused.run("CREATE TABLE mine (id INTEGER)");
        for _ in 0..2 {
            assert_eq!(blog(&["diff", "models", path, "--scratch", &given.url]).0, SUCCESS);
            let (code, out, err) = model(&["diff", path, &place.url, "--scratch", &given.url]);
            assert_eq!((code, err.as_str()), (DIFFERENCES, ""));
            assert!(out.starts_with("table_missing: table `names`"), "{out}");
            assert_eq!(model(&["sql", &given.url]).1, "");
        }
        let (code, _, err) = model(&["diff", path, &place.url, "--scratch", &refused.url]);
        assert_eq!(code, FAILURE);
        assert!(err.starts_with("error: the database of `--scratch` is not empty: it has `mine`"), "{err}");
    }
}

#[test]
fn a_server_that_makes_no_databases_is_told_apart() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        place.run(&blog(&["sql", "--backend", server.backend]).1);
        let Some(weak) = server.weak(&place) else { continue };
        let (code, out, err) = blog(&["check", &weak.url]);
        assert_eq!((code, out.as_str()), (FAILURE, ""));
        assert!(
            err.contains("the server refuses to make one: ") && err.contains("give one with `--scratch URL`"),
            "{err}"
        );
        assert_eq!(blog(&["check", &weak.url, "--no-scratch"]).0, SUCCESS);
    }
}

#[test]
fn a_snapshot_without_a_server_is_compared_by_names() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        place.run(&blog(&["sql", "--backend", server.backend]).1);
        let folder = tempfile::tempdir().unwrap();
        let snapshot = folder.path().join("schema.json");
        let snapshot = snapshot.to_str().unwrap();
        assert_eq!(model(&["reflect", &place.url, "--form", "snapshot", "--out", snapshot]).0, SUCCESS);
        let (code, out, err) = blog(&["diff", "models", snapshot]);
        assert_eq!((code, out.as_str()), (SUCCESS, ""));
        assert!(err.starts_with("note: conditions of checks"), "{err}");
        migrations(folder.path(), &[("1_any", "SELECT 1", "")]);
        let (code, _, err) = blog(&["diff", folder.path().to_str().unwrap(), snapshot]);
        assert!(
            code == FAILURE && err.contains("no server is known; name one of its databases in `DATABASE_URL`"),
            "{err}"
        );
    }
}

#[test]
fn a_model_is_shown_on_every_database() {
    let (code, out, err) = blog(&["show", "User"]);
    assert_eq!((code, err.as_str()), (SUCCESS, ""));
    let names =
        if cfg!(feature = "mysql") { &["SQLite", "PostgreSQL", "MySQL"][..] } else { &["SQLite", "PostgreSQL"] };
    for name in names {
        assert!(out.contains(&format!("-- DDL of {name}\n\nCREATE TABLE")), "{out}");
    }
}

/// A connection, and no others beside it.
fn open(url: &str) -> model_runtime::Result<PooledConnection> {
    Database::builder().url(url).pool_size(1).max_overflow(0).connect()?.get()
}

/// Runs statements on a database.
fn run(url: &str, sql: &str) {
    let mut conn = open(url).unwrap();
    conn.batch_execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
}
