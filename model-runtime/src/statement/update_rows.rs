//! UPDATE of many rows, each with values of its own.

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::given::{self, Arrays};
use super::insert::tuples;
use super::sql;
use super::update::{returns_row, update_set};
use crate::backend::{Dialect, UpdateForm};
use crate::model::{ColumnSet, Columns, Model};
use crate::schema::ColumnType;

/// UPDATE of the same columns in many rows, each by its key and version: `UPDATE .. FROM`, or a `CASE` for each column.
pub struct UpdateRows<'a, M: Model> {
    pub(crate) rows: &'a [&'a M],
    /// The columns to set. The version, if there is one, is counted on whether it is among them or not.
    pub(crate) columns: ColumnSet,
    /// The values as arrays, those of [`given_to_update`], where they are not to be listed.
    pub(crate) arrays: Arrays<'a, M>,
}

sql::by_text!(UpdateRows<'a, M> where M: Model);

/// The columns that an UPDATE of many rows is given values of, in their order: what tells which row is meant, then what is set.
pub(crate) fn given_to_update<M: Model>(columns: ColumnSet) -> impl Iterator<Item = usize> + Clone {
    sql::told_by::<M>().chain(set::<M>(columns))
}

/// The columns that are set to what is given.
fn set<M: Model>(columns: ColumnSet) -> impl Iterator<Item = usize> + Clone {
    columns.iter().filter(|column| sql::version::<M>() != Some(*column))
}

impl<M: Columns<DB>, DB: Dialect> QueryFragment<DB> for UpdateRows<'_, M> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        update_set::<M, DB>(&mut out)?;
        if let UpdateForm::Case { .. } = DB::CAPABILITIES.update_rows {
            return self.cases(&mut out);
        }
        let places = sql::told_by::<M>().count()..;
        let set = set::<M>(self.columns).zip(places).map(|(column, place)| (column, Some(place)));
        let version = sql::version::<M>().map(|version| (version, None));
        sql::commas(&mut out, set.chain(version), |out, (column, place)| {
            let Some(place) = place else { return sql::count_version::<M, DB>(out, column) };
            out.push_identifier(sql::name::<M>(column)?)?;
            out.push_sql(" = ");
            value::<M, DB>(out, place);
            Ok(())
        })?;
        out.push_sql(" FROM ");
        self.given(&mut out)?;
        for (place, column) in sql::told_by::<M>().enumerate() {
            out.push_sql(if place == 0 { " WHERE " } else { " AND " });
            sql::qualified::<M, DB>(&mut out, sql::name::<M>(column)?)?;
            out.push_sql(" = ");
            value::<M, DB>(&mut out, place);
        }
        if returns_row::<M, DB>() {
            out.push_sql(" RETURNING ");
            sql::commas(&mut out, M::SCHEMA.columns, |out, column| sql::qualified::<M, DB>(out, column.name))?;
        }
        Ok(())
    }

    sql::may_be_cached!(DB);
}

impl<M: Model> UpdateRows<'_, M> {
    /// expands to: `a = CASE id WHEN ? THEN ? WHEN ? THEN ? ELSE a END, version = table.version + 1 WHERE (id = ? AND version = ?) OR ..`
    fn cases<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        sql::commas(out, set::<M>(self.columns), |out, column| {
            out.push_identifier(sql::name::<M>(column)?)?;
            out.push_sql(" = CASE");
            self.whens(column, out)?;
            if M::SCHEMA.columns.get(column).is_some_and(|column| column.ty != ColumnType::Json) {
                // Gives the values the type of the column. JSON is text until it is stored.
                out.push_sql(" ELSE ");
                out.push_identifier(sql::name::<M>(column)?)?;
            }
            out.push_sql(" END");
            Ok(())
        })?;
        if let Some(version) = sql::version::<M>() {
            out.push_sql(if set::<M>(self.columns).next().is_some() { ", " } else { "" });
            sql::count_version::<M, DB>(out, version)?;
        }
        out.push_sql(" WHERE ");
        sql::row_in::<M, DB>(out, self.rows.iter().copied())
    }

    /// Writes the keys and the values of a column; a key of one column is compared by `CASE` itself, which is quicker.
    fn whens<'b, DB: Dialect>(&'b self, column: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        if let [key] = M::KEY {
            out.push_sql(" ");
            out.push_identifier(sql::name::<M>(*key)?)?;
        }
        for row in self.rows.iter().copied() {
            out.push_sql(" WHEN ");
            match M::KEY {
                [key] => row.bind_row(*key, out)?,
                key => sql::columns_are(out, row, key.iter().copied())?,
            }
            out.push_sql(" THEN ");
            row.bind_row(column, out)?;
        }
        Ok(())
    }

    /// Writes the rows that are given, as a table.
    fn given<'b, DB: Dialect>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        let columns = given_to_update::<M>(self.columns);
        if self.arrays.is_none() {
            out.push_sql("(VALUES ");
            // Which they are is found out once, not for each row.
            let columns: Vec<usize> = columns.collect();
            tuples(out, self.rows, &columns.iter().copied(), |out, row, column| row.bind_row(column, out))?;
            out.push_sql(") AS ");
            out.push_sql(alias::<M>());
            return Ok(());
        }
        self.arrays.table(out)?;
        out.push_sql(" AS ");
        out.push_sql(alias::<M>());
        out.push_sql(" (");
        given::names(out, columns.count())?;
        out.push_sql(")");
        Ok(())
    }
}

/// What the rows that are given are called: not as the table.
fn alias<M: Model>() -> &'static str {
    if M::TABLE.eq_ignore_ascii_case("v") { "w" } else { "v" }
}

/// Writes a value that is given.
fn value<M: Model, DB: Dialect>(out: &mut AstPass<'_, '_, DB>, place: usize) {
    out.push_sql(alias::<M>());
    out.push_sql(".");
    given::name(out, place);
}
