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

/// What plain Diesel asks of an insert type that it is handed as it is: nothing is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not checked",
    label = "plain Diesel takes checked values only",
    note = "write `values(&new.check()?)`, or `values(&new.unchecked())` to insert without validation"
)]
pub trait InsertableAsItIs {
    /// What Diesel would be given: an unknown type, about which the compiler has nothing more to say.
    type Values;

    /// It is never given.
    fn never() -> Self::Values;
}

/// What plain Diesel asks of an update type that it is handed as it is: nothing is.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not checked",
    label = "plain Diesel takes checked values only",
    note = "write `set(&patch.check()?)`, or `set(&patch.unchecked())` to update without validation"
)]
pub trait ChangesAsItIs {
    /// What Diesel would be given: an unknown type, about which the compiler has nothing more to say.
    type Values;

    /// It is never given.
    fn never() -> Self::Values;
}

/// Impls of Diesel's traits that never hold: they are there for what the compiler says of the bound.
#[doc(hidden)]
#[macro_export]
macro_rules! __not_as_it_is {
    ($table:ident, $new:ident, $patch:ident) => {
        $crate::__not_as_it_is!(Insertable $table, $new: $new);
        $crate::__not_as_it_is!(Insertable $table, $new: &$new);
        impl $crate::__private::UndecoratedInsertRecord<$table::table> for $new {}
        $crate::__not_as_it_is!(AsChangeset $table, $patch: $patch);
        $crate::__not_as_it_is!(AsChangeset $table, $patch: &$patch);
    };
    (Insertable $table:ident, $new:ident: $values:ty) => {
        impl $crate::__private::Insertable<$table::table> for $values
        where
            for<'never> $new: $crate::__private::InsertableAsItIs,
        {
            type Values = <$new as $crate::__private::InsertableAsItIs>::Values;
            fn values(self) -> Self::Values {
                <$new as $crate::__private::InsertableAsItIs>::never()
            }
        }
    };
    (AsChangeset $table:ident, $patch:ident: $changes:ty) => {
        impl $crate::__private::AsChangeset for $changes
        where
            for<'never> $patch: $crate::__private::ChangesAsItIs,
        {
            type Target = $table::table;
            type Changeset = <$patch as $crate::__private::ChangesAsItIs>::Values;
            fn as_changeset(self) -> Self::Changeset {
                <$patch as $crate::__private::ChangesAsItIs>::never()
            }
        }
    };
}
