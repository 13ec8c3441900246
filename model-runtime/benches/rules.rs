//! What validation costs per row: `check()` of models with more and more rules, beside the rule functions called by hand.
//!
//! `cargo bench -p model-runtime --bench rules`

// Figures are cast to be printed.
#![allow(clippy::pedantic, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use model_runtime::prelude::*;

macro_rules! user { ($name:ident $table:literal $(#[$first:meta])? , $(#[$second:meta])?) => {
    #[derive(Model, Debug, Clone)]
    #[model(table = $table)]
    pub struct $name {
        pub id: i64,
        $(#[$first])?
        pub name: String,
        $(#[$second])?
        pub email: String,
        pub age: i32,
    }
} }
user!(Plain "plain",);
user!(Lengths "lengths" #[validate(length(min = 1, max = 50))], #[validate(length(max = 100))]);
user!(Email "emails" #[validate(length(min = 1, max = 50))], #[validate(email, length(max = 100))]);
user!(Patterned "patterned" #[validate(pattern("^[A-Z][a-z ]+$"))], #[validate(contains("@"))]);

const ROWS: usize = 1_000;
const NAME: &str = "Ann of the long name";
const EMAIL: &str = "ann.of.the.long.name@example.com";

/// The least time of many runs, for each row, in nanoseconds.
fn least<T>(make: impl Fn() -> Vec<T>, run: impl Fn(T)) -> f64 {
    let mut least = Duration::MAX;
    for _ in 0..300 {
        let rows = make();
        let start = Instant::now();
        rows.into_iter().for_each(&run);
        least = least.min(start.elapsed());
    }
    least.as_secs_f64() * 1e9 / ROWS as f64
}

macro_rules! case {
    ($new:ident) => {
        least(
            || (0..ROWS).map(|_| $new { name: NAME.to_owned(), email: EMAIL.to_owned(), age: 1 }).collect(),
            |new| drop(black_box(new.check())),
        )
    };
}

fn main() {
    let strings = || (0..ROWS).map(|_| (NAME.to_owned(), EMAIL.to_owned())).collect::<Vec<_>>();
    let plain = case!(NewPlain);
    let by_hand = least(strings, |(name, email)| {
        let valid = (1..=50).contains(&name.chars().count())
            && email.chars().count() <= 100
            && garde::rules::email::apply(&&*email, ()).is_ok();
        drop(black_box((name, email, valid)));
    });
    println!("| rules | ns per row | more than without |");
    println!("|---|---:|---:|");
    for (name, ns) in [
        ("none: values put in place, defaults, NOT NULL", plain),
        ("two lengths", case!(NewLengths)),
        ("two lengths, an e-mail address", case!(NewEmail)),
        ("a pattern, a part of text", case!(NewPatterned)),
        ("two lengths, an e-mail address, called by hand", by_hand),
    ] {
        println!("| {name} | {ns:.0} | {:.0} |", ns - plain);
    }
}
