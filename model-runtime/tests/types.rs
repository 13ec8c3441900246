//! Every column type on SQLite: written, read, compared, ordered, and what becomes of values at the edges.
#![cfg(all(
    feature = "sqlite",
    feature = "chrono",
    feature = "time",
    feature = "uuid",
    feature = "json",
    feature = "bigdecimal"
))]
#![allow(missing_docs)]

use std::borrow::Cow;

use bigdecimal::BigDecimal;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::dsl::{max, min};
use model_runtime::prelude::*;
use model_runtime::{Json, Sensitive};
use serde_json::json;
use time::macros::{date, datetime, time};
use uuid::Uuid;

fn memory(ddl: &str) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(ddl).unwrap();
    conn
}

/// A test of one type: each value alone in a row, beside itself as an `Option`, and one row with NULL. The values are given
/// in ascending order.
macro_rules! round_trip { ($name:ident: $rust:ty as $($sql:ident)::+ ($ddl:literal) $(, $ordered:ident)? = [$($value:expr),* $(,)?]) => {
    #[test]
    fn $name() {
        diesel::table! {
            use diesel::sql_types::*;
            t (id) { id -> Integer, v -> $($sql)::+, n -> Nullable<$($sql)::+>, }
        }
        let mut conn = memory(concat!("CREATE TABLE t (id INTEGER PRIMARY KEY, v ", $ddl, " NOT NULL, n ", $ddl, ")"));
        let values: Vec<$rust> = vec![$($value),*];
        for (i, value) in (0_i32..).zip(&values) {
            let row = (t::id.eq(i), t::v.eq(val(value)), t::n.eq(val(value)));
            diesel::insert_into(t::table).values(row).execute(&mut conn).unwrap();
        }
        let row = (t::id.eq(-1), t::v.eq(val(&values[0])), t::n.eq(None::<$rust>));
        diesel::insert_into(t::table).values(row).execute(&mut conn).unwrap();

        let rows = || t::table.filter(t::id.ge(0));
        let found = rows().order((t::v, t::id)).select((t::v, t::n)).load::<($rust, Option<$rust>)>(&mut conn).unwrap();
        let expected: Vec<_> = values.iter().map(|value| (value.clone(), Some(value.clone()))).collect();
        assert_eq!(found, expected);
        let nulls = t::table.filter(t::n.is_null()).select(t::n).load::<Option<$rust>>(&mut conn);
        assert_eq!(nulls, Ok(vec![None]));
        for value in &values {
            let same = rows().filter(t::v.eq(val(value))).filter(t::n.eq(val(value))).select(t::v).load::<$rust>(&mut conn);
            assert!(same.unwrap().contains(value), "{value:?}");
            let same = rows().filter(t::n.eq(Some(value.clone()))).count().get_result::<i64>(&mut conn);
            assert_eq!(same, Ok(1), "{value:?}");
        }
        let all = rows().filter(t::v.eq_any(values.iter().map(val))).count().get_result::<i64>(&mut conn);
        assert_eq!(all, Ok(i64::try_from(values.len()).unwrap()));
        let (first, last) = (values.first().unwrap(), values.last().unwrap());
        let between = rows().filter(t::v.between(val(first), val(last))).count().get_result::<i64>(&mut conn);
        assert_eq!(between, Ok(i64::try_from(values.len()).unwrap()));
        assert_eq!(rows().filter(t::v.lt(val(first)).or(t::v.gt(val(last)))).count().get_result::<i64>(&mut conn), Ok(0));
        $(
            let $ordered = rows().select((min(t::v), max(t::n))).first::<(Option<$rust>, Option<$rust>)>(&mut conn);
            assert_eq!($ordered, Ok((Some(first.clone()), Some(last.clone()))));
        )?
    }
} }

round_trip!(int16: i16 as SmallInt("INTEGER"), ordered = [i16::MIN, -1, 0, 1, i16::MAX]);
round_trip!(int32: i32 as Integer("INTEGER"), ordered = [i32::MIN, 0, i32::MAX]);
round_trip!(int64: i64 as BigInt("INTEGER"), ordered = [i64::MIN, 0, (1 << 53) + 1, i64::MAX]);
round_trip!(real32: f32 as Float("REAL"), ordered = [f32::NEG_INFINITY, f32::MIN, -0.1, 0.0, f32::MIN_POSITIVE, 0.1, f32::MAX]);
round_trip!(real64: f64 as Double("REAL"), ordered = [f64::MIN, -0.1, 0.0, 5e-324, 0.1, 0.1 + 0.2, f64::MAX, f64::INFINITY]);
round_trip!(boolean: bool as Bool("BOOLEAN") = [false, true]);
round_trip!(text: String as Text("TEXT"), ordered = [
    String::new(), "\0".into(), "a".into(), "a\0b".into(), "naïve".into(), "\u{10FFFF}".into(), "\u{10FFFF}👩‍🚀".into(),
]);
round_trip!(cow: Cow<'static, str> as Text("TEXT"), ordered = ["".into(), Cow::Borrowed("b"), Cow::Owned("c".into())]);
round_trip!(binary: Vec<u8> as Binary("BLOB") = [vec![], vec![0], vec![0, 0], vec![1, 255, 0], vec![255; 1000]]);

round_trip!(chrono_date: NaiveDate as Date("TEXT"), ordered = [
    NaiveDate::from_ymd_opt(0, 1, 1).unwrap(),
    NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap(),
]);
round_trip!(chrono_time: NaiveTime as Time("TEXT"), ordered = [
    NaiveTime::MIN,
    NaiveTime::from_hms_micro_opt(0, 0, 0, 1).unwrap(),
    NaiveTime::from_hms_milli_opt(12, 0, 0, 500).unwrap(),
    NaiveTime::from_hms_micro_opt(23, 59, 59, 999_999).unwrap(),
]);

fn naive(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}
round_trip!(chrono_timestamp: NaiveDateTime as Timestamp("TEXT"), ordered = [
    naive("0000-01-01T00:00:00"),
    naive("2024-05-06T07:08:09"),
    naive("2024-05-06T07:08:09.000001"),
    naive("2024-05-06T07:08:09.100"),
    naive("2024-05-06T07:08:09.123456"),
    naive("9999-12-31T23:59:59.999999"),
]);
round_trip!(chrono_moment: DateTime<Utc> as model_runtime::sql_types::UtcDateTime("TEXT"), ordered = [
    naive("0000-01-01T00:00:00").and_utc(),
    naive("2024-05-06T07:08:09").and_utc(),
    naive("2024-05-06T07:08:09.000001").and_utc(),
    naive("2024-05-06T07:08:09.1").and_utc(),
    naive("9999-12-31T23:59:59.999999").and_utc(),
]);

round_trip!(time_date: time::Date as Date("TEXT"), ordered = [date!(0000 - 01 - 01), date!(2024 - 02 - 29), date!(9999 - 12 - 31)]);
round_trip!(time_time: time::Time as Time("TEXT"), ordered = [time!(0:00), time!(0:00:00.000001), time!(12:00:00.5), time!(23:59:59.999999)]);
round_trip!(time_timestamp: time::PrimitiveDateTime as Timestamp("TEXT"), ordered = [
    datetime!(0000-01-01 0:00), datetime!(2024-05-06 7:08:09), datetime!(2024-05-06 7:08:09.000001),
    datetime!(2024-05-06 7:08:09.1), datetime!(9999-12-31 23:59:59.999999),
]);
round_trip!(time_moment: time::OffsetDateTime as model_runtime::sql_types::UtcDateTime("TEXT"), ordered = [
    datetime!(0000-01-01 0:00 UTC), datetime!(2024-05-06 7:08:09 UTC), datetime!(2024-05-06 7:08:09.000001 UTC),
    datetime!(2024-05-06 7:08:09.1 UTC), datetime!(9999-12-31 23:59:59.999999 UTC),
]);

round_trip!(uuid: Uuid as model_runtime::sql_types::Uuid("BLOB") = [Uuid::nil(), Uuid::from_u128(1), Uuid::now_v7(), Uuid::max()]);

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap()
}
round_trip!(decimal_numbers: BigDecimal as model_runtime::sql_types::Numeric("REAL"), ordered = [
    decimal("-999999999999999"), decimal("-0.1"), decimal("0"), decimal("1e-300"), decimal("0.1"), decimal("0.30"),
    decimal("1234567890.12345"), decimal("9007199254740992"), decimal("1e300"),
]);

// Equal JSON can be written in different ways; on SQLite it compares as text, and orders so.
round_trip!(json_values: serde_json::Value as Json("TEXT") = [
    json!("\u{10FFFF} \" \\ \n \0"), json!(1.5), json!([]), json!(null), json!({"a": [1, null, {"b": "ü"}], "c": u64::MAX}),
]);

mod edge {
    diesel::table! {
        use diesel::sql_types::*;
        t (id) {
            id -> Integer,
            real -> Nullable<Double>,
            moment -> Nullable<model_runtime::sql_types::UtcDateTime>,
            amount -> Nullable<model_runtime::sql_types::Numeric>,
            uuid -> Nullable<model_runtime::sql_types::Uuid>,
            data -> Nullable<Json>,
            secret -> Nullable<Text>,
        }
    }
    pub(crate) use self::t::columns::{amount, data, id, moment, real, secret, uuid};
}

/// The error, as an application sees it.
fn told<T: std::fmt::Debug>(result: QueryResult<T>) -> String {
    model_runtime::Error::from(result.unwrap_err()).to_string()
}

fn edges() -> SqliteConnection {
    memory(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, real REAL, moment TEXT, amount REAL, uuid BLOB, data TEXT, secret TEXT)",
    )
}

#[test]
fn nan_is_stored_as_null() {
    let mut conn = edges();
    diesel::insert_into(edge::t::table).values(edge::real.eq(f64::NAN)).execute(&mut conn).unwrap();
    assert_eq!(edge::t::table.select(edge::real).first::<Option<f64>>(&mut conn), Ok(None));
    conn.batch_execute("CREATE TABLE strict (real REAL NOT NULL)").unwrap();
    let refused = diesel::sql_query("INSERT INTO strict VALUES (?)").bind::<diesel::sql_types::Double, _>(f64::NAN);
    let error = model_runtime::Error::from(refused.execute(&mut conn).unwrap_err());
    let kind = error.constraint().map(|violation| violation.kind);
    assert_eq!(kind, Some(model_runtime::ConstraintKind::NotNull), "{error}");
}

#[test]
fn moments_are_text_of_one_length_in_utc() {
    let mut conn = edges();
    let moment = datetime!(2024-05-06 1:08:09.1234567 -6);
    diesel::insert_into(edge::t::table).values(edge::moment.eq(val(moment))).execute(&mut conn).unwrap();
    let stored =
        edge::t::table.select(diesel::dsl::sql::<diesel::sql_types::Text>("moment")).first::<String>(&mut conn);
    assert_eq!(stored.as_deref(), Ok("2024-05-06 07:08:09.123456+00:00"));
    let found =
        edge::t::table.filter(edge::moment.eq(val(moment.to_offset(time::UtcOffset::UTC)))).select(edge::moment);
    let both = found.first::<Option<DateTime<Utc>>>(&mut conn);
    assert_eq!(both, Ok(Some(naive("2024-05-06T07:08:09.123456").and_utc())));
    let date = diesel::dsl::sql::<diesel::sql_types::Text>("strftime('%H:%M', moment)");
    assert_eq!(edge::t::table.select(date).first::<String>(&mut conn).as_deref(), Ok("07:08"));
}

#[test]
fn moments_beyond_four_digit_years_are_refused() {
    let mut conn = edges();
    for year in [-1, 10_000] {
        let moment = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(NaiveTime::MIN).and_utc();
        let error =
            diesel::insert_into(edge::t::table).values(edge::moment.eq(val(moment))).execute(&mut conn).unwrap_err();
        assert!(error.to_string().contains(&format!("in the year {year}")), "{error}");
    }
    let error = edge::t::table
        .filter(edge::moment.lt(val(datetime!(9999-12-31 23:59 -6))))
        .count()
        .get_result::<i64>(&mut conn);
    assert!(error.unwrap_err().to_string().contains("years 0 to 9999"));
}

#[test]
fn moments_that_sqlite_wrote_are_read() {
    let mut conn = edges();
    for text in ["2024-05-06 07:08:09", "2024-05-06T07:08:09Z", "2024-05-06 09:08:09+02:00"] {
        diesel::sql_query("INSERT INTO t (moment) VALUES (?)")
            .bind::<diesel::sql_types::Text, _>(text)
            .execute(&mut conn)
            .unwrap();
    }
    let all = edge::t::table.select(edge::moment).load::<Option<DateTime<Utc>>>(&mut conn).unwrap();
    assert_eq!(all, vec![Some(naive("2024-05-06T07:08:09").and_utc()); 3]);
    let all = edge::t::table.select(edge::moment).load::<Option<time::OffsetDateTime>>(&mut conn).unwrap();
    assert_eq!(all, vec![Some(datetime!(2024-05-06 7:08:09 UTC)); 3]);
}

#[test]
fn decimals_that_would_change_are_refused() {
    let mut conn = edges();
    for text in ["12345678901234.123456", "9007199254740993", "0.12345678901234567890", "1e400", "1e-1000000"] {
        let error = diesel::insert_into(edge::t::table)
            .values(edge::amount.eq(val(decimal(text))))
            .execute(&mut conn)
            .unwrap_err();
        assert!(error.to_string().contains("more digits than SQLite can store"), "{error}");
    }
}

#[test]
fn decimals_are_calculated_with_by_sql() {
    let mut conn = edges();
    for text in ["0.25", "1.5"] {
        diesel::insert_into(edge::t::table).values(edge::amount.eq(val(decimal(text)))).execute(&mut conn).unwrap();
    }
    let sum = edge::t::table.select(diesel::dsl::sum(edge::amount)).first::<Option<BigDecimal>>(&mut conn);
    assert_eq!(sum, Ok(Some(decimal("1.75"))));
    let doubled =
        edge::t::table.select(edge::amount * Some(decimal("2"))).order(edge::id).load::<Option<BigDecimal>>(&mut conn);
    assert_eq!(doubled, Ok(vec![Some(decimal("0.5")), Some(decimal("3"))]));
}

#[test]
fn a_uuid_of_the_wrong_length_is_told() {
    let mut conn = edges();
    conn.batch_execute("INSERT INTO t (uuid) VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8')").unwrap();
    let error = told(edge::t::table.select(edge::uuid).first::<Option<Uuid>>(&mut conn));
    assert!(error.contains("a UUID has 16 bytes, this value has 36"), "{error}");
}

#[test]
fn json_null_is_not_null() {
    let mut conn = edges();
    let rows = [(edge::id.eq(1), edge::data.eq(Some(json!(null)))), (edge::id.eq(2), edge::data.eq(None))];
    diesel::insert_into(edge::t::table).values(rows.to_vec()).execute(&mut conn).unwrap();
    let found = edge::t::table.order(edge::id).select(edge::data).load::<Option<serde_json::Value>>(&mut conn);
    assert_eq!(found, Ok(vec![Some(json!(null)), None]));
    let found = edge::t::table.order(edge::id).select(edge::data).load::<Option<Json<Option<i32>>>>(&mut conn);
    assert_eq!(found, Ok(vec![Some(Json(None)), None]));
}

#[test]
fn any_serde_type_is_json() {
    let mut conn = edges();
    let tags = Json(vec!["ü".to_owned(), "\"".to_owned()]);
    diesel::insert_into(edge::t::table).values(edge::data.eq(&tags)).execute(&mut conn).unwrap();
    let found = edge::t::table
        .filter(edge::data.eq(tags.clone()))
        .select(edge::data)
        .first::<Option<Json<Vec<String>>>>(&mut conn);
    assert_eq!(found, Ok(Some(tags)));
    let error = told(edge::t::table.select(edge::data).first::<Option<Json<i32>>>(&mut conn));
    assert!(error.contains("invalid JSON") && error.contains("expected i32"), "{error}");
}

#[test]
fn sensitive_values_are_stored_as_they_are_and_never_shown() {
    let mut conn = edges();
    let secret = Sensitive::new("hunter2".to_owned());
    let insert = diesel::insert_into(edge::t::table).values((edge::id.eq(1), edge::secret.eq(&secret)));
    let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&insert).to_string();
    assert!(shown.contains("***") && !shown.contains("hunter2"), "{shown}");
    insert.execute(&mut conn).unwrap();
    diesel::insert_into(edge::t::table)
        .values((edge::id.eq(2), edge::secret.eq(None::<Sensitive<String>>)))
        .execute(&mut conn)
        .unwrap();
    let plain = edge::t::table.order(edge::id).select(edge::secret).load::<Option<String>>(&mut conn);
    assert_eq!(plain, Ok(vec![Some("hunter2".into()), None]));
    let hidden = edge::t::table.order(edge::id).select(edge::secret).load::<Option<Sensitive<String>>>(&mut conn);
    assert_eq!(hidden, Ok(vec![Some(secret.clone()), None]));
    let query = edge::t::table.filter(edge::secret.eq(secret.clone())).filter(edge::secret.eq_any([secret.clone()]));
    let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&query).to_string();
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(query.count().get_result::<i64>(&mut conn), Ok(1));
    assert_eq!((secret.expose().as_str(), secret.clone().into_inner()), ("hunter2", "hunter2".to_owned()));
}

#[test]
fn errors_of_sensitive_values_do_not_quote_them() {
    let mut conn = edges();
    let amount = Sensitive::new(decimal("12345678901234.123456"));
    let error =
        diesel::insert_into(edge::t::table).values(edge::amount.eq(amount)).execute(&mut conn).unwrap_err().to_string();
    assert!(error.contains("sensitive") && !error.contains("1234"), "{error}");
    conn.batch_execute("INSERT INTO t (moment) VALUES ('hunter2')").unwrap();
    let error = told(edge::t::table.select(edge::moment).first::<Option<Sensitive<DateTime<Utc>>>>(&mut conn));
    assert!(error.contains("sensitive") && !error.contains("hunter2"), "{error}");
}

#[test]
fn sensitive_values_are_read_by_serde() {
    let secret: Sensitive<String> = serde_json::from_str("\"hunter2\"").unwrap();
    assert_eq!(secret.expose(), "hunter2");
}

/// An UPDATE that binds fields as generated code does for `#[model(json)]`.
#[derive(diesel::query_builder::QueryId)]
struct SetData {
    tags: Vec<String>,
    more: Option<std::collections::BTreeMap<String, i32>>,
}

impl diesel::query_builder::QueryFragment<diesel::sqlite::Sqlite> for SetData {
    fn walk_ast<'b>(
        &'b self,
        mut out: diesel::query_builder::AstPass<'_, 'b, diesel::sqlite::Sqlite>,
    ) -> QueryResult<()> {
        use model_runtime::__private as m;
        out.push_sql("INSERT INTO t (id, data) VALUES (1, ");
        m::Value::<m::AsJson, _>::bind(&self.tags, &mut out)?;
        out.push_sql("), (2, ");
        m::Value::<m::AsNullableJson, _>::bind(&self.more, &mut out)?;
        out.push_sql(")");
        Ok(())
    }
}
impl RunQueryDsl<SqliteConnection> for SetData {}

#[test]
fn fields_are_bound_as_json_without_a_wrapper() {
    for more in [None, Some([("a".to_owned(), 1)].into())] {
        let mut conn = edges();
        let expected = more.as_ref().map(|_| json!({"a": 1}));
        let insert = SetData { tags: vec!["x".into()], more };
        let shown = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&insert).to_string();
        assert!(shown.contains(r#"["x"]"#), "{shown}");
        insert.execute(&mut conn).unwrap();
        let found = edge::t::table.order(edge::id).select(edge::data).load::<Option<serde_json::Value>>(&mut conn);
        assert_eq!(found, Ok(vec![Some(json!(["x"])), expected]));
    }
}
