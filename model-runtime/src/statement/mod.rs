//! INSERT, UPDATE, DELETE and SELECT by key as Diesel query fragments, generic over model and backend.
//!
//! The derive supplies names and [`Columns`](crate::model::Columns); the SQL is made here, once. Diesel caches prepared
//! statements by their text (or by a static id, where the text is the same for a whole model), so rows are sent in
//! chunks of a bounded set of sizes: see `chunk`.

pub(crate) mod chunk;
mod delete;
mod insert;
mod made;
mod orphan;
mod select;
mod sql;
mod update;
mod values;
mod wrap;

pub use delete::{DeleteKeys, DeleteRow, DeleteWhere};
pub use insert::{Conflict, Insert, Returning, Source};
pub use made::Made;
pub(crate) use made::makes_only_keys;
pub use orphan::{Child, Orphan, Parents, Written};
pub use select::{SelectKey, SelectKeys, SelectLike};
pub use update::{PatchKey, PatchWhere, UpdateLike, UpdateRow};
pub(crate) use update::{PatchTarget, by_trigger, is_read_back, patched_columns, returns_row, saved_columns};
pub(crate) use values::given_columns;
pub use values::{Changes, Values};
pub use wrap::{Chunk, Count, Exists};
