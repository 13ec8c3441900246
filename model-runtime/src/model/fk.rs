//! A key to another model, as it stands in a `NewX`.

use std::fmt;
use std::marker::PhantomData;

use super::Model;

/// The key of a parent row in a `NewX`, made from a key or from a `&Parent`.
///
/// Its default, [`Fk::Parent`], says that the parent is inserted together with this row; if nothing has filled it by the time
/// the row is checked, that is a validation error and no SQL is sent.
///
/// `Fk<User>` is made by `user_id.into()` where `user_id` is a `User`'s key, by `(&user).into()`, or by [`Fk::key`]. The type
/// of the key follows from the parent; a `NewX` names it, so that a parent that is no model is one mistake, at the field, and
/// not one of every type that a key to it stands in.
pub struct Fk<P, K = <P as Model>::Key> {
    key: Option<K>,
    row: Option<RowRef>,
    parent: PhantomData<fn() -> P>,
}

/// A row of a session, which may have no key yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowRef {
    /// The number of the session.
    pub(crate) session: u32,
    /// The number of the row among those of its model.
    pub(crate) slot: u32,
}

impl<P, K> Fk<P, K> {
    /// The key of a parent that is inserted together with this row.
    #[allow(non_upper_case_globals)]
    pub const Parent: Self = Self { key: None, row: None, parent: PhantomData };

    /// The key of a row that exists.
    pub const fn key(key: K) -> Self {
        Self { key: Some(key), row: None, parent: PhantomData }
    }

    /// The key of a row of a session, which is filled in when the session writes it.
    pub(crate) const fn row_of(row: RowRef) -> Self {
        Self { key: None, row: Some(row), parent: PhantomData }
    }

    /// The key, if it is known.
    pub const fn as_key(&self) -> Option<&K> {
        self.key.as_ref()
    }

    /// The key, if it is known.
    pub fn into_key(self) -> Option<K> {
        self.key
    }

    /// A key as far as it is known, or the row of a session whose key it is.
    #[doc(hidden)]
    pub fn of_parts(key: Option<K>, row: Option<RowRef>) -> Self {
        Self { key, row, parent: PhantomData }
    }

    /// The row of a session whose key it is.
    #[doc(hidden)]
    pub const fn row(&self) -> Option<RowRef> {
        self.row
    }
}

/// The key of a nullable column: `None` if there is a parent and its key is not known.
#[doc(hidden)]
#[allow(clippy::option_option)]
pub fn optional_key<P, K>(key: Option<Fk<P, K>>) -> Option<Option<K>> {
    match key {
        None => Some(None),
        Some(key) => key.into_key().map(Some),
    }
}

/// A nullable key as far as it is known, or the row of a session whose key it is.
#[doc(hidden)]
#[allow(clippy::option_option)]
pub fn optional_fk<P, K>(key: Option<Option<K>>, row: Option<RowRef>) -> Option<Fk<P, K>> {
    match (key, row) {
        (Some(None), None) => None,
        (Some(Some(key)), None) => Some(Fk::key(key)),
        (_, row) => Some(Fk::of_parts(None, row)),
    }
}

impl<P, K> Default for Fk<P, K> {
    fn default() -> Self {
        Self::Parent
    }
}

impl<P, K: Clone> Clone for Fk<P, K> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), ..*self }
    }
}

impl<P, K: PartialEq> PartialEq for Fk<P, K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.row == other.row
    }
}

impl<P, K: Eq> Eq for Fk<P, K> {}

impl<P, K: fmt::Debug> fmt::Debug for Fk<P, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.key, self.row) {
            (Some(key), _) => f.debug_tuple("Key").field(key).finish(),
            (None, Some(row)) => f.debug_tuple("Row").field(&row.slot).finish(),
            (None, None) => f.write_str("Parent"),
        }
    }
}

impl<P: Model> From<&P> for Fk<P, P::Key> {
    fn from(parent: &P) -> Self {
        Self::key(parent.key())
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::Fk;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    impl<'de, P, K: Deserialize<'de>> Deserialize<'de> for Fk<P, K> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            K::deserialize(deserializer).map(Self::key)
        }
    }

    /// A key that is not known yet has no representation: it serialises as null.
    impl<P, K: Serialize> Serialize for Fk<P, K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.as_key().serialize(serializer)
        }
    }
}
