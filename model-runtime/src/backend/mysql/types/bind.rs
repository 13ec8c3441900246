//! Values that Diesel 2.3 would send as something else than they are.

use std::any::Any;

use diesel::mysql::Mysql;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types as st;

/// Binds a date with a time as `DATETIME`, and a time of day with its fraction; `None` if the value is neither.
///
/// Diesel sends the first as `TIMESTAMP`, of which servers make NULL before 1970 and after 2038, and the second (of the crate
/// `time`) in whole seconds.
pub(in crate::backend::mysql) fn bind<'b>(
    value: &'b dyn Any,
    out: &mut AstPass<'_, 'b, Mysql>,
) -> Option<QueryResult<()>> {
    #[cfg(feature = "chrono")]
    if let Some(moment) = given::<chrono::NaiveDateTime>(value) {
        return Some(out.push_bind_param::<st::Datetime, _>(moment));
    }
    #[cfg(feature = "time")]
    if let Some(moment) = given::<time::PrimitiveDateTime>(value) {
        return Some(out.push_bind_param::<st::Datetime, _>(moment));
    }
    #[cfg(feature = "time")]
    if let Some(time) = given::<time::Time>(value) {
        return Some(out.push_bind_param::<st::Time, _>(super::time_of_day::of(time)));
    }
    None
}

/// The value as a `T`, if it is one and not NULL.
fn given<T: 'static>(value: &dyn Any) -> Option<&T> {
    value.downcast_ref::<T>().or_else(|| value.downcast_ref::<Option<T>>()?.as_ref())
}
