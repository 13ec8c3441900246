//! Models of other schemas of a database: their migrations are tried where an empty database has these schemas for itself.

use model_cli::{Cli, SUCCESS, SchemaCli};
use model_runtime::prelude::*;

use crate::server::{Server, alone, servers};
use crate::{called, model};

mod first {
    use super::*;

    #[derive(Model, Debug)]
    #[model(namespace = "model_test_attic", table = "chests")]
    pub struct Chest {
        pub id: i64,
        #[validate(length(max = 50))]
        pub label: String,
    }

    /// In the schema of the connection, under the name of another table.
    #[derive(Model, Debug)]
    #[model(table = "chests", module = "other_chests")]
    pub struct OtherChest {
        pub id: i64,
        #[model(belongs_to(Chest, on_delete = "cascade"))]
        pub chest_id: i64,
    }

    schema! { pub Attic: Chest, OtherChest }
}

mod later {
    use super::*;

    #[derive(Model, Debug)]
    #[model(namespace = "model_test_attic", table = "chests", index(label))]
    pub struct Chest {
        pub id: i64,
        #[model(unique)]
        #[validate(length(max = 80))]
        pub label: String,
        #[model(default = 3)]
        pub locks: i32,
    }

    #[derive(Model, Debug)]
    #[model(table = "chests", module = "other_chests")]
    pub struct OtherChest {
        pub id: i64,
        #[model(belongs_to(Chest, on_delete = "cascade"))]
        pub chest_id: Option<i64>,
    }

    schema! { pub Attic: Chest, OtherChest }
}

/// What there is of the schema on a server where it is a database.
fn forget(server: &Server) {
    if server.backend == "mysql" {
        server.place().run("DROP DATABASE IF EXISTS model_test_attic");
    }
}

#[test]
fn migrations_lead_there_and_back() {
    let _alone = alone();
    for server in servers() {
        forget(&server);
        let place = server.place();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().to_str().unwrap();
        let (first, later) = (first::Attic::cli(), later::Attic::cli());
        let generate = |cli: &Cli, arguments: &[&str]| {
            let place = ["migrate", "generate", "--folder", path, "--database-url", &place.url];
            called(cli, &[&place[..], arguments].concat())
        };
        let from = if server.backend == "mysql" { &["--from", &*place.url][..] } else { &[] };
        let run = || assert_eq!(model(&["migrate", "run", &place.url, "--folder", path]).0, SUCCESS);
        let is_same = |cli: &Cli| {
            let (code, out, err) = called(cli, &["check", &place.url, "--folder", path]);
            assert_eq!((code, &*out), (SUCCESS, "no differences, and no pending migrations\n"), "{err}");
        };

        let (code, _, err) = generate(&first, &[from, &["all"]].concat());
        assert_eq!(code, SUCCESS, "{err}");
        // On MySQL the empty database would have the schema in common with every other one.
        assert_eq!(err.contains("was not tried: tables are in a schema"), server.backend == "mysql", "{err}");
        run();
        is_same(&first);
        place.run(
            "INSERT INTO model_test_attic.chests (label) VALUES ('a'), ('b'); INSERT INTO chests (chest_id) VALUES (1)",
        );
        let (code, _, err) = generate(&later, &[from, &["later"]].concat());
        assert_eq!(code, SUCCESS, "{err}");
        run();
        is_same(&later);
        let (code, out, err) = model(&["migrate", "revert", &place.url, "--folder", path]);
        assert_eq!(code, SUCCESS, "{out}{err}");
        let (code, out, _) = called(&first, &["diff", "models", &place.url]);
        assert_eq!((code, &*out), (SUCCESS, ""));

        let reflect = ["reflect", &place.url, "--namespace", "model_test_attic"];
        let (code, out, err) = model(&reflect);
        assert_eq!((code, &*err), (SUCCESS, ""));
        let both = ["pub struct Chest {", "#[model(namespace = \"model_test_attic\")]", "belongs_to("];
        assert!(both.iter().all(|part| out.contains(part)), "{out}");
        // A file of models has what it lacks of both.
        let file = folder.path().join("models.rs");
        std::fs::write(&file, &out).unwrap();
        let (code, out, err) = model(&[&reflect[..], &["--out", file.to_str().unwrap()]].concat());
        assert_eq!((code, &*out, &*err), (SUCCESS, "", ""));
        drop(place);
        forget(&server);
    }
}

#[test]
fn migrations_of_attached_databases_are_tried() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("migrations");
    let arguments =
        ["migrate", "generate", "all", "--folder", path.to_str().unwrap(), "--backend", "sqlite", "--dry-run"];
    let (code, out, err) = called(&later::Attic::cli(), &arguments);
    assert_eq!((code, &*err), (SUCCESS, ""));
    assert!(out.contains("CREATE INDEX \"model_test_attic\".\"ix_chests_label\" ON \"chests\""), "{out}");
}
