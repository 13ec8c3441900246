//! The foreign keys of a model, for code that does not know which models they lead to.

use std::any::{Any, TypeId};

use super::Reference;
use crate::model::{Draft, Model};

/// A key of some model.
pub type AnyKey = Box<dyn Any + Send + Sync>;

/// A foreign key of `M`, to a model that is not in its type.
pub struct ForeignKey<M: Model> {
    /// The columns, by position.
    pub(crate) columns: &'static [usize],
    /// The model that it refers to.
    pub(crate) parent: fn() -> TypeId,
    /// The key of a row's parent.
    pub(crate) of_row: fn(&M) -> Option<AnyKey>,
    /// Gives a row to insert its parent; whether the key was one of the parent.
    pub(crate) set: fn(&mut Draft<M>, &dyn Any) -> bool,
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
            of_row: |row| F::parent(row).map(|key| Box::new(key) as AnyKey),
            set: |draft, key| match key.downcast_ref::<<F::Parent as Model>::Key>() {
                Some(key) => {
                    F::set_parent(draft, key.clone());
                    true
                }
                None => false,
            },
            set_row: |row, key| {
                let key = key.and_then(|key| key.downcast_ref::<<F::Parent as Model>::Key>());
                F::set_parent_of_row(row, key.cloned());
            },
        }
    }

    /// Whether any of the columns can be NULL.
    pub(crate) fn is_nullable(&self) -> bool {
        self.columns.iter().any(|column| M::SCHEMA.columns.get(*column).is_some_and(|column| column.nullable))
    }
}
