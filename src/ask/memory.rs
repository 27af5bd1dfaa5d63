//! How much memory work holds, so that it can be stopped before it takes all that there is.
use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;
use std::fmt;

/// How many bytes work that is watched may hold.
pub(crate) const MOST: i64 = 512 << 20;

thread_local! {
    /// How many bytes this thread has taken and not given back; below zero where it gave back what others took.
    static HELD: Cell<i64> = const { Cell::new(0) };
    /// How many of them are too many.
    static TOO_MANY: Cell<i64> = const { Cell::new(i64::MAX) };
    /// Whether there were too many during the work at hand.
    static WAS_OVER: Cell<bool> = const { Cell::new(false) };
}

/// An allocator that counts for each thread what it holds. Without it as the program's allocator nothing is bounded.
pub struct Counted<A>(
    /// The allocator that is asked for memory.
    pub A,
);

impl<A> fmt::Debug for Counted<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").finish_non_exhaustive()
    }
}

// SAFETY: each call is passed on as it came, and counting neither allocates nor panics.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Counted<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps to what `alloc` asks for.
        unsafe { self.0.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps to what `alloc_zeroed` asks for.
        unsafe { self.0.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller keeps to what `dealloc` asks for.
        unsafe { self.0.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: the caller keeps to what `realloc` asks for.
        unsafe { self.0.realloc(at, layout, size) }
    }
}

fn count(taken: usize, given: usize) {
    HELD.set(HELD.get() + taken as i64 - given as i64);
}

/// Bytes of this thread that another one will free are not held by it any more.
#[cfg(feature = "serve")]
pub(crate) fn give_away(bytes: usize) {
    count(0, bytes);
}

/// Whether the work of this thread holds more than it may.
pub(crate) fn is_over() -> bool {
    let is_over = HELD.get() > TOO_MANY.get();
    if is_over {
        WAS_OVER.set(true);
    }
    is_over
}

/// Whether it was seen to, since the work began.
pub(crate) fn was_over() -> bool {
    WAS_OVER.get()
}

/// Bounds what the work of this thread may hold, for as long as the result lives.
pub(crate) fn bounded(most: i64) -> impl Drop {
    /// Puts back what was there before.
    struct Before(i64, bool);
    impl Drop for Before {
        fn drop(&mut self) {
            TOO_MANY.set(self.0);
            WAS_OVER.set(self.1);
        }
    }
    let before = Before(TOO_MANY.get(), WAS_OVER.replace(false));
    TOO_MANY.set(HELD.get().saturating_add(most));
    before
}

#[cfg(test)]
mod tests {
    use super::{Counted, bounded, is_over, was_over};
    use std::alloc::{GlobalAlloc, Layout, System};

    #[global_allocator]
    static ALLOCATOR: Counted<System> = Counted(System);

    #[test]
    fn what_is_held_is_bounded_and_what_is_given_back_is_not_held() {
        let allocator = Counted(System);
        let layout = Layout::from_size_align(1000, 8).unwrap();
        let larger = Layout::from_size_align(2000, 8).unwrap();
        let bound = bounded(1500);
        // SAFETY: the layouts are those of the pieces, which are not used.
        unsafe {
            let piece = allocator.alloc(layout);
            assert!(!is_over() && !was_over());
            let piece = allocator.realloc(piece, layout, 2000);
            assert!(is_over());
            allocator.dealloc(piece, larger);
            assert!(!is_over() && was_over());
            let piece = allocator.alloc_zeroed(larger);
            assert!(is_over());
            drop(bound);
            assert!(!is_over() && !was_over());
            allocator.dealloc(piece, larger);
        }
    }
}
