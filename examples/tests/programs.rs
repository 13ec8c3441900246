//! The programs print the same whatever the database.

use std::process::{Command, Output};

use diesel::connection::SimpleConnection;
use tests::db::postgres;

/// What a program prints on a database, letter by letter. With asynchronous connections it is the same.
fn printed(url: &str) -> String {
    let blocking = printed_by(env!("CARGO_BIN_EXE_quickstart"), &[], url);
    #[cfg(feature = "async")]
    assert_eq!(printed_by(env!("CARGO_BIN_EXE_quickstart_async"), &[], url), blocking, "on {url}");
    blocking
}

/// The same of the tour, where asynchronous connections are asked for when it runs.
fn toured(url: &str) -> String {
    let blocking = printed_by(env!("CARGO_BIN_EXE_session_tour"), &[], url);
    #[cfg(feature = "async")]
    assert_eq!(printed_by(env!("CARGO_BIN_EXE_session_tour"), &["--async"], url), blocking, "on {url}");
    blocking
}

fn run(program: &str, arguments: &[&str], url: &str) -> Output {
    Command::new(program).args(arguments).env("DATABASE_URL", url).output().unwrap()
}

fn printed_by(program: &str, arguments: &[&str], url: &str) -> String {
    let run = run(program, arguments, url);
    assert!(run.status.success(), "{program} on {url}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// What is to be done in a schema of its own on PostgreSQL, which has to be empty afterwards; nothing if no server answers.
fn on_postgres<T>(name: &str, work: impl FnOnce(&str) -> T) -> Option<T> {
    let mut conn = postgres::answering()?;
    let schema = format!("model_{name}_{}", std::process::id());
    conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let url = postgres::url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let done = work(&format!("{url}{separator}options=-csearch_path%3D{schema}"));
    // Without CASCADE: fails if there is anything in it.
    conn.batch_execute(&format!("DROP SCHEMA {schema}")).unwrap();
    Some(done)
}

/// What is to be done in a database of its own on MariaDB or MySQL, which has to be empty afterwards.
#[cfg(feature = "mysql")]
fn on_mysql<T>(name: &str, work: impl FnOnce(&str) -> T) -> T {
    use diesel::{Connection, MysqlConnection};

    let url = std::env::var("MODEL_TEST_MYSQL_URL");
    let url = url.unwrap_or_else(|_| "mysql://root@127.0.0.1:3306/test".to_owned());
    let name = format!("model_{name}_{}", std::process::id());
    let mut conn = MysqlConnection::establish(&url).expect("a server answers, as the feature asks for");
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let url = format!("{}/{name}", url.rsplit_once('/').unwrap().0);
    let done = work(&url);
    let mut left = MysqlConnection::establish(&url).unwrap();
    let tables = model_runtime::schema::reflect(&mut left).unwrap();
    conn.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
    assert!(tables.is_empty(), "{tables:?}");
    done
}

/// What a program prints is the same on every database, in memory and elsewhere, and it leaves nothing behind.
fn is_the_same_everywhere(name: &str, printed: impl Fn(&str) -> String) -> String {
    let in_memory = printed("sqlite::memory:");
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}/{name}.db", folder.path().display());
    // The second time, because of what the first might have left.
    for _ in 0..2 {
        assert_eq!(printed(&file), in_memory);
    }
    let both = |url: &str| [printed(url), printed(url)];
    #[cfg(feature = "mysql")]
    assert_eq!(on_mysql(name, both), [&*in_memory; 2]);
    if let Some(printed) = on_postgres(name, both) {
        assert_eq!(printed, [&*in_memory; 2]);
    }
    in_memory
}

#[test]
fn the_quickstart_prints_the_same_on_every_database_and_leaves_nothing_behind() {
    let printed = is_the_same_everywhere("quickstart", printed);
    assert!(printed.contains("posts left: "));
}

#[test]
fn the_tour_prints_the_same_on_every_database_and_leaves_nothing_behind() {
    let printed = is_the_same_everywhere("tour", toured);
    let says = |line: &str| assert!(printed.lines().any(|printed| printed.trim() == line), "{line}: {printed}");
    says("three posts: INSERT posts");
    says("when they are asked for: SELECT users, SELECT posts, SELECT posts, SELECT posts");
    says("once more: SELECT users");
    says("with their users: SELECT users, SELECT posts");
    says("of each only the columns that are different: UPDATE users, UPDATE users, UPDATE posts");
    says("Charlie: DELETE users");
    says("sent: no statement");
    assert!(!printed.contains("unexpected"), "{printed}");
}

#[test]
fn the_tour_refuses_a_database_that_is_somebody_s() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/taken.db", folder.path().display());
    let mut conn = model_runtime::Database::connect(&*url).unwrap().get().unwrap();
    conn.batch_execute("CREATE TABLE posts (id INTEGER PRIMARY KEY)").unwrap();
    let program = env!("CARGO_BIN_EXE_session_tour");
    for arguments in [&[] as &[&str], &["--async"], &["--other"]] {
        let run = run(program, arguments, &url);
        let error = String::from_utf8(run.stderr).unwrap();
        let expected = match arguments {
            ["--other"] => "`--other` is not known",
            ["--async"] if cfg!(not(feature = "async")) => "was built without asynchronous connections",
            _ => "the database has a table `posts` already",
        };
        assert!(!run.status.success() && error.contains(expected), "{error}");
    }
    conn.batch_execute("DROP TABLE posts").unwrap();
}

/// What the blog prints, but for how many statements it took and how they are written.
fn blog(url: &str) -> String {
    let printed = printed_by(env!("CARGO_BIN_EXE_relations"), &[], url);
    printed.lines().filter(|line| !line.starts_with("   ") || line.starts_with("    ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_blog_needs_one_query_for_each_relation() {
    let printed = printed_by(env!("CARGO_BIN_EXE_relations"), &[], "sqlite::memory:");
    assert!(printed.contains("   9 statements: every user with everything"), "{printed}");
    assert!(printed.contains("   0 statements: what is not valid is not sent"), "{printed}");
    assert!(printed.contains("the same statement ran 6 times: SELECT"), "{printed}");
    if let Some(on_postgres) = on_postgres("relations", blog) {
        assert_eq!(on_postgres, blog("sqlite::memory:"));
    }
}

#[test]
fn models_and_structs_by_hand_share_a_database() {
    let printed = printed_by(env!("CARGO_BIN_EXE_adopting"), &[], "");
    let lines = [
        "Ann wrote a Note: Hello, world",
        "refused: true",
        "votes: [(\"Ann\", 3), (\"Ann\", 5)]",
        "Hello, world: Article, 3 votes",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), lines);
}

#[test]
fn an_application_has_the_commands_for_its_models() {
    let folder = tempfile::tempdir().unwrap();
    let manage = |arguments: &[&str]| {
        let url = format!("sqlite:{}/blog.db", folder.path().display());
        let run = Command::new(env!("CARGO_BIN_EXE_manage"))
            .args(arguments)
            .env("DATABASE_URL", url)
            .current_dir(folder.path())
            .output()
            .unwrap();
        (run.status.code().unwrap(), String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap())
    };
    let (code, sql, error) = manage(&["sql", "--backend", "sqlite"]);
    assert!(code == 0 && sql.starts_with("CREATE TABLE \"users\""), "{error}");
    let (code, found, _) = manage(&["check"]);
    assert!(code == 1 && found.starts_with("table_missing: table `users`"), "{found}");

    std::fs::create_dir_all(folder.path().join("migrations/1_all")).unwrap();
    std::fs::write(folder.path().join("migrations/1_all/up.sql"), sql).unwrap();
    assert_eq!(manage(&["migrate", "run"]), (0, "applied 1_all\n".to_owned(), String::new()));
    assert_eq!(manage(&["check"]), (0, "no differences, and no pending migrations\n".to_owned(), String::new()));
    let (code, shown, _) = manage(&["show", "User"]);
    assert!(code == 0 && shown.contains("SQLite: `email` of `User.email`\n"), "{shown}");
    let (code, help, _) = manage(&["check", "--help"]);
    // Nothing is a terminal here, so nothing has colours.
    assert!(code == 0 && help.contains("  manage check sqlite:app.db --json") && !help.contains('\u{1b}'), "{help}");
}
