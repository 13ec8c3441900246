//! Batches as arrays: what is sent, and what cannot be sent so.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use model_runtime::schema::{ColumnSqlType, ColumnType};
use model_runtime::{Json, Sensitive};
use tests::models::*;

use crate::db::{connect, empty};

#[test]
fn any_number_of_rows_has_one_text() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    for count in [17, 18, 100, 999, 2_000, 5_000] {
        Post::query().delete_all(conn).unwrap();
        User::query().delete_all(conn).unwrap();
        let users = User::insert_many((0..count).map(|i| NewUser::named(&format!("u{i}"))), conn).unwrap();
        let posts = users.iter().map(|user| NewPost::of(user, "x"));
        let mut posts = Post::insert_many(posts, conn).unwrap();
        Post::save_many(&mut posts, conn).unwrap();
    }

    let prepared = log.prepared();
    let batches: Vec<_> = prepared.iter().filter(|sql| sql.contains("unnest")).collect();
    assert_eq!(batches.len(), 3, "{batches:?}");
    assert_eq!(
        batches[1],
        "INSERT INTO \"posts\" (\"title\", \"user_id\", \"version\", \"published_at\") SELECT column1, column2, column3, column4 \
         FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS v (column1, column2, column3, column4, n) ORDER BY n RETURNING \"id\""
    );
    assert_eq!(
        batches[2],
        "UPDATE \"posts\" SET \"title\" = v.column3, \"user_id\" = v.column4, \"published_at\" = v.column5, \
         \"version\" = \"posts\".\"version\" + 1 FROM unnest($1, $2, $3, $4, $5) AS v (column1, column2, column3, column4, column5) \
         WHERE \"posts\".\"id\" = v.column1 AND \"posts\".\"version\" = v.column2"
    );
}

#[test]
fn keys_follow_the_order_of_the_rows() {
    let conn = &mut connect();

    let rows = User::insert_many((0..100_000).map(|i| NewUser::named(&format!("u{i}"))), conn).unwrap();

    assert!(rows.iter().enumerate().all(|(i, row)| (row.id, &*row.name) == (i as i64 + 1, &*format!("u{i}"))));
    let stored = User::query().order(users::id).all(conn).unwrap();
    assert!(stored == rows);
}

#[test]
fn values_too_large_for_one_array_are_listed() {
    let conn = &mut connect();
    let author = NewUser::named("author").insert(conn).unwrap();
    let title = |of: char| of.to_string().repeat(300_000);
    let log = QueryLog::of(conn).unwrap();

    // 9 MB in all.
    let mut rows = Post::insert_many((0..30).map(|_| NewPost::of(&author, &title('a'))), conn).unwrap();
    assert_eq!((log.transactions(), log.count_of("VALUES")), (1, 2));
    rows.iter_mut().for_each(|row| row.title = title('b'));
    Post::save_many(&mut rows, conn).unwrap();

    assert_eq!(Post::find_many(rows.iter().map(Post::key), conn).unwrap(), rows);
    assert!(rows.iter().all(|row| row.version == 2));
}

/// A SQL type that is an array itself.
#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 1007, array_oid = 0))]
pub struct Integers;

impl ColumnSqlType for Integers {
    const TYPE: ColumnType = ColumnType::Named("integer[]");
}

/// Its values.
#[derive(Debug, Clone, PartialEq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = Integers)]
pub struct Numbers(pub Vec<i32>);

mod conversions {
    use super::{Integers, Numbers};
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::{Array, Integer};

    impl ToSql<Integers, Pg> for Numbers {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            ToSql::<Array<Integer>, Pg>::to_sql(&self.0, out)
        }
    }

    impl FromSql<Integers, Pg> for Numbers {
        fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
            FromSql::<Array<Integer>, Pg>::from_sql(value).map(Self)
        }
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "series", backends(postgres))]
pub struct Series {
    pub id: i64,
    pub name: String,
    #[model(sql_type = Integers)]
    pub numbers: Numbers,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "words")]
pub struct Word {
    pub id: i64,
    #[model(db_type = "varchar(20)")]
    pub text: String,
    #[model(json)]
    pub tags: Vec<String>,
    pub secret: Sensitive<Json<Vec<i32>>>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "places")]
pub struct Place {
    pub id: i64,
    /// What JSON cannot hold: a map whose keys are no texts.
    #[model(json)]
    pub names: BTreeMap<(i32, i32), String>,
}

schema! { pub Arrays: Series, Word, Place }

#[test]
fn columns_that_are_arrays_are_not_taken_apart() {
    let conn = &mut empty();
    Arrays::create_all(conn).unwrap();
    let log = QueryLog::of(conn).unwrap();
    let numbers = |i: i32| Numbers((0..i % 4).collect());

    let news = (0..50).map(|i| NewSeries { name: format!("s{i}"), numbers: numbers(i) });
    let mut rows = Series::insert_many(news, conn).unwrap();
    rows.iter_mut().enumerate().for_each(|(i, row)| row.numbers = numbers(i as i32 + 1));
    Series::save_many(&mut rows, conn).unwrap();

    assert_eq!(log.count_of("unnest"), 0);
    assert_eq!(Series::query().order(series::id).all(conn).unwrap(), rows);
}

#[test]
fn a_type_of_the_database_is_no_reason_to_list_the_values() {
    let conn = &mut empty();
    Arrays::create_all(conn).unwrap();
    let log = QueryLog::of(conn).unwrap();

    let news = (0..50).map(|i| NewWord {
        text: format!("w{i}"),
        tags: vec![format!("{i}"), "\"".into()],
        secret: Json(vec![i]).into(),
    });
    let rows = Word::insert_many(news, conn).unwrap();

    assert_eq!(log.count_of("unnest"), 1);
    assert_eq!(Word::query().order(words::id).all(conn).unwrap(), rows);
}

#[test]
fn a_value_that_cannot_be_written_is_told_as_that_of_a_single_row() {
    let conn = &mut empty();
    Arrays::create_all(conn).unwrap();
    let new = || NewPlace { names: [((1, 2), "x".to_owned())].into() };

    let single = new().insert(conn).unwrap_err();
    let many = Place::insert_many((0..20).map(|_| new()), conn).unwrap_err();

    assert_eq!(many.to_string(), single.to_string());
    assert!(single.to_string().contains("key must be a string"), "{single}");
}

#[test]
fn keys_with_gaps_are_those_of_their_rows() {
    let conn = &mut empty();
    Arrays::create_all(conn).unwrap();
    conn.batch_execute("ALTER TABLE series ALTER COLUMN id SET GENERATED BY DEFAULT SET INCREMENT 3").unwrap();

    let news = (0..50).map(|i| NewSeries { name: format!("s{i}"), numbers: Numbers(vec![i]) });
    let rows = Series::insert_many(news, conn).unwrap();

    assert!(rows.iter().enumerate().all(|(i, row)| row.id == 1 + 3 * i as i64));
    assert_eq!(Series::query().order(series::id).all(conn).unwrap(), rows);
}
