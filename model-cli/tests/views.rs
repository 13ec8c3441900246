//! Models of views, which have to be asked for, and whose keys are found by names.
#![allow(missing_docs)]

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_cli::rust::{Models, Options, models};
use model_runtime::prelude::*;
use model_runtime::schema::{Reflection, Table};

const TABLES: &str = r"
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT 'x');
    CREATE TABLE likes (user_id INTEGER NOT NULL, post_id INTEGER NOT NULL, at DATETIME NOT NULL, PRIMARY KEY (user_id, post_id));
";

fn read(sql: &str) -> Vec<Table> {
    let mut conn = Database::<SqliteConnection>::open("sqlite::memory:").unwrap().get().unwrap();
    conn.batch_execute(&format!("{TABLES}{sql}")).unwrap();
    Reflection::new().views().read(&mut conn).unwrap()
}

fn with_views(sql: &str) -> Models {
    models::<Sqlite>(&read(sql), &Options { views: true, ..Options::default() })
}

/// The struct of a name, with its attributes.
fn of<'s>(name: &str, models: &'s Models) -> &'s str {
    let end = models.source.find(&format!("pub struct {name} {{")).unwrap();
    let start = models.source[..end].rfind("#[derive(").unwrap();
    let text = &models.source[start..];
    &text[..text.find("}\n").unwrap() + 2]
}

fn told(models: &Models) -> Vec<String> {
    models.notes.iter().map(|note| format!("{}.{}", note.table, note.part.as_deref().unwrap_or("*"))).collect()
}

#[test]
fn a_view_has_to_be_asked_for() {
    let found = models::<Sqlite>(&read("CREATE VIEW names AS SELECT id, name FROM users"), &Options::default());
    assert!(!found.source.contains("Name "), "{}", found.source);
    assert_eq!(found.notes[0].to_string(), "`names`: it is a view, and models of views are not asked for");
}

#[test]
fn a_column_called_id_is_the_key_and_the_rest_may_be_null() {
    let found = with_views(r#"CREATE VIEW "User Names" AS SELECT name, id AS "Id", 1 AS one FROM users"#);
    assert_eq!(
        of("UserName", &found),
        "#[derive(Model, Debug, Clone, PartialEq)]\n#[model(view)]\n#[model(table = \"User Names\")]\npub struct UserName {\n    \
         pub name: Option<String>,\n    #[model(column = \"Id\")]\n    pub id: i64,\n    \
         // No field for `one`: the database does not say its type.\n}\n"
    );
    assert!(found.source.contains("UserName, Like, User\n"), "{}", found.source);
    assert_eq!(told(&found), ["User Names.Id", "User Names.one"]);
}

#[test]
fn the_rows_of_a_pair_have_its_key() {
    let found = with_views("CREATE VIEW liked AS SELECT name, post_id, user_id FROM likes JOIN users ON id = user_id");
    let liked = of("Liked", &found);
    assert!(liked.contains("#[model(primary_key(user_id, post_id))]\n"), "{liked}");
    assert!(liked.contains("    pub post_id: i64,\n    pub user_id: i64,\n"), "{liked}");
    assert_eq!(told(&found), ["liked.user_id", "liked.post_id"]);
}

#[test]
fn a_first_column_that_names_an_id_is_the_key() {
    let found = with_views("CREATE VIEW totals AS SELECT user_id, at FROM likes");
    assert!(of("Total", &found).contains("    #[model(id)]\n    pub user_id: i64,\n"), "{}", found.source);
    assert_eq!(told(&found), ["totals.user_id"]);
}

#[test]
fn a_view_without_a_key_is_left_out() {
    let found = with_views("CREATE VIEW moments AS SELECT at, user_id FROM likes; CREATE VIEW n AS SELECT 1 AS id");
    assert_eq!(told(&found), ["moments.*", "n.*"]);
    assert!(found.notes[0].reason.contains("`ROW_NUMBER() OVER (..) AS id`"), "{}", found.notes[0]);
    assert!(!found.source.contains("view"), "{}", found.source);
}

/// Nothing is written through a view, so nothing is said of writing.
#[test]
fn a_view_says_nothing_of_its_tables() {
    let found = with_views("CREATE VIEW names AS SELECT id, name FROM users");
    let names = of("Name", &found);
    assert!(!names.contains("default") && !names.contains("db_type"), "{names}");
    let merged = found.merge_into(&found.source).unwrap();
    assert_eq!((&merged.source, merged.changes.len()), (&found.source, 0));
}
