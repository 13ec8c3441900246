//! The tables of a database in a file.

use std::path::Path;

use model_runtime::schema::Table;
use serde::{Deserialize, Serialize};

use crate::{Backend, Error};

/// The form of the file; a file of another form is refused.
const VERSION: u32 = 1;

/// The tables of a database, as they are written to a file and read from it: JSON that is made to be kept beside the code and looked at when it
/// changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    version: u32,
    /// The database it is of, in whose words types and conditions are.
    pub backend: Backend,
    /// Its tables.
    pub tables: Vec<Table>,
}

impl Snapshot {
    /// The tables of a database.
    pub const fn new(backend: Backend, tables: Vec<Table>) -> Self {
        Self { version: VERSION, backend, tables }
    }

    /// The text of a file.
    ///
    /// # Errors
    /// None that are known: every table can be written.
    pub fn to_json(&self) -> Result<String, Error> {
        let json = serde_json::to_string_pretty(self).map_err(|error| Error::Snapshot(error.to_string()))?;
        Ok(json + "\n")
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`Error::Snapshot`] if it is not the text of a snapshot, or of one in another form.
    pub fn from_json(json: &str) -> Result<Self, Error> {
        let snapshot: Self = serde_json::from_str(json).map_err(|error| Error::Snapshot(error.to_string()))?;
        if snapshot.version != VERSION {
            return Err(Error::Snapshot(format!(
                "it has the form {}, and this program knows {VERSION}",
                snapshot.version
            )));
        }
        Ok(snapshot)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::File`], and those of [`Snapshot::from_json`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let json = std::fs::read_to_string(path).map_err(|error| Error::file(path, error))?;
        Self::from_json(&json)
    }
}
