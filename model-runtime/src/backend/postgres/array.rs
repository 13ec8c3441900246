//! The values of a column in many rows as one array.

use std::any::Any;
use std::io::Write;
use std::marker::PhantomData;

use diesel::pg::{Pg, PgTypeMetadata};
use diesel::query_builder::BindCollector;
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::result::Error as DieselError;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Array, HasSqlType};

use crate::model::{Cells, TooLarge};

/// The largest array that is sent: a message may have 1 GiB, and a table 128 columns.
const MOST_BYTES: usize = 8 << 20;

/// The SQL type of an array of values of the Rust type `T`, each of which is an `ST`.
pub(super) struct ArrayOf<ST, T>(PhantomData<fn() -> (ST, T)>);

impl<ST: 'static, T> HasSqlType<ArrayOf<ST, T>> for Pg
where
    Self: HasSqlType<ST>,
{
    fn metadata(lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
        <Self as HasSqlType<Array<ST>>>::metadata(lookup)
    }
}

impl<ST, T> ToSql<ArrayOf<ST, T>, Pg> for dyn Cells + '_
where
    Pg: HasSqlType<ST>,
    ST: 'static,
    T: ToSql<ST, Pg> + 'static,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write::<ST, _>(&values(self, |value: &'b T| value)?, out)
    }
}

/// The values as elements of an array.
pub(super) fn values<'b, T: 'static, E>(cells: &'b dyn Cells, element: fn(&'b T) -> E) -> Result<Vec<E>, &'static str> {
    let value = |row| cells.value(row).and_then(<dyn Any>::downcast_ref::<T>).map(element);
    (0..cells.rows()).map(value).collect::<Option<_>>().ok_or("a row has no value of the column's type")
}

/// Writes an array, unless it is too large.
pub(super) fn write<ST, E>(elements: &[E], out: &mut Output<'_, '_, Pg>) -> serialize::Result
where
    Pg: HasSqlType<ST>,
    ST: 'static,
    E: ToSql<ST, Pg>,
{
    let mut array = RawBytesBindCollector::<Pg>::new();
    let pushed = array.push_bound_value::<Array<ST>, [E]>(elements, out.metadata_lookup());
    pushed.map_err(|error| match error {
        DieselError::SerializationError(cause) => cause,
        other => other.into(),
    })?;
    for bytes in array.binds.into_iter().flatten() {
        if bytes.len() > MOST_BYTES {
            return Err(TooLarge.into());
        }
        out.write_all(&bytes)?;
    }
    Ok(IsNull::No)
}
