//! The command line of a program: what it knows, and how it is run.

use std::ffi::OsString;
use std::io::{Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::command;
use crate::console::{Console, Looks};
use crate::models::Known;

/// Done; or there is no difference, and nothing is pending.
pub const SUCCESS: u8 = 0;
/// There are differences, or migrations that have not run.
pub const DIFFERENCES: u8 = 1;
/// It could not be done.
pub const FAILURE: u8 = 2;

/// The commands of the program `model`, for models that a program knows, or for none.
///
/// An application has them in a program of its own, made by [`SchemaCli::cli`](crate::SchemaCli::cli):
///
/// ```no_run
/// use model_cli::SchemaCli;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// schema! { pub Blog: User }
///
/// fn main() -> std::process::ExitCode {
///     Blog::cli().migrations("migrations").main()
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Cli {
    known: Option<Known>,
    folder: PathBuf,
}

/// What a command knows of the program it belongs to.
pub(crate) struct Program<'p> {
    /// Its models.
    pub(crate) known: Option<&'p Known>,
    /// Its folder of migrations, where the command line names no other.
    pub(crate) folder: &'p Path,
}

impl Default for Cli {
    fn default() -> Self {
        Self::new()
    }
}

impl Cli {
    /// The commands without models: those of the program `model`.
    pub fn new() -> Self {
        Self { known: None, folder: PathBuf::from("migrations") }
    }

    pub(crate) fn of(known: Known) -> Self {
        Self { known: Some(known), ..Self::new() }
    }

    /// The folder of migrations, where neither `--folder` nor `MIGRATION_DIRECTORY` names another; `migrations` if this is not called.
    #[must_use]
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = folder.into();
        self
    }

    /// Runs the command that the program was called with, on the standard streams: all that its `main` has to do. Colours and progress are shown on
    /// terminals alone, and no colours where `NO_COLOR` is set.
    pub fn main(self) -> ExitCode {
        let (mut out, mut err) = (stdout(), stderr());
        let console = Console::new(&mut out, &mut err, Looks::of_streams());
        ExitCode::from(self.run_on(std::env::args_os(), console))
    }

    /// Runs a command: its arguments, the first of which is the name of the program. What it finds goes to `out`, what it has to say besides to `err`.
    /// The result is the exit code: [`SUCCESS`], [`DIFFERENCES`] or [`FAILURE`].
    ///
    /// ```
    /// let (mut out, mut err) = (Vec::new(), Vec::new());
    /// let code = model_cli::Cli::new().run(["model", "sql", "sqlite::memory:"], &mut out, &mut err);
    /// assert_eq!((code, out.len(), err.len()), (model_cli::SUCCESS, 0, 0));
    /// ```
    pub fn run(
        &self,
        arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> u8 {
        self.run_on(arguments, Console::new(out, err, Looks::default()))
    }

    fn run_on(&self, arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>, mut console: Console<'_>) -> u8 {
        let command = match command::parse(arguments) {
            Ok(command) => command,
            Err(error) => {
                console.usage(&error);
                return if error.use_stderr() { FAILURE } else { SUCCESS };
            }
        };
        let program = Program { known: self.known.as_ref(), folder: &self.folder };
        let done = command.run(&program, &mut console);
        console.rest();
        done.unwrap_or_else(|error| {
            console.error(&error);
            FAILURE
        })
    }
}
