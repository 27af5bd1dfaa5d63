//! Offsets in code points.

/// How many bytes go to one count.
const BLOCK: usize = 64;

/// How many code points stand before each block of bytes.
#[derive(Debug, Default)]
pub(crate) struct Offsets {
    before: Vec<u32>,
}

impl Offsets {
    /// Counts a text; what was counted before is forgotten.
    pub(crate) fn set(&mut self, text: &str) {
        self.before.clear();
        self.before.reserve(text.len() / BLOCK + 1);
        let mut sum = 0_u32;
        for block in text.as_bytes().chunks(BLOCK) {
            self.before.push(sum);
            sum = sum.saturating_add(count(block));
        }
        self.before.push(sum);
    }

    /// The code points before a byte of the text that was counted.
    pub(crate) fn at(&self, text: &str, byte: usize) -> u32 {
        let block = byte / BLOCK;
        let before = self.before.get(block).copied().unwrap_or(u32::MAX);
        before.saturating_add(count(text.as_bytes().get(block * BLOCK..byte).unwrap_or_default()))
    }
}

/// The code points that begin in at most a block of bytes.
fn count(bytes: &[u8]) -> u32 {
    // A `u8` cannot overflow here, and narrow counters are what the machine adds many of at once.
    u32::from(bytes.iter().map(|b| u8::from(b & 0xc0 != 0x80)).sum::<u8>())
}
