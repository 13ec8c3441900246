//! Work done by many tasks at the same time, in two ways: how much of it in a second, and how long the slowest hundredth takes.

use std::sync::Arc;
use std::time::{Duration, Instant};

use model_runtime::connection::BoxFuture;

/// What a task does again and again, with a number that counts up.
pub(crate) type Operation = Arc<dyn Fn(usize) -> BoxFuture<'static, ()> + Send + Sync>;

/// How long each way has its turn.
const ROUND: Duration = Duration::from_millis(125);
/// The turns of each way; the first opens connections and prepares statements, and does not count.
const ROUNDS: usize = 11;

/// What was seen in a round.
#[derive(Clone, Copy)]
struct Seen {
    per_second: f64,
    /// Milliseconds that 99 % of the operations stay below.
    p99: f64,
}

/// Prints what the figures are.
pub(crate) fn header() {
    println!("| case | model per s | diesel-async per s | ratio | model p99 ms | diesel-async p99 ms | ratio |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
}

/// Lets tasks work in both ways, in turns, and prints the medians of what was seen.
pub(crate) async fn compare(name: &str, tasks: usize, model: Operation, diesel: Operation) {
    let (mut models, mut diesels) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let mut turns = [(&model, &mut models), (&diesel, &mut diesels)];
        // Each is the first one in every other round.
        turns.rotate_left(round % 2);
        for (operation, seen) in turns {
            let turn = turn(operation, tasks, round).await;
            if round > 0 {
                seen.push(turn);
            }
        }
    }
    let [model, diesel] = [models, diesels].map(|seen| {
        let median = |figure: fn(&Seen) -> f64| median(seen.iter().map(figure).collect());
        Seen { per_second: median(|seen| seen.per_second), p99: median(|seen| seen.p99) }
    });
    println!(
        "| {name} | {:.0} | {:.0} | {:.2} | {:.2} | {:.2} | {:.2} |",
        model.per_second,
        diesel.per_second,
        model.per_second / diesel.per_second,
        model.p99,
        diesel.p99,
        model.p99 / diesel.p99
    );
}

/// Lets tasks work for one round.
async fn turn(operation: &Operation, tasks: usize, round: usize) -> Seen {
    let start = Instant::now();
    let running: Vec<_> = (0..tasks)
        .map(|task| {
            let operation = Arc::clone(operation);
            tokio::spawn(async move {
                let mut taken = Vec::new();
                // Tasks do not work on the same rows in step with each other.
                for i in (round * tasks + task) * 7_919.. {
                    let since = Instant::now();
                    if since - start > ROUND {
                        break;
                    }
                    operation(i).await;
                    taken.push(since.elapsed());
                    // As a server does between requests: whoever waits for a connection has its turn.
                    tokio::task::yield_now().await;
                }
                taken
            })
        })
        .collect();
    let mut taken = Vec::new();
    for task in running {
        taken.extend(task.await.unwrap());
    }
    let per_second = taken.len() as f64 / start.elapsed().as_secs_f64();
    taken.sort_unstable();
    Seen { per_second, p99: taken[taken.len() * 99 / 100].as_secs_f64() * 1e3 }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}
