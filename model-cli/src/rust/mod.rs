//! Tables to Rust: annotated structs with `#[derive(Model)]`, and Diesel's `table!`.
//!
//! What a struct declares is what the table has, so that the models find no difference to the database they were made from. What cannot be
//! said in a struct is left out, and told in a [`Note`].

mod constrain;
mod declare;
mod default;
mod key;
mod layout;
mod merge;
mod names;
mod relate;
mod rules;
mod table;
mod types;
mod write;

use std::fmt;

use model_runtime::schema::{Ddl, Table};

/// The first line of a `schema.rs`.
pub(crate) const HEADER: &str = "// Written by model-cli from a database.\n";

/// What the struct of a table's rows is called.
pub(crate) fn struct_name(table: &str) -> String {
    names::of_struct(table)
}

pub use merge::{Change, MergeError, Merged};
pub use table::{Tables, tables};

/// What to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The name of the list of models, as in `schema! { pub Blog: .. }`.
    pub schema: String,
    /// The crate whose types stand for dates and times.
    pub times: Times,
    /// What the structs derive besides `Model`.
    pub derives: Vec<String>,
    /// Whether relations the other way are declared: `has_many`, `has_one`, `many_to_many`.
    pub relations: bool,
    /// Whether views, and materialized views, become models that are read and never written. The tables have to be read with them, as
    /// [`Reflection::views`](model_runtime::schema::Reflection::views) does. What tells the rows of a view apart is found by names: a column `id`, the columns of a
    /// key of several, or a first column `.._id`; each is told in a [`Note`].
    pub views: bool,
}

impl Default for Options {
    /// A list called `Tables`, types of `chrono`, `Debug`, `Clone` and `PartialEq`, relations, and no views.
    fn default() -> Self {
        let derives = ["Debug", "Clone", "PartialEq"].map(str::to_owned).to_vec();
        Self { schema: "Tables".to_owned(), times: Times::Chrono, derives, relations: true, views: false }
    }
}

/// A crate with types for dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Times {
    /// The crate `chrono`.
    #[default]
    Chrono,
    /// The crate `time`.
    Time,
}

impl Times {
    const fn date(self) -> &'static str {
        match self {
            Self::Chrono => "chrono::NaiveDate",
            Self::Time => "time::Date",
        }
    }

    const fn time(self) -> &'static str {
        match self {
            Self::Chrono => "chrono::NaiveTime",
            Self::Time => "time::Time",
        }
    }

    const fn timestamp(self) -> &'static str {
        match self {
            Self::Chrono => "chrono::NaiveDateTime",
            Self::Time => "time::PrimitiveDateTime",
        }
    }

    const fn moment(self) -> &'static str {
        match self {
            Self::Chrono => "chrono::DateTime<chrono::Utc>",
            Self::Time => "time::OffsetDateTime",
        }
    }
}

/// Models as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Models {
    /// The text of a file, as `rustfmt` writes it.
    pub source: String,
    /// What is not in it, or not as in the database, in the order of the tables.
    pub notes: Vec<Note>,
    structs: Vec<write::StructText>,
    enums: Vec<write::EnumText>,
}

/// Something that the models leave out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The table.
    pub table: String,
    /// What of it: the name of a column, constraint or index; `None` for the whole table.
    pub part: Option<String>,
    /// Why.
    pub reason: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "`{}.{part}`: {}", self.table, self.reason),
            None => write!(f, "`{}`: {}", self.table, self.reason),
        }
    }
}

/// The models of tables, as the backend `DB` has them.
///
/// ```
/// use diesel::sqlite::Sqlite;
/// use model_cli::rust::{Options, models};
/// use model_runtime::prelude::*;
/// use model_runtime::schema::reflect;
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// diesel::sql_query("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").run(&mut conn)?;
/// let models = models::<Sqlite>(&reflect(&mut conn)?, &Options::default());
/// assert!(models.source.contains("pub struct Tag {\n    pub id: i64,\n    pub name: String,\n}"));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn models<DB: Ddl>(tables: &[Table], options: &Options) -> Models {
    let mut notes = Vec::new();
    let (mut structs, enums) = declare::structs::<DB>(tables, options, &mut notes);
    let references = relate::parents::<DB>(&mut structs, &mut notes);
    if options.relations {
        relate::children(&mut structs, &references);
    }
    let (structs, enums) = (write::structs(&structs, options), write::enums(&enums));
    Models { source: write::file(&structs, &enums, &options.schema), notes, structs, enums }
}
