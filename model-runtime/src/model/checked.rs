//! Values that were checked, and values that were not, as plain Diesel takes them.

/// What an insert or update type is once it has been checked. Derived.
pub trait Shape {
    /// The values, as the statements take them.
    type Values;
}

macro_rules! wrapper { ($(#[$doc:meta])* $name:ident) => {
    $(#[$doc])*
    pub struct $name<T: Shape> {
        values: T::Values,
    }

    impl<T: Shape> $name<T> {
        pub(crate) const fn new(values: T::Values) -> Self {
            Self { values }
        }

        pub(crate) const fn values(&self) -> &T::Values {
            &self.values
        }
    }

    impl<T: Shape<Values: std::fmt::Debug>> std::fmt::Debug for $name<T> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.debug_tuple(stringify!($name)).field(&self.values).finish()
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

impl<T: Shape> Unchecked<T> {
    pub(crate) fn into_values(self) -> T::Values {
        self.values
    }
}
