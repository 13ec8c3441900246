//! What tables of PostgreSQL have beyond those of others: exclusion constraints, collations, parameters, counted columns beside the key.

use model_runtime::assert_no_drift;
use model_runtime::prelude::*;
use model_runtime::schema::Part;

use crate::db::empty;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "w_bookings",
    backends(postgres),
    options = "WITH (fillfactor = 70)",
    exclude(name = "ex_w_bookings_room", sql = "USING gist (int4range(first, last) WITH &&) WHERE (room = 'blue')")
)]
pub struct Booking {
    #[model(id, default_sql = "gen_random_uuid()")]
    pub id: uuid::Uuid,
    #[model(collation = "\"C\"", unique)]
    pub room: String,
    pub first: i32,
    pub last: i32,
    #[model(read_only, autoincrement)]
    pub number: i64,
    #[model(default_sql = "nextval('w_lots')")]
    pub lot: i64,
}
schema! { pub Bookings: Booking }

fn booking(first: i32, last: i32) -> NewBooking {
    NewBooking { id: Auto, room: format!("{first}"), first, last, lot: Auto }
}

#[test]
fn the_table_is_as_the_model_says() {
    let conn = &mut empty();
    Bookings::create_all(conn).unwrap();
    assert_no_drift!(conn, Bookings);
    let first = booking(1, 5).insert(conn).unwrap();
    let second = booking(2, 3).insert(conn).unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!((first.lot, second.lot), (1, 2));

    let blue = |first| NewBooking { room: "blue".to_owned(), ..booking(first, 9) };
    blue(1).insert(conn).unwrap();
    diesel::sql_query("ALTER TABLE w_bookings DROP CONSTRAINT uq_w_bookings_room").run(conn).unwrap();
    let refused = blue(4).insert(conn).unwrap_err();
    assert!(refused.violates(BookingConstraint::RoomExclusion), "{refused}");

    diesel::sql_query("INSERT INTO w_bookings (room, first, last) VALUES ('red', 1, 2)").run(conn).unwrap();
    assert_eq!(Booking::query().filter(w_bookings::room.eq("red")).one(conn).unwrap().number, 5);
}

#[test]
fn what_is_not_there_is_told() {
    let conn = &mut empty();
    Bookings::create_all(conn).unwrap();
    let change = "ALTER TABLE w_bookings DROP CONSTRAINT ex_w_bookings_room, ALTER room TYPE TEXT COLLATE \"POSIX\", \
                  ALTER number DROP IDENTITY, ALTER id DROP DEFAULT";
    diesel::sql_query(change).run(conn).unwrap();
    let parts: Vec<Part> = Bookings::drift(conn).unwrap().into_iter().map(|difference| difference.part).collect();
    let expected = [
        Part::Default("id".to_owned()),
        Part::Collation("room".to_owned()),
        Part::Identity("number".to_owned()),
        Part::Exclusion("ex_w_bookings_room".to_owned()),
    ];
    assert_eq!(parts, expected);
}
