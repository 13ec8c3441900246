//! Models that compile without a word from the compiler or clippy, however odd their names and places.
#![deny(missing_docs, warnings)]
#![deny(clippy::pedantic)]

mod pass {
    mod names;
    mod places;
    mod serde_types;
    mod shadows;
}
