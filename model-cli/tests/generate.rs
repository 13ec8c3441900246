//! Migrations are written from models, tried before, and lead where they should.
#![allow(missing_docs)]

mod common;

use std::path::Path;

use common::{Ran, called, database, migrations, model};
use model_cli::{Cli, FAILURE, SUCCESS, SchemaCli};
use model_runtime::prelude::*;

/// The models as they are in the beginning.
mod first {
    use super::*;

    #[derive(Model, Debug)]
    pub struct User {
        pub id: i64,
        #[validate(length(max = 50))]
        pub name: String,
        pub bio: Option<String>,
    }

    schema! { pub Blog: User }
}

/// The same, later.
mod second {
    use super::*;

    #[derive(Model, Debug)]
    #[model(index(name))]
    pub struct User {
        pub id: i64,
        #[validate(length(max = 60))]
        pub name: String,
        #[model(default = 7)]
        pub age: i32,
    }

    #[derive(Model, Debug)]
    pub struct Post {
        pub id: i64,
        #[model(belongs_to(User))]
        pub user_id: i64,
    }

    schema! { pub Blog: User, Post }
}

/// The first models, with names that are others.
mod renamed {
    use super::*;

    #[derive(Model, Debug)]
    #[model(table = "people", renamed_from = "users", drop_ok("bio"))]
    pub struct Person {
        pub id: i64,
        #[model(renamed_from = "name")]
        #[validate(length(max = 50))]
        pub full_name: String,
        #[model(backfill = "length(full_name)")]
        pub letters: i64,
    }

    schema! { pub Blog: Person }
}

fn generate(cli: &Cli, folder: &Path, arguments: &[&str]) -> Ran {
    let cli = cli.clone().migrations(folder);
    called(&cli, "manage", &[&["migrate", "generate", "--backend", "sqlite"], arguments].concat())
}

/// The names of the migrations.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn migrations_follow_the_models() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("db/migrations");
    let url = database(place.path(), "a.db", "");
    let (first, second) = (first::Blog::cli(), second::Blog::cli());

    let (code, out, err) = generate(&first, &folder, &["Create users"]);
    assert_eq!((code, err.as_str(), names(&folder).len()), (SUCCESS, "", 1));
    assert!(out.starts_with("written ") && out.ends_with("_create_users\n"), "{out}");
    let nothing = (SUCCESS, "no differences, so there is nothing to write\n".to_owned(), String::new());
    assert_eq!(generate(&first, &folder, &["more"]), nothing);
    let path = folder.to_str().unwrap();
    assert_eq!(model(&["migrate", "run", &url, "--folder", path]).0, SUCCESS);
    let check = |cli: &Cli| called(cli, "manage", &["check", &url, "--folder", path]).0;
    assert_eq!(check(&first), SUCCESS);

    // The values of `bio` would be lost.
    let (code, out, err) = generate(&second, &folder, &["more"]);
    assert_eq!((code, out.as_str(), names(&folder).len()), (FAILURE, "", 1));
    assert!(
        err.contains("`--drop-ok users.bio` allows it\n") && err.contains("`--allow-destructive` allows all"),
        "{err}"
    );

    let (code, out, _) = generate(&second, &folder, &["more", "--drop-ok", "users.bio", "--dry-run"]);
    assert!(code == SUCCESS && out.starts_with("-- up") && out.contains("\n-- down"), "{out}");
    assert_eq!(names(&folder).len(), 1);
    let (code, out, _) = generate(&second, &folder, &["more", "--allow-destructive", "--dry-run", "--json"]);
    let found: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert!(code == SUCCESS && found["migrations"][0]["up"].as_str().unwrap().contains("posts"), "{out}");
    assert_eq!(found["losses"].as_array().unwrap().len(), 1);

    let (code, _, err) = generate(&second, &folder, &["more", "--drop-ok", "users.bio"]);
    assert_eq!((code, names(&folder).len()), (SUCCESS, 2), "{err}");
    assert_eq!(model(&["migrate", "run", &url, "--folder", path]).0, SUCCESS);
    assert_eq!(check(&second), SUCCESS);
    assert_eq!(model(&["migrate", "revert", &url, "--folder", path]).0, SUCCESS);
    let (code, out, _) = called(&first, "manage", &["check", &url, "--folder", path]);
    assert!(code == 1 && out.lines().count() == 1 && out.starts_with("pending: "), "{out}");
}

#[test]
fn what_models_say_of_the_way_is_heeded() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("migrations");
    let url = database(place.path(), "a.db", "");
    let path = folder.to_str().unwrap();
    assert_eq!(generate(&first::Blog::cli(), &folder, &["all"]).0, SUCCESS);
    assert_eq!(model(&["migrate", "run", &url, "--folder", path]).0, SUCCESS);
    database(place.path(), "a.db", "INSERT INTO users (name, bio) VALUES ('Ann', 'x')");
    let (code, out, err) = generate(&renamed::Blog::cli(), &folder, &["renamed"]);
    assert_eq!(code, SUCCESS, "{out}{err}");
    let (code, out, err) = model(&["migrate", "run", &url, "--folder", path]);
    assert_eq!(code, SUCCESS, "{out}{err}");
    assert_eq!(called(&renamed::Blog::cli(), "manage", &["check", &url, "--folder", path]).0, SUCCESS);
    let mut conn = Database::connect(&*url).unwrap().get().unwrap();
    let found: (String, i64) =
        renamed::people::table.select((renamed::people::full_name, renamed::people::letters)).one(&mut conn).unwrap();
    assert_eq!(found, ("Ann".to_owned(), 3));
}

#[test]
fn a_version_comes_after_those_there_are() {
    let place = tempfile::tempdir().unwrap();
    let folder = migrations(place.path(), &[("9998_a", "CREATE TABLE a (id INTEGER PRIMARY KEY)", "DROP TABLE a")]);
    let (code, out, err) = generate(&first::Blog::cli(), &folder, &["b", "--drop-ok", "a"]);
    assert!(code == SUCCESS && out.ends_with("9999_b\n"), "{out}{err}");
    let (code, out, err) = generate(&second::Blog::cli(), &folder, &["c", "--allow-destructive"]);
    assert!(code == SUCCESS && out.ends_with("99991_c\n"), "{out}{err}");
}

#[test]
fn what_fails_when_it_is_tried_is_not_written() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("migrations");
    std::fs::create_dir(&folder).unwrap();
    let wanted = r#"{"version": 1, "backend": "sqlite", "tables": [{"name": "a", "columns": [{"name": "id", "type": {"named": "INTEGER"}}],
        "checks": [{"name": "ck", "condition": "no such syntax"}]}]}"#;
    let path = place.path().join("wanted.json");
    std::fs::write(&path, wanted).unwrap();
    let (code, out, err) = generate(&Cli::new(), &folder, &["a", "--to", path.to_str().unwrap()]);
    assert_eq!((code, out.as_str(), names(&folder).len()), (FAILURE, "", 0));
    assert!(
        err.starts_with("error: the migration failed when it was tried: ") && err.ends_with("nothing was written\n"),
        "{err}"
    );
    let (code, _, err) = generate(&Cli::new(), &folder, &["a"]);
    assert!(code == FAILURE && err.contains("this program knows no models"), "{err}");
}

#[test]
fn a_database_that_is_there_is_where_it_begins() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("migrations");
    let url = database(
        place.path(),
        "a.db",
        "CREATE TABLE of_others (id INTEGER PRIMARY KEY, a TEXT); CREATE VIEW v AS SELECT a FROM of_others;
         CREATE TABLE users (id INTEGER NOT NULL CONSTRAINT pk_users PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE NOCASE NOT NULL)",
    );
    let (code, out, err) = generate(&first::Blog::cli(), &folder, &["take_over", "--from", &url]);
    assert!(code == SUCCESS && out.ends_with("_take_over\n"), "{err}");
    let path = folder.to_str().unwrap();
    assert_eq!(model(&["migrate", "run", &url, "--folder", path]).0, SUCCESS);
    assert_eq!(called(&first::Blog::cli(), "manage", &["check", &url, "--folder", path]).0, SUCCESS);
    assert!(model(&["sql", &url]).1.contains("NOCASE"));
    // What models cannot say goes along with another name.
    let (code, out, err) = generate(&renamed::Blog::cli(), &folder, &["other_names", "--from", &url]);
    assert_eq!(code, SUCCESS, "{out}{err}");
    assert_eq!(model(&["migrate", "run", &url, "--folder", path]).0, SUCCESS);
    let (_, shown, _) = model(&["show", "people", &url]);
    assert!(shown.contains("\"full_name\" VARCHAR(50) COLLATE NOCASE"), "{shown}");
    // The same without models, from one database to another, with its views.
    let (code, out, err) =
        generate(&Cli::new(), &folder, &["all", "--from", "sqlite::memory:", "--to", &url, "--dry-run"]);
    assert!(code == SUCCESS && out.contains("CREATE VIEW"), "{out}{err}");
}
