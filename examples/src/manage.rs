//! The command line of an application: the commands of the program `model`, which know the blog's models. Run it with
//! `cargo run -p examples --bin manage -- --help`; for example `show User`, `sql --backend sqlite`, or `check sqlite:blog.db`.

mod blog;

use std::process::ExitCode;

use blog::Blog;
use model_cli::SchemaCli;

fn main() -> ExitCode {
    Blog::cli().main()
}
