//! Runs and reverts migrations.

use std::error::Error as StdError;

use diesel::connection::Connection;
#[cfg(feature = "sqlite")]
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration as _, MigrationSource};
use diesel_migrations::{FileBasedMigrations, MigrationError, MigrationHarness};
use model_runtime::database::AnyConnection;

use super::{Folder, Migration};
use crate::Error;

/// What is told while migrations run: which one of them, and whether it is done.
pub(crate) type Told<'t> = &'t mut dyn FnMut(usize, &Migration, bool);

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

impl Folder {
    /// Runs migrations of the folder in the order given, and marks them as run. The first that fails ends it.
    ///
    /// # Errors
    /// [`Error::Migration`] with what the database said.
    pub(crate) fn run(&self, conn: &mut AnyConnection, these: &[Migration], told: Told<'_>) -> Result<(), Error> {
        self.go(Way::Up, conn, these, told)
    }

    /// Reverts migrations of the folder in the order given, and unmarks them. The first that fails ends it.
    ///
    /// # Errors
    /// [`Error::Migration`] with what the database said.
    pub(crate) fn revert(&self, conn: &mut AnyConnection, these: &[Migration], told: Told<'_>) -> Result<(), Error> {
        self.go(Way::Down, conn, these, told)
    }

    fn go(&self, way: Way, conn: &mut AnyConnection, these: &[Migration], told: Told<'_>) -> Result<(), Error> {
        match conn {
            #[cfg(feature = "sqlite")]
            AnyConnection::Sqlite(conn) => self.go_on(way, conn, these, told, true, |conn, failed| {
                if failed {
                    // A script that begins a transaction of its own may have left it open; without one this is refused.
                    let _ = conn.batch_execute("ROLLBACK");
                }
                // Scripts that make tables anew switch them off.
                let _ = conn.batch_execute("PRAGMA foreign_keys = ON");
            }),
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres(conn) => self.go_on(way, conn, these, told, true, |_, _| {}),
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql(conn) => self.go_on(way, conn, these, told, false, |_, _| {}),
            #[allow(unreachable_patterns)] // every backend may be known
            _ => Err(Error::Unknown),
        }
    }

    fn go_on<C>(
        &self,
        way: Way,
        conn: &mut C,
        these: &[Migration],
        told: Told<'_>,
        // Whether the database can roll a CREATE back.
        transactional: bool,
        restore: impl Fn(&mut C, bool),
    ) -> Result<(), Error>
    where
        C: Connection + MigrationHarness<C::Backend>,
    {
        let refuse = |reason: Box<dyn StdError>| Error::Folder { path: self.path.clone(), reason: reason.to_string() };
        let files = FileBasedMigrations::from_path(&self.path).map_err(|error| refuse(error.into()))?;
        let scripts = MigrationSource::<C::Backend>::migrations(&files).map_err(|error| refuse(error))?;
        // Makes the table that they are marked in.
        conn.applied_migrations().map_err(|error| refuse(error))?;
        for (at, migration) in these.iter().enumerate() {
            told(at, migration, false);
            let script = scripts.iter().find(|script| script.name().to_string() == migration.name);
            let Some(script) = script else { continue };
            let done = match way {
                Way::Up => conn.run_migration(&**script),
                Way::Down => conn.revert_migration(&**script),
            };
            restore(conn, done.is_err());
            if let Err(error) = done {
                let whole = transactional && script.metadata().run_in_transaction();
                let reason = reason(error.as_ref(), &migration.name, whole);
                return Err(Error::Migration { name: migration.name.clone(), reverted: way == Way::Down, reason });
            }
            told(at, migration, true);
        }
        Ok(())
    }
}

/// What the database said.
fn reason(error: &(dyn StdError + 'static), name: &str, whole: bool) -> String {
    let said = match error.downcast_ref::<MigrationError>() {
        Some(MigrationError::NoMigrationRevertFile) => return "it has no `down.sql`".to_owned(),
        _ => error.to_string(),
    };
    // The crate puts the name in front, as the message here does.
    let said = said.strip_prefix(&format!("Failed to run {name} with: ")).unwrap_or(&said);
    match said {
        "Attempted to run an empty migration." => "its script is empty; write a comment at least".to_owned(),
        said if whole => said.to_owned(),
        said => format!("{said}; what it did before is not undone"),
    }
}
