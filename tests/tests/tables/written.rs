//! What a model says to be that of a table which another program made: names, indexes and comments in its words.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::schema::reflect;
use model_runtime::{Constraint, Error, assert_no_drift};

use crate::db::{Connection, capabilities, empty};

mod keys {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_users", primary_key(name = "users_pkey"))]
    pub struct User {
        pub id: i64,
        pub name: String,
    }

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_lines", primary_key(name = "order lines", columns(order_id, line)))]
    pub struct Line {
        pub line: i32,
        pub order_id: i64,
    }

    schema! { pub Named: User, Line }
}
use keys::{Line, LineConstraint, Named, NewLine, User, UserConstraint};

#[test]
fn the_constraint_of_a_primary_key_has_the_name_that_is_given() {
    let conn = &mut empty();
    Named::create_all(conn).unwrap();
    assert_no_drift!(conn, Named);
    let key = |table: &str, conn: &mut Connection| {
        let found = reflect(conn).unwrap();
        found.into_iter().find(|found| found.name == table).unwrap().primary_key.unwrap()
    };
    // MariaDB has one name for all of them.
    let name = key("w_users", conn).name;
    assert!(name.is_none_or(|name| name == "users_pkey"));
    assert_eq!(key("w_lines", conn).columns, ["order_id", "line"]);
    assert_eq!(UserConstraint::PrimaryKey.name(), "users_pkey");

    let user = User { id: 7, name: "a".to_owned() };
    User::insert_rows([user.clone()], conn).unwrap();
    let error = User::insert_rows([user], conn).unwrap_err();
    assert!(error.violates(UserConstraint::PrimaryKey), "{error}");
    assert_eq!(error.constraint().unwrap().name.as_deref(), Some("users_pkey"));
    assert_eq!(error.constraint().unwrap().columns, ["id"]);

    let line = || NewLine { line: 1, order_id: 2 };
    line().insert(conn).unwrap();
    let error = line().insert(conn).unwrap_err();
    assert!(error.violates(LineConstraint::PrimaryKey), "{error}");
    assert_eq!(error.constraint().unwrap().columns, ["order_id", "line"]);
    assert_eq!(Line::count(conn).unwrap(), 1);
}

mod parts {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_pages", index(name = "w_pages_recent", columns(site, desc(seen))))]
    #[model(index(columns(desc(path)), unique))]
    pub struct Page {
        pub id: i64,
        pub site: i32,
        pub path: i32,
        pub seen: i64,
    }

    schema! { pub Pages: Page }
}
use parts::{NewPage, Page, PageConstraint, Pages};

#[test]
fn an_index_may_go_down() {
    let conn = &mut empty();
    Pages::create_all(conn).unwrap();
    let ddl = Pages::ddl_on(conn).replace(['"', '`'], "");
    assert!(ddl.contains("INDEX w_pages_recent ON w_pages (site, seen DESC)"), "{ddl}");
    assert!(ddl.contains("UNIQUE INDEX ix_w_pages_path ON w_pages (path DESC)"), "{ddl}");

    let page = |path| NewPage { site: 1, path, seen: 2 };
    page(1).insert(conn).unwrap();
    let error = page(1).insert(conn).unwrap_err();
    assert!(error.violates(PageConstraint::PathUnique), "{error}");
    assert_eq!(PageConstraint::PathUnique.columns(), ["path"]);
    // It is a key that a row can be found by.
    let found = Page::upsert(NewPage { seen: 3, ..page(1) }, any_unique(), conn).unwrap();
    assert_eq!((found.seen, Page::count(conn).unwrap()), (3, 1));
}

mod rules {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_members")]
    pub struct Member {
        pub id: i64,
        #[validate(range(min = 0, max = 150, constraint = "members_age_check", code = "age"))]
        pub age: i32,
    }

    schema! { pub Members: Member }
}
use rules::{MemberConstraint, Members};

#[test]
fn the_check_of_a_rule_has_the_name_that_is_given() {
    let conn = &mut empty();
    Members::create_all(conn).unwrap();
    assert_no_drift!(conn, Members);
    assert_eq!(MemberConstraint::AgeRange.name(), "members_age_check");
    assert_eq!(MemberConstraint::AgeRange.columns(), ["age"]);
    // What is refused by the database is told as the rule would tell it.
    let low = rules::NewMember { age: -1 };
    let error = low.unchecked().insert(conn).unwrap_err();
    assert!(error.violates(MemberConstraint::AgeRange), "{error}");
    let Error::Validation(told) = error else { panic!("not what the rule says: {error}") };
    let told: Vec<_> = told.field_errors().iter().map(|error| (&*error.field, &*error.code)).collect();
    assert_eq!(told, [("age", "age")]);
}

mod comments {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_prices", comment = "what it's worth; a \\ is a \\")]
    pub struct Price {
        pub id: i64,
        #[model(comment = "in 'cents'")]
        pub amount: i64,
        #[model(generated = "amount * 2", comment = "twice")]
        pub double: i64,
    }

    schema! { pub Prices: Price }
}
use comments::{NewPrice, Prices};

mod unsaid {
    use super::*;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "w_prices")]
    pub struct Price {
        pub id: i64,
        pub amount: i64,
        #[model(generated = "amount * 2")]
        pub double: i64,
    }

    schema! { pub Unsaid: Price }
}
use unsaid::Unsaid;

#[test]
fn comments_are_in_the_database_that_keeps_them() {
    let conn = &mut empty();
    Prices::create_all(conn).unwrap();
    assert_no_drift!(conn, Prices);
    NewPrice { amount: 2 }.insert(conn).unwrap();
    let ddl = Prices::ddl_on(conn);
    let is_kept = ddl.contains("COMMENT");
    for text in ["what it''s worth; a ", "in ''cents''", "twice"] {
        assert_eq!(ddl.contains(text), is_kept, "{ddl}");
    }
}

/// A database that keeps none says nothing else. Where a model says nothing, a database may say what it likes.
#[test]
fn another_comment_is_a_difference_that_does_no_harm() {
    let conn = &mut empty();
    let ddl = Prices::ddl_on(conn);
    let is_kept = ddl.contains("COMMENT");
    let ddl = ddl.replace("what it''s worth", "what it''s not").replace("in ''cents''", "").replace("twice", "Twice");
    conn.batch_execute(&ddl).unwrap();
    let drift = Prices::drift(conn).unwrap();
    let told: Vec<_> = drift.iter().map(|one| (one.code(), one.to_string())).collect();
    let texts = [
        "table `w_prices`, comment: expected `what it's worth; a \\ is a \\`, found `what it's not; a \\ is a \\`",
        "table `w_prices`, comment of column `amount`: expected `in 'cents'`, found none",
        "table `w_prices`, comment of column `double`: expected `twice`, found `Twice`",
    ];
    let changed = texts.map(|text| ("comment_changed".to_owned(), text.to_owned()));
    assert_eq!(told, if is_kept { changed.to_vec() } else { Vec::new() });
    assert_eq!(Prices::create_all(conn).unwrap().unchanged, ["w_prices"]);
    // A model of the same table that has no comments.
    assert_no_drift!(conn, Unsaid);
}

/// The name is compared where the database keeps it.
#[test]
fn another_name_of_the_primary_key_is_a_difference() {
    let conn = &mut empty();
    Named::create_all(conn).unwrap();
    Named::drop_all(conn).unwrap();
    let ddl = Named::ddl_on(conn).replace("users_pkey", "pk_w_users");
    conn.batch_execute(&ddl).unwrap();
    let told: Vec<_> = Named::drift(conn).unwrap().iter().map(ToString::to_string).collect();
    // MariaDB has one name for all of them, and no partial indexes either.
    if !capabilities().partial_indexes {
        assert_eq!(told, [""; 0]);
        return;
    }
    assert!(told[0].contains("expected `users_pkey (id)") && told[0].contains("found `pk_w_users (id)"), "{told:?}");
}
