//! The rows that may have to be written.

/// Numbers of rows: a bit for each, and a bit for each 64 of these that are not all zero, so that a few among many rows are found without a
/// look at the others.
#[derive(Debug, Default)]
pub(super) struct Touched {
    rows: Bits,
    words: Bits,
    count: usize,
}

impl Touched {
    pub(super) fn insert(&mut self, slot: u32) {
        if self.rows.set(slot) {
            self.words.set(slot / Bits::WIDTH);
            self.count += 1;
        }
    }

    pub(super) fn remove(&mut self, slot: u32) {
        if self.rows.unset(slot) {
            self.count -= 1;
            if self.rows.word(slot / Bits::WIDTH) == 0 {
                self.words.unset(slot / Bits::WIDTH);
            }
        }
    }

    pub(super) fn contains(&self, slot: u32) -> bool {
        self.rows.is_set(slot)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The rows, in their order.
    pub(super) fn in_order(&self) -> Vec<u32> {
        let mut slots = Vec::with_capacity(self.count);
        for words in 0..self.words.len() {
            for word in self.words.ones(words) {
                slots.extend(self.rows.ones(word));
            }
        }
        slots
    }
}

/// Bits, as many as were asked for.
#[derive(Debug, Default)]
struct Bits(Vec<u64>);

impl Bits {
    /// Bits of a word.
    const WIDTH: u32 = u64::BITS;

    /// The word of a bit, and the bit in it.
    const fn place(bit: u32) -> (usize, u64) {
        ((bit / Self::WIDTH) as usize, 1 << (bit % Self::WIDTH))
    }

    /// How many words there are.
    fn len(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    fn word(&self, word: u32) -> u64 {
        self.0.get(word as usize).copied().unwrap_or(0)
    }

    fn is_set(&self, bit: u32) -> bool {
        self.word(bit / Self::WIDTH) & Self::place(bit).1 != 0
    }

    /// Sets a bit; whether it was not set.
    fn set(&mut self, bit: u32) -> bool {
        let (word, mask) = Self::place(bit);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let Some(word) = self.0.get_mut(word) else { return false };
        let is_new = *word & mask == 0;
        *word |= mask;
        is_new
    }

    /// Takes a bit back; whether it was set.
    fn unset(&mut self, bit: u32) -> bool {
        let was_set = self.is_set(bit);
        let (word, mask) = Self::place(bit);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !mask;
        }
        was_set
    }

    /// The bits of a word that are set, in their order.
    fn ones(&self, word: u32) -> impl Iterator<Item = u32> {
        let next = |left: &u64| Some(left & left.wrapping_sub(1)).filter(|left| *left != 0);
        let rest = std::iter::successors(Some(self.word(word)).filter(|left| *left != 0), next);
        rest.map(move |left| word * Self::WIDTH + left.trailing_zeros())
    }
}
