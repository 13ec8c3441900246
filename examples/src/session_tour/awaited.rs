//! The tour on an asynchronous connection.

#[path = "walk.rs"]
mod walk;

use model_runtime::prelude::*;
use model_runtime::schema::reflect;

use crate::models::Blog;
use crate::{Outcome, refuse_occupied};

/// What the walk is on.
type Connection = AsyncAnyConnection;

#[tokio::main]
pub(crate) async fn tour(url: String) -> Outcome {
    let db = AsyncDatabase::connect(url).await?;
    let mut conn = db.get().await?;
    refuse_occupied(&reflect(&mut conn).await?)?;
    Blog::create_all(&mut conn).await?;
    let result = walk::walk(&mut conn).await;
    drop(conn);
    Blog::drop_all(&mut db.get().await?).await?;
    Ok(result?)
}
