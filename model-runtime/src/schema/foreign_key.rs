//! Foreign keys of a model, as const data.

/// A foreign key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignKeySchema {
    /// Its name.
    pub name: &'static str,
    /// The columns of this table.
    pub columns: &'static [&'static str],
    /// The model it refers to.
    pub parent: &'static str,
    /// The table it refers to.
    pub table: &'static str,
    /// The schema of the database that this table is in, where the model says one.
    pub namespace: Option<&'static str>,
    /// The columns it refers to.
    pub references: &'static [&'static str],
    /// What happens to this row when the parent is deleted.
    pub on_delete: Action,
    /// What happens to this row when the parent's key changes.
    pub on_update: Action,
    /// Whether it can be checked when the transaction commits, rather than with each statement, where the database can.
    pub deferrable: Deferrable,
    /// Whether the model has a relation by it, for which the types of its fields are those of the key.
    pub is_relation: bool,
}

/// What happens to a row when the one it refers to changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Action {
    /// The change is refused, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// The change is refused at once.
    Restrict,
    /// The row follows.
    Cascade,
    /// The key becomes NULL.
    SetNull,
    /// The key becomes its default.
    SetDefault,
}

/// When a foreign key is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Deferrable {
    /// With each statement.
    #[default]
    Not,
    /// With each statement, unless a transaction has said `SET CONSTRAINTS .. DEFERRED`.
    Immediate,
    /// When the transaction commits, unless that has said `SET CONSTRAINTS .. IMMEDIATE`.
    Deferred,
}

impl Deferrable {
    /// The clause that says so, with a space in front; empty for what is checked with each statement.
    pub(crate) const fn clause(self) -> &'static str {
        match self {
            Self::Not => "",
            Self::Immediate => " DEFERRABLE",
            Self::Deferred => " DEFERRABLE INITIALLY DEFERRED",
        }
    }

    #[cfg(feature = "serde")]
    #[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference
    pub(super) fn is_not(&self) -> bool {
        *self == Self::Not
    }
}

/// The foreign key of a column to the model `P`; a const function of its own, because the parent is known by its type.
#[doc(hidden)]
pub const fn foreign_key<P: crate::model::Model>(
    name: &'static str,
    columns: &'static [&'static str],
) -> ForeignKeySchema {
    ForeignKeySchema {
        name,
        columns,
        parent: P::NAME,
        table: P::TABLE,
        namespace: P::NAMESPACE,
        references: P::KEY_NAMES,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferrable: Deferrable::Not,
        is_relation: true,
    }
}

impl ForeignKeySchema {
    /// The foreign key, with what happens when the parent is deleted.
    #[must_use]
    pub const fn on_delete(self, action: Action) -> Self {
        Self { on_delete: action, ..self }
    }

    /// The foreign key, to these columns, and no relation.
    #[must_use]
    pub const fn references(self, columns: &'static [&'static str]) -> Self {
        Self { references: columns, is_relation: false, ..self }
    }

    /// The foreign key, which can be checked when the transaction commits.
    #[must_use]
    pub const fn deferrable(self, deferrable: Deferrable) -> Self {
        Self { deferrable, ..self }
    }

    /// The foreign key, with what happens when the parent's key changes.
    #[must_use]
    pub const fn on_update(self, action: Action) -> Self {
        Self { on_update: action, ..self }
    }
}
