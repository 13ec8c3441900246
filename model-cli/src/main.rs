//! The program `model`.

use std::process::ExitCode;

fn main() -> ExitCode {
    model_cli::Cli::new().main()
}
