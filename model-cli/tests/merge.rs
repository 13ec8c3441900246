//! A database that has changed, and models that somebody has worked on since.
#![allow(missing_docs)]

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_cli::rust::{Models, Options, models};
use model_runtime::prelude::*;
use model_runtime::schema::reflect;

fn of(sql: &str) -> Models {
    let mut conn = Database::<SqliteConnection>::open("sqlite::memory:").unwrap().get().unwrap();
    conn.batch_execute(sql).unwrap();
    models::<Sqlite>(&reflect(&mut conn).unwrap(), &Options::default())
}

fn told(changes: &[model_cli::rust::Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, \"e-mail\" TEXT UNIQUE, age SMALLINT);
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, title TEXT NOT NULL);";

#[test]
fn what_was_written_is_left_as_it_is() {
    let models = of(TABLES);
    let merged = models.merge_into(&models.source).unwrap();
    assert_eq!((merged.source, merged.changes), (models.source, Vec::new()));
}

#[test]
fn work_by_hand_stays_and_what_is_missing_is_added() {
    let mine = "\
//! Mine.
use model_runtime::prelude::*;

/// Who writes.
#[derive(Debug, Model)]
#[model(table = \"users\", has_many(articles: Post))]
pub struct Author {
    pub id: i64,
    #[validate(length(max = 50))] pub name: Option<String>, // no names yet
    #[model(column = \"e-mail\")]
    pub email: Option<String>,
    pub gone: bool // for now
}

#[derive(Model)]
pub struct Relic { pub id: i64 }

impl Author { fn shout(&self) {} }

schema! { pub Blog: Author, Relic; }
";
    let merged = of(TABLES).merge_into(mine).unwrap();
    assert_eq!(
        told(&merged.changes),
        [
            "left `Author.name`, which is `Option<String>`; from the database it would be `String`",
            "left `Author.gone`, which has no column in the database",
            "added `age` to `Author`",
            "left `Relic`, whose table `relics` is not in the database",
            "added `Post`",
        ]
    );
    let expected = mine
        .replace(
            "pub gone: bool // for now\n}",
            "pub gone: bool, // for now\n    #[model(db_type = \"SMALLINT\")]\n    pub age: Option<i16>,\n}",
        )
        .replace("Author, Relic;", "Author, Relic, Post;");
    let expected = format!(
        "{expected}
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Post {{
    pub id: i64,
    #[model(belongs_to(Author))]
    pub user_id: i64,
    pub title: String,
}}
"
    );
    assert_eq!(merged.source, expected);
    // A second time there is nothing to add.
    let again = of(TABLES).merge_into(&merged.source).unwrap();
    assert_eq!(again.source, merged.source);
    assert!(again.changes.iter().all(|change| !change.is_written()));
}

#[test]
fn an_empty_file_gets_everything_but_the_list() {
    let merged = of(TABLES).merge_into("").unwrap();
    assert_eq!(told(&merged.changes), ["added `Post`", "added `User`"]);
    assert!(merged.source.contains("pub struct User {") && merged.source.contains("pub struct Post {"));
}

#[test]
fn a_file_that_is_no_rust_is_left_alone() {
    let error = of(TABLES).merge_into("pub struct User {\n    pub id i64,\n}").unwrap_err();
    assert_eq!(error.line, 2);
    assert!(of(TABLES).merge_into("struct {\"").is_err());
}
