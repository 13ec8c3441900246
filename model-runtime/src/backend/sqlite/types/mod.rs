//! How SQLite stores the types that Diesel lacks.

#[cfg(feature = "bigdecimal")]
mod decimal;
#[cfg(feature = "json")]
mod json;
#[cfg(any(feature = "chrono", feature = "time"))]
mod moment;
#[cfg(feature = "uuid")]
mod uuid;

use diesel::sql_types::{HasSqlType, TimestamptzSqlite};
use diesel::sqlite::{Sqlite, SqliteType};

use crate::schema::{ColumnType, column_sql_types};
use crate::types::OwnSqlType;
use crate::types::sql_types::Own;

column_sql_types! { TimestamptzSqlite => ColumnType::TimestampTz }

impl<T: OwnSqlType> HasSqlType<Own<T>> for Sqlite
where
    Self: HasSqlType<T::Sql>,
{
    fn metadata(lookup: &mut ()) -> SqliteType {
        <Self as HasSqlType<T::Sql>>::metadata(lookup)
    }
}

/// Gives a type that is its own SQL type the representation of what it is stored as, on SQLite.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_sqlite {
    ($own:ty) => {
        // The quantifier makes a bound of something that holds or not for the type at hand.
        impl ::diesel::sql_types::HasSqlType<$own> for ::diesel::sqlite::Sqlite
        where
            for<'a> Self: ::diesel::sql_types::HasSqlType<<$own as $crate::__private::OwnSqlType>::Sql>,
        {
            fn metadata(lookup: &mut ()) -> ::diesel::sqlite::SqliteType {
                <Self as ::diesel::sql_types::HasSqlType<<$own as $crate::__private::OwnSqlType>::Sql>>::metadata(
                    lookup,
                )
            }
        }
    };
}
