//! Hashes of texts, as the files of a store have them.

/// The hash of a text: [FNV-1a](https://www.rfc-editor.org/rfc/rfc9923), which is the same for every version.
pub(super) fn hash(text: &str) -> u64 {
    hash_on(0xcbf2_9ce4_8422_2325, text.as_bytes())
}

/// The same of what begins with something that is hashed already.
pub(super) fn hash_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_standard() {
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash_on(hash("foo"), b"bar"), 0x8594_4171_f739_67e8);
    }
}
