//! Options of a database from variables.
#![allow(missing_docs)]

use diesel::SqliteConnection;
use model_runtime::database::DatabaseBuilder;

fn told(vars: &[(&str, &str)]) -> String {
    let vars = vars.iter().map(|(name, value)| (*name, *value));
    match DatabaseBuilder::<SqliteConnection>::from_vars(vars) {
        Ok(builder) => format!("{builder:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn variables_are_options() {
    let told = told(&[
        ("DATABASE_URL", " sqlite:///a?password=x "),
        ("DB_POOL_SIZE", "3"),
        ("DB_MAX_OVERFLOW", "0"),
        ("DB_POOL_TIMEOUT", "0.5"),
        ("DB_POOL_PRE_PING", "YES"),
        ("DB_ECHO", ""),
        ("DB_WARN_REPEATED", "10"),
        ("HOME", "/"),
    ]);
    let parts = ["pool_size: Some(3)", "max_overflow: Some(0)", "500ms", "pre_ping: Some(true)", "password=***"];
    for part in parts.into_iter().chain(["warn_repeated: Some(10)"]) {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn a_value_that_is_not_understood_names_the_variable() {
    assert!(told(&[]).contains("`DATABASE_URL`"));
    let url = ("DATABASE_URL", "sqlite::memory:");
    for (name, value) in [
        ("DB_PORT", "70000"),
        ("DB_POOL_SIZE", "-1"),
        ("DB_POOL_SIZE", "many"),
        ("DB_POOL_TIMEOUT", "soon"),
        ("DB_POOL_TIMEOUT", "-1"),
        ("DB_POOL_RECYCLE", "NaN"),
        ("DB_POOL_PRE_PING", "maybe"),
        ("DB_ECHO", "loud"),
        ("DB_ECHO", "slow:x"),
        ("DB_WARN_REPEATED", "often"),
    ] {
        let told = told(&[url, (name, value)]);
        assert!(told.contains(&format!("the option `{name}` is not usable")), "{told}");
    }
}
