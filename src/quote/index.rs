//! Where in a folded text words follow a space: so that many quotes need not each read all of it.

/// How many bytes after a space make an entry.
const GRAM: usize = 8;
/// Texts beyond this are searched instead.
const LARGEST: usize = 1 << 20;
/// No entry.
const NONE: u32 = u32::MAX;

/// An index of the eight bytes after each space.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The places of the spaces.
    spaces: Vec<u32>,
    /// For each space, the next one with an equal hash.
    next: Vec<u32>,
    /// For each hash, the first space.
    heads: Vec<u32>,
}

impl Index {
    /// Indexes a text; what was indexed before is forgotten.
    pub(super) fn set(&mut self, text: &[u8]) {
        self.spaces.clear();
        self.heads.clear();
        if text.len() > LARGEST {
            return;
        }
        // The text is not longer than `LARGEST`.
        self.spaces.extend(memchr::memchr_iter(b' ', text).map(|at| at as u32));
        self.heads.resize((self.spaces.len() + 1).next_power_of_two().max(64), NONE);
        self.next.clear();
        self.next.resize(self.spaces.len(), NONE);
        for i in (0..self.spaces.len()).rev() {
            if let Some(hash) = gram(text, self.spaces[i] as usize).map(|gram| self.hash(gram)) {
                self.next[i] = self.heads[hash];
                self.heads[hash] = i as u32;
            }
        }
    }

    /// The places where a needle may stand, in order; `None` where the index does not tell.
    pub(super) fn candidates(&self, needle: &[u8]) -> Option<impl Iterator<Item = usize>> {
        if self.heads.is_empty() {
            return None;
        }
        let offset = memchr::memchr(b' ', needle)?;
        let first = self.heads[self.hash(gram(needle, offset)?)];
        let next = |entry: &u32| self.next.get(*entry as usize).copied();
        let entries = std::iter::successors(Some(first), next).take_while(|entry| *entry != NONE);
        Some(entries.filter_map(move |entry| (self.spaces[entry as usize] as usize).checked_sub(offset)))
    }

    fn hash(&self, gram: u64) -> usize {
        // Fibonacci hashing: the high bits of the product depend on all of the gram.
        let bits = self.heads.len().trailing_zeros();
        (gram.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
    }
}

/// The bytes after a space as a number.
fn gram(text: &[u8], space: usize) -> Option<u64> {
    text.get(space + 1..)?.first_chunk::<GRAM>().map(|bytes| u64::from_le_bytes(*bytes))
}
