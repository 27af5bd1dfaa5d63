//! Functions that musl's C library has in small and slow forms, in fast ones. The program for musl exports them under their names
//! in C, and the linker then leaves musl's own out. In an optimized program only: the standard library reads and writes memory by
//! calls of `memcpy` in others, which would call themselves. As in C, the caller sees to it that `n` bytes can be read or written.

/// The functions under their names in C. musl for aarch64 has fast ones for copying.
#[cfg(not(test))]
mod exported {
    use std::ffi::{c_int, c_void};

    #[unsafe(no_mangle)]
    unsafe extern "C" fn bcmp(a: *const c_void, b: *const c_void, n: usize) -> c_int {
        // SAFETY: the caller keeps to the rules of C.
        unsafe { super::differ(a.cast(), b.cast(), n) }
    }

    #[unsafe(no_mangle)]
    unsafe extern "C" fn memcmp(a: *const c_void, b: *const c_void, n: usize) -> c_int {
        // SAFETY: the caller keeps to the rules of C.
        unsafe { super::compare(a.cast(), b.cast(), n) }
    }

    #[cfg(target_arch = "x86_64")]
    #[unsafe(no_mangle)]
    unsafe extern "C" fn memcpy(to: *mut c_void, from: *const c_void, n: usize) -> *mut c_void {
        // SAFETY: the caller keeps to the rules of C.
        unsafe { super::copy(to.cast(), from.cast(), n) };
        to
    }

    #[cfg(target_arch = "x86_64")]
    #[unsafe(no_mangle)]
    unsafe extern "C" fn memmove(to: *mut c_void, from: *const c_void, n: usize) -> *mut c_void {
        // SAFETY: the caller keeps to the rules of C.
        unsafe { super::copy(to.cast(), from.cast(), n) };
        to
    }
}

/// A number from anywhere in memory.
#[inline(always)]
unsafe fn get<T: Copy>(from: *const u8, at: usize) -> T {
    // SAFETY: the caller has checked that `at` and the size of `T` lie within what can be read.
    unsafe { from.add(at).cast::<T>().read_unaligned() }
}

/// C's `bcmp`: 0 where the bytes at `a` and `b` are the same.
#[inline(always)]
pub(crate) unsafe fn differ(a: *const u8, b: *const u8, n: usize) -> i32 {
    // SAFETY: each read ends at `n` at the latest.
    unsafe {
        let differ = if n >= 16 {
            let mut at = 0;
            while at + 16 < n {
                if get::<u128>(a, at) != get::<u128>(b, at) {
                    return 1;
                }
                at += 16;
            }
            get::<u128>(a, n - 16) != get::<u128>(b, n - 16)
        } else if n >= 8 {
            (get::<u64>(a, 0) ^ get::<u64>(b, 0)) | (get::<u64>(a, n - 8) ^ get::<u64>(b, n - 8)) != 0
        } else if n >= 4 {
            (get::<u32>(a, 0) ^ get::<u32>(b, 0)) | (get::<u32>(a, n - 4) ^ get::<u32>(b, n - 4)) != 0
        } else if n > 0 {
            (*a ^ *b) | (*a.add(n / 2) ^ *b.add(n / 2)) | (*a.add(n - 1) ^ *b.add(n - 1)) != 0
        } else {
            false
        };
        i32::from(differ)
    }
}

/// C's `memcmp`: below 0, 0 or above 0, as the bytes at `a` come before, are the same as or come after those at `b`.
#[inline(always)]
pub(crate) unsafe fn compare(a: *const u8, b: *const u8, n: usize) -> i32 {
    // SAFETY: each read ends at `n` at the latest.
    unsafe {
        if n >= 16 {
            let mut at = 0;
            while at + 16 < n && get::<u128>(a, at) == get::<u128>(b, at) {
                at += 16;
            }
            at = at.min(n - 16);
            get::<u128>(a, at).to_be().cmp(&get::<u128>(b, at).to_be()) as i32
        } else if n >= 8 {
            let at = if get::<u64>(a, 0) == get::<u64>(b, 0) { n - 8 } else { 0 };
            get::<u64>(a, at).to_be().cmp(&get::<u64>(b, at).to_be()) as i32
        } else if n >= 4 {
            let at = if get::<u32>(a, 0) == get::<u32>(b, 0) { n - 4 } else { 0 };
            get::<u32>(a, at).to_be().cmp(&get::<u32>(b, at).to_be()) as i32
        } else {
            let mut at = 0;
            while at < n {
                if *a.add(at) != *b.add(at) {
                    return i32::from(*a.add(at)) - i32::from(*b.add(at));
                }
                at += 1;
            }
            0
        }
    }
}

/// C's `memmove`, which does for `memcpy` too: copies `n` bytes, also where the two places overlap. What is read last may be
/// overwritten by the first writes, so all that a step writes was read before, and both ends before the first step.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub(crate) unsafe fn copy(to: *mut u8, from: *const u8, n: usize) {
    use std::arch::x86_64::__m128i;
    // SAFETY: each read and write ends at `n` at the latest.
    unsafe {
        if n > 128 {
            copy_long(to, from, n);
        } else if n > 64 {
            ends::<[__m128i; 4]>(to, from, n);
        } else if n > 32 {
            ends::<[__m128i; 2]>(to, from, n);
        } else if n >= 16 {
            ends::<__m128i>(to, from, n);
        } else if n >= 8 {
            ends::<u64>(to, from, n);
        } else if n >= 4 {
            ends::<u32>(to, from, n);
        } else if n >= 2 {
            ends::<u16>(to, from, n);
        } else if n == 1 {
            *to = *from;
        }
    }
}

/// Copies between one and two times the size of `T`.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn ends<T: Copy>(to: *mut u8, from: *const u8, n: usize) {
    let last = n - size_of::<T>();
    // SAFETY: the caller has checked that `T` fits into `n` bytes.
    unsafe {
        let (head, tail) = (get::<T>(from, 0), get::<T>(from, last));
        to.cast::<T>().write_unaligned(head);
        to.add(last).cast::<T>().write_unaligned(tail);
    }
}

/// Copies 64 bytes or more, in steps of 64 that end where `to` is a multiple of 16.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
unsafe fn copy_long(to: *mut u8, from: *const u8, n: usize) {
    use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_store_si128};
    type Step = [__m128i; 4];
    const STEP: usize = size_of::<Step>();
    // SAFETY: `at` is kept within `n`; the writes are aligned by its first value.
    unsafe {
        let (head, tail) = (get::<Step>(from, 0), get::<Step>(from, n - STEP));
        let step = |at: usize| {
            let (from, to) = (from.add(at).cast::<__m128i>(), to.add(at).cast::<__m128i>());
            let read = [
                _mm_loadu_si128(from),
                _mm_loadu_si128(from.add(1)),
                _mm_loadu_si128(from.add(2)),
                _mm_loadu_si128(from.add(3)),
            ];
            // Else the compiler sees a copy here and calls `memcpy`.
            std::arch::asm!("", options(nostack, preserves_flags));
            _mm_store_si128(to, read[0]);
            _mm_store_si128(to.add(1), read[1]);
            _mm_store_si128(to.add(2), read[2]);
            _mm_store_si128(to.add(3), read[3]);
        };
        if to.addr().wrapping_sub(from.addr()) >= n {
            let mut at = 16 - to.addr() % 16;
            while at + STEP < n {
                step(at);
                at += STEP;
            }
        } else {
            let mut end = n - (to.addr() + n) % 16;
            while end > STEP {
                end -= STEP;
                step(end);
            }
        }
        to.cast::<Step>().write_unaligned(head);
        to.add(n - STEP).cast::<Step>().write_unaligned(tail);
    }
}
