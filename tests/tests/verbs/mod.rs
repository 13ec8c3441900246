//! What the verbs do, on any database.

mod batches;
mod change;
mod insert;
mod read;
mod refused;
mod save_many;
mod set_based;
mod statements;
mod upsert;
mod upsert_any;
