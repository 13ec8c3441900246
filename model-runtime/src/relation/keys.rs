//! Many keys in one condition.

use std::any::Any;
use std::sync::Arc;

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::backend::Dialect;
use crate::model::{Cells, Columns, Model};
use crate::statement::{chunk, sql};

/// How many values a condition binds at most. Every backend takes more, but gains nothing from it.
const MOST: usize = 1024;

/// Keys of `M`, as many as a condition takes.
pub(super) struct Keys<M: Model> {
    keys: Arc<[M::Key]>,
    /// The same by the columns of the key, for backends that take them as arrays.
    parts: Vec<Part<M>>,
}

/// One column of many keys.
struct Part<M: Model> {
    keys: Arc<[M::Key]>,
    part: usize,
}

impl<M: Model> Cells for Part<M> {
    fn rows(&self) -> usize {
        self.keys.len()
    }

    fn value(&self, row: usize) -> Option<&dyn Any> {
        M::key_part(self.keys.get(row)?, self.part)
    }
}

impl<M: Model> Keys<M> {
    /// The keys, as many at a time as a condition takes.
    pub(super) fn cut(keys: &[M::Key]) -> impl Iterator<Item = Self> {
        keys.chunks((MOST / M::KEY.len().max(1)).max(1)).map(Self::of)
    }

    /// One key.
    pub(super) fn one(key: M::Key) -> Self {
        Self::of(&[key])
    }

    fn of(keys: &[M::Key]) -> Self {
        let keys: Arc<[M::Key]> = keys.into();
        let parts = (0..M::KEY.len()).map(|part| Part { keys: Arc::clone(&keys), part }).collect();
        Self { keys, parts }
    }

    /// Writes that columns of a table are one of the keys.
    ///
    /// As arrays the text is the same for any number of keys. Where there are none, keys are listed, and the last is repeated up to
    /// a power of two: prepared statements are kept by their text, and so there are few.
    pub(super) fn write<'b, DB: Dialect>(
        &'b self,
        (table, columns): &(&'static str, Vec<&'static str>),
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        let single = columns.len() == 1;
        let column = |out: &mut AstPass<'_, 'b, DB>, column: &&'static str| sql::of_table(out, table, column);
        if DB::CAPABILITIES.arrays_from.is_some() && M::KEY.iter().all(|column| chunk::has_arrays::<M>(*column)) {
            out.push_sql(if single { "" } else { "(" });
            sql::commas(out, columns, column)?;
            out.push_sql(if single { " = ANY(" } else { ") IN (SELECT * FROM unnest(" });
            sql::commas(out, &self.parts, |out, part| match M::KEY.get(part.part) {
                Some(column) => M::bind_cells(*column, part, out),
                None => Ok(()),
            })?;
            out.push_sql(if single { ")" } else { "))" });
            return Ok(());
        }
        let Some(last) = self.keys.last() else { return Ok(()) };
        let repeated = self.keys.len().next_power_of_two() - self.keys.len();
        let keys = self.keys.iter().chain(std::iter::repeat_n(last, repeated));
        if single {
            sql::commas(out, columns, column)?;
            out.push_sql(" IN (");
            sql::commas(out, keys, |out, key| M::bind_key(key, 0, out))?;
            out.push_sql(")");
            return Ok(());
        }
        // Lists of row values are spelled differently by every backend; this is not.
        out.push_sql("(");
        for (i, key) in keys.enumerate() {
            out.push_sql(if i > 0 { " OR (" } else { "(" });
            is_key::<M, DB>(key, (table, columns), out)?;
            out.push_sql(")");
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Writes that columns of a table are a key.
pub(super) fn is_key<'b, M: Columns<DB>, DB: Dialect>(
    key: &'b M::Key,
    (table, columns): (&'static str, &[&'static str]),
    out: &mut AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    for (part, column) in columns.iter().enumerate() {
        if part > 0 {
            out.push_sql(" AND ");
        }
        sql::of_table(out, table, column)?;
        out.push_sql(" = ");
        M::bind_key(key, part, out)?;
    }
    Ok(())
}
