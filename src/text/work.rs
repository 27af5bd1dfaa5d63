//! Counts the steps of work that must grow linearly. Only tests count.

/// Adds steps to the count of this thread.
#[inline]
pub(crate) fn add(steps: usize) {
    #[cfg(test)]
    counted::STEPS.set(counted::STEPS.get() + steps);
    #[cfg(not(test))]
    let _ = steps;
}

/// The steps that a piece of work takes.
#[cfg(test)]
pub(crate) fn of(work: impl FnOnce()) -> usize {
    counted::STEPS.set(0);
    work();
    counted::STEPS.get()
}

#[cfg(test)]
mod counted {
    use std::cell::Cell;

    thread_local! {
        pub(super) static STEPS: Cell<usize> = const { Cell::new(0) };
    }
}
