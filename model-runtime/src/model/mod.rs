//! What the derive implements for a model, and what the rest of the runtime knows of one.

mod assign;
pub(crate) mod builder;
pub(crate) mod by_name;
mod checked;
mod column_set;
mod columns;
mod fk;
mod key;
mod stamp;

pub use assign::Assign;
pub use checked::{Checked, Unchecked};
pub use column_set::ColumnSet;
pub use columns::{Columns, Slot, Storable, Value};
pub use columns::{Out, bind, no_column, offer, offer_fk};
pub(crate) use columns::{Positional, Whole};
pub use fk::Fk;
pub use fk::optional_key;
pub use key::KeyOf;
pub use key::{ClientKey, GeneratedKey, IntoFk, IntoOptionalFk, Key};
pub use stamp::{Now, Stamp, Truncate, Version};

use diesel::associations::HasTable;
use diesel::query_source::Table;

use crate::error::{Result, ValidationErrors};
use crate::schema::TableSchema;

/// A struct that is a row of a table. Derived; not meant to be written by hand.
///
/// The verbs (`find`, `insert`, `save` ...) are those of [`Verbs`](crate::Verbs), which every model has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "this type has no table",
    note = "add `#[derive(Model)]` to `{Self}`"
)]
pub trait Model: HasTable<Table: Table> + Sized + Send + 'static {
    /// The SQL type of the whole row.
    type SqlType: 'static;
    /// The primary key; a tuple if it has several columns.
    type Key: Key;
    /// What is given to insert a row.
    type New: NewRow<Model = Self>;
    /// What is given to change a row.
    type Patch: Patch<Model = Self>;
    /// What an INSERT asks back: the key, then the columns the database makes.
    type Returned: Send + 'static;
    /// The SQL type of [`Returned`](Model::Returned).
    type ReturnedSql: 'static;
    /// What a write changes in the row itself: the time of update, and times finer than their columns.
    type Stamp: Stamp<Self>;

    /// The name of the struct.
    const NAME: &'static str;
    /// The table's name in SQL.
    const TABLE: &'static str;
    /// The key's columns, by position.
    const KEY: &'static [usize];
    /// The names of the key's columns in SQL.
    const KEY_NAMES: &'static [&'static str];
    /// What an INSERT asks back, by position; empty if the database makes nothing.
    const RETURNING: &'static [usize];
    /// Whether the database makes the key.
    const GENERATED_KEY: bool;
    /// The table: columns, keys, constraints, indexes.
    const SCHEMA: &'static TableSchema;

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// The key in what an INSERT gave back.
    fn returned_key(returned: &Self::Returned) -> Self::Key;

    /// Whether the version can still count on.
    fn can_count_version(&self) -> bool {
        true
    }

    /// Counts the version on, after a write that did so in the database.
    fn count_version(&mut self) {}

    /// Cuts every value to the precision its column keeps.
    fn truncate(&mut self) {}
}

/// The values of a row to insert: a `NewX`.
pub trait NewRow: Sized + Send + 'static {
    /// The model it becomes a row of.
    type Model: Model<New = Self>;
    /// The values as a builder collects them, with required ones missing.
    #[doc(hidden)]
    type Draft: Default + Send;

    /// Gives defaulted columns their Rust defaults, and cuts values to the precision of their columns; returns the
    /// columns it filled.
    fn complete(&mut self) -> ColumnSet {
        ColumnSet::EMPTY
    }

    /// Records what is wrong with the values.
    fn validate(&self, _errors: &mut ValidationErrors) {}

    /// The key, where it is given rather than made by the database.
    fn assigned_key(&self) -> Option<<Self::Model as Model>::Key> {
        None
    }

    /// The row, once the database has returned what it makes; `None` if a value is missing, which a check prevents.
    fn into_row(self, returned: Option<<Self::Model as Model>::Returned>) -> Option<Self::Model>;

    /// Fills in defaults and validates.
    ///
    /// The result can be inserted by plain Diesel: `insert_into(users::table).values(&new.check()?)`.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with every invalid field.
    fn check(mut self) -> Result<Checked<Self>> {
        let filled = self.complete();
        let mut errors = ValidationErrors::new(Self::Model::NAME);
        self.validate(&mut errors);
        errors.into_result().map(|()| Checked::new(self, filled))
    }

    /// Fills in defaults, and does not validate.
    fn unchecked(mut self) -> Unchecked<Self> {
        let filled = self.complete();
        Unchecked::new(self, filled)
    }
}

/// Changes to a row: an `XPatch`. Its default changes nothing.
pub trait Patch: Default + Sized + Send + 'static {
    /// The model it changes.
    type Model: Model<Patch = Self>;

    /// Cuts values to the precision of their columns, and sets the time of the update if it is not set.
    fn complete(&mut self) {}

    /// Records what is wrong with the values that are set.
    fn validate(&self, _errors: &mut ValidationErrors) {}

    /// Writes the values that are set into the row.
    fn apply(self, row: &mut Self::Model);

    /// Validates the values that are set.
    ///
    /// The result can be used by plain Diesel: `update(users::table).set(&patch.check()?)`.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with every invalid field.
    fn check(self) -> Result<Checked<Self>> {
        let mut errors = ValidationErrors::new(Self::Model::NAME);
        self.validate(&mut errors);
        errors.into_result().map(|()| Checked::new(self, ColumnSet::EMPTY))
    }

    /// Takes the values as they are.
    fn unchecked(self) -> Unchecked<Self> {
        Unchecked::new(self, ColumnSet::EMPTY)
    }
}
