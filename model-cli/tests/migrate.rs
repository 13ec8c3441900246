//! Migrations are run, reverted and listed, as the command `diesel` does it.
#![allow(missing_docs)]

mod common;

use common::{database, migrations, model};
use diesel::connection::SimpleConnection;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use model_cli::{DIFFERENCES, FAILURE, SUCCESS};
use model_runtime::prelude::*;

const ALL: &[(&str, &str, &str)] = &[
    ("2024-01-01-000000_users", "CREATE TABLE users (id INTEGER PRIMARY KEY)", "DROP TABLE users"),
    ("20240102000000_posts", "CREATE TABLE posts (id INTEGER PRIMARY KEY)", "DROP TABLE posts"),
];

#[test]
fn migrations_run_once_and_are_reverted_from_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = migrations(folder.path(), ALL);
    let url = format!("sqlite:{}", folder.path().join("a.db").display());
    let migrate =
        |arguments: &[&str]| model(&[&["migrate"], arguments, &[&*url, "--folder", path.to_str().unwrap()]].concat());
    let done = |lines: &str| (SUCCESS, lines.to_owned(), String::new());

    let (code, out, _) = migrate(&["status"]);
    assert_eq!((code, out.as_str()), (DIFFERENCES, "pending 2024-01-01-000000_users\npending 20240102000000_posts\n"));
    assert_eq!(migrate(&["run"]), done("applied 2024-01-01-000000_users\napplied 20240102000000_posts\n"));
    assert_eq!(migrate(&["run"]), done("nothing to run\n"));
    assert_eq!(migrate(&["status"]), done("applied 2024-01-01-000000_users\napplied 20240102000000_posts\n"));
    assert_eq!(migrate(&["redo"]), done("reverted 20240102000000_posts\napplied 20240102000000_posts\n"));
    assert_eq!(migrate(&["revert"]), done("reverted 20240102000000_posts\n"));
    let (code, out, _) = migrate(&["status", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &found[0]["state"], &found[1]["state"]), (DIFFERENCES, &"applied".into(), &"pending".into()));
    assert_eq!(
        (&found[0]["version"], &found[0]["name"]),
        (&"20240101000000".into(), &"2024-01-01-000000_users".into())
    );
    assert_eq!(migrate(&["run"]).0, SUCCESS);
    assert_eq!(
        migrate(&["revert", "--all"]),
        done("reverted 20240102000000_posts\nreverted 2024-01-01-000000_users\n")
    );
    assert_eq!(migrate(&["revert", "-n", "5"]), done("nothing to revert\n"));
    assert!(model(&["sql", &url]).1.is_empty());
}

#[test]
fn diesel_goes_on_where_this_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = migrations(folder.path(), &ALL[..1]);
    let url = database(folder.path(), "a.db", "");
    assert_eq!(model(&["migrate", "run", &url, "--folder", path.to_str().unwrap()]).0, SUCCESS);
    migrations(folder.path(), ALL);
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    let files = FileBasedMigrations::from_path(&path).unwrap();
    let run: Vec<String> =
        conn.run_pending_migrations(files.clone()).unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(run, ["20240102000000"]);
    assert_eq!(model(&["migrate", "status", &url, "--folder", path.to_str().unwrap()]).0, SUCCESS);
    conn.revert_all_migrations(files).unwrap();
    assert_eq!(model(&["migrate", "status", &url, "--folder", path.to_str().unwrap()]).0, DIFFERENCES);
}

#[test]
fn a_migration_that_fails_is_named_and_leaves_nothing_open() {
    let folder = tempfile::tempdir().unwrap();
    let broken =
        "PRAGMA foreign_keys = OFF; BEGIN; CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1); COMMIT;";
    let path = migrations(
        folder.path(),
        &[ALL[0], ("20240103000000_broken", broken, ""), ("20240104000000_later", "SELECT 1", "")],
    );
    std::fs::write(path.join("20240103000000_broken/metadata.toml"), "run_in_transaction = false").unwrap();
    let url = database(folder.path(), "a.db", "");
    let (code, out, err) = model(&["migrate", "run", &url, "--folder", path.to_str().unwrap()]);
    assert_eq!((code, out.as_str()), (FAILURE, "applied 2024-01-01-000000_users\n"));
    let expected = "error: the migration `20240103000000_broken` failed: no such table: nowhere; what it did before is not undone\n";
    assert_eq!(err, expected);
    // Nothing is locked, and nothing of it is there.
    database(folder.path(), "a.db", "CREATE TABLE of_others (id INTEGER)");
    assert!(!model(&["sql", &url]).1.contains("half"));

    for (up, expected) in
        [("", "its script is empty"), ("CREATE TABLE users (id INTEGER)", "table users already exists\n")]
    {
        std::fs::write(path.join("20240103000000_broken/up.sql"), up).unwrap();
        std::fs::remove_file(path.join("20240103000000_broken/metadata.toml")).ok();
        let (code, _, err) = model(&["migrate", "run", &url, "--folder", path.to_str().unwrap()]);
        assert!(code == FAILURE && err.contains(expected), "{err}");
    }
    std::fs::remove_file(path.join("2024-01-01-000000_users/down.sql")).unwrap();
    let (code, _, err) = model(&["migrate", "revert", &url, "--folder", path.to_str().unwrap()]);
    let expected = "error: reverting the migration `2024-01-01-000000_users` failed: it has no `down.sql`\n";
    assert_eq!((code, err.as_str()), (FAILURE, expected));
}

#[test]
fn foreign_keys_are_asked_for_again_after_a_script_that_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let children = "CREATE TABLE children (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users)";
    let orphan = "INSERT INTO children VALUES (1, 7)";
    let all =
        [ALL[0], ("2_children", children, ""), ("3_off", "PRAGMA foreign_keys = OFF", ""), ("4_orphan", orphan, "")];
    let path = migrations(folder.path(), &all);
    std::fs::write(path.join("3_off/metadata.toml"), "run_in_transaction = false").unwrap();
    let url = database(folder.path(), "a.db", "");
    let (code, _, err) = model(&["migrate", "run", &url, "--folder", path.to_str().unwrap()]);
    assert!(code == FAILURE && err.contains("`4_orphan` failed: FOREIGN KEY"), "{err}");
    let mut conn = Database::<SqliteConnection>::open(&url).unwrap().get().unwrap();
    conn.batch_execute("SELECT 1 FROM children").unwrap();
}

#[test]
fn what_the_folder_lacks_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = migrations(folder.path(), ALL);
    let url = database(folder.path(), "a.db", "");
    let place = [&*url, "--folder", path.to_str().unwrap()];
    assert_eq!(model(&[&["migrate", "run"], &place[..]].concat()).0, SUCCESS);
    std::fs::remove_dir_all(path.join("20240102000000_posts")).unwrap();
    let (code, out, _) = model(&[&["migrate", "status"], &place[..]].concat());
    assert_eq!((code, out.as_str()), (SUCCESS, "applied 2024-01-01-000000_users\nmissing 20240102000000\n"));
    let (code, _, err) = model(&[&["migrate", "revert"], &place[..]].concat());
    assert!(
        code == FAILURE && err.contains("the migration `20240102000000`, which the database has, is not there"),
        "{err}"
    );
    let (_, _, err) = model(&[&["check"], &place[..]].concat());
    assert!(err.contains("note: the database has the migration `20240102000000`, which is not in the folder"), "{err}");
}
