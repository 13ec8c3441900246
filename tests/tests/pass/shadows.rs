//! Names of the standard library that mean something else where a model stands, and traits with methods of Diesel's names.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;

mod shadowed {
    #![allow(dead_code, non_snake_case)]

    use model_runtime::prelude::Model;

    struct Option;
    struct Result;
    struct Some;
    struct None;
    struct Vec;
    trait Into {}
    trait Clone {}
    trait Default {}
    fn Ok() {}

    /// A model among them.
    #[derive(Model)]
    #[model(table = "shadows", new(derive()), patch(derive()))]
    pub struct Shadow {
        /// The key.
        pub id: i64,
        /// With a default.
        #[model(default = true)]
        pub flag: bool,
        /// A number.
        pub number: i32,
    }
}

mod expanded {
    use model_runtime::prelude::Model;
    use serde::{Deserialize, Serialize};

    /// A model that is called as what its expansion needs.
    #[derive(Model, Debug, Clone, Serialize, Deserialize)]
    #[model(table = "rows")]
    pub struct Row {
        /// The key.
        pub id: i64,
        /// What makes the expansion have another form to read.
        #[model(json)]
        pub tags: Vec<String>,
    }

    /// Another.
    #[derive(Model, Debug, Clone)]
    #[model(table = "reads")]
    pub struct Read {
        /// The key.
        pub id: i64,
        /// What makes the expansion have another form to read.
        #[model(json)]
        pub row: Row,
    }
}

/// Methods that Diesel's traits have too.
#[allow(dead_code)]
trait Clashing {
    fn eq(&self) -> bool {
        true
    }
    fn load(&self) -> bool {
        true
    }
    fn first(&self) -> bool {
        true
    }
    fn insert(&self) -> bool {
        true
    }
    fn into(&self) -> bool {
        true
    }
}
impl<T> Clashing for T {}

/// A second trait of this name, as asynchronous connections bring one.
mod other {
    #[allow(dead_code)]
    pub(super) trait RunQueryDsl<Conn>: Sized {
        fn execute(self, _conn: &mut Conn) {}
        fn load(self, _conn: &mut Conn) {}
    }
    impl<T, Conn> RunQueryDsl<Conn> for T {}
}

mod both {
    #![allow(unused_imports)]
    use super::other::RunQueryDsl as _;
    use diesel::RunQueryDsl as _;
    use model_runtime::prelude::*;

    /// A model where both are in scope.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = "boths")]
    pub struct Both {
        /// The key.
        pub id: i64,
        /// A name.
        #[model(unique)]
        pub name: String,
    }

    #[test]
    fn verbs_are_not_ambiguous() {
        let mut conn = SqliteConnection::establish(":memory:").unwrap();
        diesel::connection::SimpleConnection::batch_execute(
            &mut conn,
            "CREATE TABLE boths (id INTEGER PRIMARY KEY, name TEXT)",
        )
        .unwrap();
        let both = Both::builder().name("b").insert(&mut conn).unwrap();
        assert_eq!(Both::query().filter(boths::name.eq("b")).all(&mut conn).unwrap(), [both]);
    }
}

/// A model with a trait of clashing methods.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "aparts")]
pub struct Apart {
    /// The key.
    pub id: i64,
    /// A name.
    pub name: String,
}

#[test]
fn generated_code_does_not_see_the_names_around_it() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE shadows (id INTEGER PRIMARY KEY, flag INTEGER, number INTEGER);
         CREATE TABLE aparts (id INTEGER PRIMARY KEY, name TEXT);",
    )
    .unwrap();
    let shadow = shadowed::Shadow::builder().number(2).insert(&mut conn).unwrap();
    assert!(shadow.flag);
    let apart = Apart::builder().name("a").insert(&mut conn).unwrap();
    assert!(Clashing::eq(&apart));
    assert_eq!(Apart::find(apart.id, &mut conn).unwrap(), apart);
}
