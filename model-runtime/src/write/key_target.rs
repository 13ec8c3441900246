//! Unique keys as targets of an upsert.

use crate::model::{ColumnSet, Model};

/// A column, or a tuple of columns, in which no two rows of `M` are equal; or [any](any_unique) of them. Derived for `unique`,
/// `unique(..)` and for primary keys that are given.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a unique key of `{M}`",
    label = "the model has no such unique constraint",
    note = "mark the column `#[model(unique)]`, or the struct `#[model(unique(a, b))]`"
)]
pub trait UniqueKey<M: Model> {
    /// Its columns; `None` where any unique key is meant.
    const COLUMNS: Option<ColumnSet>;
}

/// What [`any_unique`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct AnyUnique;

/// Whichever unique key of a model finds a row, as the target of [`upsert`](super::Verbs::upsert) and
/// [`get_or_create`](super::Verbs::get_or_create).
///
/// A new row belongs to the row that has the same values in a unique constraint, in a unique index of all rows, or in a primary
/// key that is given. NULL equals nothing, and neither does a column that is left to a default of the database. If the new row
/// belongs to several rows, that is [`Error::MultipleFound`](crate::Error::MultipleFound), and none is changed.
///
/// The row that is found may be another than was meant: name the key where it is known. A model without unique keys does not
/// compile with it.
///
/// ```
/// use model_runtime::Error;
/// use model_runtime::prelude::*;
///
/// #[derive(Model, Debug, Clone)]
/// pub struct Member {
///     pub id: i64,
///     #[model(unique)]
///     pub email: String,
///     #[model(unique)]
///     pub badge: Option<i32>,
/// }
/// schema! { Club: Member }
///
/// # fn main() -> model_runtime::Result<()> {
/// # let db = Database::connect("sqlite::memory:")?;
/// # let mut conn = db.get()?;
/// # Club::create_all(&mut conn)?;
/// let member = |email: &str, badge| NewMember { email: email.into(), badge: Some(badge) };
/// let ann = member("ann@example.com", 1).insert(&mut conn)?;
/// let moved = Member::upsert(member("ann@example.org", 1), any_unique(), &mut conn)?;
/// assert_eq!((moved.id, &*moved.email), (ann.id, "ann@example.org"));
///
/// member("bob@example.com", 2).insert(&mut conn)?;
/// let both = Member::upsert(member("bob@example.com", 1), any_unique(), &mut conn);
/// assert!(matches!(both, Err(Error::MultipleFound { model: "Member" })));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub const fn any_unique() -> AnyUnique {
    AnyUnique
}
