//! What PostgreSQL says when it refuses something.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::backend::decode::{any, first, named};
use crate::error::Error;
use crate::schema::TableSchema;

/// An error of Diesel on PostgreSQL, in terms of the model it happened on. Constraints come with their names.
pub(super) fn decode(error: DieselError, table: Option<&'static TableSchema>) -> Error {
    let (kind, information) = match first(error) {
        DieselError::DatabaseError(kind, information) => (kind, information),
        error => return any(error, table),
    };
    // Diesel has no kinds for these, and the server's messages are in English unless it was told otherwise.
    let message = information.message();
    let waited = message.starts_with("canceling statement due to lock timeout")
        || message.starts_with("could not obtain lock")
        || message.starts_with("deadlock detected");
    if waited || matches!(kind, DatabaseErrorKind::SerializationFailure) {
        return Error::Busy(Box::new(DieselError::DatabaseError(kind, information)));
    }
    named(kind, information, table)
}
