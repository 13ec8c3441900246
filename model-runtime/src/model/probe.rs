//! Whether a type has a trait, as a const: how generated code lets one mistake be one error.
//!
//! A field whose type has no SQL type would fail wherever the table is used. Generated code asks first, and goes on with a
//! stand-in if the answer is no; the one obligation that says what is wrong stands at the field.

use std::marker::PhantomData;

use super::Model;

/// Asks about a type that has no parameters: `Probe::<T>::IS_MODEL` is the const of the first impl whose bound holds, and that of
/// [`Otherwise`] if none does.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Model> Probe<T> {
    /// The type is a model.
    pub const IS_MODEL: bool = true;
}

/// The answers for a type of which nothing else is known.
pub trait Otherwise {
    /// Not a model.
    const IS_MODEL: bool = false;
}
impl<T: ?Sized> Otherwise for Probe<T> {}

/// The type of a foreign key to a parent, by whether that is a model; if not, `K` will do.
pub trait KeyIn<const IS_MODEL: bool, K> {
    /// The type.
    type Key;
}

impl<P: Model, K> KeyIn<true, K> for P {
    type Key = P::Key;
}

impl<P: ?Sized, K> KeyIn<false, K> for P {
    type Key = K;
}

/// A type that is `K`, the key of `P`.
#[diagnostic::on_unimplemented(
    message = "the key of `{P}` is `{K}`, and this field is `{Self}`",
    label = "not the type of the key of `{P}`",
    note = "give the field the type `{K}`, or `Option` of it where there may be no `{P}`"
)]
pub trait KeyOf<P, K> {}
impl<P, K> KeyOf<P, K> for K {}

/// Says nothing more than that `T` is the key of `P`.
#[doc(hidden)]
pub const fn is_key<T: KeyOf<P, K>, P, K>() {}
