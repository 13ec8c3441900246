//! `model check`: whether a database is what the models, or the migrations, say.

use std::path::PathBuf;

use model_runtime::schema::Difference;
use serde::Serialize;

use super::{Reads, json, lines};
use crate::Error;
use crate::cli::{DIFFERENCES, Program, SUCCESS};
use crate::console::{Console, YELLOW};
use crate::migrations::{Folder, Migration, applied};
use crate::scratch::open;
use crate::source::{Reader, Source};

const EXAMPLES: &str = "\
Examples:
  model check                        the database of DATABASE_URL, against the models of the program, or else its migrations
  model check sqlite:app.db --json   differences and migrations that have not run, as an object
  model check --folder db/migrations $DATABASE_URL

Tables that the models do not know are left alone. The database is not changed.

Exit codes: 0 it is what they say; 1 it differs, or migrations have not run; 2 it could not be found out.";

/// Ask whether a database is what the models or the migrations say
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Check {
    /// The URL of the database
    #[arg(env = "DATABASE_URL", hide_env_values = true)]
    url: String,
    /// The folder of migrations
    #[arg(long, value_name = "FOLDER", env = "MIGRATION_DIRECTORY")]
    folder: Option<PathBuf>,
    /// An object, in JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reads: Reads,
}

/// What was found out.
#[derive(Serialize)]
struct Found {
    differences: Vec<Difference>,
    /// The migrations that have not run.
    pending: Vec<Migration>,
}

impl Check {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let path = program.folder(self.folder.as_ref());
        // One that was named has to be there; otherwise a program without migrations is one without a folder.
        let folder = if self.folder.is_some() || path.is_dir() { Some(Folder::open(&path)?) } else { None };
        let expected = match (program.known, &folder) {
            (Some(_), _) => Source::Models,
            (None, Some(_)) => Source::Folder(path),
            (None, None) => return Err(Error::NoExpectation(path)),
        };
        let differences = self.differences(&expected, program, console)?;
        let pending = self.pending(folder.as_ref(), console)?;
        let code = if differences.is_empty() && pending.is_empty() { SUCCESS } else { DIFFERENCES };
        let found = Found { differences, pending };
        let text = if self.json { json(&found)? } else { found.text(console) };
        console.print(&text)?;
        Ok(code)
    }

    fn differences(
        &self,
        expected: &Source,
        program: &Program<'_>,
        console: &mut Console<'_>,
    ) -> Result<Vec<Difference>, Error> {
        let found = Source::of(&self.url)?;
        let mut reader = Reader::of(&[expected, &found], &self.reads.reading(None), program.known, console)?;
        let (expected, mut found) = reader.pair(expected, &found)?;
        let backend = expected.tables.backend;
        if let (true, Some(known)) = (expected.of_models, program.known) {
            found.tables.tables.retain(|table| known.creates(table, backend));
        }
        Ok(backend.compare(&expected.tables.tables, &found.tables.tables))
    }

    fn pending(&self, folder: Option<&Folder>, console: &mut Console<'_>) -> Result<Vec<Migration>, Error> {
        let Some(folder) = folder else { return Ok(Vec::new()) };
        let mut conn = open(&self.url)?;
        let applied = applied(&mut conn)?;
        for version in applied.iter().filter(|version| folder.applied(version).is_err()) {
            console.note(format_args!("the database has the migration `{version}`, which is not in the folder"));
        }
        Ok(folder.pending(&applied))
    }
}

impl Found {
    fn text(&self, console: &Console<'_>) -> String {
        if self.differences.is_empty() && self.pending.is_empty() {
            return "no differences, and no pending migrations\n".to_owned();
        }
        let pending =
            self.pending.iter().map(|migration| format!("{}: {}\n", console.styled(YELLOW, "pending"), migration.name));
        lines(&self.differences, console) + &pending.collect::<String>()
    }
}
