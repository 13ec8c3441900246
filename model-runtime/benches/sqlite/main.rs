//! Models against the same work in hand-written Diesel and in rusqlite, on SQLite in memory.
//!
//! `cargo bench -p model-runtime --bench sqlite` prints times; with `-- instructions`, instructions (needs valgrind). A word
//! after that chooses the cases with this word in their names. Ratios are to Diesel's column.

// Figures are cast to be printed, and cases written as they read best.
#![allow(clippy::pedantic)]

mod cases;
mod measure;
mod models;

use measure::{Bar, Case, ONCE, WAYS, instructions, once, times};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [ONCE, name, way] => cases::all().iter().filter(|case| case.name == name).for_each(|case| once(case, way)),
        ["instructions"] => count(""),
        ["instructions", word] => count(word),
        [word] => time(word),
        _ => time(""),
    }
}

fn chosen(word: &str) -> impl Iterator<Item = Case> {
    cases::all().into_iter().filter(move |case| case.name.contains(word))
}

fn time(word: &str) {
    header("µs");
    for case in chosen(word) {
        let figures: Vec<f64> = times(&case).iter().map(|time| time.as_secs_f64() * 1e6).collect();
        let bar = match case.bar {
            Bar::Time(bar) => Some(bar),
            _ => None,
        };
        row(&case.name, &figures, bar);
    }
}

fn count(word: &str) {
    header("thousand instructions");
    for case in chosen(word) {
        let figures: Option<Vec<f64>> = WAYS.iter().map(|way| Some(instructions(&case, way)? as f64 / 1e3)).collect();
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

fn header(unit: &str) {
    println!("| case ({unit}) | {} | model : diesel | bar |", WAYS.join(" | "));
    println!("|---|---:|---:|---:|---:|---|");
}

fn row(name: &str, figures: &[f64], bar: Option<f64>) {
    let cells: Vec<String> = figures.iter().map(|figure| format!("{figure:.1}")).collect();
    let ratio = figures[0] / figures[1];
    let bar = bar.map_or_else(String::new, |bar| format!("{bar} {}", if ratio <= bar { "met" } else { "missed" }));
    println!("| {name} | {} | {ratio:.2} | {bar} |", cells.join(" | "));
}
