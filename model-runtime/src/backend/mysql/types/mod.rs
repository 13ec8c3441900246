//! How MariaDB and MySQL store the types that Diesel has no common SQL type for.

#[cfg(any(feature = "chrono", feature = "time"))]
mod bind;
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

#[cfg(any(feature = "chrono", feature = "time"))]
pub(super) use bind::bind;

use diesel::mysql::{Mysql, MysqlType};
use diesel::sql_types::HasSqlType;

use crate::schema::{ColumnType, column_sql_types};
use crate::types::OwnSqlType;
use crate::types::sql_types::Own;

column_sql_types! { diesel::sql_types::Datetime => ColumnType::Timestamp }

impl<T: OwnSqlType> HasSqlType<Own<T>> for Mysql
where
    Self: HasSqlType<T::Sql>,
{
    fn metadata(lookup: &mut ()) -> MysqlType {
        wide(<Self as HasSqlType<T::Sql>>::metadata(lookup))
    }
}

/// The type that a value is sent as: Diesel 2.3 sends dates with a time as `TIMESTAMP`, of which servers make NULL before 1970 and
/// after 2038.
const fn wide(ty: MysqlType) -> MysqlType {
    match ty {
        MysqlType::Timestamp => MysqlType::DateTime,
        ty => ty,
    }
}

/// Gives a type that is its own SQL type the representation of what it is stored as, on MariaDB and MySQL.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_mysql {
    ($own:ty) => {
        // The quantifier makes a bound of something that holds or not for the type at hand.
        impl ::diesel::sql_types::HasSqlType<$own> for ::diesel::mysql::Mysql
        where
            for<'a> Self: ::diesel::sql_types::HasSqlType<<$own as $crate::__private::OwnSqlType>::Sql>,
        {
            fn metadata(lookup: &mut ()) -> ::diesel::mysql::MysqlType {
                <Self as ::diesel::sql_types::HasSqlType<$crate::__private::Own<$own>>>::metadata(lookup)
            }
        }
    };
}
