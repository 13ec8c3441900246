//! Finds the foreign key that refused a write, where the database does not name it: by asking, on the same connection and so
//! in the same transaction, which one the write breaks.

use diesel::deserialize::{self, QueryableByName};
use diesel::query_builder::QueryFragment;
use diesel::row::NamedRow;

use crate::backend::Dialect;
use crate::connection::{Link, Statement};
use crate::error::{ConstraintKind, Error, Result};
use crate::model::{Draft, Model, Storable};
use crate::schema::{Action, ForeignKey, ForeignKeySchema, Reflection, live};
use crate::statement::{Child, Orphan, Parents, Source, Written, chunk};

/// The error of a write of new rows, with its foreign key.
pub(super) async fn of_news<C: Link, M: Storable<C::Backend>>(error: Error, news: &[Draft<M>], conn: &mut C) -> Error {
    of_many::<C, M, _>(error, news, |news| Source::New(news), conn).await
}

/// The error of a write of whole rows, with its foreign key.
pub(super) async fn of_rows<C: Link, M: Storable<C::Backend>>(error: Error, rows: &[&M], conn: &mut C) -> Error {
    of_many::<C, M, _>(error, rows, |rows| Source::These(rows), conn).await
}

/// The error of a write of rows that are a source of values, with its foreign key.
async fn of_many<C: Link, M: Storable<C::Backend>, T: Sync>(
    error: Error,
    rows: &[T],
    source: for<'r> fn(&'r [T]) -> Source<'r, M>,
    conn: &mut C,
) -> Error {
    if !is_nameless::<C::Backend>(&error) {
        return error;
    }
    for key in keys::<M>() {
        for rows in chunk::chunks(rows, key.columns.len(), C::Backend::CAPABILITIES.bind_limit) {
            if is_broken(key, Written::<M>::Rows(source(rows)), conn).await {
                return named::<M>(error, key);
            }
        }
    }
    error
}

/// The error of a patch, with its foreign key.
pub(super) async fn of_patch<C: Link, M: Storable<C::Backend>>(error: Error, patch: &M::Patch, conn: &mut C) -> Error {
    if !is_nameless::<C::Backend>(&error) {
        return error;
    }
    for key in keys::<M>() {
        if is_broken(key, Written::<M>::Patch(patch), conn).await {
            return named::<M>(error, key);
        }
    }
    error
}

/// Whether the error is of a foreign key that is not known.
fn is_nameless<DB: Dialect>(error: &Error) -> bool {
    let nameless =
        error.constraint().is_some_and(|found| found.kind == ConstraintKind::ForeignKey && found.name.is_none());
    !DB::CAPABILITIES.names_foreign_keys && nameless
}

/// The foreign keys of a model, in the order in which they are asked about.
fn keys<M: Model>() -> impl Iterator<Item = &'static ForeignKeySchema> {
    // Rows that refer to each other are not there any more to be found, so such a key is asked about last.
    let own = |key: &&'static ForeignKeySchema| (key.namespace, key.table) == (M::NAMESPACE, M::TABLE);
    let keys = M::SCHEMA.foreign_keys.iter();
    keys.clone().filter(move |key| !own(key)).chain(keys.filter(own))
}

/// Whether a write breaks a foreign key. An error of the search is not told: the first one counts.
fn is_broken<'c, C: Link, M: Storable<C::Backend>>(
    key: &'static ForeignKeySchema,
    written: Written<'c, M>,
    conn: &'c mut C,
) -> impl Future<Output = bool> + Send + use<'c, C, M> {
    let found = exists(Orphan::<M> { key, written }, conn);
    async move { found.await.unwrap_or(false) }
}

/// The error, with the foreign key of the model that is broken.
fn named<M: Model>(error: Error, key: &ForeignKeySchema) -> Error {
    let Error::Constraint(mut found) = error else { return error };
    found.table = Some(M::TABLE.to_owned());
    found.name = Some(key.name.to_owned());
    found.columns = key.columns.iter().map(|column| (*column).to_owned()).collect();
    Error::Constraint(found)
}

/// The error of a DELETE, with the foreign key of the rows that refer to what was to be deleted.
///
/// Those of the tables that refer to the model's are asked about; rows that a cascade would have deleted may be referred to
/// themselves, and such a key stays unknown.
pub(super) async fn of_parents<C, M, Q>(error: Error, parents: Parents<'_, M, Q>, conn: &mut C) -> Error
where
    C: Link,
    M: Storable<C::Backend>,
    Q: QueryFragment<C::Backend> + Send,
{
    if !is_nameless::<C::Backend>(&error) {
        return error;
    }
    match (error, child(parents, conn).await) {
        (Error::Constraint(mut found), Ok(Some((table, key)))) => {
            found.is_of_child = true;
            found.table = Some(table);
            found.name = key.name;
            found.columns = key.columns;
            Error::Constraint(found)
        }
        (error, _) => error,
    }
}

/// The table that refers to one of the rows, and its foreign key.
async fn child<C, M, Q>(parents: Parents<'_, M, Q>, conn: &mut C) -> Result<Option<(String, ForeignKey)>>
where
    C: Link,
    M: Storable<C::Backend>,
    Q: QueryFragment<C::Backend> + Send,
{
    // A foreign key stays inside a schema, where the database does not name it.
    let wanted = match M::NAMESPACE {
        Some(namespace) => Reflection::new().namespaces([namespace]),
        None => Reflection::new(),
    };
    for table in live::reflect(&wanted, conn).await? {
        for key in &table.foreign_keys {
            let refuses = matches!(key.on_delete, Action::NoAction | Action::Restrict);
            if key.table.eq_ignore_ascii_case(M::TABLE)
                && refuses
                && exists(Child { table: &table, key, parents: &parents }, conn).await?
            {
                let key = key.clone();
                return Ok(Some((table.name, key)));
            }
        }
    }
    Ok(None)
}

/// A row that is there, whatever is in it.
struct Something;

impl<DB: diesel::backend::Backend> QueryableByName<DB> for Something {
    fn build<'a>(_row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        Ok(Self)
    }
}

/// Whether a statement returns a row.
fn exists<'c, C, S>(statement: S, conn: &'c mut C) -> impl Future<Output = Result<bool>> + Send + use<'c, C, S>
where
    C: Link,
    S: Statement<C::Backend> + 'c,
{
    let row = conn.first::<Something, S>(statement);
    async move { Ok(row.await.map_err(|error| C::Backend::decode(error, None))?.is_some()) }
}
