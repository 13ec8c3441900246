//! A row and what was loaded with it as one document: the row's own fields, then the related rows under the names of their relations.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Counted, Holds, Loaded, Relation, With};

#[derive(Serialize)]
#[serde(bound = "M: Serialize")]
struct Document<'a, M, L: Fields> {
    #[serde(flatten)]
    row: &'a M,
    #[serde(flatten)]
    related: Related<'a, L>,
}

struct Related<'a, L>(&'a L);

/// What was loaded, as fields.
pub(super) trait Fields {
    /// Adds them.
    fn add<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error>;
}

impl Fields for () {
    fn add<S: SerializeMap>(&self, _map: &mut S) -> Result<(), S::Error> {
        Ok(())
    }
}

impl<R: Relation, T, Rest: Fields> Fields for Loaded<R, T, Rest>
where
    for<'a> <R::Holds as Holds>::View<'a, T>: Serialize,
{
    fn add<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        self.rest.add(map)?;
        map.serialize_entry(R::NAME, &R::Holds::view::<T>(&self.held))
    }
}

impl<R: Relation, Rest: Fields> Fields for Counted<R, Rest> {
    fn add<S: SerializeMap>(&self, map: &mut S) -> Result<(), S::Error> {
        self.rest.add(map)?;
        map.serialize_entry(&format!("{}_count", R::NAME), &self.count)
    }
}

impl<L: Fields> Serialize for Related<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.add(&mut map)?;
        map.end()
    }
}

#[allow(private_bounds)]
impl<M: Serialize, L: Fields> Serialize for With<M, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Document { row: &**self, related: Related(self.loaded()) }.serialize(serializer)
    }
}
