//! Lists.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgArrayExpressionMethods;
use diesel::dsl::array;
use diesel::sql_types::Text;
use model_runtime::Sensitive;
use uuid::Uuid;

use super::*;

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
pub enum Color {
    Red,
    DarkBlue,
}

#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Tag(pub String);

/// A list as a type of its own.
#[derive(ColumnType, Debug, Clone, PartialEq)]
pub struct Tags(pub Vec<String>);

/// A list of each kind.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "lists", backends(postgres))]
pub struct Lists {
    pub id: i64,
    pub texts: Vec<String>,
    pub numbers: Vec<i32>,
    pub maybe: Vec<Option<i64>>,
    pub keys: Vec<Uuid>,
    pub blobs: Vec<Vec<u8>>,
    pub days: Vec<NaiveDate>,
    pub moments: Vec<DateTime<Utc>>,
    pub values: Vec<serde_json::Value>,
    pub colors: Vec<Color>,
    pub maybe_colors: Option<Vec<Option<Color>>>,
    pub tags: Vec<Tag>,
    pub own: Tags,
    pub optional: Option<Vec<f64>>,
    pub secrets: Vec<Sensitive<String>>,
    #[model(sql_type = diesel::sql_types::Array<diesel::sql_types::SmallInt>, default_sql = "'{7}'")]
    pub named: Vec<i16>,
    pub bytes: Vec<u8>,
}

schema! { pub OfLists: Lists }

/// Lists with rules.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "limited", backends(postgres))]
pub struct Limited {
    pub id: i64,
    #[validate(length(min = 1, max = 2))]
    pub texts: Vec<String>,
    #[model(default_with = Vec::new)]
    pub numbers: Vec<i32>,
}

schema! { pub OfLimited: Limited }

fn lists() -> NewLists {
    NewLists {
        texts: vec!["O'Brien".into(), String::new(), "{a,b}".into(), "NULL".into()],
        numbers: vec![i32::MIN, 0, i32::MAX],
        maybe: vec![Some(1), None],
        keys: vec![Uuid::nil(), Uuid::max()],
        blobs: vec![vec![0, 255], vec![]],
        days: vec![NaiveDate::MIN.max(NaiveDate::from_ymd_opt(1, 1, 1).unwrap())],
        moments: vec![DateTime::UNIX_EPOCH],
        values: vec![serde_json::json!({"a": [1]}), serde_json::Value::Null],
        colors: vec![Color::DarkBlue, Color::Red],
        maybe_colors: Some(vec![None, Some(Color::Red)]),
        tags: vec![Tag("x".into())],
        own: Tags(vec!["y".into()]),
        optional: None,
        secrets: vec!["s".to_owned().into()],
        named: Auto,
        bytes: vec![1, 2],
    }
}

#[test]
fn lists_come_back_as_they_were() {
    let conn = &mut created::<OfLists>();
    let row = lists().insert(conn).unwrap();
    assert_eq!(row.named, [7]);
    assert_eq!(Lists::find(row.id, conn).unwrap(), row);
    let by_name: Lists = diesel::sql_query("SELECT * FROM lists").one(conn).unwrap();
    assert_eq!(by_name, row);
    assert!(!format!("{row:?}").contains("\"s\""));

    let mut changed = row;
    (changed.texts, changed.optional, changed.maybe_colors) = (vec![], Some(vec![0.5]), None);
    changed.save(conn).unwrap();
    assert_eq!(Lists::find(changed.id, conn).unwrap(), changed);
    let patch = ListsPatch {
        colors: Set(vec![]),
        own: Set(Tags(vec!["a".into(), "b".into()])),
        optional: Set(None),
        ..Default::default()
    };
    changed.patch(patch, conn).unwrap();
    assert_eq!((changed.colors.len(), changed.own.0.len(), &changed.optional), (0, 2, &None));
    assert_eq!(Lists::find(changed.id, conn).unwrap(), changed);
}

#[test]
fn many_lists_are_inserted_at_once() {
    let conn = &mut created::<OfLists>();
    let news = (0..40).map(|i| NewLists { numbers: (0..i).collect(), ..lists() });
    let rows = Lists::insert_many(news, conn).unwrap();
    assert_eq!(Lists::query().order(lists::id).all(conn).unwrap(), rows);
    assert_eq!(rows[39].numbers.len(), 39);
}

#[test]
fn lists_stand_in_conditions_of_diesel() {
    let conn = &mut created::<OfLists>();
    let row = lists().insert(conn).unwrap();
    let other = NewLists { texts: vec![], colors: vec![], ..lists() }.insert(conn).unwrap();
    let ids = |query: Vec<Lists>| query.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let query = Lists::query;
    assert_eq!(ids(query().filter(lists::texts.eq(&row.texts)).all(conn).unwrap()), [row.id]);
    assert_eq!(ids(query().filter(lists::texts.contains(vec!["O'Brien"])).all(conn).unwrap()), [row.id]);
    assert_eq!(ids(query().filter(lists::texts.is_contained_by(vec!["a"])).all(conn).unwrap()), [other.id]);
    assert_eq!(ids(query().filter(lists::colors.eq(vec![Color::DarkBlue, Color::Red])).all(conn).unwrap()), [row.id]);
    let overlapping = query().filter(lists::texts.overlaps_with(array::<Text, _>(("NULL", "x"))));
    assert_eq!(ids(overlapping.all(conn).unwrap()), [row.id]);
    assert_eq!(ids(query().filter(lists::own.eq(Tags(vec!["y".into()]))).all(conn).unwrap()), [row.id, other.id]);
    assert_eq!(ids(query().filter(lists::keys.eq(&row.keys)).all(conn).unwrap()), [row.id, other.id]);
}

#[test]
fn lists_have_the_servers_types() {
    let conn = &mut created::<OfLists>();
    let named = |name: &str| format!("Named({name:?})");
    let expected = [
        "bigint",
        "text[]",
        "integer[]",
        "bigint[]",
        "uuid[]",
        "bytea[]",
        "date[]",
        "timestamp with time zone[]",
        "json[]",
        "text[]",
        "text[]",
        "text[]",
        "text[]",
        "double precision[]",
        "text[]",
        "smallint[]",
        "bytea",
    ];
    assert_eq!(types("lists", conn), expected.map(named));
    diesel::sql_query("ALTER TABLE lists ALTER numbers TYPE bigint[]").run(conn).unwrap();
    let difference = "table `lists`, type of column `numbers`: expected `INTEGER[]`, found `bigint[]`";
    assert_eq!(differences::<OfLists>(conn), [difference]);
}

#[test]
fn the_length_of_a_list_is_a_rule_and_a_check() {
    let conn = &mut created::<OfLimited>();
    let new = |texts: &[&str]| NewLimited { texts: texts.iter().map(ToString::to_string).collect(), numbers: Auto };
    assert_eq!(new(&["a", "b"]).insert(conn).unwrap().numbers, [0; 0]);
    for texts in [&[][..], &["a", "b", "c"]] {
        assert!(matches!(new(texts).insert(conn), Err(Error::Validation(_))));
        let error = new(texts).unchecked().insert(conn).unwrap_err();
        assert!(error.violates(LimitedConstraint::TextsLength), "{error}");
    }
}
