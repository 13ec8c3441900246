//! A key to another model, as it stands in a `NewX`.

use std::fmt;

use super::Model;

/// The key of a parent row in a `NewX`, made from a key or from a `&Parent`.
///
/// Its default, [`Parent`](Fk::Parent), says that the parent is inserted together with this row; if nothing has filled
/// it by the time the row is checked, that is a validation error and no SQL is sent.
///
/// `Fk<User>` is made by `user_id.into()` where `user_id` is a `User`'s key, or by `(&user).into()`.
#[non_exhaustive]
pub enum Fk<P: Model> {
    /// Filled in by the insert of the parent.
    Parent,
    /// The key of a row that exists.
    Key(P::Key),
}

impl<P: Model> Fk<P> {
    /// The key, if it is known: the name that [`Assign`](super::Assign) has for it too.
    #[doc(hidden)]
    pub const fn as_option(&self) -> Option<&P::Key> {
        self.as_key()
    }

    /// The key, if it is known.
    pub const fn as_key(&self) -> Option<&P::Key> {
        match self {
            Self::Parent => None,
            Self::Key(key) => Some(key),
        }
    }

    /// The key, if it is known.
    pub fn into_key(self) -> Option<P::Key> {
        match self {
            Self::Parent => None,
            Self::Key(key) => Some(key),
        }
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
        match self {
            Self::Parent => Self::Parent,
            Self::Key(key) => Self::Key(key.clone()),
        }
    }
}

impl<P: Model> PartialEq for Fk<P> {
    fn eq(&self, other: &Self) -> bool {
        self.as_key() == other.as_key()
    }
}

impl<P: Model> Eq for Fk<P> {}

impl<P: Model> fmt::Debug for Fk<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parent => f.write_str("Parent"),
            Self::Key(key) => f.debug_tuple("Key").field(key).finish(),
        }
    }
}

impl<P: Model> From<&P> for Fk<P> {
    fn from(parent: &P) -> Self {
        Self::Key(parent.key())
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::{Fk, Model};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl<'de, P: Model<Key: Deserialize<'de>>> Deserialize<'de> for Fk<P> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            P::Key::deserialize(deserializer).map(Self::Key)
        }
    }

    /// A key that is not known yet has no representation: it serialises as null.
    impl<P: Model<Key: Serialize>> Serialize for Fk<P> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.as_key().serialize(serializer)
        }
    }
}
