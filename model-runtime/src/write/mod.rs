//! The verbs: what a model can do on a connection.

pub(crate) mod engine;
mod key_target;
mod persist;
mod verbs;

pub use key_target::{AnyUnique, UniqueKey, any_unique};
pub(crate) use persist::Write;
pub use persist::{Find, Persist, Writable};
pub use verbs::{NewVerbs, Verbs};
