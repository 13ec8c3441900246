//! What errors of all backends have in common.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use crate::error::{ConstraintKind, ConstraintViolation, Error};
use crate::model::Unreadable;
use crate::schema::TableSchema;

/// An error of Diesel, as far as it can be understood without its backend.
pub(crate) fn any(error: DieselError, table: Option<&'static TableSchema>) -> Error {
    let model = table.map(|table| table.model);
    match error {
        DieselError::NotFound => Error::NotFound { model: model.unwrap_or("row") },
        // Diesel's error of a field names the column, and leaves the cause to its source.
        DieselError::DeserializationError(source) => match source.downcast::<diesel::result::DeserializeFieldError>() {
            Ok(field) => Error::decode(model, field.field_name, field.error),
            Err(source) => match source.downcast::<Unreadable>() {
                Ok(field) => Error::decode(model, Some(field.column.to_owned()), field.cause),
                Err(source) => Error::decode(model, None, source),
            },
        },
        DieselError::DatabaseError(kind, information) => match constraint_kind(&kind) {
            Some(kind_found) => Error::Constraint(Box::new(reported(kind_found, kind, information))),
            None => Error::database(model, DieselError::DatabaseError(kind, information)),
        },
        other => Error::database(model, other),
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // Diesel's enum is not `Copy`
fn constraint_kind(kind: &DatabaseErrorKind) -> Option<ConstraintKind> {
    Some(match kind {
        DatabaseErrorKind::UniqueViolation => ConstraintKind::Unique,
        DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::RestrictViolation => ConstraintKind::ForeignKey,
        DatabaseErrorKind::NotNullViolation => ConstraintKind::NotNull,
        DatabaseErrorKind::CheckViolation => ConstraintKind::Check,
        DatabaseErrorKind::ExclusionViolation => ConstraintKind::Exclusion,
        _ => return None,
    })
}

/// A violation with what the driver reports of it.
fn reported(
    kind: ConstraintKind,
    diesel_kind: DatabaseErrorKind,
    information: Box<dyn DatabaseErrorInformation + Send + Sync>,
) -> ConstraintViolation {
    ConstraintViolation {
        kind,
        table: information.table_name().map(str::to_owned),
        name: information.constraint_name().map(str::to_owned),
        columns: information.column_name().map(str::to_owned).into_iter().collect(),
        source: DieselError::DatabaseError(diesel_kind, information),
    }
}
