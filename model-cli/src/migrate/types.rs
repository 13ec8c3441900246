//! Types that a database has by name: enums, and those that narrow others.

use model_runtime::schema::{Ddl, Table, Type, create_domain, create_enum, type_sql};

use super::pairs::Work;
use super::step::Steps;

/// What becomes of the types.
#[derive(Debug, Default)]
pub(super) struct Types<'w> {
    created: Vec<&'w Type>,
    dropped: Vec<&'w Type>,
    /// Types that get further values: before and after.
    grown: Vec<(&'w Type, &'w Type)>,
    /// Types that are made anew: before and after.
    replaced: Vec<(&'w Type, &'w Type)>,
}

impl<'w> Types<'w> {
    pub(super) fn of<DB: Ddl>(work: &Work<'w>) -> Self {
        let (old, new) = (named_types(work.from), named_types(work.to));
        let mut types = Self::default();
        for ty in &new {
            match old.iter().find(|other| is_same(other, ty)) {
                None => types.created.push(ty),
                Some(other) if other == ty => {}
                Some(other) if grows(other, ty) && !is_used_at_once(other, ty, work) => types.grown.push((other, ty)),
                Some(other) => types.replaced.push((other, ty)),
            }
        }
        types.dropped = old.into_iter().filter(|ty| !new.iter().any(|other| is_same(other, ty))).collect();
        if DB::ENUM_TYPES { types } else { Self::default() }
    }

    /// Whether columns of a type keep it, because it only gets further values.
    pub(super) fn only_grows(&self, ty: &Type) -> bool {
        self.grown.iter().any(|(old, _)| *old == item(ty))
    }

    /// What comes before columns get their types.
    pub(super) fn begin<DB: Ddl>(&self, steps: &mut Steps) {
        for (old, _) in &self.replaced {
            steps.statement(format!("ALTER {} RENAME TO {}", kind_and_name::<DB>(old), DB::quote(&aside(old))));
        }
        for ty in self.created.iter().copied().chain(self.replaced.iter().map(|(_, new)| *new)) {
            match ty {
                Type::Enum { namespace, name, values } => {
                    steps.statement(create_enum::<DB>(namespace.as_deref(), name, values));
                }
                Type::Domain { namespace, name, base, constraints } => {
                    steps.statement(create_domain::<DB>(namespace.as_deref(), name, base, constraints));
                }
                _ => {}
            }
        }
        for (old, new) in &self.grown {
            let (Type::Enum { values: old, .. }, Type::Enum { values, .. }) = (old, new) else { continue };
            let mut before = "";
            for value in values {
                if !old.contains(value) {
                    // The order of the values is that of comparisons.
                    let place = if before.is_empty() {
                        old.first().map(|first| format!(" BEFORE {first}")).unwrap_or_default()
                    } else {
                        format!(" AFTER {before}")
                    };
                    steps.statement(format!("ALTER TYPE {} ADD VALUE {value}{place}", type_sql::<DB>(new)));
                }
                before = value;
            }
        }
        steps.phase();
    }

    /// What comes after it.
    pub(super) fn end<DB: Ddl>(&self, steps: &mut Steps) {
        for (old, _) in &self.replaced {
            let kind = if matches!(old, Type::Domain { .. }) { "DOMAIN" } else { "TYPE" };
            let namespace = match old {
                Type::Enum { namespace, .. } | Type::Domain { namespace, .. } => namespace.clone(),
                _ => None,
            };
            let name = Table { namespace, ..Table::named(aside(old)) }.quoted::<DB>();
            steps.statement(format!("DROP {kind} {name}"));
        }
        for ty in &self.dropped {
            steps.statement(format!("DROP {}", kind_and_name::<DB>(ty)));
        }
        steps.phase();
    }
}

/// The types that columns have, each once. Of an enum that several columns have, the values of the first count.
fn named_types(tables: &[Table]) -> Vec<&Type> {
    let mut types: Vec<&Type> = Vec::new();
    for column in tables.iter().flat_map(|table| &table.columns) {
        let ty = item(&column.ty);
        let is_named = matches!(ty, Type::Enum { .. } | Type::Domain { .. });
        if is_named && !types.iter().any(|other| is_same(other, ty)) {
            types.push(ty);
        }
    }
    types
}

/// A type, or that of the items of a list.
fn item(ty: &Type) -> &Type {
    match ty {
        Type::Array(ty) => item(ty),
        ty => ty,
    }
}

fn is_same(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Enum { namespace: a, name: b, .. }, Type::Enum { namespace: c, name: d, .. })
        | (Type::Domain { namespace: a, name: b, .. }, Type::Domain { namespace: c, name: d, .. }) => a == c && b == d,
        _ => false,
    }
}

/// Whether the one is an enum with the values of the other, in their order, and more.
fn grows(old: &Type, new: &Type) -> bool {
    let (Type::Enum { values: old, .. }, Type::Enum { values: new, .. }) = (old, new) else { return false };
    let mut rest = new.iter();
    old.iter().all(|value| rest.any(|other| other == value))
}

/// Whether a new value stands in SQL of the tables: PostgreSQL does not let it be used before the transaction ends that added it.
fn is_used_at_once(old: &Type, new: &Type, work: &Work<'_>) -> bool {
    let (Type::Enum { values: old, .. }, Type::Enum { values: new, .. }) = (old, new) else { return false };
    let mut sql = Vec::new();
    for table in work.to {
        for column in &table.columns {
            sql.extend(column.default.clone());
            sql.extend(column.generated.as_ref().map(|generated| generated.expression.clone()));
            sql.extend((work.fill)(table, column));
        }
        sql.extend(table.checks.iter().map(|check| check.condition.clone()));
        sql.extend(table.indexes.iter().filter_map(|index| index.filter.clone()));
        sql.extend(table.view.as_ref().map(|view| view.query.clone()));
    }
    let mut added = new.iter().filter(|value| !old.contains(value));
    added.any(|value| sql.iter().any(|sql| sql.contains(value.as_str())))
}

fn kind_and_name<DB: Ddl>(ty: &Type) -> String {
    let kind = if matches!(ty, Type::Domain { .. }) { "DOMAIN" } else { "TYPE" };
    format!("{kind} {}", type_sql::<DB>(ty))
}

/// What a type is called while another one of its name takes its place.
fn aside(ty: &Type) -> String {
    match ty {
        Type::Enum { name, .. } | Type::Domain { name, .. } => format!("{name}__old"),
        _ => String::new(),
    }
}
