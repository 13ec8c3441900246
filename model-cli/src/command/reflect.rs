//! `model reflect`: the tables of a database as Rust, SQL or JSON.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{Meant, Reads, write};
use crate::cli::Program;
use crate::console::Console;
use crate::rust::{Note, Options, Times};
use crate::source::{Reader, Source};
use crate::{Error, Snapshot};

const EXAMPLES: &str = "\
Examples:
  model reflect sqlite:app.db                        structs with #[derive(Model)], on standard output
  model reflect $DATABASE_URL --out src/models.rs    the same in a file; what is in it already stays as it is
  model reflect $DATABASE_URL --form table           Diesel's table!
  model reflect $DATABASE_URL --form snapshot --out schema.json

Exit codes: 0 done; 2 it could not be done.";

/// Write the tables of a database as Rust, SQL or JSON
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Reflect {
    /// The URL of the database, a snapshot, or a folder of migrations
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
    /// Write models of views, too; SQL and snapshots have them anyway
    #[arg(long)]
    views: bool,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    meant: Meant,
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

impl Reflect {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let source = Source::of(&self.from)?;
        let reading = self.reads.reading(Some(&self.meant));
        let mut reader = Reader::of(&[&source], &reading, program.known, console)?;
        // `table!` is of tables, and so are structs if nothing else is said.
        let views = matches!(self.form, Form::Sql | Form::Snapshot) || self.views && self.form == Form::Models;
        let snapshot = reader.read(&source, views, false)?.tables;
        let (text, notes) = match self.form {
            Form::Models => self.models(&snapshot, console)?,
            Form::Table => {
                let tables = snapshot.backend.tables(&snapshot.tables);
                (tables.source, tables.notes)
            }
            Form::Sql => (snapshot.backend.script(snapshot.tables), Vec::new()),
            Form::Snapshot => (snapshot.to_json()?, Vec::new()),
        };
        let code = write(&text, self.out.as_ref(), console)?;
        for note in &notes {
            console.note(note);
        }
        Ok(code)
    }

    /// The models of a database, merged with those of the file that is written, if there is one.
    fn models(&self, snapshot: &Snapshot, console: &mut Console<'_>) -> Result<(String, Vec<Note>), Error> {
        let times = if self.times == TimesArg::Time { Times::Time } else { Times::Chrono };
        let wanted = Options {
            schema: self.schema.clone(),
            times,
            relations: !self.no_relations,
            views: self.views,
            ..Options::default()
        };
        let models = snapshot.backend.models(&snapshot.tables, &wanted);
        let Some(path) = self.out.as_ref().filter(|path| path.exists()) else {
            return Ok((models.source, models.notes));
        };
        let existing = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        if existing.trim().is_empty() {
            return Ok((models.source, models.notes));
        }
        let merged = models.merge_into(&existing).map_err(|error| Error::Merge { path: path.clone(), error })?;
        for change in &merged.changes {
            console.say(change);
        }
        Ok((merged.source, models.notes))
    }
}
