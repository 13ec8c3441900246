//! SELECT of what the database made of rows that were inserted, where INSERT does not return it.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error as DieselError, QueryResult};

use super::sql;
use crate::backend::{Dialect, LastKey};
use crate::model::{Columns, Draft, Model, TableName};

/// SELECT of what the last INSERT on this connection would have returned, in the order of the keys.
pub struct Made<'a, M: Model> {
    pub(crate) news: &'a [Draft<M>],
}

sql::by_text!(Made<'a, M> where M: Model);

/// SELECT of the first key that the last INSERT on this connection made, and then of what the next one is larger by: as two rows,
/// so that both are read as a key of the model is.
pub struct FirstAndStep<'a, M: Model> {
    pub(crate) model: PhantomData<&'a M>,
}

sql::by_text!(FirstAndStep<'a, M> where M: Model);

impl<M: Model, DB: Dialect> QueryFragment<DB> for FirstAndStep<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let LastKey { first, step } = last_key::<DB>()?;
        out.push_sql("SELECT id FROM (SELECT ");
        out.push_sql(first);
        out.push_sql(" AS id, 0 AS n UNION ALL SELECT ");
        out.push_sql(step);
        out.push_sql(", 1) AS k ORDER BY n");
        Ok(())
    }
}

fn last_key<DB: Dialect>() -> QueryResult<LastKey> {
    let last = DB::CAPABILITIES.last_key;
    last.ok_or_else(|| DieselError::QueryBuilderError("this database returns the keys that it makes".into()))
}

/// Whether the database makes nothing but the key, which can be told without looking at the table.
pub(crate) fn makes_only_keys<M: Model>() -> bool {
    M::GENERATED_KEY && M::RETURNING.len() == M::KEY.len()
}

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for Made<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if !M::GENERATED_KEY {
            select::<M, DB>(&mut out)?;
            return self.given_keys(&mut out);
        }
        let last = last_key::<DB>()?;
        match &self.news {
            [_] if makes_only_keys::<M>() => {
                out.push_sql("SELECT ");
                out.push_sql(last.first);
                Ok(())
            }
            _ if makes_only_keys::<M>() => {
                self.counted_keys(last, &mut out);
                Ok(())
            }
            _ => {
                select::<M, DB>(&mut out)?;
                self.counted_rows(last, &mut out)
            }
        }
    }
}

impl<M: Model> Made<'_, M> {
    /// expands to: `WITH RECURSIVE k (id, n) AS (SELECT first, 1 UNION ALL SELECT id + step, n + 1 FROM k WHERE n < 3) SELECT id FROM k`
    fn counted_keys<DB: Dialect>(&self, LastKey { first, step }: LastKey, out: &mut AstPass<'_, '_, DB>) {
        let rows = self.news.len();
        out.push_sql(&format!(
            "WITH RECURSIVE k (id, n) AS (SELECT {first}, 1 UNION ALL SELECT id + {step}, n + 1 FROM k WHERE n < {rows}) \
             SELECT id FROM k"
        ));
    }

    /// expands to: `WHERE id >= first AND id < first + step * 3 AND MOD(id, step) = MOD(first, step) ORDER BY id`
    fn counted_rows<DB: Dialect>(&self, last: LastKey, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
        let key = |out: &mut AstPass<'_, '_, DB>| sql::names::<M, DB>(out, M::KEY.iter().copied());
        let (LastKey { first, step }, rows) = (last, self.news.len());
        key(out)?;
        out.push_sql(&format!(" >= {first} AND "));
        key(out)?;
        out.push_sql(&format!(" < {first} + {step} * {rows} AND MOD("));
        key(out)?;
        out.push_sql(&format!(", {step}) = MOD({first}, {step}) ORDER BY "));
        key(out)
    }

    fn given_keys<'b, DB: Backend>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        for (i, new) in self.news.iter().enumerate() {
            out.push_sql(if i > 0 { " OR (" } else { "(" });
            sql::is_like::<M, DB>(out, new, sql::key_columns::<M>())?;
            out.push_sql(")");
        }
        Ok(())
    }
}

/// expands to: `SELECT id, made FROM table WHERE `
fn select<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("SELECT ");
    sql::names::<M, DB>(out, M::RETURNING.iter().copied())?;
    out.push_sql(" FROM ");
    TableName::of::<M>().write(out)?;
    out.push_sql(" WHERE ");
    Ok(())
}
