//! Moments as `timestamptz`.

use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Timestamptz;

use crate::types::sql_types::UtcDateTime;

macro_rules! timestamptz {
    ($moment:ty) => {
        impl ToSql<UtcDateTime, Pg> for $moment {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                ToSql::<Timestamptz, Pg>::to_sql(self, out)
            }
        }

        impl FromSql<UtcDateTime, Pg> for $moment {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                FromSql::<Timestamptz, Pg>::from_sql(value)
            }
        }
    };
}
#[cfg(feature = "chrono")]
timestamptz!(chrono::DateTime<chrono::Utc>);
#[cfg(feature = "time")]
timestamptz!(time::OffsetDateTime);
