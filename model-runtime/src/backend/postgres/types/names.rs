//! What Diesel's SQL types for PostgreSQL are called in DDL.

use diesel::sql_types as st;

use crate::schema::ColumnType::{Named, TimestampTz, Uuid};
use crate::schema::column_sql_types;

column_sql_types! {
    st::CChar => Named("\"char\""),
    st::Cidr => Named("CIDR"),
    st::Citext => Named("CITEXT"),
    st::Inet => Named("INET"),
    st::MacAddr => Named("MACADDR"),
    st::MacAddr8 => Named("MACADDR8"),
    st::Money => Named("MONEY"),
    st::Oid => Named("OID"),
    st::PgLsn => Named("PG_LSN"),
    st::Timestamptz => TimestampTz,
    st::Uuid => Uuid,
    st::Range<st::Integer> => Named("INT4RANGE"),
    st::Range<st::BigInt> => Named("INT8RANGE"),
    st::Range<st::Numeric> => Named("NUMRANGE"),
    st::Range<st::Date> => Named("DATERANGE"),
    st::Range<st::Timestamp> => Named("TSRANGE"),
    st::Range<st::Timestamptz> => Named("TSTZRANGE"),
    st::Multirange<st::Integer> => Named("INT4MULTIRANGE"),
    st::Multirange<st::BigInt> => Named("INT8MULTIRANGE"),
    st::Multirange<st::Numeric> => Named("NUMMULTIRANGE"),
    st::Multirange<st::Date> => Named("DATEMULTIRANGE"),
    st::Multirange<st::Timestamp> => Named("TSMULTIRANGE"),
    st::Multirange<st::Timestamptz> => Named("TSTZMULTIRANGE"),
}
