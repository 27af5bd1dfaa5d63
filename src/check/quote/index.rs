//! Where in a folded text words follow a space: so that many quotes need not each read all of it.

/// How many bytes after a space make an entry.
const GRAM: usize = 8;
/// Texts beyond this (256 MiB) are searched instead: their places must fit 32 bits with room to spare.
const LARGEST: usize = 1 << 28;
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
        let mut base = 0;
        for block in text.chunks(64) {
            let mut spaces = spaces(block);
            while spaces != 0 {
                self.spaces.push(base + spaces.trailing_zeros());
                spaces &= spaces - 1;
            }
            base += 64;
        }
        self.heads.resize((self.spaces.len() / 2 + 1).next_power_of_two().max(64), NONE);
        self.next.clear();
        self.next.resize(self.spaces.len(), NONE);
        for i in (0..self.spaces.len()).rev() {
            if let Some(hash) = gram(text, self.spaces[i] as usize).map(|gram| self.hash(gram)) {
                self.next[i] = self.heads[hash];
                self.heads[hash] = i as u32;
            }
        }
    }

    /// The places where a needle may be, in order; `None` where the index does not tell.
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

/// Which of at most 64 bytes are spaces, a bit for each.
fn spaces(block: &[u8]) -> u64 {
    let mut padded = [0; 64];
    let block = match block.first_chunk::<64>() {
        Some(block) => block,
        None => {
            padded[..block.len()].copy_from_slice(block);
            &padded
        }
    };
    let mut bits = 0;
    for (i, eight) in (0..).zip(block.as_chunks::<8>().0) {
        const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
        let other = u64::from_le_bytes(*eight) ^ 0x2020_2020_2020_2020;
        // The lowest bit of each byte that is a space: no other sum leaves its highest bit unset.
        let flags = !(((other & LOW) + LOW) | other | LOW) >> 7;
        // The product moves these bits into the highest byte, side by side.
        bits |= (flags.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    bits
}

/// The bytes after a space as a number.
fn gram(text: &[u8], space: usize) -> Option<u64> {
    text.get(space + 1..)?.first_chunk::<GRAM>().map(|bytes| u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_seen() {
        for bits in [0, 1, u64::MAX, 0x8000_0000_0000_0001, 0x0123_4567_89ab_cdef] {
            let block: Vec<u8> = (0..64).map(|i| if bits >> i & 1 == 1 { b' ' } else { b'a' }).collect();
            assert_eq!(spaces(&block), bits);
            assert_eq!(spaces(&block[..20]), bits & 0xf_ffff);
        }
    }

    #[test]
    fn candidates_come_in_order() {
        let mut index = Index::default();
        let text = "one two three four, one two three four, one two";
        index.set(text.as_bytes());
        let places: Vec<usize> = index.candidates(b"one two three").into_iter().flatten().collect();
        assert_eq!(places, [0, 20]);
        assert!(index.candidates(b"one two").is_none());
    }
}
