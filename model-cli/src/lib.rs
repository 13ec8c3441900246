//! What is done to models and databases from the command line, as a library.

pub mod rust;
