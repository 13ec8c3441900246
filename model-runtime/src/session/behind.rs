//! What changed rows of a model are in the database.

/// The rows behind changed ones, by number, in one piece of memory; of most flushes nothing is left in it.
pub(super) struct Behind<M> {
    places: Vec<Place<M>>,
    /// The first place that is free.
    free: Option<u32>,
    count: usize,
}

enum Place<M> {
    Taken(M),
    /// It is free, and so is that one.
    Free(Option<u32>),
}

impl<M> Default for Behind<M> {
    fn default() -> Self {
        Self { places: Vec::new(), free: None, count: 0 }
    }
}

impl<M> Behind<M> {
    /// Keeps a row; its number.
    pub(super) fn keep(&mut self, row: M) -> u32 {
        self.count += 1;
        if let Some(number) = self.free
            && let Some(place) = self.places.get_mut(number as usize)
        {
            self.free = if let Place::Free(next) = place { *next } else { None };
            *place = Place::Taken(row);
            return number;
        }
        self.places.push(Place::Taken(row));
        // There are no more of them than rows, whose numbers are as wide.
        u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
    }

    pub(super) fn get(&self, number: u32) -> Option<&M> {
        match self.places.get(number as usize)? {
            Place::Taken(row) => Some(row),
            Place::Free(_) => None,
        }
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut M> {
        match self.places.get_mut(number as usize)? {
            Place::Taken(row) => Some(row),
            Place::Free(_) => None,
        }
    }

    /// Takes a row out; with the last one goes what they were kept in.
    pub(super) fn take(&mut self, number: u32) -> Option<M> {
        let place = self.places.get_mut(number as usize)?;
        match std::mem::replace(place, Place::Free(self.free)) {
            Place::Taken(row) => {
                self.free = Some(number);
                self.count -= 1;
                if self.count == 0 {
                    *self = Self::default();
                }
                Some(row)
            }
            free @ Place::Free(_) => {
                *place = free;
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Behind;

    #[test]
    fn numbers_are_given_again_and_nothing_is_kept_of_none() {
        let mut behind = Behind::default();
        let first = ["a", "b", "c"].map(|row| behind.keep(row));
        let [one, other, kept] = first;
        assert_eq!((behind.take(one), behind.take(other), behind.take(other)), (Some("a"), Some("b"), None));
        let second = ["d", "e", "f"].map(|row| behind.keep(row));
        assert_eq!(second, [other, one, 3]);
        let all = [kept, other, one, 3];
        assert_eq!(all.map(|row| behind.get(row).copied()), [Some("c"), Some("d"), Some("e"), Some("f")]);
        assert_eq!(all.map(|row| behind.take(row)), [Some("c"), Some("d"), Some("e"), Some("f")]);
        assert_eq!((behind.get(kept), behind.places.capacity()), (None, 0));
    }
}
