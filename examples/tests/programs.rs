//! The programs print the same whatever the database.

use std::process::Command;

use diesel::connection::SimpleConnection;
use tests::db::postgres;

/// What the program prints on a database, letter by letter. With asynchronous connections it is the same.
fn printed(url: &str) -> String {
    let blocking = printed_by(env!("CARGO_BIN_EXE_quickstart"), url);
    #[cfg(feature = "async")]
    assert_eq!(printed_by(env!("CARGO_BIN_EXE_quickstart_async"), url), blocking, "on {url}");
    blocking
}

fn printed_by(program: &str, url: &str) -> String {
    let run = Command::new(program).env("DATABASE_URL", url).output().unwrap();
    assert!(run.status.success(), "{program} on {url}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn the_quickstart_prints_the_same_on_every_database_and_leaves_nothing_behind() {
    let in_memory = printed("sqlite::memory:");
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite:{}/quickstart.db", folder.path().display());
    // The second time, because of what the first might have left.
    for _ in 0..2 {
        assert_eq!(printed(&file), in_memory);
    }
    assert!(in_memory.contains("posts left: "));

    #[cfg(feature = "mysql")]
    assert_eq!(on_mysql(), vec![in_memory.clone(); 2]);

    let Some(mut conn) = postgres::answering() else { return };
    let schema = format!("model_quickstart_{}", std::process::id());
    conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let url = postgres::url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{separator}options=-csearch_path%3D{schema}");
    let on_postgres = [printed(&url), printed(&url)];
    // Without CASCADE: fails if there is anything in it.
    conn.batch_execute(&format!("DROP SCHEMA {schema}")).unwrap();
    assert_eq!(on_postgres, [&*in_memory; 2]);
}

/// What the program prints, twice, in a database of its own on MariaDB or MySQL.
#[cfg(feature = "mysql")]
fn on_mysql() -> Vec<String> {
    use diesel::{Connection, MysqlConnection};

    let url = std::env::var("MODEL_TEST_MYSQL_URL");
    let url = url.unwrap_or_else(|_| "mysql://root@127.0.0.1:3306/test".to_owned());
    let name = format!("model_quickstart_{}", std::process::id());
    let mut conn = MysqlConnection::establish(&url).expect("a server answers, as the feature asks for");
    conn.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let url = format!("{}/{name}", url.rsplit_once('/').unwrap().0);
    let both = vec![printed(&url), printed(&url)];
    let mut left = MysqlConnection::establish(&url).unwrap();
    let tables = model_runtime::schema::reflect(&mut left).unwrap();
    conn.batch_execute(&format!("DROP DATABASE {name}")).unwrap();
    assert!(tables.is_empty(), "{tables:?}");
    both
}

/// What the blog prints, but for how many statements it took and how they are written.
fn blog(url: &str) -> String {
    let printed = printed_by(env!("CARGO_BIN_EXE_relations"), url);
    printed.lines().filter(|line| !line.starts_with("   ") || line.starts_with("    ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_blog_needs_one_query_for_each_relation() {
    let printed = printed_by(env!("CARGO_BIN_EXE_relations"), "sqlite::memory:");
    assert!(printed.contains("   9 statements: every user with everything"), "{printed}");
    assert!(printed.contains("   0 statements: what is not valid is not sent"), "{printed}");
    assert!(printed.contains("the same statement ran 6 times: SELECT"), "{printed}");

    let Some(mut conn) = postgres::answering() else { return };
    let schema = format!("model_relations_{}", std::process::id());
    conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
    let url = postgres::url();
    let separator = if url.contains('?') { '&' } else { '?' };
    let on_postgres = blog(&format!("{url}{separator}options=-csearch_path%3D{schema}"));
    conn.batch_execute(&format!("DROP SCHEMA {schema}")).unwrap();
    assert_eq!(on_postgres, blog("sqlite::memory:"));
}
