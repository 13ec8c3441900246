//! Which values a migration loses.

use std::fmt;

use model_runtime::schema::{Column, DataType, Ddl, Table, Type, type_sql};

use super::Migrate;

/// Values that are lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Loss {
    /// All rows of a table.
    Table(String),
    /// All values of a column.
    Column(String, String),
    /// What does not fit into the new type of a column: a table, a column, its type and the new one.
    Narrowed(String, String, String, String),
}

impl Loss {
    /// The table, or the column as `table.column`: what has to be named so that it may be lost.
    pub fn name(&self) -> String {
        match self {
            Self::Table(table) => table.clone(),
            Self::Column(table, column) | Self::Narrowed(table, column, ..) => format!("{table}.{column}"),
        }
    }

    /// Whether it is named in a list. Who lets a table go lets its columns go, too.
    pub(super) fn is_in(&self, list: &[String]) -> bool {
        let name = self.name();
        list.iter().any(|item| *item == name || name.strip_prefix(&**item).is_some_and(|rest| rest.starts_with('.')))
    }

    /// A column that goes; one that is computed has no values of its own.
    pub(super) fn of_column(table: &Table, column: &Column) -> Option<Self> {
        column.generated.is_none().then(|| Self::Column(table.name.clone(), column.name.clone()))
    }

    /// A column that gets another type.
    pub(super) fn of_type<DB: Ddl>(table: &Table, old: &Column, new: &Column) -> Option<Self> {
        let (from, to) = (data_type::<DB>(&old.ty), data_type::<DB>(&new.ty));
        (new.generated.is_none() && loses(&from, &to)).then(|| {
            Self::Narrowed(table.name.clone(), new.name.clone(), type_sql::<DB>(&old.ty), type_sql::<DB>(&new.ty))
        })
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(table) => write!(f, "`{table}`: the table goes with all its rows"),
            Self::Column(table, column) => write!(f, "`{table}.{column}`: the column goes with all its values"),
            Self::Narrowed(table, column, old, new) => {
                write!(f, "`{table}.{column}`: values of `{old}` are rounded or cut to fit `{new}`")
            }
        }
    }
}

/// What a type of a column stores.
pub(super) fn data_type<DB: Ddl>(ty: &Type) -> DataType {
    match ty {
        Type::Named(sql) | Type::Stored { sql, .. } => DB::data_type(sql),
        Type::Domain { base, .. } => DB::data_type(base),
        Type::Enum { namespace, name, values } => {
            DataType::Enum { namespace: namespace.clone(), name: name.clone(), values: values.clone() }
        }
        Type::Array(item) => DataType::Array(Box::new(data_type::<DB>(item))),
    }
}

/// Whether a value can become another one without an error. A value that a type refuses is not lost: the migration fails.
fn loses(from: &DataType, to: &DataType) -> bool {
    use DataType as T;
    let is_integer = |ty: &T| integer_bits(ty).is_some();
    match (from, to) {
        (T::Decimal { scale, .. }, _) if is_integer(to) => *scale != Some(0),
        (T::Decimal { scale: from, precision }, T::Decimal { scale: to, precision: limit }) => {
            // Without numbers there are as many digits as the value has.
            limit.is_some() && (precision.is_none() || from.unwrap_or(0) > to.unwrap_or(0))
        }
        (_, T::Float) if is_integer(from) => integer_bits(from).is_some_and(|bits| bits > 24),
        (_, T::Double) if is_integer(from) => integer_bits(from).is_some_and(|bits| bits > 53),
        (T::Timestamp(from) | T::TimestampTz(from), T::Timestamp(to) | T::TimestampTz(to))
        | (T::Time(from), T::Time(to)) => from.unwrap_or(6) > to.unwrap_or(6),
        (T::Float | T::Double, _) if is_integer(to) => true,
        (_, T::Boolean) if is_integer(from) => true,
        // Digits that a binary fraction does not have; the time of a day; order and repeated keys.
        (T::Decimal { .. } | T::Double, T::Float)
        | (T::Decimal { .. }, T::Double)
        | (T::Float | T::Double, T::Decimal { .. })
        | (T::Timestamp(_) | T::TimestampTz(_), T::Date | T::Time(_))
        | (T::Json, T::Jsonb) => true,
        (T::Array(from), T::Array(to)) => loses(from, to),
        _ => false,
    }
}

fn integer_bits(ty: &DataType) -> Option<u32> {
    Some(match ty {
        DataType::TinyInt => 8,
        DataType::SmallInt => 16,
        DataType::MediumInt => 24,
        DataType::Integer => 32,
        DataType::BigInt => 64,
        DataType::Unsigned(signed) => integer_bits(signed)? + 1,
        _ => return None,
    })
}

/// A value for rows that had another one, which is lost, where a column that cannot be NULL comes back.
pub(super) fn neutral<DB: Migrate>(column: &Column) -> Option<String> {
    let sql = match data_type::<DB>(&column.ty) {
        DataType::Boolean => "FALSE".to_owned(),
        ty if integer_bits(&ty).is_some() => "0".to_owned(),
        DataType::Float | DataType::Double | DataType::Decimal { .. } => "0".to_owned(),
        DataType::Char(_) | DataType::Varchar(_) | DataType::Text | DataType::Clob(_) => "''".to_owned(),
        DataType::Binary(_) | DataType::Varbinary(_) | DataType::Blob | DataType::SizedBlob(_) => {
            DB::NO_BYTES.to_owned()
        }
        DataType::Date => "'2000-01-01'".to_owned(),
        DataType::Time(_) => "'00:00:00'".to_owned(),
        DataType::Timestamp(_) | DataType::TimestampTz(_) => "'2000-01-01 00:00:00'".to_owned(),
        DataType::Uuid => "'00000000-0000-0000-0000-000000000000'".to_owned(),
        DataType::Json | DataType::Jsonb => "'null'".to_owned(),
        DataType::Array(_) => "'{}'".to_owned(),
        DataType::Enum { values, .. } => values.first()?.clone(),
        _ => return None,
    };
    Some(sql)
}
