//! The program `model`.

use std::io::{stderr, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(model_cli::run(std::env::args_os(), &mut stdout(), &mut stderr()))
}
