//! Models in the words of the database that they make, so that they are compared to the letter with what another one has.

use diesel::connection::SimpleConnection;
use diesel::deserialize::QueryableByName;
use diesel::sql_query;
use diesel::sql_types::Text;
use model_runtime::database::AnyConnection;
use model_runtime::query::QueryVerbs;
use model_runtime::schema::{Define, Reflection, Table, Type};

use crate::backend::on;
use crate::migrate::adopt_one;
use crate::models::Known;
use crate::scratch::open;
use crate::{Backend, Error};

/// Creates models in an empty database and reads what it made of them. The types of columns stay as the models say them: another one that stores the
/// same values does as well.
///
/// # Errors
/// If they cannot be created.
pub(crate) fn of_models(
    known: &Known,
    declared: &[Table],
    beside: Option<&str>,
    wanted: &Reflection,
    conn: &mut AnyConnection,
) -> Result<Vec<Table>, Error> {
    let backend = Backend::of(conn).ok_or(Error::Unknown)?;
    if let Some(url) = beside {
        extensions(url, backend, conn);
    }
    Define::create_tables(known.name, known.tables, conn).map_err(|error| Error::NotCreated(Box::new(error)))?;
    let mut kept = wanted.clone().read(conn)?;
    let order = |table: &Table| declared.iter().position(|other| backend.is_same(other, table));
    kept.sort_by_key(order);
    for table in &mut kept {
        let Some(said) = declared.iter().find(|other| backend.is_same(other, table)) else { continue };
        for column in &mut table.columns {
            let said = said.columns.iter().find(|other| backend.same_name(&other.name, &column.name));
            if let Some(ty @ Type::Stored { .. }) = said.map(|said| &said.ty) {
                column.ty = ty.clone();
            }
        }
    }
    Ok(kept)
}

/// Takes over from another side what models do not say, or have no word for, and leave to the database: how texts are compared, how a table is stored, its triggers.
pub(crate) fn unsaid(models: &mut [Table], other: &[Table], backend: Backend) {
    for table in models {
        if let Some(other) = other.iter().find(|other| backend.is_same(other, table)) {
            on!(backend, DB => adopt_one::<DB>(table, other));
        }
    }
}

/// Gives a new database of PostgreSQL the extensions that the one beside it has, for types and functions that models name. One that cannot be made
/// is missed where it is needed.
pub(crate) fn extensions(url: &str, backend: Backend, conn: &mut AnyConnection) {
    #[derive(QueryableByName)]
    struct Extension {
        #[diesel(sql_type = Text)]
        name: String,
    }
    if backend.word() != "postgres" {
        return;
    }
    let Ok(mut there) = open(url) else { return };
    let found = sql_query("SELECT extname::text AS name FROM pg_extension ORDER BY oid").all(&mut there);
    let found: Vec<Extension> = found.unwrap_or_default();
    for Extension { name } in found {
        let _ = conn.batch_execute(&format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", backend.quote(&name)));
    }
}
