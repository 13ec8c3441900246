//! What a model says to migrations alone is in its schema, and nowhere else.

use diesel::sqlite::Sqlite;
use model_runtime::prelude::*;
use model_runtime::schema::Table;

#[derive(Model, Debug)]
#[model(table = "m_people", renamed_from = "members", drop_ok("nickname", "Age (years)"))]
struct Person {
    id: i64,
    #[model(renamed_from = "full \"name\"")]
    name: String,
    #[model(backfill = "'it''s ' || name", comment = "by which it is filed")]
    #[validate(length(max = 20))]
    key: String,
    #[model(default = 0, renamed_from = "count", backfill = "length(name)")]
    visits: i32,
}

mod there {
    diesel::table! {
        m_rooms (id) {
            id -> BigInt,
            #[sql_name = "type"]
            type_ -> Text,
            floor -> Integer,
        }
    }
}

#[derive(Model, Debug)]
#[model(existing = there::m_rooms, partial, renamed_from = "chambers", drop_ok("floor"))]
struct Room {
    id: i64,
    #[model(column = "type", renamed_from = "kind", backfill = "'hall'")]
    sort: String,
}

/// The same as [`Person`], without a word to migrations.
mod silent {
    use model_runtime::prelude::*;

    #[derive(Model, Debug)]
    #[model(table = "m_people")]
    pub struct Person {
        pub id: i64,
        pub name: String,
        #[model(comment = "by which it is filed")]
        #[validate(length(max = 20))]
        pub key: String,
        #[model(default = 0)]
        pub visits: i32,
    }
}

/// Of each column its name, its former name and what fills it.
fn columns<M: Model>() -> Vec<(&'static str, Option<&'static str>, Option<&'static str>)> {
    M::SCHEMA.columns.iter().map(|column| (column.name, column.renamed_from, column.backfill)).collect()
}

#[test]
fn former_names_and_backfills_are_in_the_schema() {
    assert_eq!(Person::SCHEMA.renamed_from, Some("members"));
    assert_eq!(Person::SCHEMA.drop_ok, ["nickname", "Age (years)"]);
    assert_eq!(
        columns::<Person>(),
        [
            ("id", None, None),
            ("name", Some("full \"name\""), None),
            ("key", None, Some("'it''s ' || name")),
            ("visits", Some("count"), Some("length(name)")),
        ]
    );
}

#[test]
fn models_of_tables_that_are_there_have_them_too() {
    assert_eq!((Room::SCHEMA.renamed_from, Room::SCHEMA.drop_ok), (Some("chambers"), &["floor"][..]));
    assert_eq!(columns::<Room>(), [("id", None, None), ("type", Some("kind"), Some("'hall'"))]);
}

#[test]
fn a_model_that_says_nothing_has_nothing() {
    let said = silent::Person::SCHEMA;
    assert_eq!((said.renamed_from, said.drop_ok), (None, &[][..]));
    assert!(said.columns.iter().all(|column| column.renamed_from.is_none() && column.backfill.is_none()));
}

#[test]
fn the_table_is_the_same_with_and_without_them() {
    assert_eq!(Table::of::<Sqlite>(Person::SCHEMA), Table::of::<Sqlite>(silent::Person::SCHEMA));
}
