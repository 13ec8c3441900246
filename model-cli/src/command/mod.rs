//! The commands: one file each, with its arguments, its help and what it prints.

mod check;
mod diff;
mod migrate;
mod reflect;
mod show;
mod sql;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use model_runtime::schema::Difference;
use serde::Serialize;

use crate::cli::{Program, SUCCESS};
use crate::console::{BOLD, Console, RED, YELLOW};
use crate::source::{Reading, Source};
use crate::{Backend, Error};

/// Models, migrations and databases: how they differ, and what they are as Rust, SQL or JSON.
#[derive(Debug, Parser)]
#[command(name = "model", version, after_help = HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Tables come from a URL (`sqlite:app.db`, `postgres://..`, `mysql://..`), a snapshot (`schema.json`), a folder of migrations, or the
word `models`, in a program that knows some. Each command has examples: `model diff --help`.

Exit codes: 0 done, or no difference; 1 there are differences, or migrations that have not run; 2 it could not be done.";

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the tables of a database as Rust, SQL or JSON
    Reflect(reflect::Reflect),
    /// Compare any two of models, snapshots, migrations and databases
    Diff(diff::Diff),
    /// Ask whether a database is what the models or the migrations say
    Check(check::Check),
    /// Write, run, revert and list migrations
    Migrate(migrate::Migrate),
    /// Write the SQL that creates everything
    Sql(sql::Sql),
    /// Show all there is to know of one model or table
    Show(show::Show),
}

/// The command of a command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Command, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    let called = arguments.first().map(Path::new).and_then(Path::file_stem);
    let name = called.map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned());
    let mut command = called_by(Arguments::command(), &name);
    let mut matches = command.try_get_matches_from_mut(arguments)?;
    Ok(Arguments::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))?.command)
}

/// The command with examples that call the program by its name.
fn called_by(command: clap::Command, name: &str) -> clap::Command {
    let command = match command.get_after_help().map(ToString::to_string) {
        Some(help) => {
            command.after_help(help.replace("  model ", &format!("  {name} ")).replace("`model ", &format!("`{name} ")))
        }
        None => command,
    };
    command.mut_subcommands(|inner| called_by(inner, name))
}

impl Command {
    /// Does it; the exit code.
    pub(crate) fn run(self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        match self {
            Self::Reflect(command) => command.run(program, console),
            Self::Diff(command) => command.run(program, console),
            Self::Check(command) => command.run(program, console),
            Self::Migrate(command) => command.run(program, console),
            Self::Sql(command) => command.run(program, console),
            Self::Show(command) => command.run(program, console),
        }
    }
}

/// How sources are read, and where empty databases come from that migrations run on and models are created in.
#[derive(Debug, clap::Args)]
struct Reads {
    /// A schema to read besides that of the connection (on MySQL a database); may be repeated. Those that models name are read anyway
    #[arg(long = "namespace", value_name = "NAME")]
    namespaces: Vec<String>,
    /// An empty database for what would else be made in a new one beside the database that is asked about; it is empty again afterwards
    #[arg(long, value_name = "URL")]
    scratch: Option<String>,
    /// Take models as they are, without an empty database: conditions of checks and indexes are then compared by name
    #[arg(long)]
    no_scratch: bool,
}

/// Which database is meant where no source says it.
#[derive(Debug, clap::Args)]
struct Meant {
    /// The database that the SQL is for
    #[arg(long, value_name = "sqlite|postgres|mysql")]
    backend: Option<Backend>,
    /// A database, beside which empty ones are made
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    database_url: Option<String>,
}

impl Reads {
    fn reading(&self, meant: Option<&Meant>) -> Reading {
        Reading {
            scratch: self.scratch.clone(),
            no_scratch: self.no_scratch,
            beside: meant.and_then(|meant| meant.database_url.clone()),
            backend: meant.and_then(|meant| meant.backend),
            namespaces: self.namespaces.clone(),
        }
    }
}

impl Program<'_> {
    /// The folder of migrations.
    fn folder(&self, said: Option<&PathBuf>) -> PathBuf {
        said.map_or_else(|| self.folder.to_owned(), Clone::clone)
    }

    /// What a command is about that no argument says: the models, or else a database.
    fn source(&self, said: Option<&str>, url: Option<&String>) -> Result<Source, Error> {
        match (said, self.known, url) {
            (Some(said), ..) => Source::of(said),
            (None, Some(_), _) => Ok(Source::Models),
            (None, None, Some(url)) => Source::of(url),
            (None, None, None) => Err(Error::NoModels),
        }
    }
}

/// A line for each difference.
fn lines(differences: &[Difference], console: &Console<'_>) -> String {
    let line = |difference: &Difference| {
        let style = match (&difference.expected, &difference.found) {
            (_, None) => RED,
            (None, _) => YELLOW,
            _ => BOLD,
        };
        format!("{}: {difference}\n", console.styled(style, difference.code()))
    };
    differences.iter().map(line).collect()
}

/// A value as JSON.
fn json(value: &impl Serialize) -> Result<String, Error> {
    let json = serde_json::to_string_pretty(value).map_err(|error| Error::Snapshot(error.to_string()))?;
    Ok(json + "\n")
}

/// Writes to a file, or else to where results go.
fn write(text: &str, path: Option<&PathBuf>, console: &mut Console<'_>) -> Result<u8, Error> {
    match path {
        Some(path) => std::fs::write(path, text).map_err(|error| Error::file(path, error))?,
        None => console.print(text)?,
    }
    Ok(SUCCESS)
}
