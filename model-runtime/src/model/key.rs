//! Primary keys.

use std::fmt::Debug;
use std::hash::Hash;

use super::{Fk, Model};

/// What a primary key has to be: comparable, hashable, printable. A composite key is a tuple.
///
/// ```
/// fn is_key<K: model_runtime::Key>() {}
/// is_key::<i64>();
/// is_key::<(i64, String)>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a primary key",
    label = "a key must be `Clone + Ord + Hash + Debug + Send + Sync + 'static`",
    note = "use an integer, a `Uuid`, a `String`, or a newtype that derives `Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug`"
)]
pub trait Key: Clone + Ord + Hash + Debug + Send + Sync + 'static {}
#[diagnostic::do_not_recommend]
impl<K: Clone + Ord + Hash + Debug + Send + Sync + 'static> Key for K {}

/// An integer key that the database makes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key the database can make",
    label = "the database makes integers only",
    note = "use `i32` or `i64`, a newtype of one, or mark the field `#[model(assigned)]` and give the key yourself"
)]
pub trait GeneratedKey {}

macro_rules! generated_key { ($($int:ty),*) => { $(
    #[diagnostic::do_not_recommend]
    impl GeneratedKey for $int {}
)* } }
generated_key!(i16, i32, i64, u16, u32, u64);

/// A key made in Rust when the row is checked, if none was given.
pub trait ClientKey: Key {
    /// A new key.
    fn generate() -> Self;
}

#[cfg(feature = "uuid")]
impl ClientKey for uuid::Uuid {
    /// A version 7 UUID: keys made later sort after those made before.
    fn generate() -> Self {
        uuid::Uuid::now_v7()
    }
}

/// What can stand for the parent `P`, whose key is a `K`, where a key to it is expected: its key, or `&P`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key of `{P}`",
    label = "expected the key of a `{P}`, or a reference to one"
)]
pub trait IntoFk<P, K = <P as Model>::Key> {
    /// The key.
    fn into_fk(self) -> Fk<P, K>;
}

impl<P, K> IntoFk<P, K> for Fk<P, K> {
    fn into_fk(self) -> Self {
        self
    }
}

impl<P: Model> IntoFk<P, P::Key> for &P {
    fn into_fk(self) -> Fk<P, P::Key> {
        self.into()
    }
}

macro_rules! key_into_fk { ($($key:ty),*) => { $(
    impl<P> From<$key> for Fk<P, $key> {
        fn from(key: $key) -> Self {
            Self::key(key)
        }
    }

    impl<P> IntoFk<P, $key> for $key {
        fn into_fk(self) -> Fk<P, $key> {
            Fk::key(self)
        }
    }
)* } }
key_into_fk!(i16, i32, i64, u16, u32, u64, String);
#[cfg(feature = "uuid")]
key_into_fk!(uuid::Uuid);

impl<P> From<&str> for Fk<P, String> {
    fn from(key: &str) -> Self {
        Self::key(key.to_owned())
    }
}

impl<P> IntoFk<P, String> for &str {
    fn into_fk(self) -> Fk<P, String> {
        self.into()
    }
}

/// A nullable key to a parent, as a builder takes it: anything that stands for the parent, or an `Option` of it.
pub trait IntoOptionalFk<P, K = <P as Model>::Key> {
    /// The key, if there is one.
    fn into_optional_fk(self) -> Option<Fk<P, K>>;
}

impl<P, K, T: IntoFk<P, K>> IntoOptionalFk<P, K> for T {
    fn into_optional_fk(self) -> Option<Fk<P, K>> {
        Some(self.into_fk())
    }
}
