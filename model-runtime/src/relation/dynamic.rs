//! Related rows for code that does not know what was loaded.

use std::any::{Any, TypeId};

use super::{AsRow, Counted, Holds, Loaded, Related, Relation, With};
use crate::error::{Error, Result};
use crate::model::Model;

/// What was loaded, to be looked through.
pub trait Lookup {
    /// The related rows of `R`, if they were loaded.
    fn rows<R: Relation>(&self) -> Option<Vec<&R::To>>;

    /// The number of the related rows of `R`, if it was loaded.
    fn count<R: Relation>(&self) -> Option<i64>;
}

impl Lookup for () {
    fn rows<R: Relation>(&self) -> Option<Vec<&R::To>> {
        None
    }

    fn count<R: Relation>(&self) -> Option<i64> {
        None
    }
}

impl<S: Relation, T: AsRow<S::To>, Rest: Lookup> Lookup for Loaded<S, T, Rest> {
    fn rows<R: Relation>(&self) -> Option<Vec<&R::To>> {
        if TypeId::of::<R>() != TypeId::of::<S>() {
            return self.rest.rows::<R>();
        }
        // The relations are the same, and so are their models.
        let rows = S::Holds::each(&self.held).iter();
        rows.map(|row| (row.as_row() as &dyn Any).downcast_ref::<R::To>()).collect()
    }

    fn count<R: Relation>(&self) -> Option<i64> {
        self.rest.count::<R>()
    }
}

impl<S: Relation, Rest: Lookup> Lookup for Counted<S, Rest> {
    fn rows<R: Relation>(&self) -> Option<Vec<&R::To>> {
        self.rest.rows::<R>()
    }

    fn count<R: Relation>(&self) -> Option<i64> {
        if TypeId::of::<R>() == TypeId::of::<S>() { Some(self.count) } else { self.rest.count::<R>() }
    }
}

/// A row, with whatever was loaded with it: what generic code asks for related rows, where [`related`](With::related) would need to
/// know the type.
///
/// ```
/// use model_runtime::prelude::*;
/// use model_runtime::relation::TryRelated;
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
/// /// A user, and the titles of the posts if they were loaded.
/// fn shown(user: &impl TryRelated<User>) -> String {
///     let name = &user.as_row().name;
///     match user.try_related(User::posts()) {
///         Ok(posts) => posts.iter().fold(name.clone(), |text, post| text + ", " + &post.title),
///         Err(_) => name.clone(),
///     }
/// }
///
/// let user = User { id: 1, name: "Ann".into() };
/// assert_eq!(shown(&user), "Ann");
/// let error = user.try_related(User::posts()).unwrap_err();
/// assert_eq!(error.to_string(), "`posts` of `User` was not loaded; add `.with(User::posts())` to the query");
/// ```
pub trait TryRelated<M: Model>: AsRow<M> {
    /// The related rows, as they were loaded: any number of them, whatever the relation leads to.
    ///
    /// # Errors
    /// [`Error::NotLoaded`] if they were not.
    fn try_related<R: Relation<From = M>>(&self, relation: Related<R>) -> Result<Vec<&R::To>>;

    /// How many related rows there were.
    ///
    /// # Errors
    /// [`Error::NotLoaded`] if they were not counted.
    fn try_count_of<R: Relation<From = M>>(&self, relation: Related<R>) -> Result<i64>;
}

/// A row alone: nothing was loaded with it.
impl<M: Model> TryRelated<M> for M {
    fn try_related<R: Relation<From = M>>(&self, _relation: Related<R>) -> Result<Vec<&R::To>> {
        Err(not_loaded::<R>("with"))
    }

    fn try_count_of<R: Relation<From = M>>(&self, _relation: Related<R>) -> Result<i64> {
        Err(not_loaded::<R>("with_count"))
    }
}

impl<M: Model, L: Lookup> TryRelated<M> for With<M, L> {
    fn try_related<R: Relation<From = M>>(&self, _relation: Related<R>) -> Result<Vec<&R::To>> {
        self.loaded().rows::<R>().ok_or_else(|| not_loaded::<R>("with"))
    }

    fn try_count_of<R: Relation<From = M>>(&self, _relation: Related<R>) -> Result<i64> {
        self.loaded().count::<R>().ok_or_else(|| not_loaded::<R>("with_count"))
    }
}

/// The error, with what would have loaded it.
fn not_loaded<R: Relation>(by: &'static str) -> Error {
    Error::NotLoaded { model: R::From::NAME, relation: R::NAME, by }
}
