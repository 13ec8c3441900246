//! New migrations are tried before they are written: there and back again, in an empty database.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use model_runtime::database::AnyConnection;
use model_runtime::schema::{Difference, Table};

use crate::migrate::Plan;
use crate::migrations::Folder;
use crate::models::Known;
use crate::scratch::{Place, SHARED};
use crate::source::{Reader, Side, Source, wanted};
use crate::{Backend, Error, words};

/// What migrations are tried with.
pub(crate) struct Trial<'t> {
    /// Where the start was read from, and what it is.
    pub(crate) source: &'t Source,
    pub(crate) from: &'t Side,
    /// What it is to become.
    pub(crate) to: &'t Side,
    /// Whether tables that are not wanted are left alone.
    pub(crate) keep_unknown: bool,
}

/// A folder in the place for temporary ones, which goes with the value.
struct Aside(PathBuf);

impl Aside {
    fn new() -> Result<Self, Error> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("model_migrations_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // What a program of this number left behind is not ours.
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).map_err(|error| Error::file(&path, error))?;
        Ok(Self(path))
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Trial<'_> {
    /// Runs the migrations of a plan on the start and compares the end, reverts them and compares the start. Without a place for an empty database that
    /// is not done, and said.
    ///
    /// # Errors
    /// If one fails, or if something differs.
    pub(crate) fn run(&self, plan: &Plan, reader: &mut Reader<'_, '_>) -> Result<(), Error> {
        let why = match &reader.place {
            Place::Unknown => Some("there is no empty database to do it in; name one with `--scratch URL`"),
            Place::Shared => Some(SHARED),
            _ => None,
        };
        if let Some(why) = why {
            reader.console.note(format_args!("the migration was not tried: {why}"));
            return Ok(());
        }
        let aside = Aside::new()?;
        plan.write(&aside.0, "1", "trial").map_err(|error| Error::file(&aside.0, error))?;
        let folder = Folder::open(&aside.0)?;
        let backend = reader.backend;
        let (place, namespaces) = (reader.place.clone(), reader.namespaces.clone());
        let mut scratch = reader.scratch()?;
        let conn = scratch.conn()?;
        self.start(backend, &place, conn)?;
        let read =
            |conn: &mut AnyConnection| -> Result<Vec<Table>, Error> { Ok(wanted(true, &namespaces).read(conn)?) };
        let before = read(conn)?;

        reader.console.progress("trying the migration");
        let named = |error| Error::Trial { reason: told(&error), up: true };
        folder.run(conn, folder.all(), &mut |_, _, _| {}).map_err(named)?;
        let mut to = self.to.tables.tables.clone();
        let mut found = read(conn)?;
        if self.to.of_models {
            words::unsaid(&mut to, &before, backend);
            words::unsaid(&mut to, &anew(&before, &found, backend), backend);
        }
        found.retain(|table| !self.is_left(table, &to, reader.known, backend));
        refuse(&backend.compare(&to, &found), true)?;

        reader.console.progress("trying to revert it");
        let back: Vec<_> = folder.all().iter().rev().cloned().collect();
        let named = |error| Error::Trial { reason: told(&error), up: false };
        folder.revert(conn, &back, &mut |_, _, _| {}).map_err(named)?;
        refuse(&backend.compare(&before, &read(conn)?), false)
    }

    /// Whether a table was there, is not wanted, and is left alone all the same.
    fn is_left(&self, table: &Table, to: &[Table], known: Option<&Known>, backend: Backend) -> bool {
        let in_list = |list: &[Table]| list.iter().any(|other| backend.is_same(other, table));
        let by_models = || table.view.is_some() || known.is_some_and(|known| known.leaves(table, backend));
        !in_list(to) && (self.to.of_models && by_models() || self.keep_unknown && in_list(&self.from.tables.tables))
    }

    /// Makes the start in an empty database.
    fn start(&self, backend: Backend, place: &Place, conn: &mut AnyConnection) -> Result<(), Error> {
        if let Source::Folder(path) = self.source {
            let folder = Folder::open_or_none(path)?;
            return if folder.all().is_empty() { Ok(()) } else { folder.run(conn, folder.all(), &mut |_, _, _| {}) };
        }
        if let Place::Beside(url) = place {
            words::extensions(url, backend, conn);
        }
        let sql = backend.script(self.from.tables.tables.clone());
        if sql.is_empty() { Ok(()) } else { Ok(conn.batch_execute(&sql).map_err(model_runtime::Error::from)?) }
    }
}

/// What was not there before, by its name: it may have had another one, with all that models cannot say of it.
fn anew(before: &[Table], found: &[Table], backend: Backend) -> Vec<Table> {
    let anew = |table: &Table| {
        let Some(old) = before.iter().find(|old| backend.is_same(old, table)) else { return table.clone() };
        let is_new = |name: &str| !old.columns.iter().any(|old| backend.same_name(&old.name, name));
        let columns = table.columns.iter().filter(|column| is_new(&column.name)).cloned().collect();
        Table { columns, ..old.clone() }
    };
    found.iter().map(anew).collect()
}

/// What the database said of a migration whose name means nothing to anybody.
fn told(error: &Error) -> String {
    match error {
        Error::Migration { reason, .. } => reason.clone(),
        error => error.to_string(),
    }
}

fn refuse(differences: &[Difference], up: bool) -> Result<(), Error> {
    if differences.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = differences.iter().map(|difference| format!("\n  {difference}")).collect();
    let reason = format!("what it leads to is not what is wanted:{}", lines.concat());
    Err(Error::Trial { reason, up })
}
