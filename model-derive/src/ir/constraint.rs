//! What a table has besides its columns.

use proc_macro2::Span;
use syn::Path;

/// A foreign key: the model it refers to, and by which columns.
pub(crate) struct ForeignKey {
    pub(crate) model: Path,
    /// By position, in the order of what they refer to.
    pub(crate) columns: Vec<usize>,
    /// The columns of the other table, by their names in SQL; none for its primary key.
    pub(crate) references: Vec<String>,
    pub(crate) constraint: String,
    pub(crate) on_delete: Action,
    pub(crate) on_update: Action,
    /// When the database looks at it, where that can be put off to the end of the transaction.
    pub(crate) deferrable: Option<Deferrable>,
    /// What says the model, for errors.
    pub(crate) span: Span,
    /// Where `on_delete` or `on_update` says `set null`.
    pub(crate) set_null: Option<Span>,
}

/// What happens to a row when its parent changes.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(clippy::enum_variant_names)] // SQL's own words
pub(crate) enum Action {
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

/// A unique constraint, by columns.
pub(crate) struct Unique {
    pub(crate) name: String,
    pub(crate) columns: Vec<usize>,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) options: Option<String>,
    pub(crate) span: Span,
}

/// An index.
pub(crate) struct Index {
    pub(crate) name: String,
    /// The columns among its parts, by position.
    pub(crate) columns: Vec<usize>,
    /// What it orders by, where that is not just the columns, ascending.
    pub(crate) parts: Vec<IndexPart>,
    pub(crate) unique: bool,
    pub(crate) nulls_not_distinct: bool,
    pub(crate) method: Option<String>,
    /// Further columns that it holds, by position.
    pub(crate) include: Vec<usize>,
    pub(crate) filter: Option<String>,
    pub(crate) span: Span,
}

/// What an index orders by.
pub(crate) enum IndexPart {
    Ascending(usize),
    Descending(usize),
    Expression(String),
}

/// When a foreign key that can be put off is checked.
#[derive(Clone, Copy)]
pub(crate) enum Deferrable {
    Immediate,
    Deferred,
}

/// A CHECK constraint, or what else has a name and is said in SQL.
pub(crate) struct Check {
    pub(crate) name: String,
    pub(crate) sql: String,
    pub(crate) span: Span,
}

/// How rows are divided.
#[derive(Default)]
pub(crate) struct Partitioning {
    /// What follows PARTITION BY.
    pub(crate) by: Option<String>,
    pub(crate) partitions: Vec<Partition>,
}

/// What has some of the rows.
pub(crate) struct Partition {
    pub(crate) name: String,
    /// Which rows, in SQL.
    pub(crate) sql: String,
    pub(crate) span: Span,
    /// How they are divided in turn.
    pub(crate) inside: Partitioning,
}

impl Partitioning {
    /// The names of all partitions, and of those inside of them.
    pub(crate) fn names(&self) -> Vec<(&str, Span)> {
        let mut names = Vec::new();
        for partition in &self.partitions {
            names.push((partition.name.as_str(), partition.span));
            names.extend(partition.inside.names());
        }
        names
    }
}

impl Index {
    /// Whether it is of expressions, so that rows cannot be told apart by its columns.
    pub(crate) fn has_expressions(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, IndexPart::Expression(_)))
    }
}
