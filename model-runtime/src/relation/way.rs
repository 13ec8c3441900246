//! How a relation leads from table to table.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::expression::Expression;
use diesel::query_builder::AstPass;
use diesel::query_source::Table;
use diesel::result::QueryResult;

use super::{Reference, TableOf};
use crate::model::{Model, TableName};

/// The SQL type of a model's key.
pub(crate) type KeySql<M> = <<TableOf<M> as Table>::PrimaryKey as Expression>::SqlType;

/// A way from the rows of one model to those of another, by the keys of a model.
pub trait Way: 'static {
    /// Where it starts.
    type From: Model;
    /// Where it leads.
    type To: Model;
    /// The model whose keys are known at the start, and stand beside the rows at the end.
    type By: Model;
    /// What a query of related rows gives for each.
    type Row: Send + 'static;
    /// The SQL type of that.
    type RowSql: 'static;

    /// Whether the keys are the foreign keys of the rows at the start, which may be NULL.
    const IS_UP: bool = false;

    /// The key of a row at the start.
    fn key(from: &Self::From) -> Option<<Self::By as Model>::Key>;

    /// A related row, and the key that leads to it.
    fn split(row: Self::Row) -> Option<(<Self::By as Model>::Key, Self::To)>;

    /// Writes the tables of the related rows and of the keys.
    ///
    /// # Errors
    /// Those of Diesel's query builder.
    fn tables<DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        TableName::of::<Self::To>().write(out)
    }

    /// The table and the columns where the keys stand at the end.
    fn keys() -> (TableName, Vec<&'static str>);

    /// The columns of that table that are selected in front of the related rows, where these do not tell to which row they belong.
    fn front() -> Vec<&'static str> {
        Vec::new()
    }

    /// The columns, in the table of the keys, that refer to the related rows, where these have no key of the start themselves.
    fn end() -> Option<Vec<&'static str>> {
        None
    }

    /// The columns, in the table of the start, where the keys stand there.
    fn start() -> Vec<&'static str>;
}

/// From a row to its parent.
#[derive(Debug)]
pub struct Up<F>(PhantomData<fn() -> F>);

/// From a row to its children.
#[derive(Debug)]
pub struct Down<F>(PhantomData<fn() -> F>);

/// From a row to others through a table of pairs, of which `A` refers to the row and `B` to the others.
#[derive(Debug)]
pub struct Across<A, B>(PhantomData<fn() -> (A, B)>);

impl<F: Reference> Way for Up<F> {
    type From = F::Child;
    type To = F::Parent;
    type By = F::Parent;
    type Row = F::Parent;
    type RowSql = <F::Parent as Model>::SqlType;

    const IS_UP: bool = true;

    fn key(from: &F::Child) -> Option<<F::Parent as Model>::Key> {
        F::parent(from)
    }

    fn split(row: F::Parent) -> Option<(<F::Parent as Model>::Key, F::Parent)> {
        Some((row.key(), row))
    }

    fn keys() -> (TableName, Vec<&'static str>) {
        (TableName::of::<F::Parent>(), F::Parent::KEY_NAMES.to_vec())
    }

    fn start() -> Vec<&'static str> {
        columns::<F>()
    }
}

impl<F: Reference> Way for Down<F> {
    type From = F::Parent;
    type To = F::Child;
    type By = F::Parent;
    type Row = F::Child;
    type RowSql = <F::Child as Model>::SqlType;

    fn key(from: &F::Parent) -> Option<<F::Parent as Model>::Key> {
        Some(from.key())
    }

    fn split(row: F::Child) -> Option<(<F::Parent as Model>::Key, F::Child)> {
        Some((F::parent(&row)?, row))
    }

    fn keys() -> (TableName, Vec<&'static str>) {
        (TableName::of::<F::Child>(), columns::<F>())
    }

    fn start() -> Vec<&'static str> {
        F::Parent::KEY_NAMES.to_vec()
    }
}

impl<A, B> Way for Across<A, B>
where
    A: Reference,
    B: Reference<Child = A::Child>,
    KeySql<A::Parent>: 'static,
{
    type From = A::Parent;
    type To = B::Parent;
    type By = A::Parent;
    type Row = (<A::Parent as Model>::Key, B::Parent);
    type RowSql = (KeySql<A::Parent>, <B::Parent as Model>::SqlType);

    fn key(from: &A::Parent) -> Option<<A::Parent as Model>::Key> {
        Some(from.key())
    }

    fn split(row: Self::Row) -> Option<(<A::Parent as Model>::Key, B::Parent)> {
        Some(row)
    }

    fn front() -> Vec<&'static str> {
        columns::<A>()
    }

    fn tables<DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        TableName::of::<B::Parent>().write(out)?;
        out.push_sql(" INNER JOIN ");
        TableName::of::<A::Child>().write(out)?;
        out.push_sql(" ON ");
        super::on::keys_are_equal::<B, DB>(out)
    }

    fn keys() -> (TableName, Vec<&'static str>) {
        (TableName::of::<A::Child>(), columns::<A>())
    }

    fn end() -> Option<Vec<&'static str>> {
        Some(columns::<B>())
    }

    fn start() -> Vec<&'static str> {
        A::Parent::KEY_NAMES.to_vec()
    }
}

/// The names of the columns of a foreign key.
pub(crate) fn columns<F: Reference>() -> Vec<&'static str> {
    F::COLUMNS.iter().filter_map(|column| F::Child::SCHEMA.columns.get(*column)).map(|column| column.name).collect()
}
