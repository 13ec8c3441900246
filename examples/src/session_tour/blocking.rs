//! The tour on a blocking connection.

#[path = "walk.rs"]
mod walk;

use model_runtime::connection::Exec;
use model_runtime::prelude::*;
use model_runtime::schema::reflect;

use crate::models::Blog;
use crate::{Outcome, refuse_occupied};

/// What the walk is on.
type Connection = AnyConnection;

pub(crate) fn tour(url: String) -> Outcome {
    let db = Database::connect(url)?;
    let mut conn = db.get()?;
    refuse_occupied(&reflect(&mut conn)?)?;
    Blog::create_all(&mut conn)?;
    // Nothing in it is waited for, so the outcome is there.
    let result = Connection::answer(walk::walk(&mut conn));
    drop(conn);
    Blog::drop_all(&mut db.get()?)?;
    Ok(result?)
}
