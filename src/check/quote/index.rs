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
    /// The spaces, the last one first.
    spaces: Vec<Space>,
    /// For each hash, the first space of the text: an index of `spaces`.
    heads: Vec<u32>,
}

/// A space of the text.
#[derive(Clone, Copy, Debug)]
struct Space {
    at: u32,
    /// The next one with an equal hash.
    next: u32,
}

impl Index {
    /// Indexes a text; what was indexed before is forgotten.
    pub(super) fn set(&mut self, text: &[u8]) {
        self.spaces.clear();
        self.heads.clear();
        if text.len() > LARGEST {
            return;
        }
        // About two words for each.
        self.heads.resize((text.len() / 12).next_power_of_two().max(64), NONE);
        for (number, block) in text.chunks(64).enumerate().rev() {
            let mut spaces = spaces(block);
            while spaces != 0 {
                let last = 63 - spaces.leading_zeros() as usize;
                spaces ^= 1 << last;
                let at = number * 64 + last;
                if let Some(gram) = gram(text, at) {
                    let hash = self.hash(gram);
                    let next = std::mem::replace(&mut self.heads[hash], self.spaces.len() as u32);
                    self.spaces.push(Space { at: at as u32, next });
                }
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
        // Behind the last one is none.
        let space = |entry: u32| self.spaces.get(entry as usize);
        let spaces = std::iter::successors(space(first), move |last| space(last.next));
        Some(spaces.filter_map(move |space| (space.at as usize).checked_sub(offset)))
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
