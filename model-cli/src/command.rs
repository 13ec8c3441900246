//! The commands, and what they print.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Parser, Subcommand, ValueEnum};
use model_runtime::Database;
use model_runtime::schema::reflect;

use crate::rust::{Note, Options, Times};
use crate::{Backend, Error, Snapshot};

/// Nothing to do, or done.
pub const SUCCESS: u8 = 0;
/// `diff` found a difference.
pub const DIFFERENCES: u8 = 1;
/// It could not be done.
pub const FAILURE: u8 = 2;

/// Models from databases, and how databases differ.
#[derive(Debug, Parser)]
#[command(name = "model", version, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  model reflect sqlite:app.db                     structs with #[derive(Model)], on standard output
  model reflect $DATABASE_URL --out src/models.rs the same in a file; what is in it already stays as it is
  model reflect $DATABASE_URL --form table        Diesel's table!
  model reflect $DATABASE_URL --form snapshot --out schema.json
  model diff schema.json $DATABASE_URL            what the database has otherwise than the snapshot

Exit codes: 0 done, or no difference; 1 there are differences; 2 it could not be done.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write the tables of a database as Rust, SQL or JSON
    Reflect(Reflect),
    /// Compare two databases, or snapshots of them
    Diff(Diff),
}

#[derive(Debug, clap::Args)]
struct Reflect {
    /// The URL of the database, or a snapshot
    #[arg(env = "DATABASE_URL", hide_env_values = true)]
    from: String,
    /// What is written
    #[arg(long, value_enum, default_value = "models")]
    form: Form,
    /// The file that is written; models that are in it stay as they are, and get what they lack
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The name of the list of models, as in `schema! { pub Blog: .. }`
    #[arg(long, value_name = "NAME", default_value = "Tables")]
    schema: String,
    /// The crate whose types stand for dates and times
    #[arg(long, value_enum, default_value = "chrono")]
    times: TimesArg,
    /// Leave out the relations the other way
    #[arg(long)]
    no_relations: bool,
}

#[derive(Debug, clap::Args)]
struct Diff {
    /// What is expected: the URL of a database, or a snapshot
    expected: String,
    /// What is looked at: the URL of a database, or a snapshot
    #[arg(env = "DATABASE_URL", hide_env_values = true)]
    found: String,
    /// A list of objects, in JSON
    #[arg(long)]
    json: bool,
}

/// A form of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Structs with #[derive(Model)]
    Models,
    /// Diesel's table!
    Table,
    /// The statements that create them
    Sql,
    /// JSON, for `diff`
    Snapshot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TimesArg {
    /// The crate chrono
    Chrono,
    /// The crate time
    Time,
}

/// Runs a command: its arguments, the first of which is the name of the program. What it finds goes to `out`, what it has to say besides to `err`. The
/// result is the exit code: [`SUCCESS`], [`DIFFERENCES`] or [`FAILURE`].
pub fn run(arguments: impl IntoIterator<Item = OsString>, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // `--help` is no failure, and chooses standard output by itself.
            let failed = error.use_stderr();
            let text = error.render();
            let _ = if failed { write!(err, "{text}") } else { write!(out, "{text}") };
            return if failed { FAILURE } else { SUCCESS };
        }
    };
    let done = match cli.command {
        Command::Reflect(reflect) => reflect_into(&reflect, out, err),
        Command::Diff(options) => diff(&options, out),
    };
    done.unwrap_or_else(|error| {
        let _ = writeln!(err, "error: {error}");
        FAILURE
    })
}

/// The tables that a URL or a file leads to.
fn read(from: &str) -> Result<Snapshot, Error> {
    let path = Path::new(from);
    if path.extension().is_some_and(|extension| extension == "json") {
        return Snapshot::read(path);
    }
    let mut conn = Database::connect(from)?.get()?;
    let backend = Backend::of(&conn).ok_or(Error::Unknown)?;
    Ok(Snapshot::new(backend, reflect(&mut conn)?))
}

fn reflect_into(options: &Reflect, out: &mut dyn Write, err: &mut dyn Write) -> Result<u8, Error> {
    let snapshot = read(&options.from)?;
    let (text, notes) = match options.form {
        Form::Models => models(&snapshot, options, err)?,
        Form::Table => {
            let tables = snapshot.backend.tables(&snapshot.tables);
            (tables.source, tables.notes)
        }
        Form::Sql => (snapshot.backend.script(snapshot.tables.clone()), Vec::new()),
        Form::Snapshot => (snapshot.to_json()?, Vec::new()),
    };
    match &options.out {
        Some(path) => std::fs::write(path, text).map_err(|error| Error::file(path, error))?,
        None => out.write_all(text.as_bytes()).map_err(|error| Error::file(Path::new("standard output"), error))?,
    }
    for note in &notes {
        let _ = writeln!(err, "note: {note}");
    }
    Ok(SUCCESS)
}

/// The models of a database, merged with those of the file that is written, if there is one.
fn models(snapshot: &Snapshot, options: &Reflect, err: &mut dyn Write) -> Result<(String, Vec<Note>), Error> {
    let times = if options.times == TimesArg::Time { Times::Time } else { Times::Chrono };
    let wanted =
        Options { schema: options.schema.clone(), times, relations: !options.no_relations, ..Options::default() };
    let models = snapshot.backend.models(&snapshot.tables, &wanted);
    let Some(path) = options.out.as_ref().filter(|path| path.exists()) else {
        return Ok((models.source, models.notes));
    };
    let existing = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
    if existing.trim().is_empty() {
        return Ok((models.source, models.notes));
    }
    let merged = models.merge_into(&existing).map_err(|error| Error::Merge { path: path.clone(), error })?;
    for change in &merged.changes {
        let _ = writeln!(err, "{change}");
    }
    Ok((merged.source, models.notes))
}

fn diff(options: &Diff, out: &mut dyn Write) -> Result<u8, Error> {
    let (expected, found) = (read(&options.expected)?, read(&options.found)?);
    if expected.backend != found.backend {
        return Err(Error::Backends(expected.backend, found.backend));
    }
    let differences = expected.backend.compare(&expected.tables, &found.tables);
    let text = if options.json {
        let json = serde_json::to_string_pretty(&differences).map_err(|error| Error::Snapshot(error.to_string()))?;
        json + "\n"
    } else {
        let lines: Vec<String> = differences.iter().map(|found| format!("{}: {found}\n", found.code())).collect();
        lines.concat()
    };
    out.write_all(text.as_bytes()).map_err(|error| Error::file(Path::new("standard output"), error))?;
    Ok(if differences.is_empty() { SUCCESS } else { DIFFERENCES })
}
