//! What only the stored `CREATE` statements tell: names of constraints, CHECKs, expressions.
//!
//! SQLite has no pragma for these. The statements are cut into tokens and searched for the few keywords that start a
//! constraint; whatever is not understood is passed over.

use diesel::sqlite::Sqlite;

use crate::backend::parts::{group, group_at, names, split, text};
use crate::backend::tokens::{Token, tokens};
use crate::schema::{Ddl, Deferrable};

/// A stored `CREATE TABLE`.
#[derive(Debug, Default)]
pub(super) struct StoredTable {
    pub(super) constraints: Vec<Constraint>,
    /// Generated columns with their expressions.
    pub(super) generated: Vec<(String, String)>,
    /// Columns with how their texts are compared.
    pub(super) collations: Vec<(String, String)>,
    /// Whether the numbers of deleted rows are not given again.
    pub(super) autoincrement: bool,
}

/// A constraint as written.
#[derive(Debug)]
pub(super) struct Constraint {
    pub(super) name: Option<String>,
    pub(super) kind: ConstraintKind,
    /// Its columns; none for a CHECK.
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ConstraintKind {
    PrimaryKey,
    Unique,
    Check { condition: String },
    ForeignKey { table: String, deferrable: Deferrable },
}

/// A stored `CREATE INDEX`.
#[derive(Debug, Default)]
pub(super) struct StoredIndex {
    /// What it orders by, in SQL.
    pub(super) columns: Vec<String>,
    pub(super) filter: Option<String>,
}

/// Reads a `CREATE TABLE`.
pub(super) fn table(sql: &str) -> StoredTable {
    let all = tokens(sql);
    let mut stored = StoredTable::default();
    let body = all.iter().position(|token| token.is_mark("(")).and_then(|open| all.get(open..));
    let Some((body, _)) = body.and_then(group) else {
        return stored;
    };
    for item in split(body) {
        let Some(first) = item.first() else { continue };
        let of_table = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| first.is(word));
        let column = (!of_table).then(|| first.name());
        let rest = if of_table { item } else { item.get(1..).unwrap_or_default() };
        stored.read(sql, column.as_deref(), rest);
    }
    stored
}

/// Reads a `CREATE INDEX`.
pub(super) fn index(sql: &str) -> StoredIndex {
    let all = tokens(sql);
    let open = all.iter().position(|token| token.is_mark("("));
    let Some((columns, after)) = open.and_then(|open| all.get(open..)).and_then(group) else {
        return StoredIndex::default();
    };
    let filter = match after {
        [first, condition @ ..] if first.is("WHERE") => Some(text(sql, condition)),
        _ => None,
    };
    StoredIndex { columns: split(columns).map(|column| text(sql, column)).collect(), filter }
}

/// Reads a `CREATE VIEW`: its query, which gives the columns the names that the view has for them.
pub(super) fn view(name: &str, sql: &str) -> String {
    let all = tokens(sql);
    let is_as = |token: &Token<'_>| token.is("AS");
    // A view may be called AS, in quotes.
    let Some((before, query)) = all.iter().position(is_as).and_then(|at| Some((all.get(..at)?, all.get(at + 1..)?)))
    else {
        return String::new();
    };
    let query = text(sql, query);
    match before.iter().position(|token| token.is_mark("(")) {
        Some(columns) => {
            let columns = text(sql, before.get(columns..).unwrap_or_default());
            let name = Sqlite::quote(name);
            format!("WITH {name} {columns} AS ({query})\nSELECT * FROM {name}")
        }
        None => query,
    }
}

/// The name that an identifier in SQL stands for.
pub(super) fn name(sql: &str) -> String {
    tokens(sql).first().map(Token::name).unwrap_or_default()
}

impl StoredTable {
    /// Reads one item of the body: the constraints of `column`, or those of the table.
    fn read(&mut self, sql: &str, column: Option<&str>, mut rest: &[Token<'_>]) {
        let mut name = None;
        // The columns of FOREIGN KEY, until REFERENCES is met.
        let own = || column.map(str::to_owned).into_iter().collect::<Vec<_>>();
        let mut keys = own();
        while let [first, after @ ..] = rest {
            rest = after;
            if first.is("CONSTRAINT") {
                name = after.first().map(Token::name);
                rest = after.get(1..).unwrap_or_default();
            } else if first.is("PRIMARY") || first.is("UNIQUE") || first.is("FOREIGN") {
                // KEY may be missing: UNIQUE has none.
                let after = if after.first().is_some_and(|token| token.is("KEY")) {
                    after.get(1..).unwrap_or_default()
                } else {
                    after
                };
                let columns = match group(after).filter(|_| column.is_none()) {
                    Some((list, after)) => {
                        rest = after;
                        names(list)
                    }
                    None => own(),
                };
                if first.is("FOREIGN") {
                    // The name waits for REFERENCES.
                    keys = columns;
                } else {
                    let kind = if first.is("UNIQUE") { ConstraintKind::Unique } else { ConstraintKind::PrimaryKey };
                    self.constraints.push(Constraint { name: name.take(), kind, columns });
                }
            } else if first.is("CHECK") {
                if let Some((condition, after)) = group(after) {
                    let kind = ConstraintKind::Check { condition: text(sql, condition) };
                    self.constraints.push(Constraint { name: name.take(), kind, columns: Vec::new() });
                    rest = after;
                }
            } else if first.is("REFERENCES") {
                let table = after.first().map(Token::name).unwrap_or_default();
                rest = after.get(1..).unwrap_or_default();
                let kind = ConstraintKind::ForeignKey { table, deferrable: deferrable(rest) };
                self.constraints.push(Constraint { name: name.take(), kind, columns: keys.clone() });
            } else if first.is("AS") {
                if let (Some((expression, after)), Some(column)) = (group(after), column) {
                    self.generated.push((column.to_owned(), text(sql, expression)));
                    rest = after;
                }
            } else if first.is("AUTOINCREMENT") {
                self.autoincrement = true;
            } else if first.is("SET") {
                // `SET DEFAULT` of a foreign key is not a default.
                rest = after.get(1..).unwrap_or_default();
            } else if first.is("NOT") || first.is("DEFAULT") || first.is("COLLATE") {
                // A constraint that takes the name along, and is of no further interest.
                name = None;
                if let (true, Some(column), Some(collation)) = (first.is("COLLATE"), column, after.first()) {
                    self.collations.push((column.to_owned(), collation.text.to_owned()));
                }
                // `NOT NULL`, `NOT DEFERRABLE`, a default, a collation: the next word or group is not a keyword of ours.
                rest = group(after).map_or(after.get(1..).unwrap_or_default(), |(_, after)| after);
            } else if let Some((_, after)) = group_at(first, after) {
                rest = after;
            }
        }
    }
}

/// What follows REFERENCES says of it, before the next constraint starts.
fn deferrable(rest: &[Token<'_>]) -> Deferrable {
    let ends = |token: &Token<'_>| ["CONSTRAINT", "CHECK", "UNIQUE", "FOREIGN"].iter().any(|word| token.is(word));
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let clause = rest.get(..end).unwrap_or_default();
    let says =
        |words: [&str; 2]| clause.windows(2).any(|two| two.iter().zip(words).all(|(token, word)| token.is(word)));
    if says(["NOT", "DEFERRABLE"]) || !clause.iter().any(|token| token.is("DEFERRABLE")) {
        Deferrable::Not
    } else if says(["INITIALLY", "DEFERRED"]) {
        Deferrable::Deferred
    } else {
        Deferrable::Immediate
    }
}
