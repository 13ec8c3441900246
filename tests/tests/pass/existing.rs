//! Models over tables that are there: in modules, functions and macros, with odd names, all kinds of keys, and references in a circle.
#![allow(missing_docs)] // `table!` has no docs where nobody writes them

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;

mod schema {
    diesel::table! {
        people (id) {
            id -> Integer,
            #[sql_name = "mail address"]
            mail -> Text,
            #[sql_name = "type"]
            type_ -> Text,
            #[sql_name = "e-mail"]
            e_mail -> Nullable<Text>,
            #[sql_name = "table"]
            table_ -> Bool,
            home_id -> Nullable<BigInt>,
            Old -> Integer,
        }
    }
    diesel::table! {
        homes (id) {
            id -> BigInt,
            owner_id -> Integer,
        }
    }
    diesel::table! {
        #[sql_name = "odd-table"]
        odd (a, b) {
            b -> Text,
            a -> Integer,
        }
    }
    diesel::joinable!(homes -> people (owner_id));
    diesel::allow_tables_to_appear_in_same_query!(homes, people, odd);
}

#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(i32);

pub(crate) mod inner {
    use model_runtime::prelude::*;

    use super::schema::people as persons;

    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(existing = persons, new = "InsertPerson", has_many(houses: super::Home))]
    pub(crate) struct Person {
        pub(crate) r#type: String,
        #[model(column = "mail")]
        pub(crate) email: String,
        #[model(column = "e-mail")]
        pub(crate) other: Option<String>,
        pub(crate) table: bool,
        #[model(column = "Old", default = 1)]
        pub(crate) new: i32,
        #[model(belongs_to(super::Home))]
        pub(crate) home_id: Option<i64>,
        pub(crate) id: super::PersonId,
    }
}
use inner::Person;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = "schema::homes")]
pub(crate) struct Home {
    #[model(belongs_to(Person, name = "owner"))]
    owner_id: PersonId,
    id: i64,
}

macro_rules! over { ($name:ident, $table:path, $($field:ident: $ty:ty),*) => {
    /// Made by a macro.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(existing = $table, primary_key(a, b))]
    struct $name {
        $($field: $ty,)*
    }
} }
over!(Odd, self::schema::odd, a: i32, b: String);

#[derive(Model, Debug, Clone, PartialEq)]
pub(crate) struct Guest {
    id: i64,
    #[model(belongs_to(Person))]
    person_id: PersonId,
}

schema! { pub(crate) Homes: Guest; existing: Home, Person, Odd }

#[test]
fn models_over_tables_work_wherever_they_stand() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    Homes::create_all(&mut conn).unwrap();
    conn.batch_execute("CREATE TABLE locals (id INTEGER PRIMARY KEY, name TEXT)").unwrap();

    let ann = Person::builder().r#type("t").email("a@b").table(true).insert(&mut conn).unwrap();
    let home = Home::builder().owner_id(&ann).insert(&mut conn).unwrap();
    let guest = Guest::builder().person_id(&ann).insert(&mut conn).unwrap();
    assert_eq!(Person::query().filter(schema::people::mail.eq("a@b")).one(&mut conn).unwrap(), ann);
    assert_eq!(Person::houses().load_for(&ann, &mut conn).unwrap(), [home]);
    let ids: Vec<i64> = guests::table.inner_join(schema::people::table).select(guests::id).all(&mut conn).unwrap();
    assert_eq!(ids, [guest.id]);
    let odd = Odd { a: 1, b: "b".into() };
    Odd::insert_rows([odd.clone()], &mut conn).unwrap();
    assert_eq!(Odd::find((1, "b".to_owned()), &mut conn).unwrap(), odd);
    assert_eq!(Odd::SCHEMA.name, "odd-table");

    mod local {
        diesel::table! { locals (id) { id -> Integer, name -> Nullable<Text>, } }
    }
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(existing = local::locals)]
    struct Local {
        name: Option<String>,
        id: i32,
    }
    let row = NewLocal { name: None }.insert(&mut conn).unwrap();
    assert_eq!(Local::all(&mut conn).unwrap(), [row]);
}
