//! Many keys in one condition.

use std::any::Any;
use std::sync::Arc;

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use crate::backend::Dialect;
use crate::model::{Cells, Columns, Model, TableName};
use crate::statement::{chunk, sql};

/// How many values a condition binds at most. Every backend takes more, but gains nothing from it.
const MOST: usize = 1024;

/// Keys of `M`, as many as a condition takes.
pub(crate) struct Keys<M: Model> {
    list: Arc<[M::Key]>,
    /// The same by the columns of the key, for backends that take them as arrays.
    parts: Vec<Part<M>>,
    /// Whether every key from the first to the second is meant.
    is_range: bool,
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
    /// The keys, which differ, as many at a time as a condition takes.
    ///
    /// Numbers without gaps are a range, whatever their number: the text is the same for all, and nothing has to be looked up in a list.
    /// Those of the rows of a whole table are often such.
    pub(crate) fn cut(keys: &[M::Key]) -> Vec<Self> {
        if let Some(range) = range::<M>(keys) {
            return vec![Self { list: Arc::new(range), parts: Vec::new(), is_range: true }];
        }
        keys.chunks((MOST / M::KEY.len().max(1)).max(1)).map(Self::of).collect()
    }

    /// One key.
    pub(super) fn one(key: M::Key) -> Self {
        Self::of(&[key])
    }

    fn of(keys: &[M::Key]) -> Self {
        let list: Arc<[M::Key]> = keys.into();
        let parts = (0..M::KEY.len()).map(|part| Part { keys: Arc::clone(&list), part }).collect();
        Self { list, parts, is_range: false }
    }

    /// Writes that columns of a table are one of the keys.
    ///
    /// As arrays the text is the same for any number of keys. Where there are none, keys are listed, and the last is repeated up to
    /// a power of two: prepared statements are kept by their text, and so there are few.
    pub(super) fn write<'b, DB: Dialect>(
        &'b self,
        (table, columns): &(TableName, Vec<&'static str>),
        out: &mut AstPass<'_, 'b, DB>,
    ) -> QueryResult<()>
    where
        M: Columns<DB>,
    {
        let single = columns.len() == 1;
        let column = |out: &mut AstPass<'_, 'b, DB>, column: &&'static str| sql::of_table(out, *table, column);
        if let ([from, to], true) = (&*self.list, self.is_range) {
            sql::commas(out, columns, column)?;
            out.push_sql(" BETWEEN ");
            M::bind_key(from, 0, out)?;
            out.push_sql(" AND ");
            return M::bind_key(to, 0, out);
        }
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
        let Some(last) = self.list.last() else { return Ok(()) };
        let repeated = self.list.len().next_power_of_two() - self.list.len();
        let keys = self.list.iter().chain(std::iter::repeat_n(last, repeated));
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
            is_key::<M, DB>(key, (*table, columns), out)?;
            out.push_sql(")");
        }
        out.push_sql(")");
        Ok(())
    }
}

/// The least and the greatest of keys that are numbers without gaps, of which there are at least three.
fn range<M: Model>(keys: &[M::Key]) -> Option<[M::Key; 2]> {
    let (least, greatest) = (keys.iter().min()?, keys.iter().max()?);
    let span = number(greatest)?.checked_sub(number(least)?)?;
    let has_no_gaps = keys.len() > 2 && usize::try_from(span).is_ok_and(|span| span == keys.len() - 1);
    has_no_gaps.then(|| [least.clone(), greatest.clone()])
}

/// A key that is an integer.
fn number<K: 'static>(key: &K) -> Option<i64> {
    let key: &dyn Any = key;
    macro_rules! integers { ($($int:ty),*) => { $(
        if let Some(key) = key.downcast_ref::<$int>() {
            return i64::try_from(*key).ok();
        }
    )* } }
    integers!(i64, i32, u64, u32, i16, u16);
    None
}

/// Writes that columns of a table are a key.
pub(super) fn is_key<'b, M: Columns<DB>, DB: Dialect>(
    key: &'b M::Key,
    (table, columns): (TableName, &[&'static str]),
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
