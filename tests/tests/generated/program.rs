//! A program that has models of databases: it is written, compiled and run.

use model_cli::rust::{Models, Note, Options, models};
use model_runtime::schema::{Ddl, Table};
use tempfile::TempDir;

/// What a program does with the models above it. What was told to be left out may differ.
const CHECK: &str = r#"
use model_runtime::schema::{Difference, Reflection, Table, compare};

pub fn check() -> model_runtime::Result<()> {
    let untold = |difference: &Difference| !TOLD.contains(&(&*difference.table, difference.part.name()));
    let mut conn = Database::<CONNECTION>::open(URL)?.get()?;
    let drift: Vec<Difference> = Tables::drift(&mut conn)?.into_iter().filter(untold).collect();
    assert!(drift.is_empty(), "{drift:#?}");
    let mut copy = Database::<CONNECTION>::open(COPY)?.get()?;
    Tables::create_all(&mut copy)?;
    let ours = |conn: &mut CONNECTION| -> model_runtime::Result<Vec<Table>> {
        let tables = Reflection::new().and_namespaces(NAMESPACES.iter().copied()).read(conn)?;
        Ok(tables.into_iter().filter(|table| MODELS.contains(&&*table.full_name())).collect())
    };
    let differences = compare::<BACKEND>(&ours(&mut conn)?, &ours(&mut copy)?);
    let differences: Vec<Difference> = differences.into_iter().filter(untold).collect();
    assert!(differences.is_empty(), "{differences:#?}");
    ROWS
    Ok(())
}
"#;

/// Where a program finds a database, and another one that is empty.
pub(crate) struct Places {
    pub(crate) connection: &'static str,
    pub(crate) backend: &'static str,
    pub(crate) url: String,
    pub(crate) copy: String,
}

/// A program with a module for each database. One program takes far less time than several: each is linked with all that there is.
pub(crate) struct Program {
    name: &'static str,
    modules: Vec<(&'static str, String)>,
    pub(crate) folder: TempDir,
}

impl Program {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, modules: Vec::new(), folder: tempfile::tempdir().unwrap() }
    }

    /// Adds the models of the tables of a database.
    pub(crate) fn add<DB: Ddl>(&mut self, name: &'static str, tables: &[Table], places: &Places) -> Models {
        let models = models::<DB>(tables, &Options { views: true, ..Options::default() });
        let mut namespaces: Vec<&str> = tables.iter().filter_map(|table| table.namespace.as_deref()).collect();
        namespaces.dedup();
        // Columns without a field are in the tables all the same.
        let stays = |note: &&Note| {
            note.reason.starts_with("Rust has no type for")
                || note.reason.starts_with("the database does not say its type")
        };
        let left_out = models.notes.iter().filter(|note| !stays(note));
        let told: Vec<(&str, &str)> =
            left_out.map(|note| (&*note.table, note.part.as_deref().unwrap_or_default())).collect();
        let left_out = |name: &String| told.contains(&(&**name, ""));
        let names: Vec<String> = tables.iter().map(Table::full_name).filter(|name| !left_out(name)).collect();
        let structs = models.source.lines().filter_map(|line| line.strip_prefix("pub struct ")?.strip_suffix(" {"));
        let rows: Vec<String> = structs
            .map(|model| format!("assert_eq!({model}::all(&mut conn)?.len() as i64, {model}::count(&mut conn)?);"))
            .collect();
        let check = [
            ("CONNECTION", places.connection.to_owned()),
            ("BACKEND", places.backend.to_owned()),
            ("URL", format!("{:?}", places.url)),
            ("COPY", format!("{:?}", places.copy)),
            ("ROWS", rows.join("\n    ")),
        ]
        .iter()
        .fold(CHECK.to_owned(), |check, (word, text)| check.replace(word, text));
        let lists = format!(
            "const TOLD: &[(&str, &str)] = &{told:?};\nconst MODELS: &[&str] = &{names:?};\nconst NAMESPACES: &[&str] = &{namespaces:?};\n"
        );
        self.modules.push((name, format!("{}\n{lists}{check}", models.source)));
        models
    }

    /// Compiles and runs it, if there is anything in it.
    pub(crate) fn passes(self) {
        if self.modules.is_empty() {
            return;
        }
        let mut source = String::from("#![allow(unused_imports)]\n");
        for (name, text) in &self.modules {
            source.push_str(&format!("\nmod {name} {{\n{text}}}\n"));
        }
        let checks: Vec<String> = self.modules.iter().map(|(name, _)| format!("{name}::check().unwrap();")).collect();
        source.push_str(&format!("\nfn main() {{\n    {}\n}}\n", checks.join("\n    ")));
        let path = self.folder.path().join(format!("{}.rs", self.name));
        std::fs::write(&path, source).unwrap();
        trybuild::TestCases::new().pass(path);
    }
}
