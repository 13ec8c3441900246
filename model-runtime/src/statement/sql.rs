//! Pieces of SQL that several statements share.

use diesel::backend::Backend;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::model::{ColumnSet, Columns, Draft, Model, TableName};
use crate::schema::Role;

/// Implements what Diesel asks of a statement that is cached by its text.
macro_rules! by_text { ($name:ident<$($param:tt),*> $(where $($bound:tt)*)?) => {
    impl<$($param),*> ::diesel::query_builder::QueryId for $name<$($param),*> $(where $($bound)*)? {
        type QueryId = ();
        const HAS_STATIC_QUERY_ID: bool = false;
    }
    impl<$($param),*> ::diesel::query_builder::Query for $name<$($param),*> $(where $($bound)*)? {
        type SqlType = ::diesel::sql_types::Untyped;
    }
} }
pub(super) use by_text;

/// Says that a statement may be cached: of ours every part may be, and finding that out by walking costs as much as writing it.
macro_rules! may_be_cached {
    ($DB:ident) => {
        fn is_safe_to_cache_prepared(&self, _backend: &$DB) -> ::diesel::result::QueryResult<bool> {
            Ok(true)
        }
    };
}
pub(super) use may_be_cached;

/// Implements what Diesel asks of a statement whose text is one for the model: it is cached without being built again.
macro_rules! by_model {
    ($name:ident<$lt:lifetime, $model:ident>) => {
        impl<$lt, $model: $crate::model::Model> ::diesel::query_builder::QueryId for $name<$lt, $model> {
            type QueryId = $name<'static, $model>;
            const HAS_STATIC_QUERY_ID: bool = true;
        }
        impl<$lt, $model: $crate::model::Model> ::diesel::query_builder::Query for $name<$lt, $model> {
            type SqlType = ::diesel::sql_types::Untyped;
        }
    };
}
pub(super) use by_model;

/// The SQL name of a column by position.
pub(super) fn name<M: Model>(column: usize) -> QueryResult<&'static str> {
    match M::SCHEMA.columns.get(column) {
        Some(column) => Ok(column.name),
        None => crate::model::no_column(M::NAME, column),
    }
}

/// Writes items with commas between them.
pub(crate) fn commas<'a, 'b, DB: Backend, T>(
    out: &mut AstPass<'a, 'b, DB>,
    items: impl IntoIterator<Item = T>,
    mut item: impl FnMut(&mut AstPass<'a, 'b, DB>, T) -> QueryResult<()>,
) -> QueryResult<()> {
    for (i, value) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_sql(", ");
        }
        item(out, value)?;
    }
    Ok(())
}

/// Writes the names of columns.
pub(super) fn names<M: Model, DB: Backend>(
    out: &mut AstPass<'_, '_, DB>,
    columns: impl IntoIterator<Item = usize>,
) -> QueryResult<()> {
    commas(out, columns, |out, column| out.push_identifier(name::<M>(column)?))
}

/// Writes the names of all columns.
pub(super) fn all_names<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>) -> QueryResult<()> {
    commas(out, M::SCHEMA.columns, |out, column| out.push_identifier(column.name))
}

/// Writes `key = ?` for every part of the key.
pub(super) fn key_is<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    key: &'b M::Key,
) -> QueryResult<()> {
    for (part, column) in M::KEY.iter().enumerate() {
        if part > 0 {
            out.push_sql(" AND ");
        }
        out.push_identifier(name::<M>(*column)?)?;
        out.push_sql(" = ");
        M::bind_key(key, part, out)?;
    }
    Ok(())
}

/// Writes a condition that any of the keys fulfils.
pub(super) fn key_in<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    keys: &'b [M::Key],
) -> QueryResult<()> {
    if let [column] = M::KEY {
        out.push_identifier(name::<M>(*column)?)?;
        out.push_sql(" IN (");
        commas(out, keys, |out, key| M::bind_key(key, 0, out))?;
        out.push_sql(")");
        return Ok(());
    }
    // Lists of row values are spelled differently by every backend; this is not.
    for (i, key) in keys.iter().enumerate() {
        out.push_sql(if i > 0 { " OR (" } else { "(" });
        key_is::<M, DB>(out, key)?;
        out.push_sql(")");
    }
    Ok(())
}

/// Writes a condition that columns have the values of a row to insert.
pub(super) fn is_like<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    new: &'b Draft<M>,
    columns: ColumnSet,
) -> QueryResult<()> {
    for (i, column) in columns.iter().enumerate() {
        if i > 0 {
            out.push_sql(" AND ");
        }
        out.push_identifier(name::<M>(column)?)?;
        out.push_sql(" = ");
        M::bind_new(new, column, out)?;
    }
    Ok(())
}

/// Writes a condition that a row to insert has the same values in any of these sets of columns.
pub(super) fn is_like_in_any<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    new: &'b Draft<M>,
    keys: &[ColumnSet],
) -> QueryResult<()> {
    if let [columns] = keys {
        return is_like::<M, DB>(out, new, *columns);
    }
    for (i, columns) in keys.iter().enumerate() {
        out.push_sql(if i > 0 { " OR (" } else { "(" });
        is_like::<M, DB>(out, new, *columns)?;
        out.push_sql(")");
    }
    Ok(())
}

/// The columns of the key.
pub(super) fn key_columns<M: Model>() -> ColumnSet {
    M::KEY.iter().copied().fold(ColumnSet::EMPTY, ColumnSet::with)
}

/// The position of the model's version column.
pub(super) fn version<M: Model>() -> Option<usize> {
    M::SCHEMA.columns.iter().position(|column| column.role == Role::Version)
}

/// Writes `version = version + 1`.
pub(super) fn count_version<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>, column: usize) -> QueryResult<()> {
    let name = name::<M>(column)?;
    out.push_identifier(name)?;
    out.push_sql(" = ");
    qualified::<M, DB>(out, name)?;
    out.push_sql(" + 1");
    Ok(())
}

/// Writes the name of a column with that of its table.
pub(super) fn qualified<M: Model, DB: Backend>(out: &mut AstPass<'_, '_, DB>, column: &str) -> QueryResult<()> {
    of_table(out, TableName::of::<M>(), column)
}

/// Writes the name of a column with that of a table.
pub(crate) fn of_table<DB: Backend>(out: &mut AstPass<'_, '_, DB>, table: TableName, column: &str) -> QueryResult<()> {
    table.write(out)?;
    out.push_sql(".");
    out.push_identifier(column)
}

/// The columns that tell which row is meant, and that it is as it was read.
pub(crate) fn told_by<M: Model>() -> impl Iterator<Item = usize> + Clone {
    M::KEY.iter().copied().chain(version::<M>())
}

/// Writes a condition on the row's key, and on its version if it has one.
pub(super) fn row_is<'b, M: Columns<DB>, DB: Backend>(out: &mut AstPass<'_, 'b, DB>, row: &'b M) -> QueryResult<()> {
    columns_are(out, row, told_by::<M>())
}

/// Writes a condition that any of the rows fulfils by its key, and by its version if it has one.
pub(super) fn row_in<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    rows: impl IntoIterator<Item = &'b M>,
) -> QueryResult<()> {
    if let ([column], None) = (M::KEY, version::<M>()) {
        out.push_identifier(name::<M>(*column)?)?;
        out.push_sql(" IN (");
        commas(out, rows, |out, row| row.bind_row(*column, out))?;
        out.push_sql(")");
        return Ok(());
    }
    for (i, row) in rows.into_iter().enumerate() {
        out.push_sql(if i > 0 { " OR (" } else { "(" });
        row_is(out, row)?;
        out.push_sql(")");
    }
    Ok(())
}

/// Writes a condition that columns have the values of a row.
pub(super) fn columns_are<'b, M: Columns<DB>, DB: Backend>(
    out: &mut AstPass<'_, 'b, DB>,
    row: &'b M,
    columns: impl Iterator<Item = usize>,
) -> QueryResult<()> {
    for (part, column) in columns.enumerate() {
        if part > 0 {
            out.push_sql(" AND ");
        }
        out.push_identifier(name::<M>(column)?)?;
        out.push_sql(" = ");
        row.bind_row(column, out)?;
    }
    Ok(())
}
