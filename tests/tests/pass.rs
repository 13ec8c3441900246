//! Models that compile without a word from the compiler or clippy, however odd their names and places.
#![deny(missing_docs, warnings)]
#![deny(clippy::pedantic)]
// What the models here are like is the point; these say something of the models, not of what is generated for them.
#![allow(clippy::struct_excessive_bools, clippy::items_after_statements)]

mod pass {
    mod databases;
    mod existing;
    mod names;
    mod own_types;
    mod places;
    mod serde_types;
    mod shadows;
}
