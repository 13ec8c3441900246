//! Whether a type has a trait, as a const: how generated code lets one mistake be one error.
//!
//! A field whose type has no SQL type would fail wherever the table is used. Generated code asks first, and goes on with a
//! stand-in if the answer is no; the one obligation that says what is wrong stands at the field.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use super::{Key, Model};

/// Asks about a type that has no parameters: `Probe::<T>::IS_MODEL` is the const of the first impl whose bound holds, and that of
/// [`Otherwise`] if none does.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Model> Probe<T> {
    /// The type is a model.
    pub const IS_MODEL: bool = true;
}

impl<T: Key> Probe<T> {
    /// The type can be a key.
    pub const IS_KEY: bool = true;
}

/// The answers for a type of which nothing else is known.
pub trait Otherwise {
    /// Not a model.
    const IS_MODEL: bool = false;
    /// Not a key.
    const IS_KEY: bool = false;
}
impl<T: ?Sized> Otherwise for Probe<T> {}

/// What a field of a type of the user's is in the key of its model, by whether that type can be a key.
pub trait KeyPart<const IS_KEY: bool> {
    /// The type itself, or a stand-in.
    type Key: Key;

    /// The key of a value.
    fn key(&self) -> Self::Key;
}

impl<T: Key> KeyPart<true> for T {
    type Key = T;

    fn key(&self) -> T {
        self.clone()
    }
}

impl<T: 'static> KeyPart<false> for T {
    type Key = NoKey<T>;

    fn key(&self) -> NoKey<T> {
        NoKey(PhantomData)
    }
}

/// Stands in the place of a key that cannot be one.
pub struct NoKey<T>(PhantomData<fn() -> T>);

impl<T> Clone for NoKey<T> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<T> PartialEq for NoKey<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for NoKey<T> {}

impl<T> PartialOrd for NoKey<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for NoKey<T> {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl<T> Hash for NoKey<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> fmt::Debug for NoKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoKey")
    }
}

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
impl<P, K> KeyOf<P, NoKey<K>> for K {}

/// Says nothing more than that `T` is the key of `P`.
#[doc(hidden)]
pub const fn is_key<T: KeyOf<P, K>, P, K>() {}
