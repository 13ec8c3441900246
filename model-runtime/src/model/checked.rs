//! Values that were checked, and values that were not, as plain Diesel takes them.

use super::ColumnSet;

macro_rules! wrapper { ($(#[$doc:meta])* $name:ident) => {
    $(#[$doc])*
    #[derive(Debug, Clone, PartialEq)]
    pub struct $name<T> {
        value: T,
        filled: ColumnSet,
    }

    impl<T> $name<T> {
        pub(crate) const fn new(value: T, filled: ColumnSet) -> Self {
            Self { value, filled }
        }

        /// The values.
        pub const fn get(&self) -> &T {
            &self.value
        }

        /// The values, to be changed and checked again.
        pub fn into_inner(self) -> T {
            self.value
        }

        /// The columns that got their Rust default because none was given.
        pub(crate) const fn filled(&self) -> ColumnSet {
            self.filled
        }
    }
} }

wrapper! {
    /// A `NewX` or `XPatch` that passed its checks; Diesel's `values` and `set` take it by reference.
    ///
    /// Made by [`check`](crate::NewRow::check), and only by it.
    Checked
}
wrapper! {
    /// A `NewX` or `XPatch` that was not checked; Diesel's `values` and `set` take it by reference.
    ///
    /// Made by [`unchecked`](crate::NewRow::unchecked): the one visible way past validation.
    Unchecked
}

impl<T> Unchecked<T> {
    /// Takes the values for checked ones, on the caller's word.
    pub(crate) fn into_checked(self) -> Checked<T> {
        Checked::new(self.value, self.filled)
    }
}
