//! Work that ends when its time is up, whatever it does.
//!
//! The evaluator looks at its cancellation token between rows, but not inside a sort or a path's closure. So the work runs
//! on a thread of its own; when the time is up the token is cancelled, and if that does not end the work within a grace,
//! the thread is left behind: it goes on until it looks at the token, and what it gives is dropped. What is held for the work,
//! a turn among those of a server, say, is given back only when the thread ends.
use super::memory;
use spareval::CancellationToken;
use std::any::Any;
use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::{Builder, LocalKey};
use std::time::Duration;

/// The stack of the working thread, in bytes: the parser, the evaluator and their data go down by recursion, as deep as a
/// query is nested. Taken from the machine only as far as it is used.
const STACK: usize = 256 << 20;

/// How long work that does not look at its token may take to end once the token is cancelled.
pub(crate) const GRACE: Duration = Duration::from_millis(500);

thread_local! {
    /// What is held for the work of this thread.
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
    /// What stops the work of this thread, where someone else sees to its time.
    static WATCHED: RefCell<Option<CancellationToken>> = const { RefCell::new(None) };
}

/// Sets what belongs to the work of this thread, for as long as the result lives.
fn set<T: 'static>(what: &'static LocalKey<RefCell<Option<T>>>, value: T) -> impl Drop {
    /// Puts back what was there before, after a panic, too.
    struct Before<T: 'static>(&'static LocalKey<RefCell<Option<T>>>, Option<T>);
    impl<T> Drop for Before<T> {
        fn drop(&mut self) {
            self.0.set(self.1.take());
        }
    }
    Before(what, what.replace(Some(value)))
}

/// A thread with the stack that queries need.
pub(crate) fn thread() -> Builder {
    Builder::new().name("query".to_owned()).stack_size(STACK)
}

/// Does work on this thread, which must have been [made](thread) for queries, while someone else sees to its time and cancels
/// the token: what it [runs](run) is done on this thread, too.
#[cfg(any(test, feature = "serve"))]
pub(crate) fn watched_by<T>(token: &CancellationToken, work: impl FnOnce() -> T) -> T {
    let _before = (set(&WATCHED, token.clone()), memory::bounded(memory::MOST));
    work()
}

/// Whether work is to stop, because it was told to or because it holds too much memory.
pub(crate) fn is_stopped(token: &CancellationToken) -> bool {
    if memory::is_over() {
        token.cancel();
    }
    token.is_cancelled()
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
        let _before = set(&HELD, self);
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
/// `work` gets the token that is cancelled when the time is up, and may hold no more memory than watched work may. A panic
/// in it is passed on. Where someone [else](watched_by) sees to the time already, it is done on this thread.
///
/// # Errors
/// Where the thread cannot be made, or `work` has not ended half a second after its time.
pub(crate) fn run<T: Send + 'static>(
    limit: Option<Duration>,
    work: impl FnOnce(&CancellationToken) -> T + Send + 'static,
) -> Result<T, Stopped> {
    if let Some(token) = WATCHED.with_borrow(Clone::clone) {
        return Ok(work(&token));
    }
    let token = CancellationToken::new();
    let (sender, receiver) = channel::<T>();
    let held = HELD.with_borrow(Clone::clone);
    let handle = thread()
        .spawn({
            let token = token.clone();
            move || {
                let _before = limit.map(|_| memory::bounded(memory::MOST));
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
    use super::{HELD, Held, Stopped, run, watched_by};
    use spareval::CancellationToken;
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
    fn work_that_is_watched_already_stays_on_its_thread() {
        let token = CancellationToken::new();
        let here = std::thread::current().id();
        let (thread, stopped) = watched_by(&token, || {
            let stop = token.clone();
            let asked = run(Some(Duration::ZERO), move |inner| {
                stop.cancel();
                (std::thread::current().id(), inner.is_cancelled())
            });
            asked.unwrap_or_else(|_| panic!("it was stopped"))
        });
        assert_eq!((thread, stopped), (here, true));
        let elsewhere = run(None, |_| std::thread::current().id());
        assert!(elsewhere.is_ok_and(|thread| thread != here));
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn passes_a_panic_on() {
        let _ = run(None, |_| panic!("broken"));
    }
}
