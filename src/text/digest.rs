//! Digests, in hexadecimal digits.
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// The SHA-256 of bytes ([FIPS 180-4](https://csrc.nist.gov/pubs/fips/180-4/upd1/final)), in 64 lower-case hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal digits, two for each.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
