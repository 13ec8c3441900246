//! UPDATE of one row, and of the rows of a query.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::sql;
use super::wrap::keys_of;
use crate::backend::Dialect;
use crate::model::{ColumnSet, Columns, Draft, Model, Patch, TableName};
use crate::schema::Role;

/// UPDATE of every column of a row, by its key and version.
pub struct UpdateRow<'a, M: Model> {
    pub(crate) row: &'a M,
}

sql::by_model!(UpdateRow<'a, M>);

/// The columns that `save` writes.
pub(crate) fn saved_columns<M: Model>() -> impl Iterator<Item = usize> {
    M::SCHEMA.columns.iter().enumerate().filter_map(|(i, column)| {
        matches!(column.role, Role::Plain | Role::CreatedAt | Role::UpdatedAt | Role::Version).then_some(i)
    })
}

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for UpdateRow<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        set_row(&mut out, self.row, saved_columns::<M>())?;
        out.push_sql(" WHERE ");
        sql::row_is(&mut out, self.row)?;
        returning_row::<M, DB>(&mut out)
    }

    sql::may_be_cached!(DB);
}

/// Whether a write to a row returns it, because the database computes columns of it.
///
/// RETURNING does not show what triggers write: see [`by_trigger`].
pub(crate) fn returns_row<M: Model, DB: Dialect>() -> bool {
    DB::CAPABILITIES.returning && !by_trigger::<M>() && computes::<M>()
}

/// Whether a row has to be read again after it was written, because the database computes columns of it and the statement cannot
/// return them.
pub(crate) fn is_read_back<M: Model, DB: Dialect>() -> bool {
    by_trigger::<M>() || !DB::CAPABILITIES.returning && computes::<M>()
}

/// Whether the database computes columns of the row.
fn computes<M: Model>() -> bool {
    M::SCHEMA.columns.iter().any(|column| column.role == Role::ReadOnly)
}

/// Whether the database may write columns of a row after the statement, so that only reading it again shows them.
pub(crate) fn by_trigger<M: Model>() -> bool {
    M::SCHEMA.columns.iter().any(|column| column.role == Role::ReadOnly && column.generated.is_none())
}

fn returning_row<M: Model, DB: Dialect>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    if returns_row::<M, DB>() {
        out.push_sql(" RETURNING ");
        sql::all_names::<M, DB>(out)?;
    }
    Ok(())
}

/// UPDATE of some columns of a row whose key changes, by the key and version that it had.
pub struct UpdateMoved<'a, M: Model> {
    pub(crate) row: &'a M,
    pub(crate) was: &'a M,
    pub(crate) columns: ColumnSet,
}

sql::by_text!(UpdateMoved<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for UpdateMoved<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        let version = sql::version::<M>();
        let columns = self.columns.iter().filter(|column| version != Some(*column));
        set_row(&mut out, self.row, columns.chain(version))?;
        out.push_sql(" WHERE ");
        sql::row_is(&mut out, self.was)?;
        returning_row::<M, DB>(&mut out)
    }
}

/// UPDATE of the columns a patch sets, by key; by version too, if the row itself is known.
pub struct PatchKey<'a, M: Model> {
    pub(crate) patch: &'a M::Patch,
    pub(crate) row: PatchTarget<'a, M>,
}

/// The row that a patch changes.
pub(crate) enum PatchTarget<'a, M: Model> {
    Key(&'a M::Key),
    Row(&'a M),
}

sql::by_text!(PatchKey<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for PatchKey<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        assignments::<M, DB>(&mut out, self.patch)?;
        out.push_sql(" WHERE ");
        match self.row {
            PatchTarget::Key(key) => sql::key_is::<M, DB>(&mut out, key),
            PatchTarget::Row(row) => {
                sql::row_is(&mut out, row)?;
                returning_row::<M, DB>(&mut out)
            }
        }
    }
}

/// UPDATE of the row that is the same as a row to insert in any of these unique keys, with others of its values; of none if
/// several are.
pub struct UpdateLike<'a, M: Model> {
    pub(crate) new: &'a Draft<M>,
    /// The columns of each unique key.
    pub(crate) keys: &'a [ColumnSet],
    /// The columns to set.
    pub(crate) columns: ColumnSet,
}

sql::by_text!(UpdateLike<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for UpdateLike<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        let version = sql::version::<M>();
        sql::commas(&mut out, self.columns.iter(), |out, column| {
            if version == Some(column) {
                return sql::count_version::<M, DB>(out, column);
            }
            out.push_identifier(sql::name::<M>(column)?)?;
            out.push_sql(" = ");
            M::bind_new(self.new, column, out)
        })?;
        out.push_sql(" WHERE ");
        if self.keys.len() == 1 {
            sql::is_like_in_any::<M, DB>(&mut out, self.new, self.keys)?;
        } else {
            self.only_row_like(&mut out)?;
        }
        if DB::CAPABILITIES.returning {
            out.push_sql(" RETURNING ");
            sql::all_names::<M, DB>(&mut out)?;
        }
        Ok(())
    }
}

impl<M: Model> UpdateLike<'_, M> {
    /// expands to: `((a = ?) OR (b = ?)) AND (SELECT COUNT(*) FROM (SELECT id FROM table WHERE (a = ?) OR (b = ?)) AS q) = 1`
    fn only_row_like<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        out.push_sql("(");
        sql::is_like_in_any::<M, DB>(out, self.new, self.keys)?;
        // DISTINCT makes it a list that is made before the statement begins to write.
        let reads = DB::CAPABILITIES.reads_what_it_writes;
        out.push_sql(") AND (SELECT COUNT(*) FROM (SELECT ");
        out.push_sql(if reads { "" } else { "DISTINCT " });
        sql::names::<M, DB>(out, M::KEY.iter().copied())?;
        out.push_sql(" FROM ");
        TableName::of::<M>().write(out)?;
        out.push_sql(" WHERE ");
        sql::is_like_in_any::<M, DB>(out, self.new, self.keys)?;
        out.push_sql(") AS q) = 1");
        Ok(())
    }
}

/// UPDATE of the columns a patch sets, in every row of a query.
pub struct PatchWhere<'a, M: Model, Q> {
    pub(crate) patch: &'a M::Patch,
    pub(crate) query: &'a Q,
}

sql::by_text!(PatchWhere<'a, M, Q> where M: Model);

impl<M: Columns<DB>, Q: QueryFragment<DB>, DB: Dialect> QueryFragment<DB> for PatchWhere<'_, M, Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        assignments::<M, DB>(&mut out, self.patch)?;
        keys_of::<M, Q, DB>(&mut out, self.query)
    }
}

/// Writes `column = ?` for columns of a row, and counts the version on.
fn set_row<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    row: &'b M,
    columns: impl Iterator<Item = usize>,
) -> QueryResult<()> {
    let version = sql::version::<M>();
    sql::commas(out, columns, |out, column| {
        if version == Some(column) {
            return sql::count_version::<M, DB>(out, column);
        }
        out.push_identifier(sql::name::<M>(column)?)?;
        out.push_sql(" = ");
        row.bind_row(column, out)
    })
}

pub(super) fn update_set<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("UPDATE ");
    TableName::of::<M>().write(out)?;
    out.push_sql(" SET ");
    Ok(())
}

/// The columns that a patch sets.
pub(crate) fn patched_columns<M: Model>(patch: &M::Patch) -> ColumnSet {
    let columns = saved_columns::<M>().filter(|column| sql::version::<M>() != Some(*column));
    columns.fold(ColumnSet::EMPTY, |set, column| set.with_if(column, patch.value(column).is_some()))
}

/// Writes `column = ?` for every column that is set, and counts the version on.
pub(super) fn assignments<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    patch: &'b M::Patch,
) -> QueryResult<()> {
    let version = sql::version::<M>();
    let columns = patched_columns::<M>(patch);
    sql::commas(out, columns.iter().chain(version), |out, column| {
        if version == Some(column) {
            return sql::count_version::<M, DB>(out, column);
        }
        out.push_identifier(sql::name::<M>(column)?)?;
        out.push_sql(" = ");
        M::bind_patch(patch, column, out)
    })
}
