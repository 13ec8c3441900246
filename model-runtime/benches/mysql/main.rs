//! Models against the same work in hand-written Diesel, on MariaDB or MySQL: `cargo bench -p model-runtime --no-default-features
//! --features mysql --bench mysql`, and what `measure` takes after `--`. Ratios are to Diesel's column.
//!
//! The server is that of `MODEL_TEST_MYSQL_URL`, or the usual local one. Instructions are those of this program alone.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic)]

#[path = "../shared/cases.rs"]
mod cases;
mod db;
#[path = "../shared/measure.rs"]
mod measure;
#[path = "../shared/models.rs"]
mod models;

fn main() {
    measure::run(&cases::all());
    db::clean_up();
}
