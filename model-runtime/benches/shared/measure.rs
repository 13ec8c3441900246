//! Measures the same work done in several ways, time (the least of many runs taken in turns) or instructions, and prints a table.
//!
//! Without arguments it prints times; with `instructions`, instructions (needs valgrind). A word after that chooses the cases
//! with this word in their names.

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

/// What a case must not exceed, as a ratio to hand-written Diesel. Not every program asks for each.
#[allow(dead_code)]
#[derive(Clone, Copy)]
pub(crate) enum Bar {
    /// Of instructions.
    Instructions(f64),
    /// Of time.
    Time(f64),
    /// Nothing is promised.
    None,
}

/// Makes the work of one way.
pub(crate) type Make = Box<dyn Fn() -> Box<dyn Work>>;

/// Work in several ways: models, hand-written Diesel, and what else there is to compare.
pub(crate) struct Case {
    /// What is done, and to what.
    pub(crate) name: String,
    /// What is promised.
    pub(crate) bar: Bar,
    /// The ways by name; the ratios are of the first to the second, and of the third to the first.
    pub(crate) ways: Vec<(&'static str, Make)>,
}

/// Boxes work.
pub(crate) fn task<S: 'static, I: 'static, O: 'static>(
    state: S,
    prepare: impl FnMut(&mut S) -> I + 'static,
    work: impl FnMut(&mut S, I) -> O + 'static,
) -> Box<dyn Work> {
    Box::new(Task { state, prepare, work })
}

/// Measures the cases that the arguments of the program ask for.
pub(crate) fn run(cases: &[Case]) {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [ONCE, name, way] => cases.iter().filter(|case| case.name == *name).for_each(|case| once(case, way)),
        ["instructions"] => count(cases, ""),
        ["instructions", word] => count(cases, word),
        [word] => time(cases, word),
        _ => time(cases, ""),
    }
}

fn time(cases: &[Case], word: &str) {
    let cases = chosen(cases, word);
    header(&cases, "µs");
    for case in cases {
        let figures: Vec<f64> = times(case).iter().map(|time| time.as_secs_f64() * 1e6).collect();
        let bar = match case.bar {
            Bar::Time(bar) => Some(bar),
            _ => None,
        };
        row(&case.name, &figures, bar);
    }
}

fn count(cases: &[Case], word: &str) {
    let cases = chosen(cases, word);
    header(&cases, "thousand instructions");
    for case in cases {
        let figure = |way: &&'static str| Some(instructions(case, way)? as f64 / 1e3);
        let figures: Option<Vec<f64>> = names(case).iter().map(figure).collect();
        let Some(figures) = figures else {
            eprintln!("valgrind did not run");
            return;
        };
        let bar = match case.bar {
            Bar::Instructions(bar) => Some(bar),
            _ => None,
        };
        row(&case.name, &figures, bar);
    }
}

fn chosen<'c>(cases: &'c [Case], word: &str) -> Vec<&'c Case> {
    cases.iter().filter(|case| case.name.contains(word)).collect()
}

fn names(case: &Case) -> Vec<&'static str> {
    case.ways.iter().map(|(name, _)| *name).collect()
}

fn header(cases: &[&Case], unit: &str) {
    let Some(ways) = cases.first().map(|case| names(case)) else { return };
    println!("| case ({unit}) | {} | {} : {} | bar | {} : {} |", ways.join(" | "), ways[0], ways[1], ways[2], ways[0]);
    println!("|---|{}---:|---|---:|", "---:|".repeat(ways.len()));
}

fn row(name: &str, figures: &[f64], bar: Option<f64>) {
    let cells: Vec<String> = figures.iter().map(|figure| format!("{figure:.1}")).collect();
    let ratio = figures[0] / figures[1];
    let bar = bar.map_or_else(String::new, |bar| format!("{bar} {}", if ratio <= bar { "met" } else { "missed" }));
    println!("| {name} | {} | {ratio:.2} | {bar} | {:.3} |", cells.join(" | "), figures[2] / figures[0]);
}

/// How long a case may take.
const BUDGET: Duration = Duration::from_millis(2_000);

/// The least time of each way, taken in turns so that a busy machine hurts all alike.
fn times(case: &Case) -> Vec<Duration> {
    let mut works: Vec<_> = case.ways.iter().map(|(_, make)| make()).collect();
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
const ONCE: &str = "--once";

/// Does a case in one way: once to get warm, then once more, which is counted.
fn once(case: &Case, way: &str) {
    let Some((_, make)) = case.ways.iter().find(|(name, _)| *name == way) else { return };
    let mut work = make();
    work.run();
    // Callgrind counts both runs; `instructions` subtracts what a single one takes.
    if std::env::var_os(TWICE).is_some() {
        work.run();
    }
}

/// Set where the work is to be done twice.
const TWICE: &str = "MODEL_BENCH_TWICE";

/// The instructions of a warm run: those of two runs, less those of one. `None` without valgrind.
fn instructions(case: &Case, way: &str) -> Option<u64> {
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
