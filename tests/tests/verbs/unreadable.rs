//! Values in a table that do not fit the fields they are read into.

use crate::db::{Connection, connect};
use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::{DecodeError, Error};
use tests::models::*;

/// A table in which one reading is right but for one value.
fn with(column: &str, value: &str, conn: &mut Connection) {
    let relaxed =
        "DROP TABLE readings; CREATE TABLE readings (id INTEGER PRIMARY KEY, small, medium, ratio, label, remark);
        INSERT INTO readings VALUES (1, 2, 3, 0.5, 'label', NULL);";
    conn.batch_execute(&format!("{relaxed} UPDATE readings SET {column} = {value}")).unwrap();
}

fn decode(error: Error) -> DecodeError {
    match error {
        Error::Decode(error) => *error,
        other => panic!("not a decoding error: {other}"),
    }
}

/// That every way of reading a reading with this value names the model and the column.
fn is_refused(column: &str, value: &str) {
    let conn = &mut connect();
    with(column, value, conn);
    let errors = [
        ("find", Reading::find(1, conn).map(|_| ())),
        ("get", Reading::get(1, conn).map(|_| ())),
        ("find_many", Reading::find_many([1], conn).map(|_| ())),
        ("all", Reading::all(conn).map(|_| ())),
        ("first", Reading::query().first(conn).map(|_| ())),
        ("one", Reading::query().one(conn).map(|_| ())),
        ("page", Reading::query().page(PageRequest::default(), conn).map(|_| ())),
        ("chunks", Reading::query().chunks(5).next(conn).map(|_| ())),
        ("as_select", Reading::query().map(|q| q.select(Reading::as_select())).all(conn).map(|_| ())),
        ("sql_query", diesel::sql_query("SELECT * FROM readings").all::<Reading, _>(conn).map(|_| ())),
    ];
    for (verb, result) in errors {
        let Err(error) = result else { panic!("`{verb}` read {value} from `{column}`") };
        let error = decode(error);
        // Plain Diesel does not know the model.
        let model = (verb != "sql_query").then_some("Reading");
        assert_eq!((error.model, error.column.as_deref()), (model, Some(column)), "{verb} of {value}: {error}");
    }
    diesel::sql_query("DELETE FROM readings").run(conn).unwrap();
    assert_eq!(Reading::all(conn).unwrap(), [], "the connection is usable afterwards");
}

#[test]
fn null_in_a_column_that_cannot_be_null() {
    is_refused("small", "NULL");
    is_refused("ratio", "NULL");
    is_refused("label", "NULL");
}

#[test]
fn integers_out_of_the_range_of_the_field() {
    is_refused("small", "32768");
    is_refused("small", "-32769");
    is_refused("medium", "2147483648");
    is_refused("medium", "9223372036854775807");
    is_refused("remark", "-2147483649");
}

#[test]
fn text_where_a_number_is_expected() {
    is_refused("small", "'one'");
    is_refused("medium", "''");
    is_refused("ratio", "'half'");
    is_refused("remark", "x'00'");
}

#[test]
fn fractions_where_an_integer_is_expected() {
    is_refused("medium", "1.5");
}

#[test]
fn bytes_where_text_is_expected() {
    is_refused("label", "x'ff00'");
}

#[test]
fn values_at_the_limits_are_read() {
    let conn = &mut connect();
    let limits = [
        NewReading { small: i16::MIN, medium: i32::MIN, ratio: f64::MIN, label: String::new(), remark: Some(i32::MAX) },
        NewReading { small: i16::MAX, medium: i32::MAX, ratio: f64::MAX, label: "ß".into(), remark: None },
    ];

    let rows = Reading::insert_many(limits, conn).unwrap();

    assert_eq!(Reading::all(conn).unwrap(), rows);
}

#[test]
fn an_integer_is_a_ratio_too() {
    let conn = &mut connect();
    with("ratio", "2", conn);

    assert!((Reading::find(1, conn).unwrap().ratio - 2.0).abs() < f64::EPSILON);
}

#[test]
fn times_and_keys_that_cannot_be_read() {
    let conn = &mut connect();
    NewUser::named("a").insert(conn).unwrap();
    conn.batch_execute("UPDATE users SET created_at = 'yesterday'").unwrap();
    NewAccount::of(1, "a").insert(conn).unwrap();
    conn.batch_execute("UPDATE accounts SET id = x'00'").unwrap();

    let time = decode(User::all(conn).unwrap_err());
    let key = decode(Account::all(conn).unwrap_err());

    assert_eq!((time.model, time.column.as_deref()), (Some("User"), Some("created_at")));
    assert_eq!((key.model, key.column.as_deref()), (Some("Account"), Some("id")));
    assert!(time.to_string().starts_with("cannot read column `created_at` of `User`: "), "{time}");
}

#[test]
fn a_joined_row_that_is_not_there_is_none_and_a_broken_one_is_an_error() {
    let conn = &mut connect();
    let users = User::insert_many(["a", "b"].map(NewUser::named), conn).unwrap();
    NewPost::of(&users[0], "t").insert(conn).unwrap();
    let pairs = |conn: &mut Connection| {
        users::table.left_join(posts::table).order(users::id).all::<(User, Option<Post>), _>(conn)
    };

    let found = pairs(conn).unwrap();
    assert_eq!(found.iter().map(|(_, post)| post.is_some()).collect::<Vec<_>>(), [true, false]);

    conn.batch_execute("ALTER TABLE posts DROP COLUMN version; ALTER TABLE posts ADD COLUMN version INTEGER").unwrap();
    assert_eq!(decode(pairs(conn).unwrap_err()).column.as_deref(), Some("version"));
}
