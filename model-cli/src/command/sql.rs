//! `model sql`: the SQL that creates everything.

use std::path::PathBuf;

use super::{Meant, Reads, write};
use crate::Error;
use crate::cli::Program;
use crate::console::Console;
use crate::source::Reader;

const EXAMPLES: &str = "\
Examples:
  model sql models --backend postgres   what the models of the program are on PostgreSQL
  model sql sqlite:app.db               what makes the same database elsewhere, with its views and without its rows
  model sql migrations --out schema.sql what the migrations come to

Exit codes: 0 done; 2 it could not be done.";

/// Write the SQL that creates everything
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Sql {
    /// The URL of a database, a snapshot, a folder of migrations, or `models`; if left out the models, or else the database of `DATABASE_URL`
    source: Option<String>,
    /// The file that is written
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    meant: Meant,
}

impl Sql {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let source = program.source(self.source.as_deref(), self.meant.database_url.as_ref())?;
        let reading = self.reads.reading(Some(&self.meant));
        let mut reader = Reader::of(&[&source], &reading, program.known, console)?;
        let tables = reader.read(&source, true, false)?.tables;
        write(&tables.backend.script(tables.tables), self.out.as_ref(), console)
    }
}
