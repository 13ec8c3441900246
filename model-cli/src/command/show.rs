//! `model show`: all there is to know of one model or table.

use std::fmt::Write;

use model_runtime::schema::{Action, Deferrable, ForeignKey, IndexColumn, Table, TableSchema};

use super::{Meant, Reads};
use crate::cli::{Program, SUCCESS};
use crate::console::{BOLD, Console};
use crate::models::Known;
use crate::source::{Reader, Source};
use crate::{Backend, Error, rust};

const EXAMPLES: &str = "\
Examples:
  model show User                       a model: its table!, the DDL of each database, constraints, rules that SQL cannot express
  model show users sqlite:app.db        a table of a database

Exit codes: 0 done; 2 there is no such model or table.";

/// Show all there is to know of one model or table
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The name of a model, or of a table
    name: String,
    /// Where it is looked for: the URL of a database, a snapshot, a folder of migrations, or `models`; if left out the models, or else the
    /// database of `DATABASE_URL`
    source: Option<String>,
    #[command(flatten)]
    reads: Reads,
    #[command(flatten)]
    meant: Meant,
}

/// A table on one backend.
struct Shown {
    backend: Backend,
    table: Table,
    /// What creates it; empty where others do.
    ddl: String,
}

impl Show {
    pub(crate) fn run(&self, program: &Program<'_>, console: &mut Console<'_>) -> Result<u8, Error> {
        let source = program.source(self.source.as_deref(), self.meant.database_url.as_ref())?;
        let text = match (&source, program.known) {
            (Source::Models, Some(known)) => self.of_model(known, console)?,
            (Source::Models, None) => return Err(Error::NoModels),
            _ => self.of_table(&source, program, console)?,
        };
        console.print(&text)?;
        Ok(SUCCESS)
    }

    fn of_model(&self, known: &Known, console: &Console<'_>) -> Result<String, Error> {
        let is_it = |table: &&&TableSchema| table.model == self.name || table.name == self.name;
        let model = *known.tables.iter().find(is_it).ok_or_else(|| Error::NotFound {
            name: self.name.clone(),
            known: known.tables.iter().map(|table| table.model.to_owned()).collect(),
        })?;
        let shown: Vec<Shown> = Backend::ALL.iter().map(|backend| Shown::of_model(*backend, model)).collect();
        let kind = match model {
            _ if model.is_view => "view",
            _ if model.is_partial => "table, of which it has some columns",
            _ => "table",
        };
        let mut text = format!("{} is a model of the {kind} `{}`\n", console.styled(BOLD, model.model), model.name);
        text.push_str(&body(&shown, console));
        heading(&mut text, "Rules that SQL cannot express", console);
        let mut any = false;
        for backend in Backend::ALL {
            let rules = known.unexpressed_rules(*backend);
            for rule in rules.iter().filter(|rule| rule.model == model.model) {
                any = true;
                let _ = writeln!(text, "{backend}: {rule}");
            }
        }
        if !any {
            text.push_str("none\n");
        }
        Ok(text)
    }

    fn of_table(&self, source: &Source, program: &Program<'_>, console: &mut Console<'_>) -> Result<String, Error> {
        let reading = self.reads.reading(Some(&self.meant));
        let mut reader = Reader::of(&[source], &reading, program.known, console)?;
        let read = reader.read(source, true, false)?.tables;
        console.rest();
        let backend = read.backend;
        let named = |table: &&Table| backend.same_name(&table.name, &self.name);
        let modelled = |table: &&Table| rust::struct_name(&table.name) == self.name;
        let found = read.tables.iter().find(named).or_else(|| read.tables.iter().find(modelled));
        let table = found.cloned().ok_or_else(|| Error::NotFound {
            name: self.name.clone(),
            known: read.tables.iter().map(|table| table.name.clone()).collect(),
        })?;
        let kind = if table.view.is_some() { "view" } else { "table" };
        let mut text = format!("{} is a {kind} of {backend}\n", console.styled(BOLD, &table.name));
        text.push_str(&body(&[Shown::of(backend, table)], console));
        Ok(text)
    }
}

impl Shown {
    fn of(backend: Backend, table: Table) -> Self {
        let ddl = backend.script(vec![table.clone()]);
        Self { backend, table, ddl }
    }

    fn of_model(backend: Backend, model: &'static TableSchema) -> Self {
        let table = backend.table_of(model);
        // What others create has no DDL of its own.
        let ddl = if model.is_view || model.is_partial { String::new() } else { backend.script(vec![table.clone()]) };
        Self { backend, table, ddl }
    }
}

/// What is shown of models and of tables.
fn body(shown: &[Shown], console: &Console<'_>) -> String {
    let mut text = String::new();
    let Some(first) = shown.first() else { return text };
    heading(&mut text, "table!", console);
    let tables = first.backend.tables(std::slice::from_ref(&first.table));
    let source = tables.source.strip_prefix(rust::HEADER).unwrap_or(&tables.source);
    text.push_str(source.trim_start());
    for note in &tables.notes {
        let _ = writeln!(text, "{note}");
    }
    for shown in shown.iter().filter(|shown| !shown.ddl.is_empty()) {
        heading(&mut text, &format!("DDL of {}", shown.backend), console);
        text.push_str(&shown.ddl);
    }
    heading(&mut text, "Constraints and indexes", console);
    let mut lines: Vec<String> = Vec::new();
    for line in shown.iter().flat_map(|shown| constraints(&shown.table, shown.backend)) {
        // Of what each database has in words of its own, the first stand for all.
        let name = |line: &str| line.split(": ").next().unwrap_or_default().to_owned();
        if !lines.iter().any(|other| name(other) == name(&line)) {
            lines.push(line);
        }
    }
    if lines.is_empty() {
        lines.push("none".to_owned());
    }
    for line in lines {
        let _ = writeln!(text, "{line}");
    }
    text
}

fn heading(text: &mut String, heading: &str, console: &Console<'_>) {
    let _ = write!(text, "\n{}\n\n", console.styled(BOLD, format_args!("-- {heading}")));
}

/// A line for each constraint and each index: what it is, its name, and what it says.
fn constraints(table: &Table, backend: Backend) -> Vec<String> {
    let line = |kind: &str, name: Option<&String>, says: String| match name {
        Some(name) => format!("{kind} `{name}`: {says}"),
        None => format!("{kind}: {says}"),
    };
    let listed = |columns: &[String]| format!("({})", columns.join(", "));
    let mut lines = Vec::new();
    lines.extend(table.primary_key.iter().map(|key| line("primary key", key.name.as_ref(), listed(&key.columns))));
    lines.extend(table.uniques.iter().map(|unique| line("unique", unique.name.as_ref(), listed(&unique.columns))));
    lines.extend(table.foreign_keys.iter().map(|key| line("foreign key", key.name.as_ref(), reference(key))));
    lines.extend(table.checks.iter().map(|check| line("check", check.name.as_ref(), check.condition.clone())));
    lines.extend(table.exclusions.iter().map(|other| line("exclusion", other.name.as_ref(), other.definition.clone())));
    lines.extend(table.indexes.iter().map(|index| {
        let columns: Vec<String> = index
            .columns
            .iter()
            .map(|column| match column {
                IndexColumn::Column(name) => name.clone(),
                IndexColumn::Descending(name) => format!("{name} DESC"),
                IndexColumn::Expression(sql) => sql.clone(),
            })
            .collect();
        let filter = index.filter.as_ref().map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
        let kind = if index.unique { "unique index" } else { "index" };
        line(kind, Some(&index.name), listed(&columns) + &filter)
    }));
    // What a condition of one database is in another one is told with the name of the database.
    let of_backend = |line: String| if line.starts_with("check:") { format!("{line} ({backend})") } else { line };
    lines.into_iter().map(of_backend).collect()
}

fn reference(key: &ForeignKey) -> String {
    let actions = [("ON DELETE", key.on_delete), ("ON UPDATE", key.on_update)];
    let actions = actions
        .into_iter()
        .filter(|(_, action)| *action != Action::NoAction)
        .map(|(when, action)| format!(" {when} {}", action.sql()));
    let deferred = match key.deferrable {
        Deferrable::Not => "",
        Deferrable::Immediate => " DEFERRABLE",
        Deferrable::Deferred => " DEFERRED",
    };
    let to = key.references.join(", ");
    format!("({}) to {} ({to}){}{deferred}", key.columns.join(", "), key.table, actions.collect::<String>())
}
