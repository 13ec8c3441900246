//! A list of models that make up a database.

use std::fmt;

use super::live::ordered;
use super::unexpressed::{UnexpressedRule, unexpressed};
use super::{Ddl, Difference, Reflection, Table, TableSchema, script};
use crate::connection::{Conn, Exec, Ret};
use crate::model::{Hosts, Model};

/// The models of one database. Implemented by `schema!` for the struct it declares, with [`IsFor`](crate::IsFor), which says for
/// which backends all of its models are.
///
/// ```
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64, pub name: String }
///
/// #[derive(Model, Debug)]
/// pub struct Post { pub id: i64, #[model(belongs_to(User))] pub user_id: i64 }
///
/// schema! { pub Blog: User, Post }
///
/// # fn main() -> model_runtime::Result<()> {
/// let mut conn = Database::connect("sqlite::memory:")?.get()?;
/// assert_eq!(Blog::create_all(&mut conn)?.created, ["users", "posts"]);
/// assert_eq!(Blog::create_all(&mut conn)?.unchanged, ["users", "posts"]);
/// # Ok(())
/// # }
/// ```
///
/// A list that makes no database does not compile. Two models must not share a table:
///
/// ```compile_fail,E0080
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// pub struct User { pub id: i64 }
///
/// #[derive(Model, Debug)]
/// #[model(table = "Users", module = "people")]
/// pub struct Person { pub id: i64 }
///
/// // schema `Blog`: `User` and `Person` both have the table `users`; give one of them another name
/// schema! { pub Blog: User, Person }
/// ```
///
/// A foreign key must refer to a model of the list:
///
/// ```compile_fail,E0080
/// # use model_runtime::prelude::*;
/// # #[derive(Model, Debug)]
/// # pub struct User { pub id: i64, pub name: String }
/// # #[derive(Model, Debug)]
/// # pub struct Post { pub id: i64, #[model(belongs_to(User))] pub user_id: i64 }
/// // schema `Blog`: `Post` refers to table `users` by foreign key `fk_posts_user_id`, but no model of that table is in
/// // the list; add `User`
/// schema! { pub Blog: Post }
/// ```
///
/// A model is listed once, and there is at least one:
///
/// ```compile_fail
/// # use model_runtime::prelude::*;
/// # #[derive(Model, Debug)]
/// # pub struct User { pub id: i64, pub name: String }
/// schema! { pub Blog: User, User }
/// ```
///
/// ```compile_fail
/// # use model_runtime::prelude::*;
/// schema! { pub Blog: }
/// ```
pub trait Schema {
    /// The name of the struct.
    const NAME: &'static str;
    /// The tables of the models, in the order of the list.
    const TABLES: &'static [&'static TableSchema];

    /// Creates the tables that are missing, with their indexes, and checks those that are there.
    ///
    /// All in one transaction, the types of enums first, a table after those it refers to. Tables the schema does not know are left alone, and so
    /// are views and the tables of `partial` models, here as everywhere in a schema. See
    /// [`diff`](super::diff) for what counts as a difference.
    ///
    /// # Errors
    /// [`Error::Schema`](crate::Error::Schema) with every difference, if a table is there and is not as the models need
    /// it; nothing is created then. Otherwise errors of the database.
    fn create_all<C: Conn<Raw: Define>>(conn: &mut C) -> Ret<'_, C, CreateReport>
    where
        <C::Raw as Define>::Backend: Hosts<Self>,
    {
        Define::create_tables(Self::NAME, Self::TABLES, conn.raw())
    }

    /// Creates the table of one model as [`create_all`](Schema::create_all) does.
    ///
    /// # Errors
    /// As [`create_all`](Schema::create_all).
    fn create<M, C: Conn<Raw: Define>>(conn: &mut C) -> Ret<'_, C, CreateReport>
    where
        M: Model,
        <C::Raw as Define>::Backend: Hosts<M>,
    {
        Define::create_tables(Self::NAME, const { &[M::SCHEMA] }, conn.raw())
    }

    /// Drops the tables with all their rows, those that refer to others first; their names in the order dropped.
    ///
    /// All in one transaction. Tables that are not there are passed over, tables the schema does not know are left alone. The
    /// types of enums go with the last table that has them; a connection that has used one does not know it again when it is made
    /// anew, so take another.
    /// Foreign keys are checked once, at the end: inside a transaction of yours that is its commit.
    ///
    /// # Errors
    /// Errors of the database, such as a foreign key from rows of a table the schema does not know.
    fn drop_all<C: Conn<Raw: Define>>(conn: &mut C) -> Ret<'_, C, Vec<String>>
    where
        <C::Raw as Define>::Backend: Hosts<Self>,
    {
        Define::drop_tables(Self::TABLES, conn.raw())
    }

    /// Every difference between the models and the tables of the database, as [`compare`](super::compare) tells them: also those that
    /// [`create_all`](Schema::create_all) takes, such as a further column that can be NULL. Nothing is changed.
    ///
    /// Conditions of CHECKs and partial indexes, and expressions of generated columns and of indexes, are compared to the letter. SQLite keeps them as
    /// they were written, servers in words of their own: there, tables with those of the models are made and read. On PostgreSQL they are in schemas of
    /// their own, and rolled back, in a transaction, or a savepoint where one is open; on MySQL they are temporary, which ends no transaction. Where that
    /// cannot be done, conditions are the same if their names are, and an event at level DEBUG with the target [`SQL_TARGET`](crate::database::SQL_TARGET) says
    /// why: without the right to create schemas or temporary tables, in a transaction for reading or, on PostgreSQL, one that was begun by SQL, and where the
    /// database refuses a condition. So they are where they speak of a column whose type is not that of the model, and for expressions of indexes on MySQL.
    ///
    /// Tables that the schema does not know are left alone: those of another schema, or of a tool for migrations.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// #[derive(Model, Debug)]
    /// pub struct User { pub id: i64, pub name: String }
    ///
    /// schema! { pub Blog: User }
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let mut conn = Database::connect("sqlite::memory:")?.get()?;
    /// Blog::create_all(&mut conn)?;
    /// diesel::sql_query("ALTER TABLE users ADD COLUMN nick TEXT").run(&mut conn)?;
    /// let drift = Blog::drift(&mut conn)?;
    /// assert_eq!(drift[0].to_string(), "table `users`, column `nick`: expected none, found `TEXT`");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Errors of the database.
    fn drift<C: Conn<Raw: Define>>(conn: &mut C) -> Ret<'_, C, Vec<Difference>>
    where
        <C::Raw as Define>::Backend: Hosts<Self>,
    {
        Define::compare_tables(Self::TABLES, conn.raw())
    }

    /// The rules of the models that the backend cannot express as CHECKs, and that only Rust checks.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// # use diesel::sqlite::Sqlite;
    /// #[derive(Model, Debug)]
    /// pub struct User { pub id: i64, #[validate(email, length(max = 100))] pub email: String }
    ///
    /// schema! { pub Blog: User }
    ///
    /// let rules = Blog::unexpressed_rules::<Sqlite>();
    /// assert_eq!(rules.iter().map(ToString::to_string).collect::<Vec<_>>(), ["`email` of `User.email`"]);
    /// ```
    fn unexpressed_rules<DB: Ddl>() -> Vec<UnexpressedRule> {
        unexpressed::<DB>(Self::TABLES)
    }

    /// The same for the backend of a connection, where only the connection knows it.
    fn unexpressed_rules_on<C: Conn<Raw: Define>>(conn: &mut C) -> Vec<UnexpressedRule> {
        Define::unexpressed_rules(Self::TABLES, conn.raw())
    }

    /// The statements that create everything in an empty database, each ended by a semicolon and a line break.
    fn ddl<DB: Ddl + Hosts<Self>>() -> String {
        script::<DB>(ordered::<DB>(Self::TABLES))
    }

    /// The same for the backend of a connection, where only the connection knows it. Nothing is sent.
    ///
    /// ```
    /// # use model_runtime::prelude::*;
    /// #[derive(Model, Debug)]
    /// pub struct User { pub id: i64, pub name: String }
    ///
    /// schema! { pub Blog: User }
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let mut conn = Database::connect("sqlite::memory:")?.get()?;
    /// assert!(Blog::ddl_on(&mut conn).starts_with("CREATE TABLE"));
    /// # Ok(())
    /// # }
    /// ```
    fn ddl_on<C: Conn<Raw: Define>>(conn: &mut C) -> String {
        Define::ddl(Self::TABLES, conn.raw())
    }
}

/// A connection that can create, drop and read tables. Implemented in this crate for every connection it knows.
#[diagnostic::on_unimplemented(
    message = "tables cannot be created on `{Self}`",
    label = "not a connection for schemas"
)]
pub trait Define: Exec {
    /// The backend of the connection.
    type Backend;

    /// Creates the tables that are missing, if those that are there are as they should be.
    fn create_tables<'c>(
        schema: &'static str,
        tables: &'static [&'static TableSchema],
        conn: &'c mut Self,
    ) -> Self::Ret<'c, CreateReport>;

    /// Drops the tables that are there.
    fn drop_tables<'c>(tables: &'static [&'static TableSchema], conn: &'c mut Self) -> Self::Ret<'c, Vec<String>>;

    /// How the tables of the database differ from these.
    fn compare_tables<'c>(
        tables: &'static [&'static TableSchema],
        conn: &'c mut Self,
    ) -> Self::Ret<'c, Vec<Difference>>;

    /// Reads the tables that are asked for.
    fn reflect_tables(wanted: Reflection, conn: &mut Self) -> Self::Ret<'_, Vec<Table>>;

    /// The statements that create the tables on the connection's backend.
    fn ddl(tables: &'static [&'static TableSchema], conn: &Self) -> String;

    /// The rules of the tables that the connection's backend cannot express.
    fn unexpressed_rules(tables: &'static [&'static TableSchema], conn: &Self) -> Vec<UnexpressedRule>;
}

/// Every table of a database, whether a model knows it or not; views and the database's own tables are not among them.
///
/// On PostgreSQL these are the tables of the current schema. [`Reflection`] reads views and other schemas as well, or some tables only, and tells
/// what is read.
///
/// # Errors
/// Errors of the database.
pub fn reflect<C: Conn<Raw: Define>>(conn: &mut C) -> Ret<'_, C, Vec<Table>> {
    Reflection::new().read(conn)
}

/// What [`Schema::create_all`] did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CreateReport {
    /// The tables it created, in that order.
    pub created: Vec<String>,
    /// The tables that were there, and as they should be.
    pub unchanged: Vec<String>,
}

impl fmt::Display for CreateReport {
    /// For example: created `users`, `posts`; unchanged `tags`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (what, tables) in [("created", &self.created), ("unchanged", &self.unchanged)] {
            if !tables.is_empty() {
                write!(f, "{separator}{what} `{}`", tables.join("`, `"))?;
                separator = "; ";
            }
        }
        if separator.is_empty() { f.write_str("nothing to create") } else { Ok(()) }
    }
}
