//! What a mistake in a model, or in the use of one, is told: every case of `ui/` with the compiler's words recorded beside it.
//!
//! The words are those of the toolchain this repository pins; `TRYBUILD=overwrite` records them anew.

#[test]
fn mistakes_are_told_where_they_are() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
