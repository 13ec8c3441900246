//! Whether a column is given a value: one type for `Auto | Set` and `Keep | Set`.

/// A column that is given a value, or left to its default.
///
/// In a `NewX` the prelude calls the first variant [`Auto`](Assign::Unset) (the default of the column applies), in an
/// `XPatch` [`Keep`](Assign::Unset) (the column stays as it is). `Set(None)` means NULL, in both.
///
/// ```
/// use model_runtime::prelude::*;
///
/// let is_active: Assign<bool> = Auto;
/// let bio: Assign<Option<String>> = Set(None);
/// assert!(!is_active.is_set());
/// assert_eq!(bio.into_option(), Some(None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Assign<T> {
    /// No value is given.
    #[default]
    Unset,
    /// This value is given.
    Set(T),
}

impl<T> Assign<T> {
    /// Whether a value is given.
    pub const fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }

    /// Whether no value is given.
    pub const fn is_unset(&self) -> bool {
        !self.is_set()
    }

    /// The value by reference, if one is given.
    pub const fn as_option(&self) -> Option<&T> {
        match self {
            Self::Unset => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The value, if one is given.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Unset => None,
            Self::Set(value) => Some(value),
        }
    }

    /// The value, where there is one.
    pub fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Unset, Self::Set)
    }

    /// Writes the value to `target`, if one is given.
    pub fn apply(self, target: &mut T) {
        if let Self::Set(value) = self {
            *target = value;
        }
    }

    /// Gives a value if there is none yet; says whether it did.
    pub fn fill(&mut self, value: impl FnOnce() -> T) -> bool {
        let missing = !self.is_set();
        if missing {
            *self = Self::Set(value());
        }
        missing
    }
}

impl<T> From<T> for Assign<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

#[cfg(feature = "serde")]
mod serde_impl {
    use super::Assign;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// What is present is `Set`; absence is left to `#[serde(default)]` on the field, which gives `Unset`.
    impl<'de, T: Deserialize<'de>> Deserialize<'de> for Assign<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            T::deserialize(deserializer).map(Self::Set)
        }
    }

    /// `Unset` has no representation of its own; the generated types skip it.
    impl<T: Serialize> Serialize for Assign<T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.as_option().serialize(serializer)
        }
    }
}
