//! INSERT, UPDATE, DELETE and SELECT by key as Diesel query fragments, generic over model and backend.
//!
//! The derive supplies names and [`Columns`](crate::model::Columns); the SQL is made here, once. Diesel caches prepared
//! statements by their text (or by a static id, where the text is the same for a whole model), so rows are sent as
//! arrays, or listed in chunks of a bounded set of sizes: see `chunk`.

pub(crate) mod chunk;
mod delete;
mod given;
mod insert;
mod made;
mod orphan;
mod select;
pub(crate) mod sql;
mod update;
mod update_rows;
mod values;
mod wrap;

pub use delete::{DeleteKeys, DeleteRow, DeleteRows, DeleteWhere};
pub use given::Arrays;
pub use insert::{Conflict, Insert, InsertRow, Returning, Source};
pub(crate) use made::makes_only_keys;
pub use made::{FirstAndStep, Made};
pub use orphan::{Child, Orphan, Parents, Written};
pub use select::{SelectKey, SelectKeys, SelectLike, SelectRows};
pub(crate) use sql::told_by;
pub use update::{PatchKey, PatchWhere, UpdateLike, UpdateMoved, UpdateRow};
pub(crate) use update::{PatchTarget, by_trigger, is_read_back, patched_columns, returns_row, saved_columns};
pub use update_rows::UpdateRows;
pub(crate) use update_rows::given_to_update;
pub use values::{Changes, Values};
pub(crate) use values::{given_columns, whole_columns};
pub use wrap::{Chunk, Count, Exists};
