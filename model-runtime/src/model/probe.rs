//! Whether a type has a trait, as a const: how generated code lets one mistake be one error.
//!
//! A field whose type has no SQL type would fail wherever the table is used. Generated code asks first, and goes on with a
//! stand-in if the answer is no; the one obligation that says what is wrong stands at the field.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use diesel::sql_types::{SingleValue, SqlType, Text};

use super::{GeneratedKey, Key, Model};
use crate::backend::StoredOn;
use crate::relation::RefersToTable;
use crate::schema::ColumnSqlType;
use crate::schema::existing::Existing;
use crate::types::{OwnOn, OwnSqlType, StoredAs};

/// Asks about a type that has no parameters: `Probe::<T>::IS_MODEL` is the const of the first impl whose bound holds, and that of
/// [`Otherwise`] if none does.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Model> Probe<T> {
    /// The type is a model.
    pub const IS_MODEL: bool = true;
}

impl<T: OwnSqlType> Probe<T> {
    /// The type is an enum or a newtype that a column can have.
    pub const IS_OWN: bool = true;
}

impl<T: StoredAs + ?Sized> Probe<T> {
    /// The type has a SQL type.
    pub const IS_STORED: bool = true;
}

impl<T: Key> Probe<T> {
    /// The type can be a key.
    pub const IS_KEY: bool = true;
}

impl<T: StoredOn<ST, D>, ST, D> Probe<(T, ST, D)> {
    /// The database `D` can store the type as the SQL type.
    pub const IS_STORED_ON: bool = true;
}

impl<T: OwnOn<D>, D> Probe<(T, D)> {
    /// The database `D` can store the enum or newtype.
    pub const IS_OWN_ON: bool = true;
}

impl<T: Existing> Probe<T> {
    /// The type is a model over a table that is there.
    pub const IS_EXISTING: bool = true;
}

impl<C: RefersToTable<P>, P> Probe<(C, P)> {
    /// The table `C` has a foreign key to the table `P`.
    pub const REFERS_TO_TABLE: bool = true;
}

/// The answers for a type of which nothing else is known.
pub trait Otherwise {
    /// Not stored on the database.
    const IS_STORED_ON: bool = false;
    /// Not an enum or newtype that is stored on the database.
    const IS_OWN_ON: bool = false;
    /// No foreign key that is known.
    const REFERS_TO_TABLE: bool = false;
    /// Not a model over a table that is there.
    const IS_EXISTING: bool = false;
    /// Not a model.
    const IS_MODEL: bool = false;
    /// Not a key.
    const IS_KEY: bool = false;
    /// Not a type with a SQL type.
    const IS_STORED: bool = false;
    /// Not a type of a column.
    const IS_OWN: bool = false;
}
impl<T: ?Sized> Otherwise for Probe<T> {}

/// The SQL type of the field of a newtype, by whether it has one.
pub trait StoredIn<const IS_STORED: bool> {
    /// The SQL type, or a stand-in.
    type SqlType: SqlType + SingleValue + ColumnSqlType;
}

impl<T: StoredAs<SqlType: ColumnSqlType> + ?Sized> StoredIn<true> for T {
    type SqlType = T::SqlType;
}

impl<T: ?Sized> StoredIn<false> for T {
    type SqlType = Text;
}

/// Says nothing more than that a type has a SQL type.
#[doc(hidden)]
pub const fn is_stored<T: StoredAs + ?Sized>() {}

/// A key that the database can make; of a type that is none of a column that is not asked.
#[diagnostic::on_unimplemented(
    message = "the database cannot make a key of type `{Self}`",
    label = "not an integer",
    note = "mark the field `#[model(id, assigned)]` and give the key on insert, or use an integer or a newtype of one"
)]
pub trait MadeByDatabase<const IS_OWN: bool> {}
#[diagnostic::do_not_recommend]
impl<T: GeneratedKey> MadeByDatabase<true> for T {}
impl<T: ?Sized> MadeByDatabase<false> for T {}

/// What a field of a type of the user's is in the key of its model, by whether that type can be a key.
pub trait KeyPart<const IS_KEY: bool> {
    /// The type itself, or a stand-in.
    type Key: Key;

    /// The key of a value.
    fn key(&self) -> Self::Key;
}

impl<T: Key> KeyPart<true> for T {
    type Key = T;

    fn key(&self) -> T {
        self.clone()
    }
}

impl<T: 'static> KeyPart<false> for T {
    type Key = NoKey<T>;

    fn key(&self) -> NoKey<T> {
        NoKey(PhantomData)
    }
}

/// Stands in the place of a key that cannot be one.
pub struct NoKey<T>(PhantomData<fn() -> T>);

impl<T> Clone for NoKey<T> {
    fn clone(&self) -> Self {
        Self(PhantomData)
    }
}

impl<T> PartialEq for NoKey<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> Eq for NoKey<T> {}

impl<T> PartialOrd for NoKey<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for NoKey<T> {
    fn cmp(&self, _: &Self) -> Ordering {
        Ordering::Equal
    }
}

impl<T> Hash for NoKey<T> {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl<T> fmt::Debug for NoKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoKey")
    }
}

/// The type of a foreign key to a parent, by whether that is a model; if not, `K` will do.
pub trait KeyIn<const IS_MODEL: bool, K> {
    /// The type.
    type Key;
}

impl<P: Model, K> KeyIn<true, K> for P {
    type Key = P::Key;
}

impl<P: ?Sized, K> KeyIn<false, K> for P {
    type Key = K;
}

/// A type that is `K`, the key of `P`.
#[diagnostic::on_unimplemented(
    message = "the key of `{P}` is `{K}`, and this field is `{Self}`",
    label = "not the type of the key of `{P}`",
    note = "give the field the type `{K}`, or `Option` of it where there may be no `{P}`"
)]
pub trait KeyOf<P, K> {}
impl<P, K> KeyOf<P, K> for K {}
impl<P, K> KeyOf<P, NoKey<K>> for K {}

/// Says nothing more than that `T` is the key of `P`.
#[doc(hidden)]
pub const fn is_key<T: KeyOf<P, K>, P, K>() {}

/// Says that a type is that of the key of a model, if it is one.
#[doc(hidden)]
#[macro_export]
macro_rules! __key_of {
    ($key:ty, $parent:ty) => {
        const _: () = {
            use $crate::__private::{KeyIn, Otherwise as _, Probe, is_key};
            is_key::<$key, $parent, <$parent as KeyIn<{ Probe::<$parent>::IS_MODEL }, $key>>::Key>()
        };
    };
}
