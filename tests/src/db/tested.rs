//! What the tests ask of a connection.

use std::error::Error;
use std::future::Ready;

use diesel::connection::SimpleConnection;
use diesel::expression::SqlLiteral;
use diesel::result::ConnectionResult;
use diesel::sql_types::Text;
use model_runtime::Hosts;
use model_runtime::connection::{Blocking, Conn, Exec};
use model_runtime::database::Connect;
use model_runtime::prelude::*;
use model_runtime::query::Run;
use model_runtime::schema::Define;

use crate::models::Tables;

/// A connection that tests run on. They block; what is inside of it may be asynchronous.
pub trait Tested: Connect + Blocking + Conn<Raw = Self> + Define<Backend: Hosts<Tables>> + SimpleConnection {
    /// A connection to what a URL says, as the driver makes it.
    ///
    /// # Errors
    /// What is wrong with the URL, or with what it leads to.
    fn to(url: &str) -> Result<Self, Box<dyn Error>>;

    /// The texts that a query finds.
    ///
    /// # Panics
    /// If it fails.
    fn texts(&mut self, sql: &str) -> Vec<String>;
}

impl<C> Tested for C
where
    C: Connect + Blocking + Conn<Raw = C> + Define<Backend: Hosts<Tables>> + SimpleConnection,
    C: for<'c> Exec<Wait<'c, ConnectionResult<C>> = Ready<ConnectionResult<C>>>,
    SqlLiteral<Text>: Run<C, String>,
{
    fn to(url: &str) -> Result<C, Box<dyn Error>> {
        Ok(C::open(&C::target(url)?).into_inner()?)
    }

    fn texts(&mut self, sql: &str) -> Vec<String> {
        C::now(diesel::dsl::sql::<Text>(sql).all(self)).expect("the query is answered")
    }
}

/// The tables of the models, and triggers, on an empty database.
///
/// # Panics
/// If they cannot be created.
pub(super) fn with_tables<C: Tested>(mut conn: C, triggers: &[&str]) -> C {
    C::now(Tables::create_all(&mut conn)).expect("the tables can be created");
    for trigger in triggers {
        conn.batch_execute(trigger).expect("the triggers can be created");
    }
    conn
}
