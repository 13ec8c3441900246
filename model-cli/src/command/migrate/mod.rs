//! `model migrate`: writes, runs, reverts and lists migrations.

mod generate;

use std::path::PathBuf;

use clap::Subcommand;
use model_runtime::database::AnyConnection;
use serde::Serialize;

use super::json;
use crate::Error;
use crate::cli::{DIFFERENCES, Program, SUCCESS};
use crate::console::{Console, GREEN, RED, YELLOW};
use crate::migrations::{Folder, Migration, alone, applied};
use crate::scratch::open;

const EXAMPLES: &str = "\
Examples:
  model migrate generate add_age     what the models have and the migrations do not make yet
  model migrate run                  all of the folder `migrations` that have not run, on the database of DATABASE_URL
  model migrate revert -n 2          the last two that have
  model migrate redo                 the last one, reverted and run again
  model migrate status sqlite:app.db --folder db/migrations

Folders and the database's own list of migrations are those of `diesel migration`, which can go on from here, as this can from there.

Exit codes: 0 done; 1 migrations have not run (`status`); 2 it could not be done.";

/// Write, run, revert and list migrations
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Migrate {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Run the migrations that have not run
    #[command(after_help = "\
Examples:
  model migrate run
  model migrate run sqlite:app.db --folder db/migrations

The first that fails ends it; those before it stay.

Exit codes: 0 done, or nothing to do; 2 one failed.")]
    Run(Place),
    /// Revert the last migrations
    #[command(after_help = "\
Examples:
  model migrate revert             the last one
  model migrate revert -n 3        the last three
  model migrate revert --all

Exit codes: 0 done, or nothing to do; 2 one failed.")]
    Revert(Revert),
    /// Revert the last migration and run it again
    #[command(after_help = "\
Examples:
  model migrate redo               after its SQL was changed

Exit codes: 0 done; 2 it failed.")]
    Redo(Place),
    /// Write the migration that leads from the migrations there are to the models
    Generate(generate::Generate),
    /// List the migrations, and whether they have run
    #[command(after_help = "\
Examples:
  model migrate status
  model migrate status --json      objects with `version`, `name` and `state`: `applied`, `pending`, or `missing` from the folder

Exit codes: 0 all have run; 1 some have not; 2 it could not be found out.")]
    Status(Status),
}

#[derive(Debug, clap::Args)]
struct Place {
    /// The URL of the database
    #[arg(env = "DATABASE_URL", hide_env_values = true)]
    url: String,
    /// The folder of migrations; `migrations` if the program knows no other
    #[arg(long, value_name = "FOLDER", env = "MIGRATION_DIRECTORY")]
    folder: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Revert {
    #[command(flatten)]
    place: Place,
    /// How many
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    number: usize,
    /// All of them
    #[arg(long, conflicts_with = "number")]
    all: bool,
}

#[derive(Debug, clap::Args)]
struct Status {
    #[command(flatten)]
    place: Place,
    /// A list of objects, in JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        match &self.what {
            What::Run(place) => {
                let (folder, mut conn) = place.open(program)?;
                one_by_one(&mut conn, console, |conn, console| {
                    let pending = folder.pending(&applied(conn)?);
                    up(&folder, &pending, conn, console)
                })
            }
            What::Revert(revert) => {
                let (folder, mut conn) = revert.place.open(program)?;
                let number = if revert.all { usize::MAX } else { revert.number };
                one_by_one(&mut conn, console, |conn, console| {
                    let last = last(number, &folder, conn)?;
                    down(&folder, &last, conn, console)
                })
            }
            What::Redo(place) => {
                let (folder, mut conn) = place.open(program)?;
                one_by_one(&mut conn, console, |conn, console| {
                    let last = last(1, &folder, conn)?;
                    down(&folder, &last, conn, console)?;
                    up(&folder, &last, conn, console)
                })
            }
            What::Generate(generate) => generate.run(program, console),
            What::Status(status) => status.run(program, console),
        }
    }
}

impl Place {
    fn open(
        &self,
        program: &Program<'_>,
    ) -> Result<(Folder, model_runtime::database::PooledConnection<AnyConnection>), Error> {
        // The folder first: without it, no database is made.
        let folder = Folder::open(&program.folder(self.folder.as_ref()))?;
        Ok((folder, open(&self.url)?))
    }
}

/// Does something with the migrations of a database that no other program does at the same time.
fn one_by_one(
    conn: &mut AnyConnection,
    console: &mut Console<'_>,
    work: impl FnOnce(&mut AnyConnection, &mut Console<'_>) -> Result<u8, Error>,
) -> Result<u8, Error> {
    let console = std::cell::RefCell::new(console);
    let waiting = || console.borrow_mut().note("another program runs migrations on this database; this one waits");
    alone(conn, waiting, |conn| work(conn, &mut console.borrow_mut()))
}

/// The last migrations that have run, the latest first.
fn last(number: usize, folder: &Folder, conn: &mut AnyConnection) -> Result<Vec<Migration>, Error> {
    applied(conn)?.iter().rev().take(number).map(|version| folder.applied(version)).collect()
}

fn up(folder: &Folder, these: &[Migration], conn: &mut AnyConnection, console: &mut Console<'_>) -> Result<u8, Error> {
    if these.is_empty() {
        console.print("nothing to run\n")?;
    }
    told("running", "applied", these.len(), console, |told| folder.run(conn, these, told))
}

fn down(
    folder: &Folder,
    these: &[Migration],
    conn: &mut AnyConnection,
    console: &mut Console<'_>,
) -> Result<u8, Error> {
    if these.is_empty() {
        console.print("nothing to revert\n")?;
    }
    told("reverting", "reverted", these.len(), console, |told| folder.revert(conn, these, told))
}

/// Does something to migrations, and says what is done.
fn told(
    doing: &str,
    done: &str,
    of: usize,
    console: &mut Console<'_>,
    steps: impl FnOnce(crate::migrations::Told<'_>) -> Result<(), Error>,
) -> Result<u8, Error> {
    let mut printed = Ok(());
    steps(&mut |at, migration, is_done| {
        if is_done {
            let word = console.styled(GREEN, done);
            let line = console.print(&format!("{word} {}\n", migration.name));
            printed = std::mem::replace(&mut printed, Ok(())).and(line);
        } else {
            console.progress(format_args!("{doing} {} ({} of {of})", migration.name, at + 1));
        }
    })?;
    printed.map(|()| SUCCESS)
}

/// A migration, and whether it has run.
#[derive(Serialize)]
struct State {
    #[serde(flatten)]
    migration: Migration,
    state: &'static str,
}

impl Status {
    fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let (folder, mut conn) = self.place.open(program)?;
        let applied = applied(&mut conn)?;
        let state = |migration: &Migration| if applied.contains(&migration.version) { "applied" } else { "pending" };
        let all = folder.all().iter().map(|migration| State { migration: migration.clone(), state: state(migration) });
        let missing = applied.iter().filter(|version| folder.applied(version).is_err());
        let missing = missing.map(|version| State {
            migration: Migration { version: version.clone(), name: version.clone() },
            state: "missing",
        });
        let mut states: Vec<State> = all.chain(missing).collect();
        states.sort_by(|a, b| a.migration.version.cmp(&b.migration.version));
        let text = if self.json { json(&states)? } else { states.iter().map(|state| state.line(console)).collect() };
        console.print(&text)?;
        Ok(if states.iter().any(|state| state.state == "pending") { DIFFERENCES } else { SUCCESS })
    }
}

impl State {
    fn line(&self, console: &Console<'_>) -> String {
        let style = match self.state {
            "applied" => GREEN,
            "pending" => YELLOW,
            _ => RED,
        };
        let word = console.styled(style, self.state);
        format!("{word} {}\n", self.migration.name)
    }
}
