//! The program, as it is called.
#![allow(missing_docs)]

mod common;

use common::{database, model};
use model_cli::{DIFFERENCES, FAILURE, SUCCESS};

const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE log (line TEXT);
    CREATE INDEX by_name ON users (name);";

#[test]
fn tables_are_written_in_each_form() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "a.db", TABLES);
    let (code, out, err) = model(&["reflect", &url]);
    assert_eq!(
        (code, err.as_str()),
        (SUCCESS, "note: `log`: it has no primary key, by which a model tells its rows apart\n")
    );
    assert!(
        out.contains(
            "pub struct User {\n    pub id: i64,\n    #[model(index = \"by_name\")]\n    pub name: String,\n}"
        ),
        "{out}"
    );
    assert!(model(&["reflect", &url, "--form", "table"]).1.contains("users (id) {"));
    assert!(model(&["reflect", &url, "--form", "sql"]).1.contains("CREATE INDEX \"by_name\" ON \"users\" (\"name\");"));
    let (_, schema, _) = model(&["reflect", &url, "--schema", "Blog", "--times", "time"]);
    assert!(schema.contains("pub Blog:"), "{schema}");
}

#[test]
fn views_are_written_where_they_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "a.db", &format!("{TABLES} CREATE VIEW names AS SELECT id, name FROM users;"));
    assert!(!model(&["reflect", &url]).1.contains("names"));
    let (_, models, _) = model(&["reflect", &url, "--views"]);
    assert!(models.contains("pub struct Name {") && models.contains("view"), "{models}");
    assert!(!model(&["reflect", &url, "--views", "--form", "table"]).1.contains("names"));
}

#[test]
fn a_file_with_models_gets_what_it_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "a.db", TABLES);
    let file = folder.path().join("models.rs");
    let path = file.to_str().unwrap();
    assert_eq!(model(&["reflect", &url, "--out", path]).0, SUCCESS);
    let first = std::fs::read_to_string(&file).unwrap().replace("pub struct User", "/// Mine.\npub struct User");
    std::fs::write(&file, &first).unwrap();
    database(folder.path(), "a.db", "ALTER TABLE users ADD COLUMN age BIGINT");
    let (code, _, err) = model(&["reflect", &url, "--out", path]);
    assert!(code == SUCCESS && err.starts_with("added `age` to `User`\n"), "{err}");
    let second = std::fs::read_to_string(&file).unwrap();
    assert_eq!(second.replace("    #[model(db_type = \"BIGINT\")]\n    pub age: Option<i64>,\n", ""), first);

    std::fs::write(&file, "struct {").unwrap();
    let (code, _, err) = model(&["reflect", &url, "--out", path]);
    assert!(code == FAILURE && err.contains("line 1") && err.contains("nothing was written"), "{err}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "struct {");
}

#[test]
fn databases_and_snapshots_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let url = database(folder.path(), "a.db", TABLES);
    let json = folder.path().join("schema.json");
    let snapshot = json.to_str().unwrap();
    assert_eq!(model(&["reflect", &url, "--form", "snapshot", "--out", snapshot]).0, SUCCESS);
    assert_eq!(model(&["diff", snapshot, &url]), (SUCCESS, String::new(), String::new()));
    database(folder.path(), "a.db", "ALTER TABLE users ADD COLUMN age INT; DROP INDEX by_name; DROP TABLE log");
    let (code, out, _) = model(&["diff", snapshot, &url]);
    assert_eq!(code, DIFFERENCES);
    let expected = "\
table_missing: table `log`: expected `(line)`, found none
column_unexpected: table `users`, column `age`: expected none, found `INT`
index_missing: table `users`, index `by_name`: expected `(\"name\")`, found none
";
    assert_eq!(out, expected);
    let (_, out, _) = model(&["diff", "--json", snapshot, &url]);
    assert!(out.starts_with("[\n  {\n    \"code\": \"table_missing\","), "{out}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("schema.json");
    let path = file.to_str().unwrap();
    for (arguments, expected) in [
        (vec!["reflect", path], "No such file"),
        (vec!["reflect", "mongodb://here"], "mongodb"),
        (vec!["diff", path], "error:"),
        (vec!["refelct"], "reflect"),
    ] {
        let (code, out, err) = model(&arguments);
        assert!(code == FAILURE && out.is_empty() && err.contains(expected), "{arguments:?}: {err}");
    }
    std::fs::write(&file, "{\"version\": 9, \"backend\": \"sqlite\", \"tables\": []}").unwrap();
    assert!(model(&["reflect", path]).2.contains("it has the form 9"));
    std::fs::write(&file, "{\"version\": 1, \"backend\": \"sqlite\", \"tables\": [{\"nam\": 1}]}").unwrap();
    assert!(model(&["reflect", path]).2.contains("unknown field `nam`"));
    let (code, out, _) = model(&["--help"]);
    assert!(code == SUCCESS && out.contains("Exit codes"));
}
