//! `assert_queries!`: how many statements a block may send.

use std::fmt::Debug;
use std::ops::{Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};

use super::connect::Poolable;
use super::query_log::QueryLog;
use crate::connection::Conn;
use crate::error::Result;

/// Asserts how many statements a block sends on a connection; for tests.
///
/// The number is one, or a range of them. The block uses the connection itself; its value is that of the macro, `?` and `.await` in it
/// are those of the function around it. If the number is another, this panics with the list of the statements, and says of a query
/// that ran several times how to have it run once. Statements that begin and end transactions are listed and not counted; what
/// counts as one is told at [`QueryLog`](crate::database::QueryLog), from which checks of another kind can be made.
///
/// It may stand in the block of another one, which then counts the statements of both. A block that is left by `?` or `return` is not
/// judged.
///
/// ```
/// use model_runtime::assert_queries;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug)]
/// #[model(has_many(posts: Post))]
/// pub struct User { pub id: i64, pub name: String }
///
/// #[derive(Model, Debug)]
/// pub struct Post {
///     pub id: i64,
///     pub title: String,
///     #[model(belongs_to(User, name = "author"))]
///     pub user_id: i64,
/// }
///
/// schema! { pub Blog: User, Post }
///
/// # fn main() -> model_runtime::Result<()> {
/// # let db = Database::connect("sqlite::memory:")?;
/// # let mut conn = db.get()?;
/// # Blog::create_all(&mut conn)?;
/// # User::builder().name("Ann").insert(&mut conn)?;
/// let users = assert_queries!(conn, 2, { User::query().with(User::posts()).all(&mut conn)? });
/// assert_queries!(conn, ..=2, {
///     for user in &users {
///         User::posts().load_for(user, &mut conn)?;
///     }
/// });
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// If the number is another, or the connection has an instrumentation that is not to be replaced: see
/// [`QueryLog::of`](crate::database::QueryLog::of).
#[macro_export]
macro_rules! assert_queries {
    ($conn:expr, $expected:expr, $block:block $(,)?) => {{
        let log = {
            use $crate::__private::LogQueries as _;
            $conn.log_queries()
        };
        let log = match log {
            $crate::__private::Ok(log) => log,
            ::core::result::Result::Err(error) => ::core::panic!("{error}"),
        };
        let budget = $crate::__private::budget($expected);
        let value = $block;
        if let $crate::__private::Some(message) = $crate::__private::off_budget(&log, &budget) {
            ::core::panic!("{message}");
        }
        value
    }};
}

/// A log of what a name stands for, as a method call finds it: a connection, a guard, or `&mut` of one.
pub trait LogQueries: Conn<Raw: Poolable> {
    /// See [`QueryLog::of`].
    ///
    /// # Errors
    /// As it.
    fn log_queries(&mut self) -> Result<QueryLog> {
        QueryLog::of(self)
    }
}

impl<C: Conn<Raw: Poolable> + ?Sized> LogQueries for C {}

/// How many statements there may be.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number of statements",
    label = "expected a number or a range",
    note = "write `2`, `..=3` or `1..4`"
)]
pub trait Budget: Debug {
    /// Whether so many are within it.
    fn allows(&self, sent: usize) -> bool;
}

impl Budget for usize {
    fn allows(&self, sent: usize) -> bool {
        *self == sent
    }
}

macro_rules! ranges {
    ($($Range:ident)*) => {
        $(
            impl Budget for $Range<usize> {
                fn allows(&self, sent: usize) -> bool {
                    self.contains(&sent)
                }
            }
        )*
    };
}
ranges!(Range RangeInclusive RangeFrom RangeTo RangeToInclusive);

/// A number of statements, or a range of them.
pub const fn budget<B: Budget>(budget: B) -> B {
    budget
}

/// What is to be said of a log whose statements are not as many as they should be.
pub fn off_budget(log: &QueryLog, budget: &impl Budget) -> Option<String> {
    let sent = log.count();
    let statements = if sent == 1 { "statement" } else { "statements" };
    let message = || format!("assertion failed: sent {sent} {statements}, expected {budget:?}\n{log}");
    (!budget.allows(sent)).then(message)
}
