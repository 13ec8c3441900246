//! Differences of tables: what they are, their codes, and how they read.

use std::fmt;

/// One way in which a table differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// What of it differs.
    pub part: Part,
    /// What the models need; `None` if the part should not be there.
    pub expected: Option<String>,
    /// What the database has; `None` if the part is missing.
    pub found: Option<String>,
    /// What the constraint is called that the database has in the place of the one expected, if that is another name.
    pub found_name: Option<String>,
}

/// What of a table differs. Columns, constraints, indexes, partitions and triggers are given by name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The whole table.
    Table,
    /// A whole column.
    Column(String),
    /// The type of a column.
    Type(String),
    /// Whether a column can be NULL.
    Nullability(String),
    /// The DEFAULT of a column.
    Default(String),
    /// Whether a column is generated.
    Generated(String),
    /// Whether the database counts a column that is not the primary key, and whether a row may give its own value.
    Identity(String),
    /// How the texts of a column are compared.
    Collation(String),
    /// What an UPDATE sets a column to by itself.
    OnUpdate(String),
    /// What the database says of a column, or, with an empty name, of the table.
    Comment(String),
    /// What a table is apart from its columns and constraints: how and where its rows are kept.
    Options,
    /// How the rows of a table are divided.
    PartitionBy,
    /// What has some of the rows.
    Partition(String),
    /// The query of a view, or whether it is one.
    View,
    /// The columns of the primary key, or whether the database makes it.
    PrimaryKey,
    /// A unique constraint.
    Unique(String),
    /// A foreign key.
    ForeignKey(String),
    /// A CHECK constraint.
    Check(String),
    /// An exclusion constraint.
    Exclusion(String),
    /// An index.
    Index(String),
    /// A trigger.
    Trigger(String),
}

impl Difference {
    /// A table that is only on one of two sides.
    pub(super) fn of_table(name: &str, expected: Option<String>, found: Option<String>) -> Self {
        Self { table: name.to_owned(), part: Part::Table, expected, found, found_name: None }
    }

    /// What kind of difference it is, in a word that stays the same from version to version: `column_missing`, `type_changed`,
    /// `index_unexpected` and the like. The first part is that of [`Part::kind`]; what follows says whether the database lacks it
    /// (`missing`), has it and should not (`unexpected`), or has it otherwise (`changed`).
    pub fn code(&self) -> String {
        let how = match (&self.expected, &self.found) {
            (Some(_), None) if !self.part.is_property() => "missing",
            (None, Some(_)) if !self.part.is_property() => "unexpected",
            _ => "changed",
        };
        format!("{}_{how}", self.part.kind())
    }
}

impl Part {
    /// What it is, in a word: `table`, `column`, `type`, `nullability`, `default`, `generated`, `identity`, `collation`, `on_update`,
    /// `comment`, `options`, `partition_by`, `partition`, `view`, `primary_key`, `unique`, `foreign_key`, `check`, `exclusion`, `index` or `trigger`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Column(_) => "column",
            Self::Type(_) => "type",
            Self::Nullability(_) => "nullability",
            Self::Default(_) => "default",
            Self::Generated(_) => "generated",
            Self::Identity(_) => "identity",
            Self::Collation(_) => "collation",
            Self::OnUpdate(_) => "on_update",
            Self::Comment(_) => "comment",
            Self::Options => "options",
            Self::PartitionBy => "partition_by",
            Self::Partition(_) => "partition",
            Self::View => "view",
            Self::PrimaryKey => "primary_key",
            Self::Unique(_) => "unique",
            Self::ForeignKey(_) => "foreign_key",
            Self::Check(_) => "check",
            Self::Exclusion(_) => "exclusion",
            Self::Index(_) => "index",
            Self::Trigger(_) => "trigger",
        }
    }

    /// The name of the column, constraint, index, partition or trigger; empty for what has none.
    pub fn name(&self) -> &str {
        match self {
            Self::Table | Self::PrimaryKey | Self::View | Self::Options | Self::PartitionBy => "",
            Self::Column(name)
            | Self::Type(name)
            | Self::Nullability(name)
            | Self::Default(name)
            | Self::Generated(name)
            | Self::Identity(name)
            | Self::Collation(name)
            | Self::OnUpdate(name)
            | Self::Comment(name)
            | Self::Partition(name)
            | Self::Exclusion(name)
            | Self::Unique(name)
            | Self::ForeignKey(name)
            | Self::Check(name)
            | Self::Index(name)
            | Self::Trigger(name) => name,
        }
    }

    /// Whether it belongs to a column, or to a table, that both sides have.
    const fn is_property(&self) -> bool {
        self.property_of().is_some() || matches!(self, Self::Options | Self::PartitionBy | Self::View)
    }

    /// The column that it is a property of, such as its type; of a comment on the table, an empty name.
    #[must_use]
    pub const fn property_of(&self) -> Option<&str> {
        match self {
            Self::Type(column)
            | Self::Nullability(column)
            | Self::Default(column)
            | Self::Generated(column)
            | Self::Identity(column)
            | Self::Collation(column)
            | Self::OnUpdate(column)
            | Self::Comment(column) => Some(column.as_str()),
            _ => None,
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::Table => return f.write_str("table"),
            Self::PrimaryKey => return f.write_str("primary key"),
            Self::Options => return f.write_str("options"),
            Self::PartitionBy => return f.write_str("division into partitions"),
            Self::View => return f.write_str("view"),
            Self::Comment(column) if column.is_empty() => return f.write_str("comment"),
            Self::Column(_) => "column",
            Self::Type(_) => "type of column",
            Self::Nullability(_) => "nullability of column",
            Self::Default(_) => "default of column",
            Self::Generated(_) => "generation of column",
            Self::Identity(_) => "identity of column",
            Self::Collation(_) => "collation of column",
            Self::OnUpdate(_) => "update of column",
            Self::Comment(_) => "comment of column",
            Self::Partition(_) => "partition",
            Self::Exclusion(_) => "exclusion constraint",
            Self::Unique(_) => "unique constraint",
            Self::ForeignKey(_) => "foreign key",
            Self::Check(_) => "check",
            Self::Index(_) => "index",
            Self::Trigger(_) => "trigger",
        };
        let name = self.name();
        if name.is_empty() { write!(f, "{what} without a name") } else { write!(f, "{what} `{name}`") }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = |f: &mut fmt::Formatter<'_>, value: Option<&String>| match value {
            Some(value) => write!(f, "`{value}`"),
            None => f.write_str("none"),
        };
        write!(f, "table `{}`", self.table)?;
        if self.part != Part::Table {
            write!(f, ", {}", self.part)?;
        }
        f.write_str(": expected ")?;
        value(f, self.expected.as_ref())?;
        f.write_str(", found ")?;
        value(f, self.found.as_ref())
    }
}

/// As JSON: `code`, `table`, `name`, `expected`, `found`, and `message`, which is the text.
#[cfg(feature = "serde")]
impl serde::Serialize for Difference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Difference", 6)?;
        fields.serialize_field("code", &self.code())?;
        fields.serialize_field("table", &self.table)?;
        fields.serialize_field("name", self.part.name())?;
        fields.serialize_field("expected", &self.expected)?;
        fields.serialize_field("found", &self.found)?;
        fields.serialize_field("message", &self.to_string())?;
        fields.end()
    }
}
