//! How much memory a session takes for its rows. The only test of this program, so that nothing else allocates meanwhile.
#![allow(missing_docs, unreachable_pub)]

use model_runtime::prelude::*;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATED: PeakAlloc = PeakAlloc;

/// A row without anything outside of it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "points")]
pub struct Point {
    pub id: i64,
    pub x: i64,
    pub y: i64,
    pub z: i64,
}

schema! { pub Points: Point }

const ROWS: usize = 100_000;

/// Bytes that a row may take beside itself.
const BESIDE: usize = 48;

#[test]
fn a_row_takes_little_more_than_itself() {
    let db = Database::connect("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    Points::create_all(&mut conn).unwrap();
    let points = (0..ROWS).map(|i| i64::try_from(i).unwrap()).map(|i| NewPoint { x: i, y: i, z: i });
    Point::insert_many(points.collect::<Vec<_>>(), &mut conn).unwrap();
    // What the connection keeps of a query is there before.
    drop(Point::all(&mut conn).unwrap());

    let mut session = model_runtime::Session::new(&mut conn);
    let before = ALLOCATED.current_usage();
    let first = session.all(Point::query().order(points::id)).unwrap()[0];
    let taken = (ALLOCATED.current_usage() - before) / ROWS;
    let row = size_of::<Point>();
    assert!(taken <= row + BESIDE, "{taken} bytes for a row of {row}");

    // A row that is changed takes more, until that is committed.
    session[first].x += 1;
    session.commit().unwrap();
    let taken = (ALLOCATED.current_usage() - before) / ROWS;
    assert!(taken <= row + BESIDE, "{taken} bytes for a row of {row}");
    println!("{taken} bytes for a row of {row}");
}
