//! The verbs: what a model can do on a connection.

mod key_target;
mod persist;
pub(crate) mod sync;
mod verbs;

pub use key_target::UniqueKey;
pub use persist::Persist;
pub use verbs::{NewVerbs, Verbs};
