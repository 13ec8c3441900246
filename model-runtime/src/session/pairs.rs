//! What relations read on a session: related rows with what tells whose they are, and numbers of them.

use super::Session;
use super::track::Track;
use super::verbs::Ret;
use crate::connection::{Conn, Exec};
use crate::database::Transactional;
use crate::query::Run;
use crate::relation::{Relation, SelectCounts, SelectRelated};

/// Related rows are as the session has them; what stands before them comes from the database.
#[diagnostic::do_not_recommend]
impl<G, R, P, O, K, M> Run<Session<G>, (K, M)> for SelectRelated<R, P, O>
where
    G: Conn<Raw: Transactional> + Send,
    R: Relation,
    K: Send,
    M: Track<G::Raw>,
    Self: Run<G::Raw, (K, M)> + Send,
{
    fn run_all<'c>(self, model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<(K, M)>>
    where
        Self: 'c,
        (K, M): Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            let found = <G::Raw as Exec>::pending(self.run_all(model, session.conn.raw())).await?;
            Ok(found.into_iter().filter_map(|(key, row)| session.copied(row).map(|row| (key, row))).collect())
        })
    }

    fn run_first<'c>(self, model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Option<(K, M)>>
    where
        Self: 'c,
        (K, M): Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            let found = <G::Raw as Exec>::pending(self.run_first(model, session.conn.raw())).await?;
            Ok(found.and_then(|(key, row)| session.copied(row).map(|row| (key, row))))
        })
    }
}

#[diagnostic::do_not_recommend]
impl<G, R, P, K> Run<Session<G>, (K, i64)> for SelectCounts<R, P>
where
    G: Conn<Raw: Transactional> + Send,
    R: Relation,
    K: Send,
    Self: Run<G::Raw, (K, i64)> + Send,
{
    fn run_all<'c>(self, model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Vec<(K, i64)>>
    where
        Self: 'c,
        (K, i64): Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            <G::Raw as Exec>::pending(self.run_all(model, session.conn.raw())).await
        })
    }

    fn run_first<'c>(self, model: Option<&'static str>, session: &'c mut Session<G>) -> Ret<'c, G, Option<(K, i64)>>
    where
        Self: 'c,
        (K, i64): Send + 'c,
    {
        <G::Raw as Exec>::answer(async move {
            session.ready().await?;
            <G::Raw as Exec>::pending(self.run_first(model, session.conn.raw())).await
        })
    }
}
