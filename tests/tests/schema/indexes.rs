//! Indexes of more than columns.

use diesel::sqlite::Sqlite;
use model_runtime::prelude::*;
use model_runtime::schema::{Table, compare};
use model_runtime::{Constraint, assert_no_drift};

use crate::empty;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "logins",
    index(name = "ix_logins_org_name", columns(org_id, sql("lower(name)")), where = "org_id > 0", unique),
    index(name = "by name", columns(sql("name COLLATE NOCASE"), desc(seen))),
    unique(org_id)
)]
pub struct Login {
    pub id: i64,
    pub org_id: i64,
    pub name: String,
    pub seen: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "handles", index(name = "one_handle", columns(sql("lower(name)")), unique))]
pub struct Handle {
    pub id: i64,
    #[model(unique)]
    pub code: i64,
    pub name: String,
}

schema! { pub Logins: Login, Handle }

#[test]
fn expressions_and_directions_are_kept() {
    let mut conn = empty();
    Logins::create_all(&mut conn).unwrap();
    assert_no_drift!(&mut conn, Logins);
    let ddl = Logins::ddl::<Sqlite>();
    for index in [
        "CREATE UNIQUE INDEX \"ix_logins_org_name\" ON \"logins\" (\"org_id\", lower(name)) WHERE org_id > 0;",
        "CREATE INDEX \"by name\" ON \"logins\" (name COLLATE NOCASE, \"seen\" DESC);",
        "CREATE UNIQUE INDEX \"one_handle\" ON \"handles\" (lower(name));",
    ] {
        assert!(ddl.contains(index), "{ddl}");
    }
}

/// What it refuses has its name, and no columns: those that are mentioned do not tell rows apart.
#[test]
fn a_unique_index_of_an_expression_refuses_by_its_name() {
    let mut conn = empty();
    Logins::create_all(&mut conn).unwrap();
    let handle = |code, name: &str| NewHandle { code, name: name.to_owned() };
    handle(1, "Ann").insert(&mut conn).unwrap();

    let error = handle(2, "ann").insert(&mut conn).unwrap_err();

    assert!(error.violates(HandleConstraint::OneHandleUnique), "{error}");
    assert_eq!(error.constraint().unwrap().columns, [""; 0]);
    assert_eq!(HandleConstraint::OneHandleUnique.columns(), [""; 0]);
    let login = |name: &str| NewLogin { org_id: 1, name: name.to_owned(), seen: 0 };
    login("a").insert(&mut conn).unwrap();
    assert!(login("b").insert(&mut conn).unwrap_err().violates(LoginConstraint::OrgIdUnique));
}

/// An upsert goes by the other key, and does not take what the expression says for it.
#[test]
fn no_upsert_goes_by_an_expression() {
    let mut conn = empty();
    Logins::create_all(&mut conn).unwrap();
    let handle = |code, name: &str| NewHandle { code, name: name.to_owned() };
    let ann = handle(1, "Ann").insert(&mut conn).unwrap();

    let changed = Handle::upsert(handle(1, "ANN"), any_unique(), &mut conn).unwrap();
    assert_eq!((changed.id, &*changed.name), (ann.id, "ANN"));
    let error = Handle::upsert(handle(2, "ann"), any_unique(), &mut conn).unwrap_err();
    assert!(error.violates(HandleConstraint::OneHandleUnique), "{error}");
}

#[test]
fn a_difference_shows_the_parts() {
    let expected = Table::of::<Sqlite>(Login::SCHEMA);
    let mut found = expected.clone();
    found.indexes[1].columns.pop();
    found.indexes[0].include.push("seen".to_owned());
    let told: Vec<_> = compare::<Sqlite>(&[expected], &[found]).iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("found `UNIQUE (\"org_id\", lower(name)) INCLUDE (seen) WHERE org_id > 0`"), "{told:?}");
    assert!(told[1].contains("expected `(name COLLATE NOCASE, \"seen\" DESC)`"), "{told:?}");
}

#[test]
fn another_expression_is_told_and_capitals_are_not() {
    for (index, expected) in [
        ("UNIQUE INDEX one_handle ON handles (LOWER(\"NAME\"))", None),
        ("UNIQUE INDEX one_handle ON handles (upper(name))", Some("index_changed")),
    ] {
        let mut conn = empty();
        Logins::create_all(&mut conn).unwrap();
        let sql = format!("DROP INDEX one_handle; CREATE {index}");
        diesel::connection::SimpleConnection::batch_execute(&mut conn, &sql).unwrap();
        let codes: Vec<_> = Logins::drift(&mut conn).unwrap().iter().map(|found| found.code()).collect();
        assert_eq!(codes.first().map(|code| &**code), expected, "{codes:?}");
        assert!(codes.len() < 2, "{codes:?}");
    }
}
