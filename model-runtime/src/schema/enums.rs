//! Enums that have types of their own in the database.

use super::ddl::{Ddl, qualified, type_sql};
use super::owned::{Table, Type};
use super::{DataType, Difference, Part};

/// A type of an enum, and a column that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnumType<'t> {
    pub(super) namespace: Option<&'t str>,
    pub(super) name: &'t str,
    /// The values, as SQL literals.
    pub(super) values: Vec<String>,
    table: &'t str,
    column: &'t str,
}

/// The enum types of the columns of tables, each once, with the values of every enum that has it; none where the backend has
/// no such types.
pub(super) fn enum_types<DB: Ddl>(tables: &[Table]) -> Vec<EnumType<'_>> {
    let mut types: Vec<EnumType<'_>> = Vec::new();
    let columns = tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table, column)));
    for (table, column) in columns.filter(|_| DB::ENUM_TYPES) {
        let Some((namespace, name, values)) = enum_of(&column.ty) else { continue };
        match types.iter_mut().find(|other| (other.namespace, other.name) == (namespace, name)) {
            Some(known) => {
                let new: Vec<String> = values.iter().filter(|value| !known.values.contains(value)).cloned().collect();
                known.values.extend(new);
            }
            None => {
                let (table, column) = (&table.name, &column.name);
                types.push(EnumType { namespace, name, values: values.to_vec(), table, column });
            }
        }
    }
    types
}

/// The enum type of a column, or of the items of its lists.
fn enum_of(ty: &Type) -> Option<(Option<&str>, &str, &[String])> {
    match ty {
        Type::Enum { namespace, name, values } => Some((namespace.as_deref(), name, values)),
        Type::Array(item) => enum_of(item),
        Type::Stored { data, .. } => {
            let mut data = data;
            while let DataType::Array(item) = data {
                data = item;
            }
            match data {
                DataType::Enum { namespace, name, values } => Some((namespace.as_deref(), name, values)),
                _ => None,
            }
        }
        _ => None,
    }
}

impl EnumType<'_> {
    /// Its name, quoted, with that of its schema in front if it has one.
    pub(super) fn quoted<DB: Ddl>(&self) -> String {
        qualified::<DB>(self.namespace, self.name)
    }

    /// How a type of that name, with these values, differs from what the column needs.
    pub(super) fn difference<DB: Ddl>(&self, found: Vec<String>, strict: bool) -> Option<Difference> {
        let lacks = self.values.iter().any(|value| !found.contains(value));
        let text = |values| {
            Some(described::<DB>(&Type::Enum {
                namespace: self.namespace.map(str::to_owned),
                name: self.name.to_owned(),
                values,
            }))
        };
        let has_more = || found.iter().any(|value| !self.values.contains(value));
        (lacks || strict && has_more()).then(|| Difference {
            table: self.table.to_owned(),
            part: Part::Type(self.column.to_owned()),
            expected: text(self.values.clone()),
            found: text(found),
            found_name: None,
        })
    }
}

/// The type of a column, with its values if it is an enum, for differences.
pub(super) fn described<DB: Ddl>(ty: &Type) -> String {
    let name = type_sql::<DB>(ty);
    match ty {
        Type::Enum { values, .. } => format!("{name} ({})", values.join(", ")),
        Type::Domain { base, .. } => format!("{name} ({base})"),
        _ => name,
    }
}
