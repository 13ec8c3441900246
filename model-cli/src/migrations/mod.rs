//! Folders of migrations in the format of `diesel_migrations`, and what a database says of them. Running is left to that crate, so that the command
//! `diesel` and programs that embed migrations can go on from there.

mod lock;
mod run;

use std::path::{Path, PathBuf};

use diesel::{ExpressionMethods, QueryDsl};
use model_runtime::database::AnyConnection;
use model_runtime::query::QueryVerbs;
use model_runtime::schema::Reflection;
use serde::Serialize;

use crate::Error;

pub(crate) use lock::alone;
pub(crate) use run::Told;

/// The table in which a database keeps the versions of the migrations that have run.
pub(crate) const TABLE: &str = "__diesel_schema_migrations";

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// A folder with a folder for each migration.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    path: PathBuf,
    all: Vec<Migration>,
}

/// A migration of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Migration {
    /// What it is ordered by, and known by to databases: its name up to the first `_`, without `-`.
    pub(crate) version: String,
    /// The name of its folder.
    pub(crate) name: String,
}

impl Folder {
    /// The migrations of a folder, the oldest first.
    ///
    /// # Errors
    /// If the folder cannot be read, or has something in it that is no migration.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let refuse = |reason: String| Error::Folder { path: path.to_owned(), reason };
        let mut all: Vec<Migration> = Vec::new();
        for entry in path.read_dir().map_err(|error| Error::file(path, error))? {
            let entry = entry.map_err(|error| Error::file(path, error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') || !entry.path().is_dir() {
                continue;
            }
            if !entry.path().join("up.sql").is_file() {
                return Err(refuse(format!("`{name}` is no migration: it has no `up.sql`")));
            }
            let version = name.split('_').next().unwrap_or_default().replace('-', "");
            if let Some(other) = all.iter().find(|other| other.version == version) {
                let other = &other.name;
                return Err(refuse(format!("`{other}` and `{name}` have the same version; give one another number")));
            }
            all.push(Migration { version, name });
        }
        all.sort_by(|a, b| a.version.cmp(&b.version));
        Ok(Self { path: path.to_owned(), all })
    }

    /// The same, and no migrations where there is no folder yet.
    ///
    /// # Errors
    /// As [`open`](Folder::open).
    pub(crate) fn open_or_none(path: &Path) -> Result<Self, Error> {
        if path.exists() { Self::open(path) } else { Ok(Self { path: path.to_owned(), all: Vec::new() }) }
    }

    /// All migrations, the oldest first.
    pub(crate) fn all(&self) -> &[Migration] {
        &self.all
    }

    /// Those of all migrations that have not run, of these versions that have.
    pub(crate) fn pending(&self, applied: &[String]) -> Vec<Migration> {
        self.all.iter().filter(|migration| !applied.contains(&migration.version)).cloned().collect()
    }

    /// The migration of a version that has run.
    ///
    /// # Errors
    /// If it is not there.
    pub(crate) fn applied(&self, version: &str) -> Result<Migration, Error> {
        let found = self.all.iter().find(|migration| migration.version == version).cloned();
        found.ok_or_else(|| Error::Folder {
            path: self.path.clone(),
            reason: format!("the migration `{version}`, which the database has, is not there to be reverted"),
        })
    }
}

/// The versions of the migrations that have run on a database, the oldest first. Nothing is changed.
///
/// # Errors
/// Errors of the database.
pub(crate) fn applied(conn: &mut AnyConnection) -> Result<Vec<String>, Error> {
    if Reflection::new().only([TABLE]).read(conn)?.is_empty() {
        return Ok(Vec::new());
    }
    let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version);
    Ok(versions.order(__diesel_schema_migrations::version.asc()).all(conn)?)
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn migrations_are_ordered_by_their_versions() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2024-02-01-000000_b", "20240101000000_a", ".git"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            std::fs::write(folder.path().join(name).join("up.sql"), "SELECT 1").unwrap();
        }
        std::fs::write(folder.path().join("README.md"), "").unwrap();
        let found = Folder::open(folder.path()).unwrap();
        let versions: Vec<&str> = found.all().iter().map(|migration| &*migration.version).collect();
        assert_eq!(versions, ["20240101000000", "20240201000000"]);
        assert_eq!(found.pending(&["20240101000000".to_owned()])[0].name, "2024-02-01-000000_b");

        std::fs::create_dir(folder.path().join("20240201000000_c")).unwrap();
        assert!(Folder::open(folder.path()).unwrap_err().to_string().contains("no `up.sql`"));
        std::fs::write(folder.path().join("20240201000000_c/up.sql"), "SELECT 1").unwrap();
        assert!(Folder::open(folder.path()).unwrap_err().to_string().contains("the same version"));
    }
}
