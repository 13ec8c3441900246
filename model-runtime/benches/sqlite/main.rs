//! Models against the same work in hand-written Diesel and in rusqlite, on SQLite in memory: `cargo bench -p model-runtime
//! --bench sqlite`, and what `measure` takes after `--`. Ratios are to Diesel's column.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic)]

#[path = "../shared/cases.rs"]
mod cases;
mod db;
#[path = "../shared/measure.rs"]
mod measure;
#[path = "../shared/models.rs"]
mod models;
mod plain;

fn main() {
    measure::run(&cases::all());
}
