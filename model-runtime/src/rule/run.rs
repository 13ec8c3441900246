//! Checking the rules of rows to insert, rows and patches.

use std::any::Any;
use std::borrow::Cow;

use super::check::{Check, Values};
use super::nested::Path;
use super::{RowRule, Rule};
use crate::error::{Error, FieldError, Result, ValidationErrors};
use crate::model::{ColumnSet, Draft, Model, Patch, RowTuple};
use crate::schema::{ColumnSchema, Role};

/// Checks fields by their rules, then the rules over several of them. `parent` is where the fields stand.
pub(super) fn check_all(
    fields: impl Iterator<Item = (&'static str, &'static [Rule])>,
    row_rules: &[RowRule],
    values: &dyn Values,
    parent: Option<&Path<'_>>,
    errors: &mut ValidationErrors,
) {
    for (position, (field, rules)) in fields.enumerate() {
        if rules.is_empty() {
            continue;
        }
        if let Some(value) = values.value(position) {
            let path = parent.map_or(Path::root(field), |parent| parent.field(field));
            for rule in rules {
                check(rule, value, values, &path, errors);
            }
        }
    }
    check_rows(row_rules, values, parent, errors);
}

/// Checks a value by one rule.
fn check(rule: &Rule, value: &dyn Any, values: &dyn Values, path: &Path<'_>, errors: &mut ValidationErrors) {
    let valid = match rule.check {
        Check::Value(test) => test(value, rule.kind),
        Check::Pattern { pattern, find } => find(value, pattern),
        // Without the other value, there is nothing to compare with.
        Check::With { other, same } => values.value(other).is_none_or(|other| same(value, other)),
        Check::Custom(custom) => {
            if let Err(invalid) = custom.check(value) {
                errors.push(rule.custom_error(path.to_string(), invalid));
            }
            return;
        }
        Check::Nested(nested) => return nested(value, path, errors),
    };
    if !valid {
        errors.push(rule.error(path.to_string()));
    }
}

fn check_rows(rules: &[RowRule], values: &dyn Values, parent: Option<&Path<'_>>, errors: &mut ValidationErrors) {
    for rule in rules {
        let Err(invalid) = (rule.check)(values) else { continue };
        let field = match (parent, &invalid.field) {
            (Some(parent), Some(field)) => parent.field(field).to_string(),
            (Some(parent), None) => parent.to_string(),
            (None, field) => field.clone().unwrap_or_default().into_owned(),
        };
        errors.push(FieldError {
            field: field.into(),
            code: rule.code.map_or_else(|| invalid.code.unwrap_or("custom".into()), Into::into),
            message: rule.message.map_or(invalid.message, Into::into),
            params: Vec::new(),
            row: None,
            constraint: None,
        });
    }
}

fn rules_of(column: &'static ColumnSchema) -> (&'static str, &'static [Rule]) {
    (column.field, column.rules)
}

struct OfDraft<'v, M: Model>(&'v Draft<M>);

impl<M: Model> Values for OfDraft<'_, M> {
    fn value(&self, position: usize) -> Option<&dyn Any> {
        M::Row::value(self.0, position)
    }
}

struct OfRow<'v, M>(&'v M);

impl<M: Model> Values for OfRow<'_, M> {
    fn value(&self, position: usize) -> Option<&dyn Any> {
        self.0.value(position)
    }
}

struct OfPatch<'v, P>(&'v P);

impl<P: Patch> Values for OfPatch<'_, P> {
    fn value(&self, position: usize) -> Option<&dyn Any> {
        self.0.value(position)
    }
}

/// A row as a patch would make it.
struct Patched<'v, M: Model> {
    row: &'v M,
    patch: &'v M::Patch,
}

impl<M: Model> Values for Patched<'_, M> {
    fn value(&self, position: usize) -> Option<&dyn Any> {
        self.patch.value(position).or_else(|| self.row.value(position))
    }
}

/// Records what is wrong with the values of a row to insert: those that are missing, and those that break a rule.
pub(crate) fn validate_new<M: Model>(draft: &Draft<M>, errors: &mut ValidationErrors) {
    validate_new_at::<M>(draft, ColumnSet::EMPTY, None, errors);
}

/// Records what is wrong with the values of a row to insert that stands at a place; columns in `filled` get their values later.
pub(crate) fn validate_new_at<M: Model>(
    draft: &Draft<M>,
    filled: ColumnSet,
    at: Option<&Path<'_>>,
    errors: &mut ValidationErrors,
) {
    let values = OfDraft::<M>(draft);
    let place = |field| at.map_or(Path::root(field), |at| at.field(field));
    for (i, column) in M::SCHEMA.columns.iter().enumerate() {
        match values.value(i) {
            Some(_) if column.rules.is_empty() => {}
            Some(value) => {
                let path = place(column.field);
                for rule in column.rules {
                    check(rule, value, &values, &path, errors);
                }
            }
            None if M::RETURNING.contains(&i) || column.role == Role::ReadOnly || filled.contains(i) => {}
            None => match M::SCHEMA.foreign_keys.iter().find(|key| key.columns.contains(&column.name)) {
                Some(key) => {
                    errors.add(
                        named(at, column.field),
                        "parent",
                        format!("the key of its `{}` is not known", key.parent),
                    );
                }
                None => errors.add(named(at, column.field), "required", "a value is required"),
            },
        }
    }
    check_rows(M::SCHEMA.row_rules, &values, at, errors);
}

/// A field by its path.
fn named(at: Option<&Path<'_>>, field: &'static str) -> Cow<'static, str> {
    at.map_or(Cow::Borrowed(field), |at| at.field(field).to_string().into())
}

/// Whether a whole row can break any rule.
pub(crate) fn has_rules<M: Model>() -> bool {
    !M::SCHEMA.row_rules.is_empty() || M::SCHEMA.columns.iter().any(|column| !column.rules.is_empty())
}

/// Checks the rules of a whole row.
pub(crate) fn validate_row<M: Model>(row: &M) -> Result<()> {
    let mut errors = ValidationErrors::new(M::NAME);
    check_all(M::SCHEMA.columns.iter().map(rules_of), M::SCHEMA.row_rules, &OfRow(row), None, &mut errors);
    errors.into_result()
}

/// Checks the rules of rows.
pub(crate) fn validate_rows<M: Model>(rows: &[M]) -> Result<()> {
    let mut errors = ValidationErrors::new(M::NAME);
    for (i, row) in rows.iter().enumerate() {
        if let Err(Error::Validation(invalid)) = validate_row(row) {
            errors.append_row(i, *invalid);
        }
    }
    errors.into_result()
}

/// Checks the rules of the values that a patch sets, as far as they can be checked without the row.
pub(crate) fn validate_patch<P: Patch>(patch: &P) -> Result<()> {
    let mut errors = ValidationErrors::new(P::Model::NAME);
    let schema = P::Model::SCHEMA;
    check_all(schema.columns.iter().map(rules_of), schema.row_rules, &OfPatch(patch), None, &mut errors);
    errors.into_result()
}

/// Checks the rules of the values that a patch sets, and those of the row it changes that compare with them.
pub(crate) fn validate_patched<M: Model>(row: &M, patch: &M::Patch) -> Result<()> {
    let mut errors = ValidationErrors::new(M::NAME);
    let values = Patched { row, patch };
    for (i, column) in M::SCHEMA.columns.iter().enumerate().filter(|(_, column)| !column.rules.is_empty()) {
        let Some(value) = values.value(i) else { continue };
        let at = Path::root(column.field);
        let changes = |rule: &&Rule| match rule.check {
            Check::With { other, .. } => patch.value(i).is_some() || patch.value(other).is_some(),
            _ => patch.value(i).is_some(),
        };
        for rule in column.rules.iter().filter(changes) {
            check(rule, value, &values, &at, &mut errors);
        }
    }
    check_rows(M::SCHEMA.row_rules, &values, None, &mut errors);
    errors.into_result()
}
