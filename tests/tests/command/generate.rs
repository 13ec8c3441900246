//! Migrations that are written from models lead there on servers, and back.

use model_cli::{Cli, DIFFERENCES, FAILURE, SUCCESS, SchemaCli};
use model_runtime::prelude::*;

use crate::server::{alone, servers};
use crate::{called, model};

/// The models later: see `main.rs` for what they were.
mod later {
    use super::*;

    #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
    pub enum Mood {
        Happy,
        Sad,
    }

    #[derive(Model, Debug)]
    pub struct User {
        pub id: i64,
        #[model(unique)]
        #[validate(length(min = 1, max = 80))]
        pub name: String,
        #[validate(range(min = 0, max = 200))]
        pub age: i64,
        #[model(index)]
        pub mood: Option<Mood>,
    }

    #[derive(Model, Debug)]
    #[model(table = "posts")]
    pub struct Post {
        pub id: i64,
        #[model(default = "none")]
        #[validate(length(max = 200))]
        pub title: String,
        #[model(belongs_to(User, on_delete = "restrict"))]
        pub user_id: i64,
    }

    schema! { pub Blog: User, Post }
}

#[test]
fn migrations_lead_to_the_models_and_back() {
    let _alone = alone();
    for server in servers() {
        let place = server.place();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let (first, later) = (crate::Blog::cli(), later::Blog::cli());
        let generate = |cli: &Cli, arguments: &[&str]| {
            let place = ["migrate", "generate", "--folder", path, "--database-url", &place.url];
            called(cli, &[&place[..], arguments].concat())
        };
        let check = |cli: &Cli| called(cli, &["check", &place.url, "--folder", path]);

        let (code, _, err) = generate(&first, &["all"]);
        assert_eq!((code, err.as_str()), (SUCCESS, ""));
        assert_eq!(model(&["migrate", "run", &place.url, "--folder", path]).0, SUCCESS);
        assert_eq!(check(&first).0, SUCCESS);
        assert_eq!(generate(&first, &["all"]).1, "no differences, so there is nothing to write\n");
        place.run(
            "INSERT INTO users (name, age) VALUES ('Ann', 30); INSERT INTO posts (title, user_id) VALUES ('Hi', 1)",
        );

        let (code, _, err) = generate(&later, &["later"]);
        assert!(code == FAILURE && err.contains("`--drop-ok users.is_active` allows it"), "{err}");
        let (code, _, err) = generate(&later, &["later", "--drop-ok", "users.is_active"]);
        assert_eq!(code, SUCCESS, "{err}");
        let (code, out, err) = model(&["migrate", "run", &place.url, "--folder", path]);
        assert_eq!(code, SUCCESS, "{out}{err}");
        let same = (SUCCESS, "no differences, and no pending migrations\n".to_owned(), String::new());
        assert_eq!(check(&later), same);
        assert_eq!(check(&first).0, DIFFERENCES);
        let (code, out, err) = model(&["migrate", "revert", &place.url, "--folder", path]);
        assert_eq!(code, SUCCESS, "{out}{err}");
        let (_, out, _) = check(&first);
        assert!(out.lines().count() == 1 && out.starts_with("pending: "), "{out}");
        assert_eq!(server.scratches(), Vec::<String>::new());
    }
}

/// Everything that a model can say that is for every database.
#[test]
fn models_of_every_kind_are_what_they_become() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let cli = tests::models::Tables::cli();
    let file = format!("sqlite:{}", folder.path().join("a.db").display());
    let places: Vec<_> = servers().iter().map(crate::server::Server::place).collect();
    for (at, url) in places.iter().map(|place| &place.url).chain([&file]).enumerate() {
        let path = folder.path().join(at.to_string());
        let path = path.to_str().unwrap();
        let all = ["migrate", "generate", "all", "--folder", path, "--database-url", url];
        let (code, _, err) = called(&cli, &all);
        assert_eq!(code, SUCCESS, "{url}: {err}");
        assert_eq!(model(&["migrate", "run", url, "--folder", path]).0, SUCCESS);
        let same = (SUCCESS, "no differences, and no pending migrations\n".to_owned(), String::new());
        assert_eq!(called(&cli, &["check", url, "--folder", path]), same, "{url}");
        assert_eq!(called(&cli, &all).1, "no differences, so there is nothing to write\n", "{url}");
    }
}

#[test]
fn migrations_for_a_database_in_use_are_several() {
    let _alone = alone();
    for server in servers().into_iter().filter(|server| server.backend == "postgres") {
        let place = server.place();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let generate = |cli: &Cli, arguments: &[&str]| {
            let place = ["migrate", "generate", "--folder", path, "--database-url", &place.url];
            called(cli, &[&place[..], arguments].concat())
        };
        assert_eq!(generate(&crate::Blog::cli(), &["all"]).0, SUCCESS);
        let (code, out, err) = generate(&later::Blog::cli(), &["later", "--allow-destructive", "--online"]);
        assert!(code == SUCCESS && out.lines().count() > 1, "{out}{err}");
        assert_eq!(model(&["migrate", "run", &place.url, "--folder", path]).0, SUCCESS);
        assert_eq!(called(&later::Blog::cli(), &["check", &place.url, "--folder", path]).0, SUCCESS);
        let (code, out, err) = model(&["migrate", "revert", "--all", &place.url, "--folder", path]);
        assert_eq!(code, SUCCESS, "{out}{err}");
    }
}
