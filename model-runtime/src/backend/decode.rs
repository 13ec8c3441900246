//! What errors of all backends have in common.

use std::borrow::Cow;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

use super::literal::unquoted;
use crate::error::{ConstraintKind, ConstraintViolation, Error, FieldError, ValidationErrors};
use crate::model::Unreadable;
use crate::schema::{ColumnSchema, TableSchema};

/// What is missing where no model is known.
pub(crate) const ROW: &str = "row";

/// Of two errors, that of a COMMIT and that of the rollback after it, the one that came first.
pub(crate) fn first(error: DieselError) -> DieselError {
    match error {
        DieselError::RollbackErrorOnCommit { commit_error, .. } => *commit_error,
        error => error,
    }
}

/// An error of Diesel, as far as it can be understood without its backend.
pub(crate) fn any(error: DieselError, table: Option<&'static TableSchema>) -> Error {
    let model = table.map(|table| table.model);
    match error {
        DieselError::NotFound => Error::not_found(model.unwrap_or(ROW)),
        // Diesel's error of a field names the column, and leaves the cause to its source.
        DieselError::DeserializationError(source) => match source.downcast::<diesel::result::DeserializeFieldError>() {
            Ok(field) => Error::decode(model, field.field_name, field.error),
            Err(source) => match source.downcast::<Unreadable>() {
                Ok(field) => Error::decode(model, Some(field.column.to_owned()), field.cause),
                Err(source) => Error::decode(model, None, source),
            },
        },
        DieselError::DatabaseError(kind, information) => match constraint_kind(&kind) {
            Some(kind_found) => Error::Constraint(Box::new(reported(kind_found, kind, information, table))),
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
    schema: Option<&'static TableSchema>,
) -> ConstraintViolation {
    ConstraintViolation {
        kind,
        table: information.table_name().map(str::to_owned),
        name: information.constraint_name().map(str::to_owned),
        columns: information.column_name().map(str::to_owned).into_iter().collect(),
        schema,
        is_of_child: false,
        source: DieselError::DatabaseError(diesel_kind, information),
    }
}

/// The error that a rule of the model would have given, for the name of its CHECK.
pub(crate) fn broken_rule(check: &str, table: &'static TableSchema) -> Option<ValidationErrors> {
    let rules = table.columns.iter().flat_map(|column| column.rules.iter().map(move |rule| (column, rule)));
    let mut rules = rules.filter(|(_, rule)| rule.constraint() == check);
    let error = rules.next().map(|(column, rule)| rule.error(column.field)).or_else(|| is_one_of(check, table));
    let mut errors = ValidationErrors::new(table.model);
    errors.push(error?);
    Some(errors)
}

/// The error of a value that a column's type does not have: an enum brings the CHECK `ck_<table>_<column>`.
fn is_one_of(check: &str, table: &'static TableSchema) -> Option<FieldError> {
    let column = column_of(check, table)?;
    let words: Vec<_> = column.one_of?.iter().map(|sql| unquoted(sql)).collect();
    Some(FieldError {
        field: column.field.into(),
        code: "one_of".into(),
        message: format!("must be one of `{}`", words.join("`, `")).into(),
        params: vec![("one_of", words.join(", "))],
        row: None,
        constraint: Some(check.to_owned().into()),
    })
}

/// The column that the CHECK `ck_<table>_<column>` is named after.
pub(crate) fn column_of(check: &str, table: &'static TableSchema) -> Option<&'static ColumnSchema> {
    let name = check.strip_prefix("ck_")?.strip_prefix(table.name)?.strip_prefix('_')?;
    table.columns.iter().find(|column| column.name == name)
}

/// The primary key or the unique constraint over these columns, by kind and name.
pub(crate) fn unique_of(
    columns: &[String],
    table: &'static TableSchema,
) -> Option<(ConstraintKind, Cow<'static, str>)> {
    let same = |named: &[&str]| named.len() == columns.len() && columns.iter().all(|column| named.contains(&&**column));
    if same(table.primary_key) {
        return Some((ConstraintKind::PrimaryKey, table.primary_key_name()));
    }
    let (name, _) = table.unique_keys().find(|(_, columns)| same(columns))?;
    Some((ConstraintKind::Unique, name.into()))
}

/// An error of a database that names its constraints, in terms of the model it happened on.
#[cfg(any(feature = "postgres-dialect", feature = "mysql-dialect"))]
pub(crate) fn named(
    kind: DatabaseErrorKind,
    information: Box<dyn DatabaseErrorInformation + Send + Sync>,
    table: Option<&'static TableSchema>,
) -> Error {
    let name = information.constraint_name().map(str::to_owned);
    let of = information.table_name();
    let is_own = table.is_some_and(|table| of.is_none_or(|of| of == table.name));
    let in_partition =
        !is_own && table.is_some_and(|table| may_be_of_partition(constraint_kind(&kind), name.as_deref(), table));
    let own = table.filter(|_| is_own || in_partition);
    if let (Some(name), Some(own)) = (&name, own)
        && matches!(kind, DatabaseErrorKind::CheckViolation)
        && let Some(broken) = broken_rule(name, own)
    {
        return Error::Validation(Box::new(broken));
    }
    let key = information.details().filter(|_| in_partition).map(columns_of_key).unwrap_or_default();
    let is_of_child = matches!(kind, DatabaseErrorKind::ForeignKeyViolation) && table.is_some() && own.is_none();
    match any(DieselError::DatabaseError(kind, information), table) {
        Error::Constraint(mut found) => {
            found.is_of_child = is_of_child;
            found.schema = own;
            // A partition has unique keys of its own names.
            let unique = own.filter(|_| found.kind == ConstraintKind::Unique).and_then(|own| unique_of(&key, own));
            if let Some((kind, name)) = unique {
                (found.kind, found.name, found.columns) = (kind, Some(name.into_owned()), key);
            } else if let (Some(own), Some(name)) = (own, &name) {
                fill(&mut found, name, own);
            }
            if in_partition {
                found.table = own.map(|own| own.name.to_owned());
            }
            if found.kind == ConstraintKind::Check && name.is_none() {
                found.kind = ConstraintKind::Partition;
            }
            Error::Constraint(found)
        }
        error => error,
    }
}

/// Whether what another table refused may be a row of this one: PostgreSQL names the partition. A foreign key that is not of this table is one to it.
#[cfg(any(feature = "postgres-dialect", feature = "mysql-dialect"))]
fn may_be_of_partition(kind: Option<ConstraintKind>, constraint: Option<&str>, table: &TableSchema) -> bool {
    let has = |name: &str| table.foreign_keys.iter().any(|key| key.name == name);
    table.partition_by.is_some() && (kind != Some(ConstraintKind::ForeignKey) || constraint.is_some_and(has))
}

/// The columns that PostgreSQL names in `Key (a, "b c")=(1, 2) already exists.`; none where it says it in another language.
#[cfg(any(feature = "postgres-dialect", feature = "mysql-dialect"))]
fn columns_of_key(details: &str) -> Vec<String> {
    let inside =
        details.strip_prefix("Key (").and_then(|rest| rest.split_once(")=(")).map_or("", |(columns, _)| columns);
    crate::schema::names_in(inside)
}

/// What the table's description tells of a constraint that is known by its name.
pub(crate) fn fill(found: &mut ConstraintViolation, name: &str, table: &'static TableSchema) {
    let owned = |columns: &[&str]| columns.iter().map(|column| (*column).to_owned()).collect();
    match found.kind {
        // MySQL calls every primary key `PRIMARY`, and does not always say of which table.
        ConstraintKind::Unique if name == "PRIMARY" || name == table.primary_key_name() => {
            found.kind = ConstraintKind::PrimaryKey;
            found.name = Some(table.primary_key_name().into_owned());
            found.columns = owned(table.primary_key);
        }
        ConstraintKind::Unique => {
            if let Some((_, columns)) = table.unique_keys().find(|(known, _)| *known == name) {
                found.columns = owned(columns);
            }
        }
        ConstraintKind::ForeignKey => {
            if let Some(key) = table.foreign_keys.iter().find(|key| key.name == name) {
                found.columns = owned(key.columns);
            }
        }
        ConstraintKind::Check => {
            found.columns = column_of(name, table).map(|column| column.name.to_owned()).into_iter().collect();
        }
        _ => {}
    }
}
