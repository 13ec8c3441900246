//! What `sql_type` and `db_type` name.

use std::collections::Bound;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::connection::SimpleConnection;
use diesel::data_types::PgInterval;
use diesel::sql_types as st;
use diesel::{PgNetExpressionMethods, PgRangeExpressionMethods};
use ipnetwork::IpNetwork;

use super::*;

type Range<T> = (Bound<T>, Bound<T>);

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "others", backends(postgres))]
pub struct Other {
    pub id: i64,
    #[model(sql_type = st::Inet)]
    pub address: IpNetwork,
    #[model(sql_type = st::Cidr)]
    pub network: Option<IpNetwork>,
    #[model(sql_type = st::MacAddr)]
    pub device: [u8; 6],
    #[model(sql_type = st::Interval)]
    pub lasts: PgInterval,
    #[model(sql_type = st::Interval)]
    pub waits: Option<TimeDelta>,
    #[model(sql_type = st::Oid)]
    pub object: u32,
    #[model(sql_type = st::Int4range)]
    pub ages: Range<i32>,
    #[model(sql_type = diesel::sql_types::Range<diesel::sql_types::Timestamptz>)]
    pub open: Option<Range<DateTime<Utc>>>,
    #[model(sql_type = st::Datemultirange)]
    pub days: Vec<Range<NaiveDate>>,
    #[model(sql_type = st::Timestamptz)]
    pub moment: DateTime<Utc>,
    #[model(sql_type = st::Uuid)]
    pub token: uuid::Uuid,
    #[model(sql_type = st::Bytea)]
    pub bytes: Vec<u8>,
    #[model(db_type = "NUMERIC(10, 2)")]
    pub price: bigdecimal::BigDecimal,
    #[model(db_type = "VARCHAR(20)")]
    pub short: String,
}

schema! { pub OfOthers: Other }

/// With types of an extension, which is in a schema of its own.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "names", backends(postgres))]
pub struct Name {
    pub id: i64,
    #[model(sql_type = st::Citext, unique)]
    pub name: String,
    #[model(db_type = "citext")]
    pub nick: Option<String>,
    #[model(sql_type = diesel::sql_types::Array<diesel::sql_types::Citext>)]
    pub others: Vec<String>,
}

schema! { pub OfNames: Name }

fn other() -> NewOther {
    let day = |day| NaiveDate::from_ymd_opt(2026, 1, day).unwrap();
    NewOther {
        address: "10.1.2.3/8".parse().unwrap(),
        network: "2001:db8::/32".parse().ok(),
        device: [1, 2, 3, 4, 5, 255],
        lasts: PgInterval::new(1, 2, 3),
        waits: None,
        object: u32::MAX,
        ages: (Bound::Included(18), Bound::Excluded(65)),
        open: Some((Bound::Included(DateTime::UNIX_EPOCH), Bound::Unbounded)),
        days: vec![(Bound::Included(day(1)), Bound::Excluded(day(5))), (Bound::Included(day(8)), Bound::Unbounded)],
        moment: DateTime::UNIX_EPOCH,
        token: uuid::Uuid::max(),
        bytes: vec![0, 1],
        price: "19.99".parse().unwrap(),
        short: "a".into(),
    }
}

#[test]
fn values_come_back_as_they_were() {
    let conn = &mut created::<OfOthers>();
    let row = other().insert(conn).unwrap();
    assert_eq!(Other::find(row.id, conn).unwrap(), row);
    let mut changed = row;
    (changed.network, changed.open, changed.waits) = (None, None, Some(TimeDelta::milliseconds(-1500)));
    changed.save(conn).unwrap();
    let patch = OtherPatch {
        ages: Set((Bound::Unbounded, Bound::Excluded(3))),
        price: Set("0.5".parse().unwrap()),
        ..Default::default()
    };
    changed.patch(patch, conn).unwrap();
    assert_eq!(Other::find(changed.id, conn).unwrap(), changed);
    assert_eq!(changed.waits, Some(TimeDelta::milliseconds(-1500)));
    let rows = Other::insert_many((0..20).map(|i| NewOther { object: i, ..other() }), conn).unwrap();
    assert_eq!(Other::find_many(rows.iter().map(|row| row.id).collect::<Vec<_>>(), conn).unwrap(), rows);
}

#[test]
fn values_stand_in_conditions_of_diesel() {
    let conn = &mut created::<OfOthers>();
    let row = other().insert(conn).unwrap();
    let count = |query: Vec<Other>| query.len();
    let query = Other::query;
    let net: IpNetwork = "10.0.0.0/7".parse().unwrap();
    assert_eq!(count(query().filter(others::address.is_contained_by(net)).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::network.eq(row.network)).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::ages.contains(18)).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::ages.contains(65)).all(conn).unwrap()), 0);
    assert_eq!(count(query().filter(others::lasts.eq(PgInterval::new(1, 2, 3))).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::moment.eq(row.moment)).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::token.eq(row.token)).all(conn).unwrap()), 1);
    assert_eq!(count(query().filter(others::price.gt(val(bigdecimal::BigDecimal::from(19)))).all(conn).unwrap()), 1);
}

#[test]
fn the_columns_have_the_servers_types() {
    let conn = &mut created::<OfOthers>();
    let named = |name: &str| format!("Named({name:?})");
    let expected = [
        "bigint",
        "inet",
        "cidr",
        "macaddr",
        "interval",
        "interval",
        "oid",
        "int4range",
        "tstzrange",
        "datemultirange",
        "timestamp with time zone",
        "uuid",
        "bytea",
        "numeric(10,2)",
        "character varying(20)",
    ];
    assert_eq!(types("others", conn), expected.map(named));
}

#[test]
fn texts_without_case() {
    let conn = &mut empty();
    // The extension is the whole database's: another run of the tests may create it at the same time.
    let sql = "BEGIN; SELECT pg_advisory_xact_lock(1); CREATE EXTENSION IF NOT EXISTS citext SCHEMA public; COMMIT; \
               SET search_path = pg_temp, public";
    conn.batch_execute(sql).unwrap();
    OfNames::create_all(conn).unwrap();
    assert_eq!(OfNames::create_all(conn).unwrap().unchanged, ["names"]);
    let new = |name: &str| NewName { name: name.into(), nick: Some("Nick".into()), others: vec!["A".into()] };
    let row = new("Ann").insert(conn).unwrap();
    assert_eq!(Name::find(row.id, conn).unwrap(), row);
    assert_eq!(Name::query().filter(names::name.eq("ANN")).one(conn).unwrap(), row);
    assert_eq!(Name::query().filter(names::others.eq(vec!["a"])).one(conn).unwrap(), row);
    assert!(new("ann").insert(conn).unwrap_err().violates(NameConstraint::NameUnique));
    // Diesel says that the value is `text`, and the server compares as texts.
    assert_eq!(Name::query().filter(names::nick.eq("NICK")).count(conn).unwrap(), 0);
    assert_eq!(types("names", conn), ["bigint", "citext", "citext", "citext[]"].map(|name| format!("Named({name:?})")));
    let mut changed = row;
    changed.patch(NamePatch { nick: Set(None), ..Default::default() }, conn).unwrap();
    assert_eq!(Name::find(changed.id, conn).unwrap(), changed);
}
