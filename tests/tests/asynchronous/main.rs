//! What is of asynchronous connections alone: futures that are dropped, pools of tasks, streams, handlers. Each test runs on SQLite in
//! memory and in a file, on PostgreSQL and on MariaDB, and there on both kinds of tokio's runtimes.
#![allow(missing_docs, unreachable_pub)]

mod cancellation;
mod handlers;
mod logging;
mod polls;
mod pool;
mod queries;
mod related;
mod session;
mod stream;
mod threads;
mod transactions;

use tests::db::asynchronous::{Kind, Place};
use tokio::runtime::{Builder, Runtime};

/// Runs a test on each kind of runtime, in a place of its own each time.
fn on_each_runtime(kind: Kind, test: impl AsyncFn(&Place, Flavor)) {
    for flavor in [Flavor::CurrentThread, Flavor::MultiThread] {
        let Some(place) = Place::new(kind) else { return };
        flavor.runtime().block_on(test(&place, flavor));
    }
}

/// A kind of runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flavor {
    CurrentThread,
    MultiThread,
}

impl Flavor {
    fn runtime(self) -> Runtime {
        let mut builder = match self {
            Self::CurrentThread => Builder::new_current_thread(),
            Self::MultiThread => Builder::new_multi_thread(),
        };
        builder.worker_threads(2).enable_all().build().unwrap()
    }
}

/// Makes tests of functions that take a place, one for each kind of database.
macro_rules! everywhere {
    ($($test:ident)*) => {
        $(
            mod $test {
                use tests::db::asynchronous::Kind;

                #[test]
                fn in_memory() {
                    crate::on_each_runtime(Kind::Memory, super::$test);
                }

                #[test]
                fn in_a_file() {
                    crate::on_each_runtime(Kind::File, super::$test);
                }

                #[test]
                fn on_postgres() {
                    crate::on_each_runtime(Kind::Postgres, super::$test);
                }

                #[test]
                fn on_mysql() {
                    crate::on_each_runtime(Kind::Mysql, super::$test);
                }
            }
        )*
    };
}
use everywhere;
