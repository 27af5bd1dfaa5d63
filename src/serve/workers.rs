//! The threads on which queries are answered.
//!
//! A query goes down by recursion and may take long, so it does not run on the threads that listen. To begin a thread for
//! each would take longer than most queries: these stay for the next one, and end when none comes.
use crate::archive::AskError;
use crate::ask::watchdog::{self, GRACE, Held};
use spareval::CancellationToken;
use std::collections::VecDeque;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

/// How long a thread waits for work before it ends.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce() + Send>;

/// Threads that answer queries.
pub(super) struct Workers(Arc<Crew>);

struct Crew {
    state: Mutex<State>,
    /// How many threads there are at most.
    most: usize,
    /// How long a thread waits for work before it ends.
    idle: Duration,
}

#[derive(Default)]
struct State {
    /// The threads that wait for work, each by its number; the last one has worked last, and is the first to work again.
    waiting: Vec<(usize, Sender<Option<Job>>)>,
    /// What no thread has begun.
    jobs: VecDeque<Job>,
    threads: usize,
    /// How many threads there have been.
    begun: usize,
    is_closed: bool,
}

impl Crew {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Works until there is nothing to do for a while.
    fn work(&self, number: usize) {
        let (sender, receiver) = channel();
        while let Some(job) = self.next(number, &sender, &receiver) {
            // Whoever waits for the work learns of a panic by having nothing from it.
            let _ = catch_unwind(AssertUnwindSafe(job));
        }
    }

    /// The next work of a thread; none where the thread is to end, and counts no more.
    fn next(
        &self,
        number: usize,
        sender: &Sender<Option<Job>>,
        receiver: &Receiver<Option<Job>>,
    ) -> Option<Job> {
        let mut state = self.lock();
        if let Some(job) = state.jobs.pop_front() {
            return Some(job);
        }
        if state.is_closed {
            state.threads -= 1;
            return None;
        }
        state.waiting.push((number, sender.clone()));
        drop(state);
        if let Ok(come) = receiver.recv_timeout(self.idle) {
            return self.counted(come);
        }
        let mut state = self.lock();
        if let Some(at) = state.waiting.iter().position(|(waiting, _)| *waiting == number) {
            state.waiting.remove(at);
            state.threads -= 1;
            return None;
        }
        drop(state);
        // Work came just then.
        self.counted(receiver.recv().ok().flatten())
    }

    /// Counts a thread that has no more work no longer.
    fn counted(&self, job: Option<Job>) -> Option<Job> {
        if job.is_none() {
            self.lock().threads -= 1;
        }
        job
    }

    fn put(self: &Arc<Self>, job: Job) -> io::Result<()> {
        let mut state = self.lock();
        if let Some((_, sender)) = state.waiting.pop() {
            drop(state);
            return sender.send(Some(job)).map_err(|_| io::ErrorKind::BrokenPipe.into());
        }
        if state.threads < self.most {
            let (crew, number) = (Arc::clone(self), state.begun);
            watchdog::thread().spawn(move || crew.work(number))?;
            state.threads += 1;
            state.begun += 1;
        }
        // The new thread takes it, or one that is at work still and has let its turn go already.
        state.jobs.push_back(job);
        Ok(())
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        for (_, sender) in state.waiting.drain(..) {
            let _ = sender.send(None);
        }
    }
}

impl Workers {
    /// So many threads at most, none of which begins before there is work for it.
    pub(super) fn new(most: usize) -> Self {
        Self::waiting(most, IDLE)
    }

    fn waiting(most: usize, idle: Duration) -> Self {
        Self(Arc::new(Crew { state: Mutex::default(), most, idle }))
    }

    /// Begins some work, which holds its turn until it has really ended.
    ///
    /// # Errors
    /// Where no thread can be made.
    pub(super) fn begin<T: Send + 'static>(
        &self,
        turn: Held,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<Running<T>> {
        let token = CancellationToken::new();
        let (sender, receiver) = oneshot::channel();
        let running = Running { receiver, end: Instant::now() + limit, stop: StopOnDrop(token.clone()) };
        self.0.put(Box::new(move || {
            let done = turn.during(|| watchdog::watched_by(&token, work));
            // Nobody may be there any more to take it.
            let _ = sender.send(done);
        }))?;
        Ok(running)
    }
}

/// Why work gave nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfinished {
    /// It goes on beyond its time.
    Late,
    /// It panicked.
    Panicked,
}

impl Unfinished {
    /// The error of an answer that had so long.
    pub(super) fn error(self, limit: Duration) -> AskError {
        match self {
            Self::Late => AskError::Deadline(limit),
            Self::Panicked => AskError::Output(io::Error::other("the query could not be answered")),
        }
    }
}

/// Work that was begun. It is told to stop when nobody waits for it any more.
pub(super) struct Running<T> {
    receiver: oneshot::Receiver<T>,
    end: Instant,
    stop: StopOnDrop,
}

/// Cancels when it is dropped.
struct StopOnDrop(CancellationToken);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl<T> Running<T> {
    /// What the work gives. When its time is up it is told to stop; a little later nobody waits for it any more.
    ///
    /// # Errors
    /// Where it gave nothing.
    pub(super) async fn wait(&mut self) -> Result<T, Unfinished> {
        let done = match timeout_at(self.end, &mut self.receiver).await {
            Ok(done) => done,
            Err(_) => {
                self.stop.0.cancel();
                let done = timeout_at(self.end + GRACE, &mut self.receiver).await;
                done.map_err(|_| Unfinished::Late)?
            }
        };
        done.map_err(|_| Unfinished::Panicked)
    }
}

#[cfg(test)]
mod tests {
    use super::{Unfinished, Workers};
    use crate::ask::watchdog::{self, Held};
    use std::sync::Arc;
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::{Duration, Instant};

    const LONG: Duration = Duration::from_secs(60);

    fn turn() -> Held {
        Held::new(())
    }

    fn until(what: impl Fn() -> bool) {
        let start = Instant::now();
        while !what() {
            assert!(start.elapsed() < LONG, "it does not come");
            thread::sleep(Duration::from_millis(1));
        }
    }

    #[tokio::test]
    async fn one_thread_works_for_one_after_the_other() {
        let workers = Workers::new(8);
        let mut threads = Vec::new();
        for number in 0..100 {
            let work = move || (number, thread::current().id());
            let (given, thread) = workers.begin(turn(), LONG, work).unwrap().wait().await.unwrap();
            assert_eq!(given, number);
            threads.push(thread);
            until(|| workers.0.lock().waiting.len() == 1);
        }
        threads.dedup();
        assert_eq!(threads.len(), 1);
        let crew = Arc::clone(&workers.0);
        drop(workers);
        until(|| crew.lock().threads == 0);
    }

    #[tokio::test]
    async fn a_thread_without_work_ends_and_work_that_comes_just_then_is_done() {
        let workers = Workers::waiting(1, Duration::from_micros(100));
        for number in 0..200 {
            assert_eq!(workers.begin(turn(), LONG, move || number).unwrap().wait().await, Ok(number));
            tokio::time::sleep(Duration::from_micros(number)).await;
        }
        until(|| workers.0.lock().threads == 0);
    }

    #[tokio::test]
    async fn no_more_threads_begin_than_there_may_be_and_all_work_is_done() {
        let workers = Workers::new(3);
        let mut running: Vec<_> = (0..50)
            .map(|number| {
                let work = move || {
                    thread::sleep(Duration::from_millis(1));
                    (number, thread::current().id())
                };
                workers.begin(turn(), LONG, work).unwrap()
            })
            .collect();
        let mut threads = std::collections::HashSet::new();
        for (number, running) in running.iter_mut().enumerate() {
            let (given, thread) = running.wait().await.unwrap();
            assert_eq!(given, number);
            threads.insert(thread);
        }
        assert!(threads.len() <= 3, "{}", threads.len());
    }

    #[tokio::test]
    async fn work_beyond_its_time_is_not_waited_for_and_keeps_its_turn() {
        let workers = Workers::new(2);
        let held = Arc::new(());
        let (end, ended) = channel::<()>();
        let work = move || ended.recv().is_ok();
        let began = Instant::now();
        let late =
            workers.begin(Held::new(Arc::clone(&held)), Duration::from_millis(1), work).unwrap().wait().await;
        assert_eq!(late, Err(Unfinished::Late));
        assert!(began.elapsed() >= watchdog::GRACE);
        assert_eq!(Arc::strong_count(&held), 2);
        // Others are answered meanwhile.
        assert_eq!(workers.begin(turn(), LONG, || 7).unwrap().wait().await, Ok(7));
        drop(end);
        until(|| Arc::strong_count(&held) == 1);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_told_to_stop() {
        let workers = Workers::new(1);
        let work = || {
            watchdog::run(None, |token| {
                until(|| token.is_cancelled());
            })
        };
        drop(workers.begin(turn(), LONG, work).unwrap());
        // There is one thread: this is done when that has stopped.
        assert_eq!(workers.begin(turn(), LONG, || 7).unwrap().wait().await, Ok(7));
    }

    #[tokio::test]
    async fn a_panic_is_known_and_the_thread_works_on() {
        let workers = Workers::new(1);
        let broken = workers.begin(turn(), LONG, || -> u8 { panic!("broken") }).unwrap().wait().await;
        assert_eq!(broken, Err(Unfinished::Panicked));
        assert_eq!(workers.begin(turn(), LONG, || 7).unwrap().wait().await, Ok(7));
    }
}
