//! `check` and `diff` with the models of a program, with migrations and with databases.
#![allow(missing_docs)]

mod common;

use common::{Ran, called, database, migrations, model};
use model_cli::{Cli, DIFFERENCES, FAILURE, SUCCESS, SchemaCli};
use model_runtime::prelude::*;

#[derive(Model, Debug)]
pub struct User {
    pub id: i64,
    #[model(unique)]
    #[validate(length(min = 1, max = 50))]
    pub name: String,
}

schema! { pub Blog: User }

/// What the models are.
const USERS: &str = "CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT COLLATE NOCASE NOT NULL,
    CONSTRAINT uq_users_name UNIQUE (name),
    CONSTRAINT ck_users_name_length CHECK (length(name) BETWEEN 1 AND 50)
);";

fn blog(arguments: &[&str]) -> Ran {
    called(&Blog::cli(), "manage", arguments)
}

/// The DDL of the models.
fn ddl() -> String {
    blog(&["sql", "models", "--backend", "sqlite"]).1
}

#[test]
fn a_database_is_what_the_models_say() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("none");
    let cli = Blog::cli().migrations(nowhere);
    let url =
        database(folder.path(), "a.db", &(ddl() + "CREATE TABLE of_others (id INTEGER); CREATE VIEW v AS SELECT 1;"));
    let same = (SUCCESS, "no differences, and no pending migrations\n".to_owned(), String::new());
    assert_eq!(called(&cli, "manage", &["check", &url]), same);

    // How texts are compared a model does not say; what a check says it does.
    let url = database(folder.path(), "b.db", USERS);
    assert_eq!(called(&cli, "manage", &["check", &url]), same);
    let url = database(folder.path(), "other.db", &USERS.replace("50", "60"));
    let (code, out, _) = called(&cli, "manage", &["check", &url]);
    let expected = "check_changed: table `users`, check `ck_users_name_length`: expected ";
    assert_eq!((code, out.starts_with(expected)), (DIFFERENCES, true), "{out}");
    assert!(out.contains("(length(\"name\") BETWEEN 1 AND 50)`, found ") && out.ends_with("AND 60)`\n"), "{out}");

    let url = database(folder.path(), "c.db", &(ddl() + "ALTER TABLE users ADD COLUMN age INTEGER"));
    let (code, out, _) = called(&cli, "manage", &["check", &url]);
    let expected = "column_unexpected: table `users`, column `age`: expected none, found `INTEGER`\n";
    assert_eq!((code, out.as_str()), (DIFFERENCES, expected));
    let (code, out, _) = called(&cli, "manage", &["check", &url, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &found["differences"][0]["code"]), (DIFFERENCES, &"column_unexpected".into()));
    assert_eq!(found["pending"], serde_json::json!([]));
}

#[test]
fn migrations_that_have_not_run_are_pending() {
    let folder = tempfile::tempdir().unwrap();
    let path = migrations(
        folder.path(),
        &[
            ("20240101000000_users", &ddl(), "DROP TABLE users"),
            ("20240102000000_more", "CREATE INDEX more ON users (name)", ""),
        ],
    );
    let path = path.to_str().unwrap();
    let url = database(folder.path(), "a.db", &ddl());
    let (code, out, _) = blog(&["check", &url, "--folder", path]);
    assert_eq!((code, out.as_str()), (DIFFERENCES, "pending: 20240101000000_users\npending: 20240102000000_more\n"));

    // Without models the migrations say what is expected.
    let (code, out, _) = model(&["check", &url, "--folder", path]);
    let index = "index_missing: table `users`, index `more`: expected `(\"name\")`, found none\n";
    assert_eq!((code, out.starts_with(index)), (DIFFERENCES, true), "{out}");
    assert_eq!(model(&["migrate", "run", "--folder", path, &url]).0, FAILURE);
    let url = format!("sqlite:{}", folder.path().join("b.db").display());
    assert_eq!(model(&["migrate", "run", "--folder", path, &url]).0, SUCCESS);
    assert_eq!(model(&["check", &url, "--folder", path]).0, SUCCESS);
    let (code, out, _) = blog(&["check", &url, "--folder", path]);
    assert_eq!(
        (code, out.as_str()),
        (DIFFERENCES, "index_unexpected: table `users`, index `more`: expected none, found `(\"name\")`\n")
    );
}

#[test]
fn any_two_sources_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let views = "CREATE VIEW names AS SELECT name FROM users";
    let path = migrations(folder.path(), &[("1_users", &ddl(), ""), ("2_names", views, "")]);
    let path = path.to_str().unwrap();
    let url = database(folder.path(), "a.db", &format!("{}{views}", ddl()));
    let snapshot = folder.path().join("schema.json");
    let snapshot = snapshot.to_str().unwrap();
    assert_eq!(model(&["reflect", path, "--backend", "sqlite", "--form", "snapshot", "--out", snapshot]).0, SUCCESS);
    for (a, b) in [(path, &*url), (path, snapshot), (snapshot, &*url), (&*url, path)] {
        assert_eq!(model(&["diff", a, b]), (SUCCESS, String::new(), String::new()), "{a} {b}");
    }
    // Models have nothing to say of views.
    for source in [path, &url, snapshot, "models"] {
        let diff = |a: &str, b: &str| blog(&["diff", a, b, "--backend", "sqlite"]);
        assert_eq!(diff("models", source), (SUCCESS, String::new(), String::new()), "{source}");
        assert_eq!(diff(source, "models").0, SUCCESS, "{source}");
    }
    let other = database(folder.path(), "b.db", &(ddl() + "CREATE TABLE more (id INTEGER)"));
    let (code, out, _) = blog(&["diff", "models", &other]);
    assert_eq!((code, out.as_str()), (DIFFERENCES, "table_unexpected: table `more`: expected none, found `(id)`\n"));
    let (code, out, _) = model(&["diff", path, &other]);
    assert_eq!(code, DIFFERENCES);
    assert!(out.contains("table_missing: table `names`") && out.contains("table_unexpected: table `more`"), "{out}");
}

#[test]
fn what_there_is_to_know_of_a_model_is_shown() {
    let (code, out, err) = blog(&["show", "User"]);
    assert_eq!((code, err.as_str()), (SUCCESS, ""));
    for expected in [
        "User is a model of the table `users`\n",
        "-- table!\n\ndiesel::table! {\n    users (id) {\n        id -> ",
        "-- DDL of SQLite\n\nCREATE TABLE \"users\" (\n",
        "primary key `pk_users`: (id)\n",
        "unique `uq_users_name`: (name)\n",
        "-- Rules that SQL cannot express\n\nnone\n",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    assert_eq!(blog(&["show", "users"]).1, out);
    let (code, _, err) = blog(&["show", "Post"]);
    assert_eq!((code, err.as_str()), (FAILURE, "error: there is no model and no table `Post`; there are `User`\n"));

    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "a.db", USERS);
    let (code, by_table, _) = model(&["show", "users", &url]);
    assert!(
        code == SUCCESS && by_table.contains("check `ck_users_name_length`: length(name) BETWEEN 1 AND 50"),
        "{by_table}"
    );
    assert_eq!(model(&["show", "User", &url]).1, by_table);
}

#[test]
fn what_cannot_be_known_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let there = folder.path().to_str().unwrap();
    for (arguments, expected) in [
        (&["diff", "models", there] as &[&str], "this program knows no models"),
        (&["diff", "nowhere", there], "`nowhere`: there is no such file or folder"),
        (&["check", "sqlite::memory:", "--folder", "nowhere"], "`nowhere`"),
        (&["check", "sqlite::memory:"], "there is no folder `migrations`"),
        (&["sql", "sqlite::memory:", "--backend", "oracle"], "this program was built with"),
    ] {
        let (code, out, err) = called(&Cli::new(), "model", arguments);
        assert!(code == FAILURE && out.is_empty() && err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn help_calls_the_program_by_its_name() {
    let inside = ["migrate generate", "migrate run", "migrate revert", "migrate redo", "migrate status"];
    for command in ["reflect", "diff", "check", "migrate", "sql", "show"].into_iter().chain(inside) {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let (code, out, _) = called(&Blog::cli(), "/opt/manage", &words);
        assert!(
            code == SUCCESS && out.contains(&format!("  manage {command} ")) && out.contains("Exit codes: 0"),
            "{out}"
        );
        assert!(
            !out.contains("  model ") && !out.contains("  manage diff models migrations ") || command == "diff",
            "{out}"
        );
    }
}
