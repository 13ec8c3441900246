//! The relation across a table of pairs, with the pairs themselves.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::{Across, Many, Reference, Relation, Way};
use crate::model::{Model, TableName};

/// The relation `R`, by way of `A` and `B`, whose rows are found with the pairs that lead to them.
#[derive(Debug)]
pub struct Linked<R, A, B>(PhantomData<fn() -> R>, PhantomData<fn() -> (A, B)>);

impl<R, A, B> Relation for Linked<R, A, B>
where
    R: Relation<From = A::Parent, To = B::Parent>,
    A: Reference,
    B: Reference<Child = A::Child>,
    Across<A, B>: Way<From = A::Parent, To = B::Parent, By = A::Parent>,
{
    type From = A::Parent;
    type To = B::Parent;
    type Way = WithPairs<A, B>;
    type Holds = Many;

    const NAME: &'static str = R::NAME;
    const ORDER: &'static [(&'static str, bool)] = R::ORDER;
}

/// From a row to pairs and the rows at their other ends.
#[derive(Debug)]
pub struct WithPairs<A, B>(PhantomData<fn() -> (A, B)>);

impl<A, B> Way for WithPairs<A, B>
where
    A: Reference,
    B: Reference<Child = A::Child>,
    Across<A, B>: Way<From = A::Parent, To = B::Parent, By = A::Parent>,
{
    type From = A::Parent;
    type To = B::Parent;
    type By = A::Parent;
    type Row = (A::Child, B::Parent);
    type RowSql = (<A::Child as Model>::SqlType, <B::Parent as Model>::SqlType);

    fn key(from: &A::Parent) -> Option<<A::Parent as Model>::Key> {
        Some(from.key())
    }

    fn split((pair, row): Self::Row) -> Option<(<A::Parent as Model>::Key, B::Parent)> {
        Some((A::parent(&pair)?, row))
    }

    fn tables<DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        Across::<A, B>::tables(out)
    }

    fn keys() -> (TableName, Vec<&'static str>) {
        Across::<A, B>::keys()
    }

    fn front() -> Vec<&'static str> {
        A::Child::SCHEMA.columns.iter().map(|column| column.name).collect()
    }

    fn end() -> Option<Vec<&'static str>> {
        Across::<A, B>::end()
    }

    fn start() -> Vec<&'static str> {
        Across::<A, B>::start()
    }
}
