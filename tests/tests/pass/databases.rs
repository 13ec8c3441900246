//! Models of some databases, which compile whether their backends are enabled or not, and are refused nowhere else.

use model_runtime::prelude::*;

mod types {
    use super::{ColumnEnum, ColumnType};

    /// How somebody feels.
    #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
    #[column_enum(postgres_type = "mood")]
    pub enum Mood {
        Sad,
        Happy,
    }

    /// Words without blanks.
    #[derive(ColumnType, Debug, Clone, PartialEq)]
    pub struct Slugs(pub Vec<String>);

    /// A number that counts up.
    #[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Number(pub u64);
}

/// A person of PostgreSQL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(backends(postgres))]
pub struct Person {
    pub id: i64,
    pub moods: Vec<types::Mood>,
    pub before: Option<Vec<Option<types::Mood>>>,
    pub slugs: types::Slugs,
    #[model(jsonb)]
    pub scores: Option<Vec<i32>>,
    #[model(sql_type = model_runtime::sql_types::Array<::diesel::sql_types::Nullable<diesel::sql_types::Text>>)]
    pub lines: Vec<Option<String>>,
}

/// A count of MySQL, of which no backend is enabled here.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(backends(mysql))]
pub struct Count {
    pub id: types::Number,
    pub byte: u8,
    pub small: Option<i8>,
    #[validate(range(min = 1))]
    pub large: u64,
}

/// A day of two databases, whose columns any has.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(backends(sqlite, postgres))]
pub struct Day {
    pub id: i64,
    pub mood: types::Mood,
}

schema! {
    /// People.
    pub People: Person
}

schema! {
    /// Counts.
    pub Counts: Count
}

schema! {
    /// Days.
    pub Days: Day
}

#[test]
fn models_of_some_databases_are_stored_there() {
    let conn = &mut tests::db::sqlite::empty();
    assert_eq!(Days::create_all(conn).unwrap().created, ["days"]);
    let day = Day::builder().mood(types::Mood::Happy).insert(conn).unwrap();
    assert_eq!(Day::query().filter(days::mood.eq(types::Mood::Happy)).one(conn).unwrap(), day);
    assert!(People::ddl::<diesel::pg::Pg>().contains("\"moods\" \"mood\"[] NOT NULL"));
    assert_eq!(Counts::TABLES[0].columns.len(), 4);
}
