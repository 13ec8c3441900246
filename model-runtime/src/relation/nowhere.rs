//! What stands in the place of a type that is no model, so that one mistake is one error.

use super::holds::One;
use super::way::Up;
use diesel::associations::HasTable;

use super::{Named, Reference, RefersTo, Relation};
use crate::model::{Draft, Model};

/// No model, and the target of relations to what is none.
#[derive(crate::Model, Debug)]
#[model(table = "nowhere")]
pub struct NoModel {
    /// Its key.
    pub id: i64,
}

/// A foreign key of [`NoModel`] to anything.
#[derive(Debug)]
pub struct NoReference<P>(std::marker::PhantomData<fn() -> P>);

impl<P: Model> Reference for NoReference<P> {
    type Child = NoModel;
    type Parent = P;
    const COLUMNS: &'static [usize] = &[];

    fn parent(_child: &NoModel) -> Option<P::Key> {
        None
    }

    fn parent_of_draft(_child: &Draft<NoModel>) -> Option<P::Key> {
        None
    }
    fn set_parent(_child: &mut Draft<NoModel>, _key: Option<P::Key>) {}

    fn set_parent_of_row(_child: &mut NoModel, _key: Option<P::Key>) {}
}

impl<P: Model> RefersTo<P> for NoModel {
    type Reference = NoReference<P>;
}

impl Relation for NoReference<NoModel> {
    type From = NoModel;
    type To = NoModel;
    type Way = Up<Self>;
    type Holds = One;
    const NAME: &'static str = "nowhere";
}

impl<const NAME: u64> Named<NAME> for NoModel {
    type Relation = NoReference<Self>;
}

/// A type, if it is a model.
pub trait ModelIf<const IS_MODEL: bool> {
    /// The type, or a stand-in.
    type Model: Model;
    /// Its table.
    type Table;
}

impl<M: Model> ModelIf<true> for M {
    type Model = M;
    type Table = <M as HasTable>::Table;
}

impl<T: ?Sized> ModelIf<false> for T {
    type Model = NoModel;
    type Table = nowhere::table;
}

/// Says nothing more than that a type is a model.
#[doc(hidden)]
pub const fn is_model<M: Model>() {}

/// The table of a type if it is a model, or of a stand-in.
#[doc(hidden)]
#[macro_export]
macro_rules! __table_or {
    ($($model:tt)*) => {
        <$($model)* as $crate::relation::ModelIf<{ $crate::__private::Probe::<$($model)*>::IS_MODEL }>>::Table
    };
}

/// The type if it is a model, or a stand-in. The answers of [`Otherwise`](crate::model::Otherwise) have to be in scope.
#[doc(hidden)]
#[macro_export]
macro_rules! __model_or {
    ($($model:tt)*) => {
        <$($model)* as $crate::relation::ModelIf<{ $crate::__private::Probe::<$($model)*>::IS_MODEL }>>::Model
    };
}
