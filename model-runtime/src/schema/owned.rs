//! Tables as owned data: what DDL is written from, what is read from a database, what is compared, and what can be kept in a file.
//!
//! All of it is in the words of one backend: names of types and conditions are as that backend spells them. With the feature `serde` it can be
//! written and read; what a table has not is left out, so that a file shows what is there.

use super::{Action, DataType, Ddl, Deferrable, Partition};

/// A table, or a view, whether models declare it or a database has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Table {
    /// The schema of the database it is in; `None` for the one that names without a schema lead to.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
    /// What it is a view of, if it is one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub view: Option<View>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// Its primary key, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub primary_key: Option<PrimaryKey>,
    /// Its unique constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub uniques: Vec<Unique>,
    /// Its foreign keys.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub foreign_keys: Vec<ForeignKey>,
    /// Its CHECK constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub checks: Vec<Check>,
    /// Its exclusion constraints.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub exclusions: Vec<Exclusion>,
    /// Its indexes, apart from those that serve a constraint.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub indexes: Vec<Index>,
    /// Its triggers, in the order in which they were made. They are read on SQLite only, where a table that is made anew loses them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub triggers: Vec<Trigger>,
    /// How its rows are divided, if they are: what follows PARTITION BY.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub partition_by: Option<String>,
    /// What its rows are in, if they are divided.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub partitions: Vec<Partition>,
    /// What follows the columns and constraints, in SQL, where it is not what the backend writes for a model's table: `WITHOUT ROWID`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub options: Option<String>,
    /// What the database has to say about it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
    /// Whether it was read from a database, which may keep conditions and expressions in words of its own.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub reflected: bool,
}

/// What makes a [`Table`] a view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct View {
    /// The query, in SQL.
    pub query: String,
    /// Whether its rows are kept, and are those of the last `REFRESH MATERIALIZED VIEW`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub materialized: bool,
}

/// A column of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub ty: Type,
    /// How its texts are compared, in SQL, where it is not as those of its type or its table usually are.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub collation: Option<String>,
    /// Whether it can be NULL.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub nullable: bool,
    /// The expression of its DEFAULT, in SQL.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub default: Option<String>,
    /// What an UPDATE of the row that does not say otherwise sets it to, in SQL; MySQL alone has it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub on_update: Option<String>,
    /// How it is generated, if the database computes it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub generated: Option<Generated>,
    /// How the database counts it, if it does.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub identity: Option<Identity>,
    /// What the database has to say about it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub comment: Option<String>,
}

/// The type of a [`Column`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Type {
    /// A type known by its name in SQL; empty where the database has a column without one.
    Named(String),
    /// The type that the backend has for what a model stores. Another one that stores the same values in the same way will do as well.
    Stored {
        /// Its name in SQL.
        sql: String,
        /// What is stored.
        data: DataType,
    },
    /// An enum type of the database.
    Enum {
        /// The schema of the database it is in; `None` for the one that names without a schema lead to.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        namespace: Option<String>,
        /// Its name.
        name: String,
        /// Its values, as SQL literals.
        values: Vec<String>,
    },
    /// A type of the database that narrows another one.
    Domain {
        /// The schema of the database it is in; `None` for the one that names without a schema lead to.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        namespace: Option<String>,
        /// Its name.
        name: String,
        /// The name of the type it narrows, in SQL.
        base: String,
        /// What follows that type where it was created: NOT NULL, DEFAULT, CHECK; empty if nothing does.
        constraints: String,
    },
    /// A list of values of an enum type or of a type that narrows another one; lists of other types have a name.
    Array(Box<Self>),
}

/// How a column is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Generated {
    /// The expression, in SQL.
    pub expression: String,
    /// Whether the value is stored, rather than computed when it is read.
    pub stored: bool,
}

/// How a database counts the values of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Identity {
    /// A row may give its own value: `GENERATED BY DEFAULT AS IDENTITY`, `AUTO_INCREMENT`, `AUTOINCREMENT`.
    ByDefault,
    /// A row may not: `GENERATED ALWAYS AS IDENTITY`.
    Always,
    /// By the DEFAULT that PostgreSQL's `serial` makes.
    Serial,
    /// By the number of the row, without `AUTOINCREMENT`: SQLite gives the number of a deleted last row again.
    RowNumber,
}

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct PrimaryKey {
    /// Its name, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// How many characters or bytes of each column it is made of, where that is not all of them; empty where it is. MySQL alone has it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub prefixes: Vec<Option<u32>>,
}

/// A unique constraint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Unique {
    /// Its name, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether NULL is one value, rather than a new one each time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub nulls_not_distinct: bool,
    /// What follows the columns, in SQL, if anything does: `INCLUDE (name) DEFERRABLE INITIALLY DEFERRED`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub options: Option<String>,
}

/// An exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Exclusion {
    /// Its name, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// What it is, in SQL: `EXCLUDE USING gist (room WITH =, during WITH &&)`.
    pub definition: String,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ForeignKey {
    /// Its name, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// The columns of this table.
    pub columns: Vec<String>,
    /// The schema of the table it refers to; `None` for the one that names without a schema lead to.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub namespace: Option<String>,
    /// The table it refers to.
    pub table: String,
    /// The columns it refers to; empty if the table or its key is not there to tell.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub references: Vec<String>,
    /// What happens to this row when the parent is deleted.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Action::is_none"))]
    pub on_delete: Action,
    /// What happens to this row when the parent's key changes.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Action::is_none"))]
    pub on_update: Action,
    /// Whether it can be checked when the transaction commits, rather than with each statement.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Deferrable::is_not"))]
    pub deferrable: Deferrable,
}

/// A CHECK constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Check {
    /// Its name, if it has one.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// What it demands, in SQL.
    pub condition: String,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Index {
    /// Its name.
    pub name: String,
    /// What it orders by.
    pub columns: Vec<IndexColumn>,
    /// Whether it allows each value once.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub unique: bool,
    /// Its kind, in SQL, where that is not the usual one: `gin`, `FULLTEXT`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub method: Option<String>,
    /// Further columns whose values it holds.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub include: Vec<String>,
    /// Whether NULL is one value to an index that allows each value once, rather than a new one each time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "is_false"))]
    pub nulls_not_distinct: bool,
    /// The condition of a partial index, in SQL.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub filter: Option<String>,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Trigger {
    /// Its name.
    pub name: String,
    /// The statement that creates it, as the database keeps it: `CREATE TRIGGER counted AFTER INSERT ON users BEGIN .. END`.
    pub sql: String,
}

/// What an [`Index`] orders by.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum IndexColumn {
    /// A column, ascending.
    Column(String),
    /// A column, descending.
    Descending(String),
    /// Anything else, in SQL: an expression, a column with a collation, with a class of operators, or the first characters of one.
    Expression(String),
}

impl Table {
    /// A table with a name, and nothing else.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The column of the primary key, if there is one only, and the database counts it.
    pub fn counted_key(&self) -> Option<&Column> {
        match self.primary_key.as_ref()?.columns.as_slice() {
            [only] => self.column(only).filter(|column| column.identity.is_some()),
            _ => None,
        }
    }
}

impl ForeignKey {
    /// Whether it refers to this table, as the backend compares names.
    pub fn refers_to<DB: Ddl>(&self, table: &Table) -> bool {
        DB::same_name(&self.table, &table.name) && self.namespace == table.namespace
    }
}

impl Column {
    /// A column that cannot be NULL, with a name and a type, and nothing else.
    #[must_use]
    pub fn new(name: impl Into<String>, ty: Type) -> Self {
        let name = name.into();
        Self {
            name,
            ty,
            collation: None,
            nullable: false,
            default: None,
            on_update: None,
            generated: None,
            identity: None,
            comment: None,
        }
    }
}

impl Type {
    /// The type of this name in SQL.
    #[must_use]
    pub fn named(sql: impl Into<String>) -> Self {
        Self::Named(sql.into())
    }

    /// The type of the items of a list, however deep; of what is no list, itself.
    pub(super) fn item(&self) -> &Self {
        match self {
            Self::Array(item) => item.item(),
            ty => ty,
        }
    }
}

impl Index {
    /// An index of all rows over these columns, ascending.
    #[must_use]
    pub fn new(name: impl Into<String>, columns: Vec<IndexColumn>) -> Self {
        let name = name.into();
        Self {
            name,
            columns,
            unique: false,
            method: None,
            include: Vec::new(),
            nulls_not_distinct: false,
            filter: None,
        }
    }
}

impl Identity {
    /// What it is, in words.
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::ByDefault | Self::Serial | Self::RowNumber => "counted by the database",
            Self::Always => "counted by the database always",
        }
    }
}

#[cfg(feature = "serde")]
impl Action {
    #[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
    fn is_none(&self) -> bool {
        *self == Self::NoAction
    }
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref)] // as serde calls it
const fn is_false(value: &bool) -> bool {
    !*value
}
