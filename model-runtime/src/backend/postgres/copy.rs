//! COPY: rows streamed into a table.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::Write;
use std::marker::PhantomData;

use diesel::associations::HasTable;
use diesel::connection::SimpleConnection;
use diesel::pg::{
    CopyFormat, CopyTarget, FailedToLookupTypeError, Pg, PgMetadataCacheKey, PgMetadataLookup, PgTypeMetadata,
};
use diesel::query_builder::bind_collector::RawBytesBindCollector;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error as DieselError, QueryResult};
use diesel::{ExecuteCopyFromDsl, PgConnection};

use crate::backend::Dialect;
use crate::connection::Conn;
use crate::database::Atomic;
use crate::error::{Error, Result};
use crate::model::builder::Complete;
use crate::model::{ColumnSet, Draft, Model, Storable, TableName, Unchecked, checked};
use crate::rule::validate_row;
use crate::statement::{Arrays, Conflict, Insert, Returning, Source, given_columns, whole_columns};
use crate::write::{NewVerbs, Writable};

/// Loading many rows into a table of PostgreSQL by `COPY`: the fastest way in, and one that takes no more memory for more rows.
///
/// Rows come from an iterator and are sent as it gives them. They do not come back: what the database made of them, their keys
/// too, is known only by reading. All rows are stored, or none.
///
/// The rows of one `COPY` give the same columns; where a row leaves another column to its `default_sql` than the one before,
/// another begins. A column whose SQL type is known to PostgreSQL by its name alone is copied if its values do not hold such
/// names themselves.
///
/// ```no_run
/// use diesel::PgConnection;
/// use model_runtime::backend::CopyIn;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct Reading { pub id: i64, pub celsius: f64 }
///
/// fn load(lines: impl Iterator<Item = f64>, conn: &mut PgConnection) -> model_runtime::Result<usize> {
///     Reading::copy_in(lines.map(|celsius| NewReading { celsius }), conn)
/// }
/// ```
pub trait CopyIn: Storable<Pg> {
    /// Copies new rows; says how many. Each is checked before it is sent.
    ///
    /// # Errors
    /// [`Error::Validation`] of the first row that is invalid, which ends the load; [`Error::Constraint`]; errors of the
    /// database. No row is stored then.
    fn copy_in<C: Conn<Raw = PgConnection>>(
        news: impl IntoIterator<Item: NewVerbs<Model = Self, Given: Complete<Self>>>,
        conn: &mut C,
    ) -> Result<usize> {
        let rows = news.into_iter().map(NewVerbs::into_draft);
        copy(rows.map(|new| checked::<Self>(new).map(|(new, _)| Copied::<Self>::New(new))), conn.raw())
    }

    /// Copies new rows that are not checked; says how many.
    ///
    /// # Errors
    /// [`Error::Constraint`], and errors of the database. No row is stored then.
    fn copy_in_unchecked<C: Conn<Raw = PgConnection>>(
        news: impl IntoIterator<Item = Unchecked<Self::New>>,
        conn: &mut C,
    ) -> Result<usize> {
        copy(news.into_iter().map(|new| Ok(Copied::<Self>::New(new.into_values()))), conn.raw())
    }

    /// Copies whole rows with their keys; says how many. Columns that only the database writes are left to it, and keys made
    /// later continue after the largest one given.
    ///
    /// # Errors
    /// As [`copy_in`](CopyIn::copy_in).
    fn copy_rows_in<C: Conn<Raw = PgConnection>>(rows: impl IntoIterator<Item = Self>, conn: &mut C) -> Result<usize>
    where
        Self: Writable,
    {
        let rows = rows.into_iter().map(|mut row| {
            validate_row(&row)?;
            row.times().into_iter().for_each(|time| {
                time.truncate();
            });
            Ok(Copied::Row(row))
        });
        conn.raw().atomic(|conn| {
            let copied = copy(rows, conn)?;
            if let Some(after) = Pg::after_whole_rows(Self::SCHEMA) {
                conn.batch_execute(&after).map_err(|error| Pg::decode(error, Some(Self::SCHEMA)))?;
            }
            Ok(copied)
        })
    }
}

impl<M: Storable<Pg>> CopyIn for M {}

/// A row that is copied.
enum Copied<M: Model> {
    New(Draft<M>),
    Row(M),
}

impl<M: Model> Copied<M> {
    fn columns(&self) -> ColumnSet {
        match self {
            Self::New(new) => given_columns::<M>(new),
            Self::Row(_) => whole_columns::<M>(),
        }
    }

    const fn source(&self) -> Source<'_, M> {
        match self {
            Self::New(new) => Source::New(std::slice::from_ref(new)),
            Self::Row(row) => Source::Rows(std::slice::from_ref(row)),
        }
    }
}

/// Copies rows; how many there were.
fn copy<M: Storable<Pg>>(rows: impl Iterator<Item = Result<Copied<M>>>, conn: &mut PgConnection) -> Result<usize> {
    let mut rows = rows.enumerate().map(|(i, row)| row.map_err(|error| error.of_row(i)));
    let Some(first) = rows.next().transpose()? else { return Ok(0) };
    conn.atomic(|conn| {
        let mut copied = 0;
        let mut first = Some(first);
        while let Some(row) = first {
            let mut alike = Alike { columns: row.columns(), next: Some(row), rows: &mut rows, failed: None };
            copied += copy_alike(&mut alike, conn)?;
            first = alike.next;
        }
        Ok(copied)
    })
}

/// The rows of one COPY.
struct Alike<'a, M: Model, I> {
    columns: ColumnSet,
    /// The next row; at the end, the first that gives other columns.
    next: Option<Copied<M>>,
    rows: &'a mut I,
    /// The error that ended the rows. The server's, which it leads to, says less.
    failed: Option<Error>,
}

fn copy_alike<M, I>(alike: &mut Alike<'_, M, I>, conn: &mut PgConnection) -> Result<usize>
where
    M: Storable<Pg>,
    I: Iterator<Item = Result<Copied<M>>>,
{
    let columns = alike.columns;
    if columns.is_empty() {
        return Err(Error::query(M::NAME, "a row without any value cannot be copied; insert it".to_owned()));
    }
    let shared = RefCell::new(&mut *alike);
    let statement = diesel::copy_from(<M as HasTable>::table())
        .from_raw_data(Target::<M>(PhantomData), |out| {
            let mut alike = shared.borrow_mut();
            let sent = alike.send(out);
            sent.map_err(|error| {
                alike.failed = Some(error);
                Failed(DieselError::RollbackTransaction)
            })
        })
        .with_format(CopyFormat::Binary);
    let before = COLUMNS.replace(columns);
    let copied = statement.execute(conn);
    COLUMNS.set(before);
    match alike.failed.take() {
        Some(error) => Err(error),
        None => copied.map_err(|Failed(error)| Pg::decode(error, Some(M::SCHEMA))),
    }
}

/// What a file in the binary format begins with: its signature, flags, and the length of more to come.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What it ends with: a row of -1 values.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
/// The length of NULL.
const NULL: [u8; 4] = (-1_i32).to_be_bytes();
/// How many bytes are handed over at once.
const PORTION: usize = 64 << 10;

impl<M: Storable<Pg>, I: Iterator<Item = Result<Copied<M>>>> Alike<'_, M, I> {
    /// Writes the rows in the binary format, up to the first that gives other columns.
    fn send(&mut self, out: &mut dyn Write) -> Result<()> {
        let mut portion = HEADER.to_vec();
        let mut values = RawBytesBindCollector::<Pg>::new();
        while let Some(row) = self.next.take() {
            write(&row, self.columns, &mut values, &mut portion).map_err(|error| Pg::decode(error, Some(M::SCHEMA)))?;
            if portion.len() >= PORTION {
                hand_over::<M>(&mut portion, out)?;
            }
            self.next = self.rows.next().transpose()?;
            if self.next.as_ref().is_some_and(|next| next.columns() != self.columns) {
                break;
            }
        }
        portion.extend(TRAILER);
        hand_over::<M>(&mut portion, out)
    }
}

fn hand_over<M: Model>(portion: &mut Vec<u8>, out: &mut dyn Write) -> Result<()> {
    out.write_all(portion).map_err(|error| Error::query(M::NAME, format!("the rows cannot be sent: {error}")))?;
    portion.clear();
    Ok(())
}

/// Writes a row: how many values it has, and each with its length. `values` is empty before and after.
fn write<M: Storable<Pg>>(
    row: &Copied<M>,
    columns: ColumnSet,
    values: &mut RawBytesBindCollector<Pg>,
    to: &mut Vec<u8>,
) -> QueryResult<()> {
    // What an INSERT of the row would bind.
    let insert = Insert {
        source: row.source(),
        columns,
        arrays: Arrays::NONE,
        conflict: Conflict::Fail,
        returning: Returning::Nothing,
    };
    insert.collect_binds(values, &mut NoNames, &Pg)?;
    values.metadata.clear();
    let too_large = |error| DieselError::SerializationError(Box::new(error));
    to.extend(i16::try_from(values.binds.len()).map_err(too_large)?.to_be_bytes());
    for value in values.binds.drain(..) {
        match value {
            None => to.extend(NULL),
            Some(bytes) => {
                to.extend(i32::try_from(bytes.len()).map_err(too_large)?.to_be_bytes());
                to.extend(bytes);
            }
        }
    }
    Ok(())
}

/// Looks up no type by its name: the connection is busy with the COPY, which does not ask for the types of its values.
struct NoNames;

impl PgMetadataLookup for NoNames {
    fn lookup_type(&mut self, name: &str, schema: Option<&str>) -> PgTypeMetadata {
        let key = PgMetadataCacheKey::new(schema.map(|schema| schema.to_owned().into()), name.to_owned().into());
        PgTypeMetadata::from_result(Err(FailedToLookupTypeError::new(key)))
    }
}

/// What a COPY of rows of `M` writes to.
struct Target<M>(PhantomData<fn() -> M>);

thread_local! {
    /// The columns of the COPY that this thread is about to send. Diesel asks the type of a target for them, and here they are
    /// those of the rows at hand.
    static COLUMNS: Cell<ColumnSet> = const { Cell::new(ColumnSet::EMPTY) };
}

impl<M: Model> CopyTarget for Target<M> {
    type Table = <M as HasTable>::Table;
    type SqlType = diesel::sql_types::Bool;

    fn walk_target(mut out: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        let columns = COLUMNS.get();
        let names = M::SCHEMA.columns.iter().enumerate().filter(|(i, _)| columns.contains(*i));
        TableName::of::<M>().write(&mut out)?;
        for (place, (_, column)) in names.enumerate() {
            out.push_sql(if place == 0 { " (" } else { ", " });
            out.push_identifier(column.name)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Why a COPY failed.
#[derive(Debug)]
struct Failed(DieselError);

impl From<DieselError> for Failed {
    fn from(error: DieselError) -> Self {
        Self(error)
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {}
