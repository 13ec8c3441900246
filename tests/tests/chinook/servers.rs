//! The same database on servers: as its own script for that server makes it, and as the models copy it there from SQLite.

use diesel::connection::SimpleConnection;
use model_runtime::connection::{Blocking, Conn};
use model_runtime::prelude::*;
use model_runtime::query::{All, Inspect, Run};
use model_runtime::schema::{ColumnType, Ddl, Table, Type, create_tables, reflect};
use model_runtime::{Model, Persist};

use crate::models::*;
use crate::{COUNTS, chinook, script};

/// Creates the tables of the models, the types that they give by name spelled as the database does.
fn create<DB: Ddl>(names: &[(&str, &str)], conn: &mut impl SimpleConnection) {
    let mut tables: Vec<Table> = Chinook::TABLES.iter().map(|schema| Table::of::<DB>(schema)).collect();
    for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
        if let Type::Named(name) = &mut column.ty {
            for (from, to) in names {
                *name = name.replace(from, to);
            }
        }
    }
    for statement in create_tables::<DB>(&tables) {
        conn.batch_execute(&statement).unwrap_or_else(|error| panic!("{error}: {statement}"));
    }
}

/// The rows of a table, by their keys.
fn rows<M, C>(conn: &mut C) -> Vec<M>
where
    C: Conn<Raw = C> + Blocking,
    M: Model + Persist<C>,
    M::Table: diesel::query_dsl::methods::SelectDsl<M::Columns>,
    All<M>: Run<C, M>,
{
    let mut rows = C::now(M::all(conn)).unwrap();
    rows.sort_by_key(Model::key);
    rows
}

/// Tests on one server; `$names` are the names of types, `$load` runs the script of the server.
macro_rules! server {
    ($server:ident, $Backend:ty, $names:expr, $load:expr) => {
        mod $server {
            use super::*;
            use tests::db::$server::{Connection, answering};

            /// Reads a table on both sides, after writing it to one where `copies`; its name and how many rows there are.
            fn compare<M>(copies: bool, from: &mut SqliteConnection, to: &mut Connection) -> (&'static str, i64)
            where
                M: Model + Persist<SqliteConnection> + Persist<Connection> + Clone + PartialEq + std::fmt::Debug,
                M::Table: diesel::query_dsl::methods::SelectDsl<M::Columns>,
                All<M>: Run<SqliteConnection, M>
                    + Inspect<SqliteConnection, M>
                    + Run<Connection, M>
                    + Inspect<Connection, M>,
            {
                let expected = rows::<M, _>(from);
                if copies {
                    assert_eq!(M::insert_rows(expected.clone(), to).unwrap(), expected, "{}", M::NAME);
                }
                assert!(rows::<M, _>(to) == expected, "{} differs", M::NAME);
                (M::SCHEMA.name, M::count(to).unwrap())
            }

            fn compare_all(copies: bool, from: &mut SqliteConnection, to: &mut Connection) {
                let mut counts = [
                    compare::<Artist>(copies, from, to),
                    compare::<Album>(copies, from, to),
                    compare::<Genre>(copies, from, to),
                    compare::<MediaType>(copies, from, to),
                    compare::<Track>(copies, from, to),
                    compare::<Playlist>(copies, from, to),
                    compare::<PlaylistTrack>(copies, from, to),
                    compare::<Employee>(copies, from, to),
                    compare::<Customer>(copies, from, to),
                    compare::<Invoice>(copies, from, to),
                    compare::<InvoiceLine>(copies, from, to),
                ];
                counts.sort_unstable();
                assert_eq!(counts, COUNTS);
            }

            #[test]
            fn every_row_survives_the_way_to_another_database() {
                let (Some(db), Some(mut to)) = (chinook(), answering()) else { return };
                let (from, to) = (&mut *db.get().unwrap(), &mut to);
                create::<$Backend>(&$names, to);
                compare_all(true, from, to);
                assert_eq!(reflect(to).unwrap().len(), 11);

                // Keys go on after those that were copied.
                let artist = Artist::builder().name("A new one").insert(to).unwrap();
                assert_eq!(artist.id, 276);
                let error = Artist::find(1, to).unwrap().delete(to).unwrap_err();
                assert!(error.is_foreign_key_violation(), "{error}");
                let long = || Track::query().filter(tracks::milliseconds.gt(1_000_000)).order(tracks::id);
                assert_eq!(long().all(to).unwrap(), long().all(from).unwrap());
            }

            #[test]
            fn its_own_script_makes_the_rows_that_the_models_read() {
                let (Some(db), Some(mut to)) = (chinook(), answering()) else { return };
                $load(&mut to);
                compare_all(false, &mut db.get().unwrap(), &mut to);
            }
        }
    };
}

server!(postgres, diesel::pg::Pg, [("NVARCHAR", "VARCHAR"), ("DATETIME", "TIMESTAMP")], |conn: &mut Connection| {
    conn.batch_execute(&script("pg.sql")).unwrap();
    // `N'..'` is a `character` here, which has no spaces at its end; the other scripts keep this one.
    let space = "UPDATE customer SET city = 'Edinburgh ' WHERE customer_id = 54; \
                 UPDATE invoice SET billing_city = 'Edinburgh ' WHERE customer_id = 54";
    conn.batch_execute(space).unwrap();
    // The script has names of its own, and narrower keys.
    for table in Chinook::TABLES {
        let old = snake(table.name);
        for column in table.columns {
            let name = snake(column.name);
            let (from, to) = (if name == old { &*old } else { &*name }, column.name);
            conn.batch_execute(&format!("ALTER TABLE {old} RENAME COLUMN {from} TO \"{to}\"")).unwrap();
            if column.ty == ColumnType::BigInt {
                conn.batch_execute(&format!("ALTER TABLE {old} ALTER COLUMN \"{to}\" TYPE BIGINT")).unwrap();
            }
        }
        conn.batch_execute(&format!("ALTER TABLE {old} RENAME TO \"{}\"", table.name)).unwrap();
    }
});

#[cfg(feature = "mysql")]
server!(mysql, diesel::mysql::Mysql, [], |conn: &mut Connection| {
    conn.batch_execute(&script("mysql.sql")).unwrap();
});

/// `InvoiceLine` as `invoice_line`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}
