//! `model migrate generate`: writes the migration that leads to what is wanted.

use std::path::PathBuf;

use serde::Serialize;

use crate::cli::{FAILURE, Program, SUCCESS};
use crate::command::{Meant, Reads, json};
use crate::console::{BOLD, Console, GREEN, RED};
use crate::migrate::{Hints, Migration, Options, Plan};
use crate::migrations::Folder;
use crate::source::{Reader, Source};
use crate::trial::Trial;
use crate::{Error, version};

pub(super) const EXAMPLES: &str = "\
Examples:
  model migrate generate add_age                   from the migrations there are to the models of the program
  model migrate generate add_age --dry-run         printed, and not written
  model migrate generate drop_bio --drop-ok users.bio
  model migrate generate baseline --to $DATABASE_URL --from empty.json
  model migrate generate more --backend postgres --scratch postgres://localhost/empty

The migration is tried in an empty database, there and back again, before it is written. What loses values is refused, unless an option or the model
allows it.

Exit codes: 0 written, or nothing to write; 2 it could not be done, or would lose values.";

/// Write the migration that leads from the migrations there are to the models
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
#[allow(clippy::struct_excessive_bools)] // switches of the command line
pub(super) struct Generate {
    /// What it is called, after its version
    name: String,
    /// The folder of migrations; `migrations` if the program knows no other
    #[arg(long, value_name = "FOLDER", env = "MIGRATION_DIRECTORY")]
    folder: Option<PathBuf>,
    /// Where it leads from: a database, a snapshot, a folder; the folder of migrations if this is left out
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,
    /// Where it leads to: the same; the models of the program if this is left out
    #[arg(long, value_name = "SOURCE", default_value = "models")]
    to: String,
    /// Let any values go that are in the way
    #[arg(long)]
    allow_destructive: bool,
    /// Let the rows of a table go (`users`), or the values of a column (`users.bio`); may be repeated
    #[arg(long, value_name = "NAME")]
    drop_ok: Vec<String>,
    /// Keep nobody from writing for long, where the database has ways to: PostgreSQL. It may take several migrations
    #[arg(long)]
    online: bool,
    /// Print the migration, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print an object, in JSON; with `--dry-run`
    #[arg(long, requires = "dry_run")]
    json: bool,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    meant: Meant,
}

/// A plan, for other programs.
#[derive(Serialize)]
struct Shown<'p> {
    migrations: Vec<Script<'p>>,
    losses: Vec<String>,
    warnings: &'p [String],
}

#[derive(Serialize)]
struct Script<'p> {
    part: Option<&'p str>,
    up: &'p str,
    down: &'p str,
    in_transaction: bool,
}

impl Generate {
    pub(super) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let path = program.folder(self.folder.as_ref());
        let from = match &self.from {
            Some(word) => Source::of(word)?,
            None => Source::Folder(path.clone()),
        };
        let to = Source::of(&self.to)?;
        let reading = self.reads.reading(Some(&self.meant));
        let mut reader = Reader::of(&[&from, &to], &reading, program.known, console)?;
        let (start, end) = reader.both(&from, &to, true)?;
        let backend = start.tables.backend;

        let hints =
            program.known.filter(|_| end.of_models).map_or_else(Hints::default, |known| Hints::of(known.tables));
        let options = Options {
            allow_destructive: self.allow_destructive,
            drop_ok: self.drop_ok.clone(),
            online: self.online,
            // A database in use may have tables of others.
            keep_unknown: end.of_models && matches!(from, Source::Url(_)),
        };

        let plan = match backend.plan(&start.tables.tables, &end.tables.tables, &hints, &options) {
            Ok(plan) => plan,
            Err(refused) => {
                for loss in &refused.losses {
                    reader.console.say(format_args!(
                        "{}: {loss}; `--drop-ok {}` allows it",
                        reader.console.loud(RED, "lost"),
                        loss.name()
                    ));
                }
                reader
                    .console
                    .error("values would be lost, so nothing was written; `--allow-destructive` allows all of it");
                return Ok(FAILURE);
            }
        };
        if !plan.migrations.is_empty() {
            let trial = Trial { source: &from, from: &start, to: &end, keep_unknown: options.keep_unknown };
            trial.run(&plan, &mut reader)?;
        }
        reader.console.rest();
        self.tell(&plan, &path, console)
    }

    /// Writes the plan, or prints it.
    fn tell(&self, plan: &Plan, path: &std::path::Path, console: &mut Console<'_>) -> Result<u8, Error> {
        if self.json {
            console.print(&json(&Shown::of(plan))?)?;
            return Ok(SUCCESS);
        }
        for loss in &plan.losses {
            console.note(loss);
        }
        for warning in &plan.warnings {
            console.note(warning);
        }
        if plan.migrations.is_empty() {
            console.print("no differences, so there is nothing to write\n")?;
        } else if self.dry_run {
            let text: String = plan.migrations.iter().map(|migration| printed(migration, console)).collect();
            console.print(&text)?;
        } else {
            let folder = Folder::open_or_none(path)?;
            let version = version::after(folder.all().last().map(|last| &*last.version));
            let written = plan.write(path, &version, &self.name).map_err(|error| Error::file(path, error))?;
            for path in written {
                let word = console.styled(GREEN, "written");
                console.print(&format!("{word} {}\n", path.display()))?;
            }
        }
        Ok(SUCCESS)
    }
}

/// A migration as it would be written.
fn printed(migration: &Migration, console: &Console<'_>) -> String {
    let part = migration.part.as_ref().map(|part| format!(", {part}")).unwrap_or_default();
    let alone = if migration.in_transaction { "" } else { ", not in a transaction" };
    let heading = |way: &str| console.styled(BOLD, format_args!("-- {way}{part}{alone}"));
    format!("{}\n{}{}\n{}", heading("up"), migration.up, heading("down"), migration.down)
}

impl<'p> Shown<'p> {
    fn of(plan: &'p Plan) -> Self {
        let script = |migration: &'p Migration| Script {
            part: migration.part.as_deref(),
            up: &migration.up,
            down: &migration.down,
            in_transaction: migration.in_transaction,
        };
        Self {
            migrations: plan.migrations.iter().map(script).collect(),
            losses: plan.losses.iter().map(ToString::to_string).collect(),
            warnings: &plan.warnings,
        }
    }
}
