//! Work that is stopped when its time is up, whatever it does.
//!
//! The evaluator looks at its cancellation token between rows, but not inside a sort or a path's closure. So the work runs
//! on a thread of its own; when the time is up the token is cancelled, and if that does not end the work within the grace,
//! `on_expiry` is called, which must end the process: a thread cannot be stopped from outside.
use spareval::CancellationToken;
use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::Builder;
use std::time::Duration;

/// The stack of the working thread, in bytes: the parser, the evaluator and their data go down by recursion, as deep as a
/// query is nested. Taken from the machine only as far as it is used.
const STACK: usize = 256 << 20;

/// How long the work may take.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// After this the token is cancelled.
    pub time: Duration,
    /// And after this, in addition, the process is ended.
    pub grace: Duration,
}

/// Runs `work` on a thread with a large stack and gives what it gives, within the limit, if there is one.
///
/// `work` gets the token that is cancelled when the time is up. A panic in it is passed on.
///
/// # Errors
/// Where the thread cannot be made.
pub fn run<T: Send>(
    limit: Option<Limit>,
    on_expiry: impl FnOnce() -> Infallible,
    work: impl FnOnce(&CancellationToken) -> T + Send,
) -> io::Result<T> {
    let token = CancellationToken::new();
    let (done, finished) = channel::<()>();
    std::thread::scope(|scope| {
        let handle = Builder::new().name("query".to_owned()).stack_size(STACK).spawn_scoped(scope, {
            let token = token.clone();
            move || {
                let result = work(&token);
                drop(done);
                result
            }
        })?;
        if let Some(limit) = limit
            && finished.recv_timeout(limit.time) == Err(RecvTimeoutError::Timeout)
        {
            token.cancel();
            if finished.recv_timeout(limit.grace) == Err(RecvTimeoutError::Timeout) {
                match on_expiry() {}
            }
        }
        handle.join().map_err(|panic| std::panic::resume_unwind(panic))
    })
}

#[cfg(test)]
mod tests {
    use super::{Limit, run};
    use std::time::{Duration, Instant};

    fn never() -> std::convert::Infallible {
        panic!("nobody should be ended here")
    }

    #[test]
    fn gives_what_the_work_gives() {
        assert_eq!(run(None, never, |_| 7).ok(), Some(7));
        let limit = Limit { time: Duration::from_secs(60), grace: Duration::from_secs(60) };
        let start = Instant::now();
        assert_eq!(run(Some(limit), never, |_| 7).ok(), Some(7));
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn cancels_when_the_time_is_up() {
        let limit = Limit { time: Duration::from_millis(10), grace: Duration::from_secs(60) };
        let stopped = run(Some(limit), never, |token| {
            let start = Instant::now();
            while !token.is_cancelled() && start.elapsed() < Duration::from_secs(30) {
                std::thread::sleep(Duration::from_millis(1));
            }
            token.is_cancelled()
        });
        assert_eq!(stopped.ok(), Some(true));
    }

    #[test]
    fn calls_for_the_end_when_the_work_does_not_listen() {
        let limit = Limit { time: Duration::from_millis(1), grace: Duration::from_millis(1) };
        let called = std::panic::catch_unwind(|| {
            run(Some(limit), || panic!("time is up"), |_| std::thread::sleep(Duration::from_millis(300)))
        });
        assert!(called.is_err());
    }
}
