//! Tables that are no longer what the models need.

use model_runtime::Error;
use model_runtime::prelude::*;
use model_runtime::schema::reflect;

use crate::models::Shop;
use crate::{empty, run, shop};

/// The differences, after a change to what `create_all` made.
fn after(from: &str, to: &str) -> Vec<String> {
    let ddl = Shop::ddl::<diesel::sqlite::Sqlite>();
    assert!(ddl.contains(from), "{ddl}");
    let mut conn = empty();
    diesel::connection::SimpleConnection::batch_execute(&mut conn, &ddl.replacen(from, to, 1)).unwrap();
    match Shop::create_all(&mut conn) {
        Ok(_) => Vec::new(),
        Err(Error::Schema(error)) => error.differences.iter().map(ToString::to_string).collect(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_type_is_found_as_it_was_made() {
    let mut conn = shop();
    let again = Shop::create_all(&mut conn).unwrap();
    assert!(again.created.is_empty());
    assert_eq!(again.unchanged, ["people", "articles", "pictures", "orders", "every \"type\""]);
}

#[test]
fn a_difference_names_table_and_column() {
    for (from, to, told) in [
        ("\"sku\" TEXT", "\"sku\" BLOB", "table `articles`, type of column `sku`: expected `TEXT`, found `BLOB`"),
        (
            "\"code\" TEXT",
            "\"code\" TEXT NOT NULL",
            "table `articles`, nullability of column `code`: expected `NULL`, found `NOT NULL`",
        ),
        ("DEFAULT 5", "DEFAULT 6", "table `articles`, default of column `stock`: expected `5`, found `6`"),
        (
            " GENERATED ALWAYS AS (stock * 2) STORED",
            "",
            "table `articles`, generation of column `twice`: expected `(stock * 2)`, found none",
        ),
        (
            "\"moment\" TEXT",
            "\"moment\" BLOB",
            "table `every \"type\"`, type of column `moment`: expected `TEXT`, found `BLOB`",
        ),
        (
            "\"a b \"\"c\"\"\" TEXT",
            "\"a b c\" TEXT",
            "table `every \"type\"`, column `a b \"c\"`: expected `TEXT NOT NULL`, found none",
        ),
        ("'it''s live'))", "'live'))", ""),
        ("\"ck_articles_level\"", "\"levels\"", "table `articles`, check `ck_articles_level`: expected"),
        (" WHERE state = 'it''s live'", "", "table `articles`, index `ix_articles_live_sku`: expected"),
        ("ON DELETE SET NULL", "ON DELETE CASCADE", "table `articles`, foreign key `fk_articles_owner_id`: expected"),
        (
            "\"uq_articles_place\" UNIQUE (\"shelf\", \"slot\")",
            "u UNIQUE (\"slot\")",
            "table `articles`, unique constraint `uq_articles_place`: expected",
        ),
        (
            "PRIMARY KEY (\"person_id\", \"number\")",
            "PRIMARY KEY (\"person_id\")",
            "table `orders`, primary key: expected `pk_orders (person_id, number)`, found `pk_orders (person_id), made by the database`",
        ),
    ] {
        let differences = after(from, to);
        match told {
            "" => assert!(differences.is_empty(), "{differences:?}"),
            told => {
                assert!(differences.iter().any(|difference| difference.starts_with(told)), "{from}: {differences:?}");
            }
        }
    }
}

#[test]
fn a_difference_anywhere_creates_nothing() {
    let mut conn = empty();
    run("CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT)", &mut conn).unwrap();
    let error = Shop::create_all(&mut conn).unwrap_err();
    assert!(
        error.to_string().contains("table `people`, column `name`: expected `TEXT NOT NULL`, found none"),
        "{error}"
    );
    assert_eq!(reflect(&mut conn).unwrap().len(), 1);
}

/// The codes of what is told of the changes that `create_all` takes.
fn told(from: &str, to: &str) -> Vec<String> {
    let ddl = Shop::ddl::<diesel::sqlite::Sqlite>();
    assert!(ddl.contains(from), "{ddl}");
    let mut conn = empty();
    diesel::connection::SimpleConnection::batch_execute(&mut conn, &ddl.replacen(from, to, 1)).unwrap();
    let drift = Shop::drift(&mut conn).unwrap();
    drift.iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect()
}

/// SQLite keeps conditions as they were written.
#[test]
fn conditions_are_compared_where_they_are_kept() {
    for (from, to, expected) in [
        ("'it''s live'))", "'live'))", "check_changed ck_articles_state"),
        (" WHERE state = 'it''s live'", " WHERE state = 'live'", "index_changed ix_articles_live_sku"),
        ("(stock * 2) STORED", "(stock * 3) STORED", "generated_changed twice"),
        ("(stock * 2) STORED", "( stock*2 ) STORED", ""),
    ] {
        assert_eq!(
            told(from, to),
            [expected].into_iter().filter(|code| !code.is_empty()).collect::<Vec<_>>(),
            "{from}"
        );
        assert_eq!(after(from, to), [""; 0]);
    }
}

/// As a report for other programs.
#[test]
fn a_difference_is_an_object_in_json() {
    let mut conn = shop();
    run("ALTER TABLE people ADD COLUMN nick TEXT", &mut conn).unwrap();
    let drift = serde_json::to_value(Shop::drift(&mut conn).unwrap()).unwrap();
    let expected = serde_json::json!([{
        "code": "column_unexpected",
        "table": "people",
        "name": "nick",
        "expected": null,
        "found": "TEXT",
        "message": "table `people`, column `nick`: expected none, found `TEXT`",
    }]);
    assert_eq!(drift, expected);
}
