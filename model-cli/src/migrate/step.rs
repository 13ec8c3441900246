//! Statements, in order, and the scripts they make.

use std::fmt::Write;

use super::Loss;

/// What is done to a database, in order.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Steps {
    list: Vec<Step>,
    /// Parts of one ALTER TABLE belong to one phase: what the next phase does may need it done.
    phase: usize,
    /// Warnings of the next step.
    notes: Vec<String>,
    /// Tables and constraints, quoted, whose rows are still to be looked at.
    unvalidated: Vec<(String, String)>,
    /// Whether it can be done in a transaction.
    pub(super) in_transaction: bool,
}

/// A statement, or a part of one.
#[derive(Debug)]
pub(super) struct Step {
    sql: Sql,
    phase: usize,
    losses: Vec<Loss>,
    warnings: Vec<String>,
}

#[derive(Debug)]
enum Sql {
    Statement(String),
    /// What follows ALTER TABLE and the name of a table, which is quoted.
    Alter(String, String),
}

impl Steps {
    pub(super) fn new() -> Self {
        Self { in_transaction: true, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// What follows is another statement, also on the same table.
    pub(super) fn phase(&mut self) {
        self.phase += 1;
    }

    pub(super) fn statement(&mut self, sql: impl Into<String>) -> &mut Step {
        self.push(Sql::Statement(sql.into()))
    }

    pub(super) fn statements(&mut self, all: impl IntoIterator<Item = String>) {
        all.into_iter().for_each(|sql| {
            self.statement(sql);
        });
    }

    /// Says what may go wrong with the next step.
    pub(super) fn note(&mut self, warning: impl Into<String>) {
        self.notes.push(warning.into());
    }

    /// A part of an ALTER TABLE; the table's name is quoted.
    pub(super) fn alter(&mut self, table: &str, clause: impl Into<String>) -> &mut Step {
        self.push(Sql::Alter(table.to_owned(), clause.into()))
    }

    fn push(&mut self, sql: Sql) -> &mut Step {
        let at = self.list.len();
        self.list.push(Step { sql, phase: self.phase, losses: Vec::new(), warnings: std::mem::take(&mut self.notes) });
        &mut self.list[at]
    }

    /// A constraint that was added without a look at the rows.
    pub(super) fn unvalidated_too(&mut self, table: String, constraint: String) {
        self.unvalidated.push((table, constraint));
    }

    pub(super) fn unvalidated(&self) -> &[(String, String)] {
        &self.unvalidated
    }

    /// Lets others write while an index is built or dropped, which cannot be done in a transaction.
    pub(super) fn concurrently(&mut self) {
        self.in_transaction = false;
        for step in &mut self.list {
            if let Sql::Statement(sql) = &mut step.sql {
                *sql = sql.replacen(" INDEX ", " INDEX CONCURRENTLY ", 1);
            }
            // It is what they told of.
            step.warnings.clear();
        }
    }

    pub(super) fn losses(&self) -> impl Iterator<Item = Loss> {
        self.list.iter().flat_map(|step| &step.losses).cloned()
    }

    pub(super) fn warnings(&self) -> impl Iterator<Item = String> {
        self.list.iter().flat_map(|step| &step.warnings).cloned()
    }

    /// One text, in which parts of an ALTER TABLE that follow each other are one statement, and what is lost stands above it as a comment.
    pub(super) fn script(&self) -> String {
        let mut out = String::new();
        let mut rest = self.list.as_slice();
        while let Some(first) = rest.first() {
            let count = rest.iter().take_while(|step| step.joins(first)).count().max(1);
            let (steps, after) = rest.split_at(count);
            rest = after;
            for step in steps {
                step.losses.iter().for_each(|loss| comment(&mut out, &loss.to_string()));
                step.warnings.iter().for_each(|warning| comment(&mut out, warning));
            }
            match &first.sql {
                Sql::Statement(sql) => out.push_str(sql),
                Sql::Alter(table, _) => {
                    let clauses: Vec<&str> = steps.iter().filter_map(Step::clause).collect();
                    let separator = if clauses.len() > 1 { "\n    " } else { " " };
                    let _ = write!(out, "ALTER TABLE {table}{separator}{}", clauses.join(",\n    "));
                }
            }
            out.push_str(";\n");
        }
        out
    }
}

/// A line, or several, that databases pass over.
fn comment(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "-- {line}");
    }
}

impl Step {
    /// Says that values are lost.
    pub(super) fn loses(&mut self, loss: Option<Loss>) -> &mut Self {
        self.losses.extend(loss);
        self
    }

    /// Says what may go wrong.
    pub(super) fn warns(&mut self, warning: impl Into<String>) -> &mut Self {
        self.warnings.push(warning.into());
        self
    }

    fn clause(&self) -> Option<&str> {
        match &self.sql {
            Sql::Alter(_, clause) => Some(clause),
            Sql::Statement(_) => None,
        }
    }

    /// Whether it is a part of the same ALTER TABLE.
    fn joins(&self, first: &Self) -> bool {
        match (&self.sql, &first.sql) {
            (Sql::Alter(table, _), Sql::Alter(other, _)) => table == other && self.phase == first.phase,
            _ => false,
        }
    }
}

/// A text as a literal of SQL.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}
