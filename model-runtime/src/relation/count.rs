//! How many related rows there are, without loading them.

use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;

use super::choice::Always;
use super::keys::Keys;
use super::load::{Load, Tree};
use super::select::ByOf;
use super::way::KeySql;
use super::with::{Entries, With};
use super::{Related, Relation, Way};
use crate::backend::Dialect;
use crate::connection::Exec;
use crate::error::Result;
use crate::model::{Columns, Model};
use crate::query::Run;
use crate::statement::sql;

/// The number of related rows is to be loaded.
#[derive(Clone, Copy)]
pub struct Counts<R, P = Always> {
    condition: P,
    relation: PhantomData<fn() -> R>,
}

/// The number of related rows of a relation, and what else was loaded.
pub struct Counted<R, Rest = ()> {
    pub(super) count: i64,
    pub(super) rest: Rest,
    relation: PhantomData<fn() -> R>,
}

impl<R, P> Counts<R, P> {
    pub(crate) fn of(related: Related<R, P>) -> Self {
        Self { condition: related.condition, relation: PhantomData }
    }
}

impl<R, Rest> Counted<R, Rest> {
    /// The number of related rows of the relation that was asked for last, and what else was loaded.
    pub fn into_parts(self) -> (i64, Rest) {
        (self.count, self.rest)
    }
}

/// The key of the model whose keys a relation goes by.
type KeyBy<R> = <ByOf<R> as Model>::Key;

/// The numbers of the rows that a relation leads to from many rows.
pub struct SelectCounts<R: Relation, P> {
    keys: Keys<ByOf<R>>,
    condition: Arc<P>,
}

impl<R: Relation, P> QueryId for SelectCounts<R, P> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<R: Relation, P, C> diesel::RunQueryDsl<C> for SelectCounts<R, P> {}

impl<R: Relation, P> Query for SelectCounts<R, P> {
    type SqlType = (KeySql<ByOf<R>>, BigInt);
}

impl<R, P, DB> QueryFragment<DB> for SelectCounts<R, P>
where
    DB: Dialect,
    R: Relation,
    ByOf<R>: Columns<DB>,
    P: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let keys = R::Way::keys();
        let (table, columns) = &keys;
        out.push_sql("SELECT ");
        sql::commas(&mut out, columns, |out, column| sql::of_table(out, *table, column))?;
        out.push_sql(", COUNT(*) FROM ");
        R::Way::tables(&mut out)?;
        out.push_sql(" WHERE ");
        self.keys.write(&keys, &mut out)?;
        self.condition.walk_ast(out.reborrow())?;
        out.push_sql(" GROUP BY ");
        sql::commas(&mut out, columns, |out, column| sql::of_table(out, *table, column))
    }
}

impl<R: Relation, P, Rest: Tree> Tree for (Counts<R, P>, Rest) {
    type Loaded = Counted<R, Rest::Loaded>;
    type Row<M: Model> = With<M, Self::Loaded>;

    fn join<M: Model>(row: M, loaded: Self::Loaded) -> With<M, Self::Loaded> {
        With::new(row, loaded)
    }
}

impl<C, R, P, Rest> Load<C, R::From> for (Counts<R, P>, Rest)
where
    C: Exec,
    R: Relation,
    SelectCounts<R, P>: Run<C, (KeyBy<R>, i64)> + Send,
    P: Send + Sync,
    Rest: Load<C, R::From>,
{
    fn load<'c>(self, rows: &'c [&'c R::From], conn: &'c mut C) -> C::Wait<'c, Result<Vec<Self::Loaded>>>
    where
        Self: 'c,
    {
        let (counts, rest) = self;
        C::pending(C::answer(async move {
            let counts = counts.count(rows, conn).await?;
            let rest = rest.load(rows, conn).await?;
            let of = |(count, rest)| Counted { count, rest, relation: PhantomData };
            Ok(counts.into_iter().zip(rest).map(of).collect())
        }))
    }
}

impl<R: Relation, P> Counts<R, P> {
    /// How many related rows each of the rows has.
    pub(super) async fn count<C>(self, rows: &[&R::From], conn: &mut C) -> Result<Vec<i64>>
    where
        C: Exec,
        SelectCounts<R, P>: Run<C, (KeyBy<R>, i64)> + Send,
        P: Send + Sync,
    {
        let of_rows: Vec<Option<KeyBy<R>>> = rows.iter().map(|row| R::Way::key(row)).collect();
        let mut counts: HashMap<KeyBy<R>, i64> = of_rows.iter().flatten().map(|key| (key.clone(), 0)).collect();
        let keys: Vec<_> = counts.keys().cloned().collect();
        let condition = Arc::new(self.condition);
        for keys in Keys::cut(&keys) {
            let select = SelectCounts::<R, P> { keys, condition: Arc::clone(&condition) };
            for (key, count) in C::pending(select.run_all(Some(R::To::NAME), conn)).await? {
                counts.entry(key).and_modify(|of_key| *of_key += count);
            }
        }
        Ok(of_rows
            .iter()
            .map(|key| key.as_ref().and_then(|key| counts.get(key)).copied().unwrap_or_default())
            .collect())
    }
}

impl<R, Rest: Clone> Clone for Counted<R, Rest> {
    fn clone(&self) -> Self {
        Self { count: self.count, rest: self.rest.clone(), relation: PhantomData }
    }
}

impl<R, Rest: PartialEq> PartialEq for Counted<R, Rest> {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.rest == other.rest
    }
}

impl<R, Rest: Eq> Eq for Counted<R, Rest> {}

impl<R: Relation, Rest: Entries> Entries for Counted<R, Rest> {
    fn show(&self, out: &mut fmt::DebugStruct<'_, '_>) {
        self.rest.show(out);
        out.field(&format!("{}_count", R::NAME), &self.count);
    }
}
