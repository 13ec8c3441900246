//! A set of a model's columns, by position.

/// A set of columns of one model, each named by its position in the struct; at most 128, as many as Diesel allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ColumnSet(u128);

impl ColumnSet {
    /// No column.
    pub const EMPTY: Self = Self(0);

    /// The columns at these positions; positions over 127 are ignored.
    pub const fn of(columns: &[usize]) -> Self {
        let mut set = Self::EMPTY;
        let mut i = 0;
        while i < columns.len() {
            set = set.with(columns[i]);
            i += 1;
        }
        set
    }

    /// This set and one more column.
    #[must_use]
    pub const fn with(self, column: usize) -> Self {
        if column < 128 { Self(self.0 | (1 << column)) } else { self }
    }

    /// This set and one more column, if the condition holds.
    #[must_use]
    pub const fn with_if(self, column: usize, condition: bool) -> Self {
        if condition { self.with(column) } else { self }
    }

    /// The columns of this set that are not in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The columns of both sets.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the column is in the set.
    pub const fn contains(self, column: usize) -> bool {
        column < 128 && self.0 & (1 << column) != 0
    }

    /// Whether no column is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many columns the set has.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The positions in ascending order.
    pub fn iter(self) -> impl Iterator<Item = usize> + Clone {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            (rest != 0).then(|| {
                let column = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                column
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnSet;

    #[test]
    fn keeps_order_and_difference() {
        let set = ColumnSet::of(&[5, 0, 127]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [0, 5, 127]);
        assert_eq!(set.without(ColumnSet::of(&[5])).len(), 2);
        assert!(!set.contains(128));
    }
}
