//! What is read of whole databases: everything that was made by hand, by a few queries however much there is, and so that it makes the
//! same database again.
#![allow(missing_docs)]

mod compared;
mod count;
#[cfg(feature = "mysql")]
mod mysql;
mod options;
#[path = "../server/place.rs"]
mod place;
mod postgres;
mod real;
mod sqlite;

use diesel::connection::SimpleConnection;
use model_runtime::connection::{Blocking, Conn};
use model_runtime::schema::{Ddl, Define, Reflection, Table, script};

/// The tables and views of the current schema.
fn read<C: Conn<Raw = C> + Define + Blocking>(conn: &mut C) -> Vec<Table> {
    C::now(Reflection::new().views().read(conn)).unwrap()
}

/// The table of this name.
fn table<'t>(name: &str, tables: &'t [Table]) -> &'t Table {
    tables.iter().find(|table| table.name == name).unwrap_or_else(|| panic!("no table `{name}`"))
}

/// Makes what was read in an empty database, and compares what is read there.
fn round_trip<DB: Ddl, C: Conn<Raw = C> + Define + Blocking + SimpleConnection>(
    found: &[Table],
    wanted: Reflection,
    conn: &mut C,
) {
    // Through a file, where nothing of it is lost.
    let json = serde_json::to_string(found).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Table>>(&json).unwrap(), found);
    let sql = script::<DB>(found.to_vec());
    conn.batch_execute(&sql).unwrap_or_else(|error| panic!("{error}:\n{sql}"));
    let again = C::now(wanted.read(conn)).unwrap();
    let names = |tables: &[Table]| tables.iter().map(|table| table.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(found), names(&again));
    for (found, again) in found.iter().zip(&again) {
        assert_eq!(found, again);
    }
}
