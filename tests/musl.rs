//! The functions that the program for musl has in place of those of its C library. They are tested on every target.
use std::cmp::Ordering;

use proptest::prelude::{any, prop_assert_eq};
use proptest::proptest;

#[path = "../src/musl.rs"]
mod functions;

fn compared(a: &[u8], b: &[u8]) -> (bool, Ordering) {
    assert_eq!(a.len(), b.len());
    // SAFETY: both slices have this length.
    let (differ, order) = unsafe {
        (
            functions::differ(a.as_ptr(), b.as_ptr(), a.len()),
            functions::compare(a.as_ptr(), b.as_ptr(), a.len()),
        )
    };
    (differ != 0, order.cmp(&0))
}

#[test]
fn one_byte_makes_the_difference_wherever_it_is() {
    for n in 0..200 {
        let a = vec![128; n];
        assert_eq!(compared(&a, &a), (false, Ordering::Equal), "{n}");
        for at in 0..n {
            for byte in [0, 127, 129, 255] {
                let mut b = a.clone();
                b[at] = byte;
                assert_eq!(compared(&a, &b), (true, a.cmp(&b)), "{byte} at {at} of {n}");
            }
        }
    }
}

proptest! {
    #[test]
    fn the_first_difference_decides(a: Vec<u8>, changes: Vec<(usize, u8)>, skipped in 0..16_usize) {
        let mut b = a.clone();
        for (at, byte) in changes.into_iter().filter(|_| !a.is_empty()) {
            b[at % a.len()] = byte;
        }
        let (a, b) = (&a[skipped.min(a.len())..], &b[skipped.min(b.len())..]);
        prop_assert_eq!(compared(a, b), (a != b, a.cmp(b)));
    }
}

#[cfg(target_arch = "x86_64")]
mod copying {
    use super::{any, functions, prop_assert_eq, proptest};

    /// What `memory` is after `n` bytes were copied within it.
    fn copied(mut memory: Vec<u8>, to: usize, from: usize, n: usize) -> Vec<u8> {
        assert!(to.max(from) + n <= memory.len());
        let start = memory.as_mut_ptr();
        // SAFETY: both places lie in `memory`.
        unsafe { functions::copy(start.add(to), start.add(from), n) };
        memory
    }

    fn expected(mut memory: Vec<u8>, to: usize, from: usize, n: usize) -> Vec<u8> {
        memory.copy_within(from..from + n, to);
        memory
    }

    #[test]
    fn every_short_length_is_copied_whole_and_nothing_else() {
        let memory: Vec<u8> = (0..1200_u32).map(|i| (i % 251) as u8).collect();
        for n in 0..420 {
            // Apart, and near each other on either side.
            for (to, from) in
                [(700, 17), (3, 700), (64, 64), (64, 65), (65, 64), (90, 64), (64, 130), (200, 64), (64, 300)]
            {
                assert_eq!(copied(memory.clone(), to, from, n), expected(memory.clone(), to, from, n), "{n}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_piece_is_copied_to_any_place(to in 0..3000_usize, from in 0..3000_usize, n in 0..3000_usize, seed in any::<u8>()) {
            let memory: Vec<u8> = (0..6000_usize).map(|i| (i * i / 7) as u8 ^ seed).collect();
            prop_assert_eq!(copied(memory.clone(), to, from, n), expected(memory, to, from, n));
        }
    }
}
