//! Values come back from the columns the DDL declares as Diesel stored them.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types as st;
use diesel::sqlite::Sqlite;
use model_runtime::schema::{ColumnType, Ddl};

use crate::database;

/// Stores a value in a column of this type, and checks what it is to SQLite and that it comes back.
macro_rules! comes_back {
    ($ty:expr, $sql:ty, $storage:literal, $value:expr) => {{
        let (mut conn, ty) = (database(), Sqlite::type_name($ty));
        conn.batch_execute(&format!("CREATE TABLE t (v {ty})")).unwrap();
        let value = $value;
        diesel::sql_query("INSERT INTO t VALUES (?)").bind::<$sql, _>(value.clone()).execute(&mut conn).unwrap();
        let (back, storage) = diesel::select((
            diesel::dsl::sql::<$sql>("(SELECT v FROM t)"),
            diesel::dsl::sql::<st::Text>("(SELECT typeof(v) FROM t)"),
        ))
        .get_result(&mut conn)
        .unwrap();
        assert_eq!((value, $storage.to_owned()), (back, storage), "{ty}");
    }};
}

const TEXT: ColumnType = ColumnType::Text { max_length: None };

#[test]
fn numbers() {
    comes_back!(ColumnType::Boolean, st::Bool, "integer", true);
    comes_back!(ColumnType::SmallInt, st::SmallInt, "integer", i16::MIN);
    comes_back!(ColumnType::Integer, st::Integer, "integer", i32::MAX);
    comes_back!(ColumnType::BigInt, st::BigInt, "integer", i64::MAX);
    comes_back!(ColumnType::Float, st::Float, "real", 0.1_f32);
    comes_back!(ColumnType::Float, st::Float, "real", 3.0_f32);
    comes_back!(ColumnType::Double, st::Double, "real", 1e300_f64);
    comes_back!(ColumnType::Double, st::Double, "real", 2.0_f64);
}

#[test]
fn text_and_bytes() {
    for text in ["007", "1e1", "", "é\u{0}x", "0x10", "  1 "] {
        comes_back!(TEXT, st::Text, "text", text.to_owned());
        comes_back!(TEXT.max_length(20), st::Text, "text", text.to_owned());
    }
    comes_back!(ColumnType::Binary { max_length: Some(2) }, st::Binary, "blob", vec![0x31_u8, 0xff]);
    comes_back!(ColumnType::Uuid, st::Binary, "blob", vec![0x31_u8; 16]);
}

#[cfg(feature = "chrono")]
#[test]
fn dates_and_times() {
    use chrono::{DateTime, NaiveDate, NaiveTime};
    let day = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
    let time = NaiveTime::from_hms_micro_opt(0, 0, 1, 5).unwrap();
    comes_back!(ColumnType::Date, st::Date, "text", day);
    comes_back!(ColumnType::Date, st::Date, "text", NaiveDate::from_ymd_opt(12, 1, 1).unwrap());
    comes_back!(ColumnType::Time, st::Time, "text", time);
    comes_back!(ColumnType::Timestamp, st::Timestamp, "text", day.and_time(time));
    let moment = DateTime::from_timestamp(1, 5000).unwrap();
    comes_back!(ColumnType::TimestampTz, st::TimestamptzSqlite, "text", moment);
    // Columns declared under their own names, which comparison accepts, keep them as well.
    let date = ColumnType::Named("DATETIME");
    comes_back!(date, st::Timestamp, "text", day.and_time(time));
    comes_back!(date, st::Date, "text", day);
    comes_back!(date, st::Time, "text", time);
}

#[cfg(feature = "json")]
#[test]
fn json() {
    for value in
        [serde_json::json!(1e1), serde_json::json!({"a": [1, null]}), serde_json::json!("1"), serde_json::json!(5)]
    {
        comes_back!(ColumnType::Json, st::Json, "text", value);
    }
}

#[cfg(feature = "bigdecimal")]
#[test]
fn decimals_as_far_as_diesel_keeps_them() {
    use bigdecimal::BigDecimal;
    let decimal = ColumnType::Decimal { precision: Some(10), scale: Some(2) };
    comes_back!(decimal, st::Numeric, "real", "12.5".parse::<BigDecimal>().unwrap());
    comes_back!(decimal, st::Numeric, "integer", "12".parse::<BigDecimal>().unwrap());
}
