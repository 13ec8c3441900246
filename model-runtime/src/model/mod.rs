//! What the derive implements for a model, and what the rest of the runtime knows of one.

mod assign;
pub(crate) mod builder;
mod cells;
mod checked;
mod column_set;
mod columns;
mod fk;
mod key;
mod probe;
mod row_impls;
mod same;
mod sound;
mod stamp;
mod table_name;
pub(crate) mod tuple;
mod view;

pub use assign::Assign;
pub use cells::Cells;
pub(crate) use cells::TooLarge;
pub use checked::{ChangesAsItIs, Checked, InsertableAsItIs, Shape, Unchecked};
pub use column_set::ColumnSet;
pub use columns::{Columns, Hosts, IsFor, Storable, Value};
pub(crate) use columns::{Positional, Whole, no_arrays, no_column};
pub use fk::{Fk, RowRef};
pub use fk::{optional_fk, optional_key};
pub use key::{ClientKey, GeneratedKey, IntoFk, IntoOptionalFk, Key};
pub use probe::{KeyIn, KeyOf, KeyPart, MadeByDatabase, Otherwise, Probe, StoredIn, is_key, is_stored};
pub(crate) use same::same;
pub use sound::Sound;
pub(crate) use sound::{Unreadable, sound_row};
pub(crate) use stamp::truncate_if_time;
pub use stamp::{Counter, Moment, Now, Truncate, Version, time, version};
pub(crate) use table_name::{TableName, write_name};
pub(crate) use tuple::ReadColumns;
pub use tuple::{RowTuple, Tracks};
pub use view::{NoNew, NoPatch};

use std::any::Any;

use diesel::associations::HasTable;
use diesel::query_source::Table;

use crate::error::{Result, ValidationErrors};
use crate::relation::ForeignKey;
use crate::rule::{validate_new, validate_patch};
use crate::schema::TableSchema;

/// A struct whose rows are read by a SELECT of these columns of its table, in the order of its fields. Derived.
pub trait Selected: HasTable<Table: Table> {
    /// The columns, as a tuple.
    type Columns: diesel::expression::Expression;

    /// The columns.
    fn columns() -> Self::Columns;
}

/// A struct that is a row of a table. Derived; not meant to be written by hand.
///
/// The verbs (`find`, `insert`, `save` ...) are those of [`Verbs`](crate::Verbs), which every model has.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a model",
    label = "this type has no table",
    note = "add `#[derive(Model)]` to `{Self}`"
)]
pub trait Model: Selected + Sized + Send + Sync + 'static {
    /// The SQL type of the whole row.
    type SqlType: 'static;
    /// The types of the fields, as a tuple.
    type Row: RowTuple;
    /// The SQL types the fields are bound as, as a tuple.
    type Bound: 'static;
    /// The databases that it is for: [`Every`](crate::backend::Every), or those that `backends(..)` lists.
    type Backends;
    /// The primary key; a tuple if it has several columns.
    type Key: Key;
    /// What is given to insert a row; of a view, a type without values.
    type New: NewRow<Model = Self>;
    /// What is given to change a row; of a view, nothing.
    type Patch: Patch<Model = Self>;
    /// What an INSERT asks back: the key, then the columns the database makes.
    type Returned: Send + 'static;
    /// The SQL type of [`Returned`](Model::Returned).
    type ReturnedSql: 'static;

    /// The name of the struct.
    const NAME: &'static str;
    /// The table's name in SQL.
    const TABLE: &'static str;
    /// The name of the schema of the database that the table is in, where the model says one; otherwise it is the connection's.
    const NAMESPACE: Option<&'static str> = None;
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
    /// The foreign keys, in the order of the schema.
    const FOREIGN_KEYS: &'static [ForeignKey<Self>] = &[];

    /// The row's key.
    fn key(&self) -> Self::Key;

    /// The row of these values.
    fn from_row(row: Self::Row) -> Self;

    /// The value of a column, by position.
    fn value(&self, column: usize) -> Option<&dyn Any>;

    /// A part of a key.
    fn key_part(key: &Self::Key, _part: usize) -> Option<&dyn Any> {
        Some(key)
    }

    /// The key in what an INSERT gave back.
    fn returned_key(returned: &Self::Returned) -> Self::Key;

    /// Puts what an INSERT gave back into the values of the row.
    fn take_returned(_draft: &mut Draft<Self>, _returned: Self::Returned) {}

    /// The key among the values of a row to insert, where it is given rather than made by the database.
    fn given_key(_draft: &Draft<Self>) -> Option<Self::Key> {
        None
    }

    /// Gives defaulted columns their Rust defaults; returns the columns it filled.
    fn complete(_draft: &mut Draft<Self>) -> ColumnSet {
        ColumnSet::EMPTY
    }

    /// The version, where the model has one.
    fn version(&mut self) -> Option<&mut dyn Counter> {
        None
    }

    /// The time of the last write, where the model keeps it.
    fn updated_at(&mut self) -> Option<&mut dyn Moment> {
        None
    }

    /// The times that may be finer than their columns.
    fn times(&mut self) -> Vec<&mut dyn Truncate> {
        Vec::new()
    }
}

/// A model whose table may stand in one query with the table `T`. Implemented by [`schema!`](crate::schema!) for the models
/// of one list.
#[diagnostic::on_unimplemented(
    message = "the table of `{Self}` and `{T}` cannot stand in one query",
    label = "these tables are not of one schema",
    note = "list both models in one `schema! {{ .. }}`"
)]
pub trait Meets<T> {}

/// The values of a row to insert, as the statements take them: by position, missing where the database is to make them.
pub type Draft<M> = <<M as Model>::Row as RowTuple>::Options;

/// The values of a row to insert: a `NewX`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a row to insert",
    label = "expected a `NewX`, or a complete builder",
    note = "a row with related rows is inserted by `insert`, many of them by `insert_many`"
)]
pub trait NewRow: Shape<Values = Draft<Self::Model>> + Sized + Send + 'static {
    /// The model it becomes a row of.
    type Model: Model<New = Self>;

    /// The values by position.
    fn into_draft(self) -> Draft<Self::Model>;

    /// The values by position, taken back; the rows of a session that are parents stand at the columns of their keys.
    #[doc(hidden)]
    fn from_draft(_draft: Draft<Self::Model>, _row_at: &dyn Fn(usize) -> Option<RowRef>) -> Option<Self> {
        None
    }

    /// The rows of a session that are the parents of this one, by the columns of their keys.
    fn rows(&self) -> Vec<(usize, RowRef)> {
        Vec::new()
    }

    /// Fills in defaults and validates.
    ///
    /// The result can be inserted by plain Diesel: `insert_into(users::table).values(&new.check()?)`.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with every invalid field.
    fn check(self) -> Result<Checked<Self>> {
        checked::<Self::Model>(self.into_draft()).map(|(draft, _)| Checked::new(draft))
    }

    /// Fills in defaults, and does not validate.
    fn unchecked(self) -> Unchecked<Self> {
        let mut draft = self.into_draft();
        complete::<Self::Model>(&mut draft);
        Unchecked::new(draft)
    }
}

/// Gives a value if there is none yet; says whether it did.
#[doc(hidden)]
pub fn fill<T>(value: &mut Option<T>, default: impl FnOnce() -> T) -> bool {
    let missing = value.is_none();
    if missing {
        *value = Some(default());
    }
    missing
}

/// Fills in the defaults of a row to insert, and validates it; with the columns that got their default.
pub(crate) fn checked<M: Model>(mut draft: Draft<M>) -> Result<(Draft<M>, ColumnSet)> {
    let filled = complete::<M>(&mut draft);
    let mut errors = ValidationErrors::new(M::NAME);
    validate_new::<M>(&draft, &mut errors);
    errors.into_result().map(|()| (draft, filled))
}

/// Fills in the defaults of a row to insert, and cuts times to the precision of their columns; the columns it filled.
pub(crate) fn complete<M: Model>(draft: &mut Draft<M>) -> ColumnSet {
    let filled = M::complete(draft);
    M::Row::truncate(draft);
    filled
}

/// Changes to a row: an `XPatch`. Its default changes nothing.
pub trait Patch: Shape<Values = Self> + Default + Sized + Send + Sync + 'static {
    /// The model it changes.
    type Model: Model<Patch = Self>;

    /// The value of a column, by position, if it is set.
    fn value(&self, column: usize) -> Option<&dyn Any>;

    /// Cuts values to the precision of their columns, and sets the time of the update if it is not set.
    fn complete(&mut self) {}

    /// Writes the values that are set into the row.
    fn apply(self, row: &mut Self::Model);

    /// Validates the values that are set.
    ///
    /// The result can be used by plain Diesel: `update(users::table).set(&patch.check()?)`.
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) with every invalid field.
    fn check(self) -> Result<Checked<Self>> {
        validate_patch(&self)?;
        let mut patch = self;
        patch.complete();
        Ok(Checked::new(patch))
    }

    /// Takes the values as they are.
    fn unchecked(mut self) -> Unchecked<Self> {
        self.complete();
        Unchecked::new(self)
    }
}
