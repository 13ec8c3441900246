//! How SQLite spells DDL, and what it makes of types.

use diesel::sqlite::Sqlite;

use super::data_type;
use crate::backend::rule::{Spelling, condition};
use crate::backend::tokens::{Kind, Token, any_case, is_enclosed, tokens};
use crate::rule::RuleKind;
use crate::schema::{ColumnType, DataType, Ddl, Identity, Type, type_sql};

impl Ddl for Sqlite {
    // Dropping a table deletes its rows first. Tables in a circle, or that refer to themselves, can go only if the
    // foreign keys are checked at the end; this lasts as long as the transaction.
    const BEFORE_DROP: Option<&'static str> = Some("PRAGMA defer_foreign_keys = ON");

    const DROPS_TOGETHER: bool = false;
    const REFERS_AHEAD: bool = true;
    const COMPARES_CONDITIONS: bool = true;
    const NAMESPACE_OF_INDEX: bool = true;

    /// It is a database that has to be attached.
    fn create_namespace(_name: &str) -> Option<String> {
        None
    }

    /// Every name has the affinity that keeps what Diesel writes: text for dates and JSON (whose affinity under their
    /// own names would be NUMERIC, and turn the JSON text `1e1` into the number 10), bytes for UUIDs.
    fn type_name(ty: ColumnType) -> String {
        let name = match ty {
            ColumnType::Boolean => "BOOLEAN",
            ColumnType::TinyInt
            | ColumnType::SmallInt
            | ColumnType::Integer
            | ColumnType::BigInt
            | ColumnType::Unsigned(_) => "INTEGER",
            ColumnType::Float | ColumnType::Double => "REAL",
            ColumnType::Decimal { precision: Some(precision), scale } => {
                return format!("NUMERIC({precision}, {})", scale.unwrap_or(0));
            }
            ColumnType::Decimal { precision: None, .. } => "NUMERIC",
            ColumnType::Text { max_length: Some(length) } => return format!("VARCHAR({length})"),
            ColumnType::Text { max_length: None }
            | ColumnType::Date
            | ColumnType::Time
            | ColumnType::Timestamp
            | ColumnType::TimestampTz
            | ColumnType::Json
            | ColumnType::Array(_)
            | ColumnType::Enum { .. } => "TEXT",
            // A length would ask for a name such as VARBINARY, whose affinity is NUMERIC.
            ColumnType::Binary { .. } | ColumnType::Uuid | ColumnType::Jsonb => "BLOB",
            ColumnType::Named(name) => name,
        };
        name.to_owned()
    }

    fn data_type(name: &str) -> DataType {
        data_type::parse(name)
    }

    fn data_type_name(ty: &DataType) -> String {
        data_type::name(ty)
    }

    /// Only a primary key is counted, which has its own form.
    fn identity(ty: &str, _identity: Identity) -> (String, &'static str) {
        (ty.to_owned(), "")
    }

    /// AUTOINCREMENT: a plain `INTEGER PRIMARY KEY` hands the id of a deleted last row out again, to readers that
    /// still mean the old one. Only the exact type INTEGER makes SQLite number the rows.
    fn generated_key(_ty: &str, identity: Identity, constraint: Option<&str>) -> String {
        let constraint = constraint.map(|name| format!(" CONSTRAINT {}", Self::quote(name))).unwrap_or_default();
        let count = if identity == Identity::RowNumber { "" } else { " AUTOINCREMENT" };
        format!("INTEGER NOT NULL{constraint} PRIMARY KEY{count}")
    }

    fn default_clause(sql: &str) -> String {
        let list = tokens(sql);
        let literal = match &list[..] {
            [one] => is_literal(one),
            [sign, number] => (sign.is_mark("-") || sign.is_mark("+")) && is_number(number),
            _ => false,
        };
        if literal || is_enclosed(&list) { sql.to_owned() } else { format!("({sql})") }
    }

    fn rule(column: &str, kind: RuleKind, ty: ColumnType) -> Option<String> {
        condition(column, kind, ty, &SPELLING, Self::quote)
    }

    fn same_name(a: &str, b: &str) -> bool {
        a.eq_ignore_ascii_case(b)
    }

    /// A declared type is only an affinity to SQLite, so that is what counts. A type that is given by name is compared by
    /// what the name means.
    fn same_type(expected: &Type, found: &Type) -> bool {
        let found = type_sql::<Self>(found);
        let Type::Stored { data, .. } = expected else {
            return Self::data_type(&type_sql::<Self>(expected)) == Self::data_type(&found);
        };
        let found = Affinity::of(&found);
        let accepted: &[Affinity] = match data {
            // INTEGER and NUMERIC keep integers alike; they differ in CAST only.
            DataType::Boolean
            | DataType::TinyInt
            | DataType::SmallInt
            | DataType::MediumInt
            | DataType::Integer
            | DataType::BigInt
            | DataType::Unsigned(_) => &[Affinity::Integer, Affinity::Numeric],
            DataType::Float | DataType::Double | DataType::Decimal { .. } => &[Affinity::Real, Affinity::Numeric],
            DataType::Char(_)
            | DataType::Varchar(_)
            | DataType::Text
            | DataType::Clob(_)
            | DataType::Json
            | DataType::Array(_)
            | DataType::Enum { .. } => &[Affinity::Text],
            // No date is written as a number, so the NUMERIC of DATE, DATETIME and TIMESTAMP leaves it alone.
            DataType::Date | DataType::Time(_) | DataType::Timestamp(_) | DataType::TimestampTz(_) => {
                &[Affinity::Text, Affinity::Numeric]
            }
            DataType::Binary(_)
            | DataType::Varbinary(_)
            | DataType::Blob
            | DataType::SizedBlob(_)
            | DataType::Uuid
            | DataType::Jsonb => &[Affinity::Blob],
            DataType::Named(name) => return Affinity::of(name) == found,
        };
        accepted.contains(&found)
    }

    fn same_default(a: &str, b: &str) -> bool {
        any_case(a) == any_case(b)
    }

    fn same_condition(a: &str, b: &str) -> bool {
        any_case(a) == any_case(b)
    }
}

/// SQLite's `length` stops at a NUL character, so a text with one counts as the part before it.
const SPELLING: Spelling = Spelling {
    characters: "length",
    bytes: "length",
    contains: |column, part| format!("instr({column}, {}) > 0", part.sql()),
    prefix: |column, part| format!("substr({column}, 1, {}) = {}", part.characters(), part.sql()),
    // By bytes, because counting characters from the end stops at a NUL character.
    suffix: |column, part| format!("substr(CAST({column} AS BLOB), -{}) = CAST({} AS BLOB)", part.bytes(), part.sql()),
    same: |column, other| format!("{column} IS {other}"),
};

/// What SQLite does to values on their way into a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Affinity {
    Integer,
    Text,
    Blob,
    Real,
    Numeric,
}

impl Affinity {
    /// The rules of section 3.1 of <https://sqlite.org/datatype3.html>, in their order.
    fn of(declared: &str) -> Self {
        let declared = declared.to_ascii_uppercase();
        let has = |part: &str| declared.contains(part);
        if has("INT") {
            Self::Integer
        } else if has("CHAR") || has("CLOB") || has("TEXT") {
            Self::Text
        } else if has("BLOB") || declared.is_empty() {
            Self::Blob
        } else if has("REAL") || has("FLOA") || has("DOUB") {
            Self::Real
        } else {
            Self::Numeric
        }
    }
}

fn is_number(token: &Token<'_>) -> bool {
    token.kind == Kind::Word && token.text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

fn is_literal(token: &Token<'_>) -> bool {
    // SQLite takes a name for a text here, but not in parentheses.
    token.kind != Kind::Mark
}
