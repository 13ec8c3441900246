//! Measures the same work done in several ways: time, the least of many runs taken in turns, and instructions.

use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

/// One way to do the work of a case.
pub(crate) trait Work {
    /// Does it once; what it takes, without what comes before and after.
    fn run(&mut self) -> Duration;
}

/// State, what to do before the work, and the work. Inputs are made, and results dropped, outside of what is measured.
pub(crate) struct Task<S, P, R> {
    /// What outlives a run: the connection.
    pub(crate) state: S,
    /// Makes the input.
    pub(crate) prepare: P,
    /// What is measured.
    pub(crate) work: R,
}

impl<S, I, O, P: FnMut(&mut S) -> I, R: FnMut(&mut S, I) -> O> Work for Task<S, P, R> {
    fn run(&mut self) -> Duration {
        let input = (self.prepare)(&mut self.state);
        let start = Instant::now();
        let output = measured_section(|| (self.work)(&mut self.state, input));
        let taken = start.elapsed();
        black_box(&output);
        taken
    }
}

/// What callgrind counts, by this name.
#[inline(never)]
fn measured_section<O>(work: impl FnOnce() -> O) -> O {
    black_box(work())
}

/// The ways to do the work, in the order of the columns of the table.
pub(crate) const WAYS: [&str; 3] = ["model", "diesel", "rusqlite"];

/// What a case must not exceed, as a ratio to hand-written Diesel.
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    /// Of instructions.
    Instructions(f64),
    /// Of time.
    Time(f64),
    /// Nothing is promised.
    None,
}

/// Work, and a way to get ready for it.
pub(crate) struct Case {
    /// What it is.
    pub(crate) name: String,
    /// What is promised.
    pub(crate) bar: Bar,
    /// Makes each of [`WAYS`].
    pub(crate) make: Make,
}

/// Makes the work of one of [`WAYS`].
type Make = Box<dyn Fn(&str) -> Box<dyn Work>>;

/// How long a case may take.
const BUDGET: Duration = Duration::from_millis(2_000);

/// The least time of each way, taken in turns so that a busy machine hurts all alike.
pub(crate) fn times(case: &Case) -> Vec<Duration> {
    let mut works: Vec<_> = WAYS.iter().map(|way| (case.make)(way)).collect();
    let mut least = vec![Duration::MAX; works.len()];
    let start = Instant::now();
    for round in 0.. {
        for (work, least) in works.iter_mut().zip(&mut least) {
            let taken = work.run();
            // The first round prepares statements and warms caches.
            if round > 0 {
                *least = taken.min(*least);
            }
        }
        if round > 10 && start.elapsed() > BUDGET {
            return least;
        }
    }
    least
}

/// The argument that makes this program do one case in one way, for callgrind.
pub(crate) const ONCE: &str = "--once";

/// Does a case in one way: once to get warm, then once more, which is counted.
pub(crate) fn once(case: &Case, way: &str) {
    let mut work = (case.make)(way);
    work.run();
    // Callgrind counts both runs; `instructions` subtracts what a single one takes.
    if std::env::var_os(TWICE).is_some() {
        work.run();
    }
}

/// Set where the work is to be done twice.
const TWICE: &str = "MODEL_BENCH_TWICE";

/// The instructions of a warm run: those of two runs, less those of one. `None` without valgrind.
pub(crate) fn instructions(case: &Case, way: &str) -> Option<u64> {
    let count = |twice: bool| {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured_section*"]);
        valgrind.arg(std::env::current_exe().ok()?).args([ONCE, &case.name, way]);
        if twice {
            valgrind.env(TWICE, "1");
        }
        let report = String::from_utf8(valgrind.output().ok()?.stderr).ok()?;
        report.lines().find_map(|line| line.split_once("Collected :"))?.1.trim().parse::<u64>().ok()
    };
    Some(count(true)? - count(false)?)
}
