//! Enums that have types of their own in the database.

use super::ddl::{Ddl, type_sql};
use super::owned::{Table, Type};
use super::{ColumnType, Difference, Part};

/// A type of an enum, and a column that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnumType<'t> {
    pub(super) name: &'static str,
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
        let Type::Model(ty) = &column.ty else { continue };
        let Some((name, values)) = enum_of(*ty) else { continue };
        let values = values.iter().map(|value| (*value).to_owned());
        match types.iter_mut().find(|other| other.name == name) {
            Some(known) => {
                let new: Vec<String> = values.filter(|value| !known.values.contains(value)).collect();
                known.values.extend(new);
            }
            None => types.push(EnumType { name, values: values.collect(), table: &table.name, column: &column.name }),
        }
    }
    types
}

/// The enum type of a column, or of the items of its lists.
const fn enum_of(ty: ColumnType) -> Option<(&'static str, &'static [&'static str])> {
    match ty {
        ColumnType::Enum { name, values } => Some((name, values)),
        ColumnType::Array(item) => enum_of(*item),
        _ => None,
    }
}

impl EnumType<'_> {
    /// How a type of that name, with these values, differs from what the column needs.
    pub(super) fn difference<DB: Ddl>(&self, found: Vec<String>, strict: bool) -> Option<Difference> {
        let lacks = self.values.iter().any(|value| !found.contains(value));
        let text = |values| Some(type_sql::<DB>(&Type::Enum { name: self.name.to_owned(), values }, false));
        let has_more = || found.iter().any(|value| !self.values.contains(value));
        (lacks || strict && has_more()).then(|| Difference {
            table: self.table.to_owned(),
            part: Part::Type(self.column.to_owned()),
            expected: text(self.values.clone()),
            found: text(found),
        })
    }
}

/// The type of a column, with its values if it is an enum, for differences.
pub(super) fn described<DB: Ddl>(ty: &Type, is_key: bool) -> String {
    match ty {
        Type::Model(ColumnType::Enum { name, values }) if DB::ENUM_TYPES => {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            type_sql::<DB>(&Type::Enum { name: (*name).to_owned(), values }, is_key)
        }
        ty => type_sql::<DB>(ty, is_key),
    }
}
