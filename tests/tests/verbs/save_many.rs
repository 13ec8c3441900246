//! Changing many rows at once; what happens to the values in memory.

use crate::db::{Connection, capabilities, connect, empty, rows_of_an_insert};
use chrono::NaiveDateTime;
use model_runtime::Error;
use model_runtime::backend::UpdateForm;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

fn past() -> NaiveDateTime {
    "2020-01-01T00:00:00".parse().unwrap()
}

fn nanos() -> NaiveDateTime {
    "2024-05-06T07:08:09.123456789".parse().unwrap()
}

/// Users that were last written long ago.
fn users(count: usize, conn: &mut Connection) -> Vec<User> {
    let news = (0..count).map(|i| NewUser {
        bio: (i % 2 == 0).then(|| "-".to_owned()),
        updated_at: Set(past()),
        ..NewUser::named(&format!("user{i}"))
    });
    User::insert_many(news, conn).unwrap()
}

fn posts(count: usize, conn: &mut Connection) -> Vec<Post> {
    let author = NewUser::named("author").insert(conn).unwrap();
    Post::insert_many((0..count).map(|i| NewPost::of(&author, &format!("post{i}"))), conn).unwrap()
}

#[test]
fn every_column_of_every_row_is_written_and_the_time_of_update_moves_on() {
    let conn = &mut connect();
    for count in [1, 2, 17, 1_000] {
        let mut rows = users(count, conn);
        let untouched = NewUser::named("untouched").insert(conn).unwrap();
        for (i, row) in rows.iter_mut().enumerate() {
            row.name.push('!');
            row.bio = (i % 3 == 0).then(|| format!("bio {i}"));
            row.is_active = i % 5 == 0;
        }
        rows.reverse();

        User::save_many(&mut rows, conn).unwrap();

        assert!(rows.iter().all(|row| row.updated_at > past() && row.name.ends_with('!')));
        assert_eq!(User::find_many(rows.iter().map(User::key), conn).unwrap(), rows);
        assert_eq!(User::find(untouched.id, conn).unwrap(), untouched);
        User::query().delete_all(conn).unwrap();
    }
}

#[test]
fn versions_are_counted_on_and_times_are_cut() {
    let conn = &mut connect();
    let mut rows = posts(50, conn);

    for version in 2..4 {
        rows.iter_mut().for_each(|row| row.published_at = nanos());
        Post::save_many(&mut rows, conn).unwrap();
        assert!(rows.iter().all(|row| row.version == version));
    }

    assert_eq!(rows[0].published_at, "2024-05-06T07:08:09.123456".parse().unwrap());
    assert_eq!(Post::query().order(posts::id).all(conn).unwrap(), rows);
}

#[test]
fn composite_keys_and_keys_of_own_types_and_of_text() {
    let conn = &mut connect();
    let lines = (0..40).map(|i| NewLine::of(i / 4, i32::try_from(i % 4).unwrap(), "Tea"));
    let mut lines = Line::insert_many(lines, conn).unwrap();
    let members = ["a", "b", "c"].map(|name| NewMember { name: name.into(), leader_id: None });
    let mut members = Member::insert_many(members, conn).unwrap();
    let countries = ["a", "A", "a ", "ä"].map(|code| NewCountry::of(code, code));
    let mut countries = Country::insert_many(countries, conn).unwrap();

    for line in &mut lines {
        line.quantity = line.line * 10;
    }
    let leader = members[0].id;
    members.iter_mut().for_each(|member| member.leader_id = Some(leader));
    countries.iter_mut().for_each(|country| country.name = format!("[{}]", country.code));
    Line::save_many(&mut lines, conn).unwrap();
    Member::save_many(&mut members, conn).unwrap();
    Country::save_many(&mut countries, conn).unwrap();

    assert_eq!(Line::query().order((lines::order_id, lines::line)).all(conn).unwrap(), lines);
    assert_eq!(Member::query().order(members::id).all(conn).unwrap(), members);
    assert_eq!(Country::find_many(countries.iter().map(Country::key), conn).unwrap(), countries);
}

#[test]
fn what_the_database_writes_comes_back() {
    let conn = &mut connect();
    for count in [3, 30] {
        let crates = (0..count).map(|i| NewCrate { width: i, height: 1 });
        let mut crates = Crate::insert_many(crates, conn).unwrap();
        let documents = (0..count).map(|i| NewDocument { name: format!("document {count} {i}") });
        let mut documents = Document::insert_many(documents, conn).unwrap();

        crates.iter_mut().for_each(|row| row.height = 10);
        documents.iter_mut().for_each(|row| row.name.push('!'));
        Crate::save_many(&mut crates, conn).unwrap();
        Document::save_many(&mut documents, conn).unwrap();

        assert!(crates.iter().all(|row| row.area == row.width * 10));
        assert!(documents.iter().all(|row| row.changes == 2 && row.name.ends_with('!')));
        assert_eq!(Crate::find_many(crates.iter().map(Crate::key), conn).unwrap(), crates);
        assert_eq!(Document::find_many(documents.iter().map(Document::key), conn).unwrap(), documents);
    }
}

#[test]
fn rows_that_are_nothing_but_their_keys_are_looked_for() {
    let conn = &mut connect();
    let mut markers = Marker::insert_many((0..3).map(|_| NewMarker {}), conn).unwrap();

    Marker::save_many(&mut markers, conn).unwrap();
    markers[1].id = 99;

    let error = Marker::save_many(&mut markers, conn).unwrap_err();
    assert!(matches!(error, Error::NotFound { model: "Marker", ref rows } if rows == &[1]), "{error}");
}

#[test]
fn no_rows_are_ok_and_send_nothing() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    User::save_many(&mut [], conn).unwrap();

    assert!(log.is_empty());
}

#[test]
fn many_rows_are_few_statements_in_one_transaction() {
    let conn = &mut connect();
    let mut rows = users(100, conn);
    let mut many = posts(rows_of_an_insert() + 1, conn);
    let log = QueryLog::of(conn).unwrap();

    User::save_many(&mut rows[..1], conn).unwrap();
    assert_eq!((log.count_of("UPDATE"), log.transactions()), (1, 0));
    log.clear();
    // Where the values stand in a CASE for each column, a statement takes fewer rows.
    let expected = |from, case| if capabilities().update_rows == UpdateForm::From { from } else { case };
    User::save_many(&mut rows, conn).unwrap();
    let sent = expected(1, 4);
    assert_eq!((log.count_of("UPDATE"), log.count(), log.transactions()), (sent, sent, 1));
    log.clear();
    Post::save_many(&mut many, conn).unwrap();
    assert_eq!((log.count_of("UPDATE"), log.transactions()), (expected(2, 5), 1));
}

#[test]
fn any_number_of_rows_prepares_a_bounded_number_of_statements() {
    let conn = &mut connect();
    let mut rows = posts(200, conn);
    let log = QueryLog::of(conn).unwrap();

    for count in 1..=200 {
        Post::save_many(&mut rows[..count], conn).unwrap();
    }

    // That of `save`; one for each number of rows up to 16; one for all that are bound as arrays, or for each larger size.
    let updates = log.prepared().iter().filter(|sql| sql.starts_with("UPDATE")).count();
    let for_many = match (capabilities().update_rows, capabilities().arrays_from) {
        (UpdateForm::From, Some(_)) => 15 + 1,
        (UpdateForm::From, None) => 16 + 6,
        (UpdateForm::Case { .. }, _) => 16 + 2,
    };
    assert_eq!(updates, 1 + for_many);
}

#[test]
fn a_row_that_is_stale_or_gone_is_named_and_nothing_is_written() {
    let conn = &mut connect();
    for count in [3, 150] {
        let mut rows = posts(count, conn);
        let mut theirs = rows[2].clone();
        theirs.title = "Theirs".into();
        theirs.save(conn).unwrap();
        rows.iter_mut().for_each(|row| (row.title, row.published_at) = ("Mine".into(), nanos()));
        let before = rows.clone();

        let error = Post::save_many(&mut rows, conn).unwrap_err();

        assert!(matches!(error, Error::Stale { model: "Post", ref rows } if rows == &[2]), "{error}");
        assert!(error.is_stale() && error.to_string().starts_with("row 2: "), "{error}");
        assert_eq!(rows, before);
        assert_eq!(Post::query().filter(posts::title.eq("Mine")).count(conn).unwrap(), 0);
        assert_eq!(Post::find(theirs.id, conn).unwrap(), theirs);
        rows[1].clone().delete(conn).unwrap();
        let error = Post::save_many(&mut rows, conn).unwrap_err();
        assert!(matches!(error, Error::Stale { ref rows, .. } if rows == &[1, 2]), "{error}");
        assert!(error.to_string().starts_with("rows 1, 2: "), "{error}");
        User::query().delete_all(conn).unwrap_err();
        Post::query().delete_all(conn).unwrap();
        User::query().delete_all(conn).unwrap();
    }
}

#[test]
fn a_row_without_a_version_that_is_gone_is_not_found() {
    let conn = &mut connect();
    let mut rows = users(140, conn);
    rows[131].clone().delete(conn).unwrap();
    let before = rows.clone();

    let error = User::save_many(&mut rows, conn).unwrap_err();

    assert!(matches!(error, Error::NotFound { model: "User", ref rows } if rows == &[131]), "{error}");
    assert_eq!(rows, before);
    assert_eq!(User::query().filter(users::updated_at.gt(past())).count(conn).unwrap(), 0);
    let error = User::save_many(&mut rows[131..132], conn).unwrap_err();
    assert!(matches!(error, Error::NotFound { ref rows, .. } if rows == &[0]), "{error}");
}

#[test]
fn a_refused_row_leaves_everything_as_it_was() {
    let conn = &mut connect();
    let mut rows = users(20, conn);
    rows.iter_mut().for_each(|row| row.created_at = nanos());
    rows[19].email = rows[0].email.clone();
    let before = rows.clone();

    let error = User::save_many(&mut rows, conn).unwrap_err();

    assert!(error.violates(UserConstraint::EmailUnique), "{error}");
    assert_eq!(rows, before);
    rows[19].email = "free@example.com".into();
    rows[7].name = "forbidden".into();
    assert!(User::save_many(&mut rows, conn).unwrap_err().is_check_violation());
    assert_eq!(User::query().filter(users::updated_at.gt(past())).count(conn).unwrap(), 0);

    let mut posts = posts(20, conn);
    posts[5].user_id = 99_999;
    let error = Post::save_many(&mut posts, conn).unwrap_err();
    assert!(error.violates(PostConstraint::UserFk), "{error}");
    assert!(posts.iter().all(|post| post.version == 1));
}

#[test]
fn a_row_given_twice_is_an_error_before_any_sql() {
    let conn = &mut connect();
    let mut rows = users(3, conn);
    rows.push(rows[1].clone());
    let mut lines = vec![NewLine::of(1, 1, "Tea").insert(conn).unwrap(); 2];
    let log = QueryLog::of(conn).unwrap();

    let Err(Error::Validation(users)) = User::save_many(&mut rows, conn) else { panic!("a row is given twice") };
    let Err(Error::Validation(lines)) = Line::save_many(&mut lines, conn) else { panic!("a row is given twice") };

    assert_eq!(users.to_string(), "invalid `User`: row 3, `id`: row 1 has the same key");
    assert_eq!(lines.to_string(), "invalid `Line`: row 1, row 0 has the same key");
    assert!(log.is_empty());
}

#[test]
fn a_version_that_cannot_grow_is_an_error_before_any_sql() {
    let conn = &mut connect();
    let mut rows = posts(2, conn);
    rows[1].version = i32::MAX;
    let log = QueryLog::of(conn).unwrap();

    assert!(matches!(Post::save_many(&mut rows, conn), Err(Error::Overflow { model: "Post" })));
    assert!(log.is_empty());
}

/// Names that mean something in SQL, and those that the statements use themselves.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "v")]
pub struct Value {
    pub id: i64,
    #[model(column = "select")]
    pub choice: String,
    pub column1: i32,
    pub column2: Option<i32>,
    pub n: i32,
    #[model(column = "v")]
    pub value: f64,
    #[model(generated = "column1 + n")]
    pub order: i32,
}

schema! { pub Names: Value }

#[test]
fn names_do_not_clash() {
    let conn = &mut empty();
    Names::create_all(conn).unwrap();
    for count in [2, 20] {
        let news = (0..count).map(|i| NewValue {
            choice: format!("c{i}"),
            column1: i,
            column2: (i % 2 == 0).then_some(i),
            n: -i,
            value: 0.5,
        });
        let mut rows = Value::insert_many(news, conn).unwrap();

        for row in &mut rows {
            (row.column1, row.n) = (row.n, row.column1 + 1);
            row.column2 = row.column2.map_or(Some(7), |_| None);
        }
        Value::save_many(&mut rows, conn).unwrap();

        assert!(rows.iter().all(|row| row.order == 1));
        assert_eq!(Value::find_many(rows.iter().map(Value::key), conn).unwrap(), rows);
    }
}
