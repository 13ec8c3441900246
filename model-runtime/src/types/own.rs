//! Enums and newtypes: Rust types that are their own SQL types.

use diesel::deserialize;
use diesel::expression::TypedExpressionType;
use diesel::sql_types::{self as st, Nullable, SingleValue, SqlType};

use super::sql_types::Own;
use crate::backend::HasType;
use crate::model::{ClientKey, GeneratedKey, Key, Now, Truncate};
use crate::schema::{ColumnSqlType, ColumnType};

/// A Rust type that is its own SQL type: a column of it takes no other type. Derived by `ColumnEnum` and `ColumnType`.
///
/// It is stored as a type that backends know.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column: it has no SQL type",
    label = "not a type that a column can have",
    note = "for an enum add `#[derive(ColumnEnum)]` to it, for a newtype `#[derive(ColumnType)]`",
    note = "store any other type as JSON with `#[model(json)]`, or name its SQL type: `#[model(sql_type = diesel::sql_types::Text)]`"
)]
pub trait OwnSqlType: SqlType + SingleValue + Sized + 'static {
    /// The SQL type it is stored as.
    type Sql: SqlType + SingleValue + ColumnSqlType;
    /// What is bound.
    type Inner: ?Sized;
    /// What is read.
    type Read;
    /// The values it is restricted to, as SQL literals.
    const ONE_OF: Option<&'static [&'static str]> = None;
    /// The name of the type that it has of its own on PostgreSQL.
    const POSTGRES_TYPE: Option<&'static str> = None;
    /// The schema that this type is in, where it is not found without saying so.
    const POSTGRES_NAMESPACE: Option<&'static str> = None;

    /// The value to bind.
    fn inner(&self) -> &Self::Inner;

    /// The value that was read.
    ///
    /// # Errors
    /// If the database holds a value the type does not have.
    fn read(value: Self::Read) -> deserialize::Result<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: OwnSqlType> ColumnSqlType for T {
    const TYPE: ColumnType = match (T::POSTGRES_TYPE, T::ONE_OF) {
        (Some(name), Some(values)) => ColumnType::Enum { namespace: T::POSTGRES_NAMESPACE, name, values },
        _ => <T::Sql as ColumnSqlType>::TYPE,
    };
    const ONE_OF: Option<&'static [&'static str]> = match T::ONE_OF {
        Some(one_of) => Some(one_of),
        None => <T::Sql as ColumnSqlType>::ONE_OF,
    };
}

/// An enum or a newtype that the database `D` can store.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored on {D}",
    label = "{D} lacks the SQL type that it is stored as",
    note = "for a model of other databases name them on the struct: `#[model(backends(postgres))]`"
)]
pub trait OwnOn<D> {}
#[diagnostic::do_not_recommend]
impl<T: OwnSqlType, D: HasType<T::Sql>> OwnOn<D> for T {}

/// A SQL type of values of the enum or newtype `T`, nullable or not.
pub trait Holds<T>: SqlType + TypedExpressionType {}
impl<T: OwnSqlType> Holds<T> for T {}
impl<T: OwnSqlType> Holds<T> for Own<T> {}
impl<T: OwnSqlType> Holds<T> for Nullable<T> {}
impl<T: OwnSqlType> Holds<T> for Nullable<Own<T>> {}

/// One that is not nullable.
pub trait HoldsNoNull<T>: Holds<T> + SingleValue {}
impl<T: OwnSqlType> HoldsNoNull<T> for T {}
impl<T: OwnSqlType> HoldsNoNull<T> for Own<T> {}

/// What an enum or a newtype is stored as, as a column of a `table!` that knows nothing of it.
macro_rules! holds { ($($sql_type:ty),* $(,)?) => { $(
    impl<T: OwnSqlType<Sql = $sql_type>> Holds<T> for $sql_type {}
    impl<T: OwnSqlType<Sql = $sql_type>> Holds<T> for Nullable<$sql_type> {}
    impl<T: OwnSqlType<Sql = $sql_type>> HoldsNoNull<T> for $sql_type {}
)* } }
holds! {
    st::Bool, st::SmallInt, st::Integer, st::BigInt, st::Float, st::Double, st::Text, st::Binary,
    st::Date, st::Time, st::Timestamp,
}

/// A newtype that is a column. Derived by `ColumnType`; it can be a key or a time where its field can.
pub trait NewtypeColumn: Sized {
    /// The type of its field.
    type Field;

    /// The newtype around a value.
    fn wrap(field: Self::Field) -> Self;

    /// Its field.
    fn field(&self) -> &Self::Field;

    /// Its field, to be changed.
    fn field_mut(&mut self) -> &mut Self::Field;
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: GeneratedKey>> GeneratedKey for N {}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: ClientKey> + Key> ClientKey for N {
    fn generate() -> Self {
        N::wrap(ClientKey::generate())
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: Truncate>> Truncate for N {
    fn truncate(&mut self) -> u32 {
        self.field_mut().truncate()
    }

    fn restore(&mut self, nanoseconds: u32) {
        self.field_mut().restore(nanoseconds);
    }
}

#[diagnostic::do_not_recommend]
impl<N: NewtypeColumn<Field: Now>> Now for N {
    fn now() -> Self {
        N::wrap(Now::now())
    }
}

/// Makes a type with [`OwnSqlType`] the SQL type of itself, for every enabled backend.
///
/// These are implementations of Diesel's traits, which cannot be given to all such types at once.
#[doc(hidden)]
#[macro_export]
macro_rules! __own_sql_type {
    ($own:ty) => {
        const _: () = {
            use $crate::__private as m;

            impl m::SqlType for $own {
                type IsNull = m::NotNull;
            }
            impl m::SingleValue for $own {}
            impl m::QueryId for $own {
                type QueryId = Self;
                const HAS_STATIC_QUERY_ID: bool = true;
            }
            // The quantifier makes a bound of something that holds or not for the type at hand.
            impl m::SqlOrd for $own where for<'a> <$own as m::OwnSqlType>::Sql: m::SqlOrd {}

            $crate::__has_sql_type!($own);
    $crate::__own_as_expression!($own: $own);
    $crate::__own_as_expression!($own: &$own);

            impl<DB: m::Backend, ST: m::Holds<$own>> m::ToSql<ST, DB> for $own
            where
                <$own as m::OwnSqlType>::Inner: m::ToSql<<$own as m::OwnSqlType>::Sql, DB>,
            {
                fn to_sql<'b>(&'b self, out: &mut m::Output<'b, '_, DB>) -> m::Stored {
                    m::ToSql::<<$own as m::OwnSqlType>::Sql, DB>::to_sql(m::OwnSqlType::inner(self), out)
                }
            }
            impl<DB: m::Backend, ST: m::HoldsNoNull<$own>> m::FromSql<ST, DB> for $own
            where
                <$own as m::OwnSqlType>::Read: m::FromSql<<$own as m::OwnSqlType>::Sql, DB>,
            {
                fn from_sql(value: DB::RawValue<'_>) -> m::Loaded<Self> {
                    m::OwnSqlType::read(m::FromSql::<<$own as m::OwnSqlType>::Sql, DB>::from_sql(value)?)
                }
            }
            impl<DB: m::Backend, ST: m::SingleValue> m::Queryable<ST, DB> for $own
            where
                $own: m::FromSql<ST, DB>,
            {
                type Row = Self;
                fn build(row: Self) -> m::Loaded<Self> {
                    ::core::result::Result::Ok(row)
                }
            }
        };
    };
}

/// Lets values and references of an own type stand beside its columns.
#[doc(hidden)]
#[macro_export]
macro_rules! __own_as_expression {
    ($own:ty: $value:ty) => {
        #[diagnostic::do_not_recommend]
        impl<ST: m::Holds<$own>> m::AsExpression<ST> for $value {
            type Expression = m::Bound<ST, Self>;
            // Not `Self::Expression`: an enum may have a variant of that name.
            fn as_expression(self) -> m::Bound<ST, Self> {
                m::Bound::new(self)
            }
        }
    };
}

/// Lets a newtype stand for the parent whose key it is.
#[doc(hidden)]
#[macro_export]
macro_rules! __own_key {
    ($own:ty) => {
        const _: () = {
            use $crate::__private as m;

            impl<P> ::core::convert::From<$own> for m::Fk<P, $own> {
                fn from(key: $own) -> Self {
                    m::Fk::key(key)
                }
            }
            impl<P> m::IntoFk<P, $own> for $own {
                fn into_fk(self) -> m::Fk<P, $own> {
                    m::Fk::key(self)
                }
            }
        };
    };
}
