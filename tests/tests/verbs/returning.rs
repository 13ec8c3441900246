//! Models in plain Diesel, on databases whose writes give rows back.

use crate::db::connect;
use model_runtime::prelude::*;
use tests::models::*;

#[test]
fn written_rows_are_returned() {
    let conn = &mut connect();

    let inserted: User = diesel::insert_into(users::table)
        .values(&NewUser::named("a").check().unwrap())
        .returning(users::all_columns)
        .get_result(conn)
        .unwrap();
    let selected = diesel::insert_into(users::table)
        .values(&NewUser::named("b").unchecked())
        .returning(User::as_returning())
        .get_result(conn)
        .unwrap();
    let patch = UserPatch { name: Set("c".into()), ..Default::default() }.check().unwrap();
    let changed: User = diesel::update(users::table.find(inserted.id)).set(&patch).get_result(conn).unwrap();
    let deleted: User = diesel::delete(&changed).get_result(conn).unwrap();

    assert_eq!((inserted.id, selected.id, changed.id, deleted.id), (1, 2, 1, 1));
    assert_eq!((inserted.name.as_str(), deleted.name.as_str()), ("a", "c"));
}

#[test]
fn defaults_are_returned() {
    let conn = &mut connect();

    let ticket: Ticket =
        diesel::insert_into(tickets::table).values(&NewTicket::of("t").check().unwrap()).get_result(conn).unwrap();
    let marker: Marker =
        diesel::insert_into(markers::table).values(&NewMarker {}.check().unwrap()).get_result(conn).unwrap();

    assert_eq!((ticket.state.as_str(), ticket.priority, marker.id), ("open", 3, 1));
}
