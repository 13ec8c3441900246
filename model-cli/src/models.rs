//! The models that a program knows, without their types.

use model_runtime::database::AnyConnection;
use model_runtime::schema::{Schema, TableSchema, UnexpressedRule};
use model_runtime::{Hosts, schema};

use crate::backend::on;
use crate::{Backend, Cli};

/// The models of a `schema!`, as data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// The name of the schema.
    pub(crate) name: &'static str,
    /// The tables of its models.
    pub(crate) tables: &'static [&'static TableSchema],
    unexpressed: fn(Backend) -> Vec<UnexpressedRule>,
}

impl Known {
    fn of<S: Schema>() -> Self {
        Self {
            name: S::NAME,
            tables: S::TABLES,
            unexpressed: |backend| on!(backend, DB => S::unexpressed_rules::<DB>()),
        }
    }

    /// The rules that a backend cannot express, and that only Rust checks.
    pub(crate) fn unexpressed_rules(&self, backend: Backend) -> Vec<UnexpressedRule> {
        (self.unexpressed)(backend)
    }

    /// The schemas that the models are in, besides that of a connection.
    pub(crate) fn namespaces(&self) -> impl Iterator<Item = &'static str> {
        self.tables.iter().filter_map(|known| known.namespace)
    }

    /// Whether a table is created by the models: is one of theirs, and known to them as a whole.
    pub(crate) fn creates(&self, table: &schema::Table, backend: Backend) -> bool {
        let whole = self.tables.iter().filter(|known| !known.is_partial && !known.is_view);
        whole.into_iter().any(|known| is_of(known, table, backend))
    }

    /// Whether the models know a table, but do not create it: a view, or one of which they have some of the columns.
    pub(crate) fn leaves(&self, table: &schema::Table, backend: Backend) -> bool {
        let left = self.tables.iter().filter(|known| known.is_partial || known.is_view);
        left.into_iter().any(|known| is_of(known, table, backend))
    }
}

/// Whether a model is of a table.
fn is_of(known: &TableSchema, table: &schema::Table, backend: Backend) -> bool {
    backend.same_name(known.name, &table.name) && known.namespace == table.namespace.as_deref()
}

/// The command line for the models of a `schema!`. Implemented for every one whose models are for all backends that are enabled.
pub trait SchemaCli: Schema {
    /// The commands of the program `model`, which know these models as the word `models`.
    ///
    /// ```
    /// use model_cli::SchemaCli;
    /// use model_runtime::prelude::*;
    ///
    /// #[derive(Model, Debug)]
    /// pub struct User { pub id: i64, pub name: String }
    ///
    /// schema! { pub Blog: User }
    ///
    /// // Usually all there is: `fn main() -> std::process::ExitCode { Blog::cli().main() }`
    /// let (mut out, mut err) = (Vec::new(), Vec::new());
    /// let code = Blog::cli().run(["manage", "sql", "models", "--backend", "sqlite"], &mut out, &mut err);
    /// assert_eq!((code, &out[..20]), (model_cli::SUCCESS, &b"CREATE TABLE \"users\""[..]));
    /// ```
    fn cli() -> Cli
    where
        AnyConnection: Hosts<Self>,
        Self: Sized,
    {
        Cli::of(Known::of::<Self>())
    }
}

impl<S: Schema> SchemaCli for S {}
