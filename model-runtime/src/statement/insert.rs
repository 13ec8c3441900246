//! INSERT of any number of rows, with or without ON CONFLICT, asking back what the database makes.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error as DieselError, QueryResult};

use super::given::{self, Arrays};
use super::{sql, whole_columns};
use crate::backend::{DefaultRow, Dialect, Upsert};
use crate::model::{ColumnSet, Columns, Draft, Model, TableName};
use crate::schema::Role;

/// Where the values of an INSERT come from.
pub enum Source<'a, M: Model> {
    /// Values to insert, key and defaults made by the database as declared.
    New(&'a [Draft<M>]),
    /// Whole rows, keys included.
    Rows(&'a [M]),
    /// Whole rows that are kept somewhere else.
    These(&'a [&'a M]),
}

impl<M: Model> Clone for Source<'_, M> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<M: Model> Copy for Source<'_, M> {}

/// What an INSERT does about a row that is there already; targets are columns of a unique key.
#[derive(Debug, Clone, Copy)]
pub enum Conflict {
    /// It fails.
    Fail,
    /// It leaves that row as it is, found by the target or else by any unique key. Any is known to [`Upsert::OnConflict`] alone.
    Keep(Option<ColumnSet>),
    /// It sets columns of that row to the values of the new one.
    Update {
        /// The columns of the unique key.
        target: ColumnSet,
        /// The columns to set.
        columns: ColumnSet,
    },
}

/// What an INSERT asks back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returning {
    /// Nothing.
    Nothing,
    /// What the database makes.
    Made,
    /// The whole row.
    All,
}

/// INSERT.
pub struct Insert<'a, M: Model> {
    pub(crate) source: Source<'a, M>,
    /// The columns that are given; the same for each row.
    pub(crate) columns: ColumnSet,
    /// The same values as arrays, where they are not to be listed.
    pub(crate) arrays: Arrays<'a, M>,
    pub(crate) conflict: Conflict,
    pub(crate) returning: Returning,
}

sql::by_text!(Insert<'a, M> where M: Model);

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for Insert<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ");
        TableName::of::<M>().write(&mut out)?;
        out.push_sql(" ");
        if self.arrays.is_none() {
            rows(self.source, self.columns, &mut out)?;
        } else {
            arrays(&self.arrays, self.columns, &mut out)?;
        }
        conflict::<M, DB>(self.conflict, &mut out)?;
        returning::<M, DB>(self.returning, &mut out)
    }

    sql::may_be_cached!(DB);
}

impl<M: Model> Insert<'_, M> {
    /// Whether it is an [`InsertRow`].
    pub(crate) fn is_row(&self) -> bool {
        matches!((self.source, self.conflict), (Source::New([_]), Conflict::Fail))
            && self.arrays.is_none()
            && self.returning != Returning::All
            && self.columns == whole_columns::<M>().without(ColumnSet::of(M::RETURNING))
    }
}

/// INSERT of one row with every column that the database does not make, which alone comes back. A model has one text of it, and most rows
/// are inserted so.
pub struct InsertRow<'a, M: Model>(pub(crate) Insert<'a, M>);

sql::by_model!(InsertRow<'a, M>);

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for InsertRow<'_, M> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    sql::may_be_cached!(DB);
}

/// Writes `(columns) VALUES (...), (...)`, or what stands for a row without any.
pub(super) fn rows<'b, M: Columns<DB>, DB: Dialect>(
    source: Source<'b, M>,
    columns: ColumnSet,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    if columns.is_empty() {
        out.push_sql(match DB::CAPABILITIES.default_row {
            DefaultRow::DefaultValues => "DEFAULT VALUES",
            DefaultRow::EmptyLists => "() VALUES ()",
        });
        return Ok(());
    }
    out.push_sql("(");
    sql::names::<M, DB>(out, columns.iter())?;
    out.push_sql(") VALUES ");
    match source {
        Source::New(news) => tuples(out, news, &columns.iter(), |out, new, column| M::bind_new(new, column, out)),
        Source::Rows(rows) => tuples(out, rows, &columns.iter(), |out, row, column| row.bind_row(column, out)),
        Source::These(rows) => tuples(out, rows, &columns.iter(), |out, row, column| row.bind_row(column, out)),
    }
}

/// Writes `(columns) SELECT ... FROM unnest(...)`, in the order of the rows: keys that the database makes follow it.
fn arrays<'b, M: Columns<DB>, DB: Dialect>(
    arrays: &'b Arrays<'b, M>,
    columns: ColumnSet,
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    out.push_sql("(");
    sql::names::<M, DB>(out, columns.iter())?;
    out.push_sql(") SELECT ");
    given::names(out, columns.len())?;
    out.push_sql(" FROM ");
    arrays.table(out)?;
    out.push_sql(" WITH ORDINALITY AS v (");
    given::names(out, columns.len())?;
    out.push_sql(", n) ORDER BY n");
    Ok(())
}

/// Writes `(value, value), (value, value)`: of each row the values of the same columns.
pub(super) fn tuples<'a, 'b, DB: Backend, R>(
    out: &mut AstPass<'a, 'b, DB>,
    rows: &'b [R],
    columns: &(impl Iterator<Item = usize> + Clone),
    mut value: impl FnMut(&mut AstPass<'a, 'b, DB>, &'b R, usize) -> QueryResult<()>,
) -> QueryResult<()> {
    // This is walked for the text and for the values of every row, so what stands between them is written at once.
    out.push_sql("(");
    for (i, row) in rows.iter().enumerate() {
        if i > 0 {
            out.push_sql("), (");
        }
        sql::commas(out, columns.clone(), |out, column| value(out, row, column))?;
    }
    out.push_sql(")");
    Ok(())
}

fn conflict<M: Columns<DB>, DB: Dialect>(conflict: Conflict, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    let (target, columns) = match conflict {
        Conflict::Fail => return Ok(()),
        Conflict::Keep(None) if DB::CAPABILITIES.upsert == Upsert::OnConflict => {
            out.push_sql(" ON CONFLICT DO NOTHING");
            return Ok(());
        }
        Conflict::Keep(None) => {
            return Err(DieselError::QueryBuilderError("this database keeps no row whose key is not named".into()));
        }
        Conflict::Keep(Some(target)) => (target, None),
        Conflict::Update { target, columns } => (target, Some(columns)),
    };
    let given = match DB::CAPABILITIES.upsert {
        Upsert::OnConflict => {
            out.push_sql(" ON CONFLICT (");
            sql::names::<M, DB>(out, target.iter())?;
            let Some(_) = columns else {
                out.push_sql(") DO NOTHING");
                return Ok(());
            };
            out.push_sql(") DO UPDATE SET ");
            ("excluded.", "")
        }
        Upsert::OnDuplicateKey => {
            out.push_sql(" ON DUPLICATE KEY UPDATE ");
            ("VALUES(", ")")
        }
    };
    // A column that is set to what makes the row the same changes nothing.
    let columns = columns.unwrap_or(target);
    sql::commas(out, columns.iter(), |out, column| {
        if M::SCHEMA.columns.get(column).is_some_and(|column| column.role == Role::Version) {
            return sql::count_version::<M, DB>(out, column);
        }
        let name = sql::name::<M>(column)?;
        out.push_identifier(name)?;
        out.push_sql(" = ");
        out.push_sql(given.0);
        out.push_identifier(name)?;
        out.push_sql(given.1);
        Ok(())
    })
}

fn returning<M: Model, DB: Backend>(returning: Returning, out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    match returning {
        Returning::Nothing => Ok(()),
        Returning::Made => {
            out.push_sql(" RETURNING ");
            sql::names::<M, DB>(out, M::RETURNING.iter().copied())
        }
        Returning::All => {
            out.push_sql(" RETURNING ");
            sql::all_names::<M, DB>(out)
        }
    }
}
