//! A key to another model, as it stands in a `NewX`.

use std::fmt;

use super::Model;

/// The key of a parent row in a `NewX`, made from a key or from a `&Parent`.
///
/// Its default, [`Fk::Parent`], says that the parent is inserted together with this row; if nothing has filled it by the time
/// the row is checked, that is a validation error and no SQL is sent.
///
/// `Fk<User>` is made by `user_id.into()` where `user_id` is a `User`'s key, by `(&user).into()`, or by [`Fk::key`].
pub struct Fk<P: Model>(Option<P::Key>);

impl<P: Model> Fk<P> {
    /// The key of a parent that is inserted together with this row.
    #[allow(non_upper_case_globals)]
    pub const Parent: Self = Self(None);

    /// The key of a row that exists.
    pub const fn key(key: P::Key) -> Self {
        Self(Some(key))
    }

    /// The key, if it is known.
    pub const fn as_key(&self) -> Option<&P::Key> {
        self.0.as_ref()
    }

    /// The key, if it is known.
    pub fn into_key(self) -> Option<P::Key> {
        self.0
    }
}

/// The key of a nullable column: `None` if there is a parent and its key is not known.
#[doc(hidden)]
#[allow(clippy::option_option)]
pub fn optional_key<P: Model>(key: Option<Fk<P>>) -> Option<Option<P::Key>> {
    match key {
        None => Some(None),
        Some(key) => key.into_key().map(Some),
    }
}

impl<P: Model> Default for Fk<P> {
    fn default() -> Self {
        Self::Parent
    }
}

impl<P: Model> Clone for Fk<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P: Model> PartialEq for Fk<P> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<P: Model> Eq for Fk<P> {}

impl<P: Model> fmt::Debug for Fk<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            None => f.write_str("Parent"),
            Some(key) => f.debug_tuple("Key").field(key).finish(),
        }
    }
}

impl<P: Model> From<&P> for Fk<P> {
    fn from(parent: &P) -> Self {
        Self::key(parent.key())
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::{Fk, Model};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl<'de, P: Model<Key: Deserialize<'de>>> Deserialize<'de> for Fk<P> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            P::Key::deserialize(deserializer).map(Self::key)
        }
    }

    /// A key that is not known yet has no representation: it serialises as null.
    impl<P: Model<Key: Serialize>> Serialize for Fk<P> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.as_key().serialize(serializer)
        }
    }
}
