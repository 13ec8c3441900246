//! How attributes are spelled: `#[model(..)]` as settings with their tokens.

mod settings;
mod value;

pub(crate) use settings::{Setting, Settings};
