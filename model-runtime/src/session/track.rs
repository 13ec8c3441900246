//! What a session can keep, and what can be added to one.

use super::rows::Values;
use crate::connection::Exec;
use crate::model::builder::Complete;
use crate::model::{Draft, Model, RowRef, Tracks};
use crate::write::{NewVerbs, Write};

/// A model whose rows a session keeps, on the connection `C`: it can be stored there and copied, and its fields can be compared.
#[diagnostic::on_unimplemented(
    message = "a session cannot keep rows of `{Self}`",
    label = "this model cannot be copied and compared",
    note = "a session copies a row before it changes, and compares it afterwards: derive `Clone` for the model; the types of its fields \
            need `Clone` and `PartialEq`"
)]
pub trait Track<C: Exec>: Write<C> + Model<Row: Tracks> + Clone {}
#[diagnostic::do_not_recommend]
impl<C: Exec, M: Write<C> + Model<Row: Tracks> + Clone> Track<C> for M {}

/// What can be added to a session: a `NewX`, a complete builder, a whole row with its key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be added to a session",
    label = "not a row to insert",
    note = "a session takes a `NewX`, a builder whose required columns are all given, or a whole row; a handle stands for a row that it has \
            already"
)]
pub trait Addable: Sized {
    /// The model of the row.
    type Model: Model;

    /// The values of the row.
    #[doc(hidden)]
    fn into_values(self) -> ToAdd<Self::Model>;
}

/// The values of a row to add.
#[doc(hidden)]
pub struct ToAdd<M: Model> {
    pub(super) values: Values<M>,
    pub(super) rows: Vec<(usize, RowRef)>,
}

impl<M: Model> ToAdd<M> {
    /// A row with its key.
    pub fn row(row: M) -> Self {
        Self { values: Values::Row(row), rows: Vec::new() }
    }

    fn draft(draft: Draft<M>, rows: Vec<(usize, RowRef)>) -> Self {
        Self { values: Values::Draft(draft), rows }
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewVerbs<Given: Complete<N::Model>>> Addable for N {
    type Model = N::Model;

    fn into_values(self) -> ToAdd<N::Model> {
        let rows = self.rows();
        ToAdd::draft(self.into_draft(), rows)
    }
}
