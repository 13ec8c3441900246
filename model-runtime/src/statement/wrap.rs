//! Statements around a query that somebody else built.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;

use super::sql;
use crate::backend::Dialect;
use crate::model::{Columns, Model, Value};

/// The number of rows of a query.
pub struct Count<Q> {
    pub(crate) query: Q,
}

sql::by_text!(Count<Q>);

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Count<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(") AS q");
        Ok(())
    }
}

/// Whether a query has rows.
pub struct Exists<Q> {
    pub(crate) query: Q,
}

sql::by_text!(Exists<Q>);

impl<Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Exists<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT EXISTS (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// The next rows of a query, in the order of the key.
pub struct Chunk<'a, M: Model, Q> {
    pub(crate) query: &'a Q,
    pub(crate) after: Option<&'a M::Key>,
    pub(crate) size: i64,
}

sql::by_text!(Chunk<'a, M, Q> where M: Model);

impl<M: Columns<DB>, Q: QueryFragment<DB>, DB: Backend> QueryFragment<DB> for Chunk<'_, M, Q>
where
    i64: Value<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT ");
        sql::all_names::<M, DB>(&mut out)?;
        out.push_sql(" FROM (");
        self.query.walk_ast(out.reborrow())?;
        out.push_sql(") AS q");
        if let Some(key) = self.after {
            out.push_sql(" WHERE (");
            sql::names::<M, DB>(&mut out, M::KEY.iter().copied())?;
            out.push_sql(") > (");
            sql::commas(&mut out, 0..M::KEY.len(), |out, part| M::bind_key(key, part, out))?;
            out.push_sql(")");
        }
        out.push_sql(" ORDER BY ");
        sql::names::<M, DB>(&mut out, M::KEY.iter().copied())?;
        out.push_sql(" LIMIT ");
        Value::<BigInt, DB>::bind(&self.size, &mut out)
    }
}

/// Writes a condition that the key is one of those of a query.
pub(super) fn keys_of<'b, M: Columns<DB>, Q: QueryFragment<DB>, DB: Dialect>(
    out: &mut AstPass<'_, 'b, DB>,
    query: &'b Q,
) -> QueryResult<()> {
    let composite = M::KEY.len() > 1;
    out.push_sql(if composite { " WHERE (" } else { " WHERE " });
    sql::names::<M, DB>(out, M::KEY.iter().copied())?;
    out.push_sql(if composite { ") IN (" } else { " IN (" });
    // A list that is made before the statement begins to write.
    let apart = !DB::CAPABILITIES.reads_what_it_writes;
    if apart {
        out.push_sql("SELECT * FROM (SELECT DISTINCT ");
    } else {
        out.push_sql("SELECT ");
    }
    sql::names::<M, DB>(out, M::KEY.iter().copied())?;
    out.push_sql(" FROM (");
    query.walk_ast(out.reborrow())?;
    out.push_sql(if apart { ") AS q) AS k)" } else { ") AS q)" });
    Ok(())
}
