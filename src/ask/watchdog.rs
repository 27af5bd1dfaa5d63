//! Work that ends when its time is up, whatever it does.
//!
//! The evaluator looks at its cancellation token between rows, but not inside a sort or a path's closure. So the work runs
//! on a thread of its own; when the time is up the token is cancelled, and if that does not end the work within a grace,
//! the thread is left behind: it goes on until it looks at the token, and what it gives is dropped. How many there are is
//! counted, so that a server does not begin more.
use spareval::CancellationToken;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// The stack of the working thread, in bytes: the parser, the evaluator and their data go down by recursion, as deep as a
/// query is nested. Taken from the machine only as far as it is used.
const STACK: usize = 256 << 20;

/// How long work that does not look at its token may take to end once the token is cancelled.
const GRACE: Duration = Duration::from_millis(500);

/// How many threads are left behind.
static LEFT: AtomicUsize = AtomicUsize::new(0);

const LEFT_BEHIND: u8 = 1;
const ENDED: u8 = 2;

/// How many threads of this process still work on what nobody waits for.
pub(crate) fn left_behind() -> usize {
    LEFT.load(Ordering::Relaxed)
}

/// Whether work has ended or is left behind: the thread and whoever waits for it each know of the other.
#[derive(Default)]
struct State(AtomicU8);

impl State {
    /// Nobody waits for the work any more.
    fn leave(&self) {
        LEFT.fetch_add(1, Ordering::Relaxed);
        if self.0.swap(LEFT_BEHIND, Ordering::AcqRel) == ENDED {
            LEFT.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// Says that the work has ended, by a panic, too.
struct End(Arc<State>);

impl Drop for End {
    fn drop(&mut self) {
        if self.0.0.swap(ENDED, Ordering::AcqRel) == LEFT_BEHIND {
            LEFT.fetch_sub(1, Ordering::Relaxed);
        }
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
    let state = Arc::new(State::default());
    let handle = Builder::new()
        .name("query".to_owned())
        .stack_size(STACK)
        .spawn({
            let (token, end) = (token.clone(), End(Arc::clone(&state)));
            move || {
                let _end = end;
                // Nobody may be there any more to take it.
                let _ = sender.send(work(&token));
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
        Err(RecvTimeoutError::Timeout) => {
            state.leave();
            Err(Stopped::Deadline)
        }
        Err(RecvTimeoutError::Disconnected) => match handle.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => Err(Stopped::Deadline),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Stopped, left_behind, run};
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
    fn leaves_work_behind_that_does_not_listen() {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let stopped = run(Some(Duration::from_millis(1)), move |_| ended.recv().is_ok());
        assert!(matches!(stopped, Err(Stopped::Deadline)));
        // No other test leaves a thread behind for longer.
        assert!(left_behind() >= 1);
        drop(end);
        let start = Instant::now();
        while left_behind() > 0 {
            assert!(start.elapsed() < Duration::from_secs(60), "{} are left behind", left_behind());
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    #[should_panic(expected = "broken")]
    fn passes_a_panic_on() {
        let _ = run(None, |_| panic!("broken"));
    }
}
