//! The foreign keys of a model, for code that does not know which models they lead to.

use std::any::{Any, TypeId};

use super::Reference;
use crate::model::{Draft, Model};
use crate::schema::{Action, ForeignKeySchema};

/// A key of some model.
pub type AnyKey = Box<dyn Any + Send + Sync>;

/// A foreign key of `M`, to a model that is not in its type.
pub struct ForeignKey<M: Model> {
    /// The columns, by position.
    pub(crate) columns: &'static [usize],
    /// The model that it refers to.
    pub(crate) parent: fn() -> TypeId,
    /// Whether a row without its parent is deleted.
    pub(crate) deletes_orphans: bool,
    /// The key of a row's parent.
    pub(crate) of_row: fn(&M) -> Option<AnyKey>,
    /// The key of the parent of a row to insert, as far as it is given.
    pub(crate) of_draft: fn(&Draft<M>) -> Option<AnyKey>,
    /// Whether a key is that of a row's parent.
    pub(crate) is_of_row: fn(&M, &dyn Any) -> bool,
    /// Whether a key is that of the parent of a row to insert.
    pub(crate) is_of_draft: fn(&Draft<M>, &dyn Any) -> bool,
    /// Gives a row to insert its parent, or none.
    pub(crate) set: fn(&mut Draft<M>, Option<&dyn Any>),
    /// Gives a row its parent, or none.
    pub(crate) set_row: fn(&mut M, Option<&dyn Any>),
}

impl<M: Model> ForeignKey<M> {
    /// The foreign key `F`.
    #[doc(hidden)]
    pub const fn of<F: Reference<Child = M>>() -> Self {
        Self {
            columns: F::COLUMNS,
            parent: TypeId::of::<F::Parent>,
            deletes_orphans: F::DELETES_ORPHANS,
            of_row: |row| F::parent(row).map(|key| Box::new(key) as AnyKey),
            of_draft: |draft| F::parent_of_draft(draft).map(|key| Box::new(key) as AnyKey),
            is_of_row: |row, key| is_key::<F>(F::parent(row), key),
            is_of_draft: |draft, key| is_key::<F>(F::parent_of_draft(draft), key),
            set: |draft, key| F::set_parent(draft, key.and_then(parent_key::<F>)),
            set_row: |row, key| F::set_parent_of_row(row, key.and_then(parent_key::<F>)),
        }
    }

    /// Whether any of the columns can be NULL.
    pub(crate) fn is_nullable(&self) -> bool {
        self.columns.iter().any(|column| M::SCHEMA.columns.get(*column).is_some_and(|column| column.nullable))
    }

    /// What happens to a row when its parent is deleted.
    pub(crate) fn on_delete(&self) -> Action {
        self.described().map_or(Action::NoAction, |key| key.on_delete)
    }

    /// What happens to a row when the key of its parent changes.
    pub(crate) fn on_update(&self) -> Action {
        self.described().map_or(Action::NoAction, |key| key.on_update)
    }

    fn described(&self) -> Option<&'static ForeignKeySchema> {
        let name = |column: &usize| M::SCHEMA.columns.get(*column).map(|column| column.name);
        M::SCHEMA
            .foreign_keys
            .iter()
            .find(|key| self.columns.iter().map(name).eq(key.columns.iter().copied().map(Some)))
    }
}

fn parent_key<F: Reference>(key: &dyn Any) -> Option<<F::Parent as Model>::Key> {
    key.downcast_ref().cloned()
}

fn is_key<F: Reference>(parent: Option<<F::Parent as Model>::Key>, key: &dyn Any) -> bool {
    parent.is_some_and(|parent| key.downcast_ref() == Some(&parent))
}
