//! Where tables come from, and how they are read: databases, snapshots, migrations, models.

use std::path::{Path, PathBuf};

use model_runtime::schema::Reflection;

use crate::console::Console;
use crate::migrations::{Folder, TABLE};
use crate::models::Known;
use crate::scratch::{Place, SHARED, Scratch, open};
use crate::{Backend, Error, Snapshot, words};

/// The word that stands for the models of the program.
pub(crate) const MODELS: &str = "models";

/// What tables are read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A database.
    Url(String),
    /// A snapshot of one.
    File(PathBuf),
    /// Migrations, run on an empty database.
    Folder(PathBuf),
    /// The models of the program.
    Models,
}

impl Source {
    /// What a word of the command line means.
    ///
    /// # Errors
    /// If it can only be a path, and nothing is there.
    pub(crate) fn of(word: &str) -> Result<Self, Error> {
        let path = Path::new(word);
        if word == MODELS {
            Ok(Self::Models)
        } else if path.extension().is_some_and(|extension| extension == "json") {
            Ok(Self::File(path.to_owned()))
        } else if path.is_dir() {
            Ok(Self::Folder(path.to_owned()))
        } else if !word.contains(':') && !path.exists() {
            Err(Error::NoSource(word.to_owned()))
        } else {
            Ok(Self::Url(word.to_owned()))
        }
    }

    /// Whether an empty database is needed to read it.
    const fn is_made(&self) -> bool {
        matches!(self, Self::Folder(_) | Self::Models)
    }
}

/// What the command line says of how sources are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    /// An empty database, to be used in place of new ones.
    pub(crate) scratch: Option<String>,
    /// Whether models are taken as they are, without an empty database.
    pub(crate) no_scratch: bool,
    /// A database, beside which empty ones are made.
    pub(crate) beside: Option<String>,
    /// The backend, where no source says it.
    pub(crate) backend: Option<Backend>,
    /// Schemas that are read besides that of the connection.
    pub(crate) namespaces: Vec<String>,
}

/// Tables that were read, and whether they are those of models.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) tables: Snapshot,
    pub(crate) of_models: bool,
}

/// Reads sources for one command.
pub(crate) struct Reader<'r, 'w> {
    pub(crate) known: Option<&'r Known>,
    pub(crate) backend: Backend,
    pub(crate) place: Place,
    /// The schemas that are read besides that of a connection.
    pub(crate) namespaces: Vec<String>,
    no_scratch: bool,
    pub(crate) console: &'r mut Console<'w>,
}

impl<'r, 'w> Reader<'r, 'w> {
    /// Finds out which backend sources are of, and where empty databases for them are made.
    ///
    /// # Errors
    /// If nothing says the backend.
    pub(crate) fn of(
        sources: &[&Source],
        reading: &Reading,
        known: Option<&'r Known>,
        console: &'r mut Console<'w>,
    ) -> Result<Self, Error> {
        if known.is_none() && sources.contains(&&Source::Models) {
            return Err(Error::NoModels);
        }
        let urls: Vec<&String> = sources
            .iter()
            .filter_map(|source| match source {
                Source::Url(url) => Some(url),
                _ => None,
            })
            .collect();
        let said = match (reading.backend, backend_of(sources)?) {
            (Some(said), Some(found)) if said != found => return Err(Error::Backends(said, found)),
            (said, found) => said.or(found),
        };
        // A database beside is only asked where the sources do not say it themselves.
        let elsewhere = || reading.scratch.iter().chain(&reading.beside).map(|url| Backend::of_url(url)).next();
        let backend = match (said, Backend::ALL) {
            (Some(backend), _) => backend,
            (None, [only]) => *only,
            (None, _) => elsewhere().transpose()?.ok_or(Error::NoBackend)?,
        };
        let is_same = |url: &&&String| Backend::of_url(url).is_ok_and(|other| other == backend);
        let server = urls.into_iter().chain(&reading.beside).find(|url| is_same(&url));
        let place = match (&reading.scratch, server) {
            _ if backend.is_sqlite() => Place::Memory,
            (Some(url), _) => match Backend::of_url(url)? {
                other if other != backend => return Err(Error::Backends(backend, other)),
                _ => Place::Given(url.clone()),
            },
            (None, Some(url)) => Place::Beside(url.clone()),
            (None, None) => Place::Unknown,
        };
        let mut namespaces = reading.namespaces.clone();
        namespaces.extend(known.into_iter().flat_map(Known::namespaces).map(str::to_owned));
        namespaces.sort_unstable();
        namespaces.dedup();
        // What is made in them would be made for all.
        let is_shared = matches!(place, Place::Given(_)) || backend.word() == "mysql";
        let place = if is_shared && !namespaces.is_empty() { Place::Shared } else { place };
        Ok(Self { known, backend, place, namespaces, no_scratch: reading.no_scratch, console })
    }

    /// An empty database.
    ///
    /// # Errors
    /// If none can be made.
    pub(crate) fn scratch(&mut self) -> Result<Scratch, Error> {
        if self.place != Place::Memory {
            self.console.progress("making an empty database");
        }
        let mut scratch = Scratch::at(&self.place, self.backend)?;
        if self.place == Place::Memory {
            for name in &self.namespaces {
                scratch.attach(name)?;
            }
        }
        Ok(scratch)
    }

    /// Two sources that are to be compared: as alike as they can be read.
    ///
    /// # Errors
    /// If one cannot be read, or if they are of different backends.
    pub(crate) fn pair(&mut self, expected: &Source, found: &Source) -> Result<(Side, Side), Error> {
        let models = [expected, found].contains(&&Source::Models);
        let (mut expected, mut found) = self.both(expected, found, !models)?;
        let (first, second) = (expected.clone(), found.clone());
        for (side, other) in [(&mut expected, &second), (&mut found, &first)] {
            if side.of_models {
                words::unsaid(&mut side.tables.tables, &other.tables.tables, side.tables.backend);
            } else if let (true, Some(known)) = (other.of_models, self.known) {
                side.tables.tables.retain(|table| !known.leaves(table, self.backend));
            }
        }
        Ok((expected, found))
    }

    /// Two sources, in the same words.
    ///
    /// # Errors
    /// If one cannot be read, or if they are of different backends.
    pub(crate) fn both(&mut self, a: &Source, b: &Source, views: bool) -> Result<(Side, Side), Error> {
        // Models against themselves are as they are.
        let alone = a == b;
        let (a, b) = (self.read(a, views, !alone)?, self.read(b, views, !alone)?);
        self.console.rest();
        if a.tables.backend != b.tables.backend {
            return Err(Error::Backends(a.tables.backend, b.tables.backend));
        }
        Ok((a, b))
    }

    /// The tables of a source. Models are as they say it, or in the words of the database that they make.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read(&mut self, source: &Source, views: bool, in_words: bool) -> Result<Side, Error> {
        let backend = self.backend;
        let (tables, of_models) = match source {
            Source::Url(url) => (Snapshot::new(Backend::of_url(url)?, self.database(url, views)?), false),
            Source::File(path) => {
                let mut read = Snapshot::read(path)?;
                read.tables.retain(|table| views || table.view.is_none());
                (read, false)
            }
            Source::Folder(path) => (Snapshot::new(backend, self.replayed(path, views)?), false),
            Source::Models => {
                let known = *self.known.ok_or(Error::NoModels)?;
                let tables = if in_words { self.in_words(&known)? } else { backend.tables_of(known.tables) };
                (Snapshot::new(backend, tables), true)
            }
        };
        Ok(Side { tables, of_models })
    }

    fn database(&mut self, url: &str, views: bool) -> Result<Vec<model_runtime::schema::Table>, Error> {
        self.console.progress("reading the database");
        Ok(wanted(views, &self.namespaces).read(&mut open(url)?)?)
    }

    /// What migrations make of an empty database.
    fn replayed(&mut self, path: &Path, views: bool) -> Result<Vec<model_runtime::schema::Table>, Error> {
        let folder = Folder::open_or_none(path)?;
        if folder.all().is_empty() {
            return Ok(Vec::new());
        }
        let mut scratch = self.scratch()?;
        let console = &mut *self.console;
        let of = folder.all().len();
        folder.run(scratch.conn()?, folder.all(), &mut |at, migration, is_done| {
            if !is_done {
                console.progress(format_args!("running {} ({} of {of})", migration.name, at + 1));
            }
        })?;
        Ok(wanted(views, &self.namespaces).read(scratch.conn()?)?)
    }

    /// What models make of an empty database.
    fn in_words(&mut self, known: &Known) -> Result<Vec<model_runtime::schema::Table>, Error> {
        let declared = self.backend.tables_of(known.tables);
        let is_nowhere = matches!(self.place, Place::Unknown | Place::Shared);
        if self.no_scratch || is_nowhere {
            if self.place == Place::Shared && !self.no_scratch {
                self.console
                    .note(format_args!("conditions of checks and indexes are compared by their names alone: {SHARED}"));
            } else if !self.backend.is_sqlite() {
                let text = "conditions of checks and indexes are compared by their names alone";
                let remedy = "with an empty database beside the one of `DATABASE_URL`, or that of `--scratch URL`, they are compared to the letter";
                self.console.note(format_args!("{text}; {remedy}"));
            }
            return Ok(declared);
        }
        let mut scratch = self.scratch()?;
        self.console.progress("creating the models");
        let beside = if let Place::Beside(url) = &self.place { Some(&**url) } else { None };
        words::of_models(known, &declared, beside, &wanted(false, &self.namespaces), scratch.conn()?)
    }
}

/// What is read of a database: not what says which migrations have run.
pub(crate) fn wanted(views: bool, namespaces: &[String]) -> Reflection {
    let all = Reflection::new().and_namespaces(namespaces).except([TABLE]);
    if views { all.views() } else { all }
}

/// The backend that the first of these sources is of that says it.
fn backend_of(sources: &[&Source]) -> Result<Option<Backend>, Error> {
    for source in sources.iter().filter(|source| !source.is_made()) {
        match source {
            Source::Url(url) => return Backend::of_url(url).map(Some),
            Source::File(path) => return Snapshot::read(path).map(|read| Some(read.backend)),
            Source::Folder(_) | Source::Models => {}
        }
    }
    Ok(None)
}
