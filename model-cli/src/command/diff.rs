//! `model diff`: how two sources of tables differ.

use super::{Meant, Reads, json, lines};
use crate::Error;
use crate::cli::{DIFFERENCES, Program, SUCCESS};
use crate::console::Console;
use crate::source::{Reader, Source};

const EXAMPLES: &str = "\
Examples:
  model diff schema.json $DATABASE_URL          what the database has otherwise than the snapshot
  model diff migrations $DATABASE_URL           than what the migrations make
  model diff models migrations                  what the migrations do not make yet, in a program that knows models
  model diff sqlite:old.db sqlite:new.db --json a list of objects

Migrations run on an empty database, and models are created in one, so that all is compared in the database's own words.

Exit codes: 0 there is no difference; 1 there are some; 2 it could not be found out.";

/// Compare any two of models, snapshots, migrations and databases
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Diff {
    /// What is expected: the URL of a database, a snapshot, a folder of migrations, or `models`
    expected: String,
    /// What is looked at: the same
    #[arg(env = "DATABASE_URL", hide_env_values = true)]
    found: String,
    /// A list of objects, in JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    meant: Meant,
}

impl Diff {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let (expected, found) = (Source::of(&self.expected)?, Source::of(&self.found)?);
        let reading = self.reads.reading(Some(&self.meant));
        let mut reader = Reader::of(&[&expected, &found], &reading, program.known, console)?;
        let (expected, found) = reader.pair(&expected, &found)?;
        let differences = expected.tables.backend.compare(&expected.tables.tables, &found.tables.tables);
        let text = if self.json { json(&differences)? } else { lines(&differences, console) };
        console.print(&text)?;
        Ok(if differences.is_empty() { SUCCESS } else { DIFFERENCES })
    }
}
