//! Indexes of a model, as const data.

/// An index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexSchema {
    /// Its name.
    pub name: &'static str,
    /// The columns among its parts.
    pub columns: &'static [&'static str],
    /// What it orders by, where that is not just the columns, ascending; empty if it is.
    pub parts: &'static [IndexPartSchema],
    /// Whether it allows each value once.
    pub unique: bool,
    /// Whether NULL counts as a value, so that a unique index has it once.
    pub nulls_not_distinct: bool,
    /// Its kind, in SQL, where that is not the usual one: `gin`, `FULLTEXT`.
    pub method: Option<&'static str>,
    /// Further columns whose values it holds.
    pub include: &'static [&'static str],
    /// The condition of a partial index, in SQL.
    pub filter: Option<&'static str>,
}

/// What an index orders by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IndexPartSchema {
    /// A column, ascending.
    Column(&'static str),
    /// A column, descending.
    Descending(&'static str),
    /// Anything else, in SQL.
    Expression(&'static str),
}

/// An index.
#[doc(hidden)]
pub const fn index(name: &'static str, columns: &'static [&'static str]) -> IndexSchema {
    let (unique, nulls_not_distinct) = (false, false);
    IndexSchema { name, columns, parts: &[], unique, nulls_not_distinct, method: None, include: &[], filter: None }
}

impl IndexSchema {
    /// Whether it is of expressions, so that its columns do not tell what it orders by.
    pub(crate) fn has_expressions(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, IndexPartSchema::Expression(_)))
    }

    /// The index of these parts, in order.
    #[must_use]
    pub const fn parts(self, parts: &'static [IndexPartSchema]) -> Self {
        Self { parts, ..self }
    }

    /// The index of another kind than the usual one.
    #[must_use]
    pub const fn method(self, method: &'static str) -> Self {
        Self { method: Some(method), ..self }
    }

    /// The index that holds the values of these columns, too.
    #[must_use]
    pub const fn include(self, columns: &'static [&'static str]) -> Self {
        Self { include: columns, ..self }
    }

    /// The index, allowing each value once.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self { unique: true, ..self }
    }

    /// The unique index, for which NULL is a value.
    #[must_use]
    pub const fn nulls_not_distinct(self) -> Self {
        Self { nulls_not_distinct: true, ..self }
    }

    /// The index of the rows that fulfil a condition, in SQL.
    #[must_use]
    pub const fn filter(self, sql: &'static str) -> Self {
        Self { filter: Some(sql), ..self }
    }
}
