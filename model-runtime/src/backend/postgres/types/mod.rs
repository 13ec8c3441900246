//! How PostgreSQL stores the types that Diesel has no common SQL type for.

#[cfg(feature = "bigdecimal")]
mod decimal;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "json")]
mod json_values;
#[cfg(feature = "json")]
mod jsonb;
#[cfg(any(feature = "chrono", feature = "time"))]
mod moment;
mod names;
#[cfg(feature = "uuid")]
mod uuid;

use diesel::pg::{Pg, PgTypeMetadata};
use diesel::sql_types::HasSqlType;

use crate::types::OwnSqlType;
use crate::types::sql_types::Own;

impl<T: OwnSqlType> HasSqlType<Own<T>> for Pg
where
    Self: HasSqlType<T::Sql>,
{
    fn metadata(lookup: &mut Self::MetadataLookup) -> PgTypeMetadata {
        match T::POSTGRES_TYPE {
            // Without a schema it is found by the search path, as the name in the DDL is.
            Some(name) => lookup.lookup_type(name, T::POSTGRES_NAMESPACE),
            None => <Self as HasSqlType<T::Sql>>::metadata(lookup),
        }
    }
}

/// Gives a type that is its own SQL type the representation of what it is stored as, on PostgreSQL.
#[doc(hidden)]
#[macro_export]
macro_rules! __has_sql_type_on_postgres {
    ($own:ty) => {
        // The quantifier makes a bound of something that holds or not for the type at hand.
        impl ::diesel::sql_types::HasSqlType<$own> for ::diesel::pg::Pg
        where
            for<'a> Self: ::diesel::sql_types::HasSqlType<<$own as $crate::__private::OwnSqlType>::Sql>,
        {
            fn metadata(
                lookup: &mut <Self as ::diesel::sql_types::TypeMetadata>::MetadataLookup,
            ) -> ::diesel::pg::PgTypeMetadata {
                <Self as ::diesel::sql_types::HasSqlType<$crate::__private::Own<$own>>>::metadata(lookup)
            }
        }
    };
}
