//! Work that ends when its time is up, whatever it does.
//!
//! The evaluator looks at its cancellation token between rows, but not inside a sort or a path's closure. So the work runs
//! on a thread of its own; when the time is up the token is cancelled, and if that does not end the work within a grace,
//! the thread is left behind: it goes on until it looks at the token, and what it gives is dropped. What is held for the work,
//! a turn among those of a server, say, is given back only when the thread ends.
use spareval::CancellationToken;
use std::any::Any;
use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// The stack of the working thread, in bytes: the parser, the evaluator and their data go down by recursion, as deep as a
/// query is nested. Taken from the machine only as far as it is used.
const STACK: usize = 256 << 20;

/// How long work that does not look at its token may take to end once the token is cancelled.
const GRACE: Duration = Duration::from_millis(500);

thread_local! {
    /// What is held for the work of this thread.
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

/// What is held for some work until it has ended, on every thread that it began; then it is dropped.
#[derive(Clone)]
pub(crate) struct Held {
    _what: Arc<dyn Any + Send + Sync>,
}

impl Held {
    #[cfg(any(test, feature = "serve"))]
    pub(crate) fn new(what: impl Send + Sync + 'static) -> Self {
        Self { _what: Arc::new(what) }
    }

    /// Does the work. Whatever it [runs](run) holds the same, for as long as that goes on.
    pub(crate) fn during<T>(self, work: impl FnOnce() -> T) -> T {
        /// Puts back what was held before, after a panic, too.
        struct Before(Option<Held>);
        impl Drop for Before {
            fn drop(&mut self) {
                HELD.set(self.0.take());
            }
        }
        let _before = Before(HELD.replace(Some(self)));
        work()
    }
}

/// Why work gave nothing.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// Its time was up.
    Deadline,
    /// Its thread could not be started.
    Thread(io::Error),
}

/// Runs `work` on a thread with a large stack and gives what it gives, within the time limit, if there is one.
///
/// `work` gets the token that is cancelled when the time is up. A panic in it is passed on.
///
/// # Errors
/// Where the thread cannot be made, or `work` has not ended half a second after its time.
pub(crate) fn run<T: Send + 'static>(
    limit: Option<Duration>,
    work: impl FnOnce(&CancellationToken) -> T + Send + 'static,
) -> Result<T, Stopped> {
    let token = CancellationToken::new();
    let (sender, receiver) = channel::<T>();
    let held = HELD.with_borrow(Clone::clone);
    let handle = Builder::new()
        .name("query".to_owned())
        .stack_size(STACK)
        .spawn({
            let token = token.clone();
            move || {
                // Nobody may be there any more to take it.
                let work = || drop(sender.send(work(&token)));
                match held {
                    Some(held) => held.during(work),
                    None => work(),
                }
            }
        })
        .map_err(Stopped::Thread)?;
    let mut received = match limit {
        None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        Some(limit) => receiver.recv_timeout(limit),
    };
    if matches!(received, Err(RecvTimeoutError::Timeout)) {
        token.cancel();
        received = receiver.recv_timeout(GRACE);
    }
    match received {
        Ok(result) => Ok(result),
        Err(RecvTimeoutError::Timeout) => Err(Stopped::Deadline),
        Err(RecvTimeoutError::Disconnected) => match handle.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => Err(Stopped::Deadline),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{HELD, Held, Stopped, run};
    use std::sync::Arc;
    use std::sync::mpsc::channel;
    use std::time::{Duration, Instant};

    #[test]
    fn gives_what_the_work_gives() {
        assert_eq!(run(None, |_| 7).ok(), Some(7));
        assert_eq!(run(Some(Duration::from_secs(60)), |_| 7).ok(), Some(7));
    }

    #[test]
    fn cancels_when_the_time_is_up() {
        let stopped = run(Some(Duration::from_millis(10)), |token| {
            let start = Instant::now();
            while !token.is_cancelled() && start.elapsed() < Duration::from_secs(30) {
                std::thread::sleep(Duration::from_millis(1));
            }
            token.is_cancelled()
        });
        assert_eq!(stopped.ok(), Some(true));
    }

    #[test]
    fn what_is_held_is_given_back_when_the_work_really_ends() {
        let turn = Arc::new(());
        let (end, ended) = channel::<()>();
        let stopped = Held::new(Arc::clone(&turn)).during(|| {
            // Work within work, as a page that asks a query.
            run(None, |_| run(Some(Duration::from_millis(1)), move |_| ended.recv().is_ok()))
        });
        assert!(matches!(stopped, Ok(Err(Stopped::Deadline))));
        assert_eq!(Arc::strong_count(&turn), 2);
        drop(end);
        let start = Instant::now();
        while Arc::strong_count(&turn) > 1 {
            assert!(start.elapsed() < Duration::from_secs(60), "it is still held");
            std::thread::sleep(Duration::from_millis(1));
        }
        // Other work of this thread holds nothing.
        assert!(HELD.with_borrow(Option::is_none));
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn passes_a_panic_on() {
        let _ = run(None, |_| panic!("broken"));
    }
}
