//! How MariaDB and MySQL store the types that Diesel has no common SQL type for.

#[cfg(feature = "bigdecimal")]
mod decimal;
#[cfg(feature = "json")]
mod json;
#[cfg(any(feature = "chrono", feature = "time"))]
mod moment;
#[cfg(feature = "time")]
mod time_of_day;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(feature = "time")]
pub(super) use time_of_day::time_of_day;

use diesel::mysql::{Mysql, MysqlType};
use diesel::sql_types::HasSqlType;

use crate::types::OwnSqlType;
use crate::types::sql_types::Own;

impl<T: OwnSqlType> HasSqlType<Own<T>> for Mysql
where
    Self: HasSqlType<T::Sql>,
{
    fn metadata(lookup: &mut ()) -> MysqlType {
        <Self as HasSqlType<T::Sql>>::metadata(lookup)
    }
}

/// Gives a type that is its own SQL type the representation of what it is stored as, on MariaDB and MySQL.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_mysql {
    ($own:ty) => {
        impl ::diesel::sql_types::HasSqlType<$own> for ::diesel::mysql::Mysql {
            fn metadata(lookup: &mut ()) -> ::diesel::mysql::MysqlType {
                <Self as ::diesel::sql_types::HasSqlType<<$own as $crate::__private::OwnSqlType>::Sql>>::metadata(
                    lookup,
                )
            }
        }
    };
}
