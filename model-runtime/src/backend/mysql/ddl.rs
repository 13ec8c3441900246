//! How MariaDB and MySQL spell DDL, and what they make of types and defaults.

use diesel::mysql::Mysql;

use crate::backend::rule::{Spelling, condition};
use crate::backend::tokens::{normal_expression, spaced, tokens};
use crate::rule::RuleKind;
use crate::schema::{Action, ColumnType, Ddl, Type};

/// The longest text that an index takes: 3,072 bytes, 4 to a character.
const LONGEST_KEY: u32 = 767;
/// The longest text of a key whose model does not say; three such columns make an index.
const USUAL_KEY: u32 = 255;

impl Ddl for Mysql {
    const BEFORE_DROP: Option<&'static str> = None;
    const DROPS_TOGETHER: bool = false;
    const REFERS_AHEAD: bool = false;
    // MariaDB has no syntax for it.
    const GENERATED_NOT_NULL: bool = false;

    /// Texts are the same if their characters are, as they are in Rust and on other databases; by default `'a'` and `'A'` are one, and
    /// `'a '` is a third. Each server skips the comment that is for the other.
    const TABLE_OPTIONS: &'static str = " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 \
                                         /*M!100202 COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */";

    fn quote(name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn type_name(ty: ColumnType) -> String {
        let name = match ty {
            ColumnType::Boolean => "BOOLEAN",
            ColumnType::SmallInt => "SMALLINT",
            ColumnType::Integer => "INT",
            ColumnType::BigInt => "BIGINT",
            ColumnType::Float => "FLOAT",
            ColumnType::Double => "DOUBLE",
            ColumnType::Decimal { precision: Some(precision), scale } => {
                return format!("DECIMAL({precision}, {})", scale.unwrap_or(0));
            }
            // As many digits as there can be; without numbers it would be ten, and none after the point.
            ColumnType::Decimal { precision: None, .. } => "DECIMAL(65, 30)",
            // One character more than is allowed: a text that is too long by spaces alone is cut, silently and in any mode, and a
            // text that still is too long is refused by the CHECK of the rule.
            ColumnType::Text { max_length: Some(length) } if length <= LONGEST_KEY => {
                return format!("VARCHAR({})", length + 1);
            }
            // TEXT and BLOB end at 65,535 bytes.
            ColumnType::Text { .. } => "LONGTEXT",
            ColumnType::Binary { .. } => "LONGBLOB",
            ColumnType::Date => "DATE",
            ColumnType::Time => "TIME(6)",
            ColumnType::Timestamp | ColumnType::TimestampTz => "DATETIME(6)",
            ColumnType::Uuid => "BINARY(16)",
            ColumnType::Json => "JSON",
            ColumnType::Named(name) => name,
        };
        name.to_owned()
    }

    fn key_type_name(ty: ColumnType) -> String {
        match ty {
            ColumnType::Text { max_length: None } => format!("VARCHAR({USUAL_KEY})"),
            ColumnType::Binary { max_length } => format!("VARBINARY({})", max_length.unwrap_or(USUAL_KEY)),
            ty => Self::type_name(ty),
        }
    }

    /// Primary keys have no names of their own.
    fn generated_key(ty: &Type, _constraint: Option<&str>) -> String {
        let ty = match ty {
            Type::Model(ty) => Self::type_name(*ty),
            Type::Named(name) => name.clone(),
        };
        format!("{ty} NOT NULL AUTO_INCREMENT PRIMARY KEY")
    }

    /// In parentheses every expression may stand, for columns of every type.
    fn default_clause(sql: &str) -> String {
        format!("({sql})")
    }

    fn rule(column: &str, kind: RuleKind, ty: ColumnType) -> Option<String> {
        condition(column, kind, ty, &SPELLING, Self::quote)
    }

    fn same_name(a: &str, b: &str) -> bool {
        a.eq_ignore_ascii_case(b)
    }

    fn same_type(expected: &Type, found: &Type) -> bool {
        let found = match found {
            Type::Model(found) => Self::type_name(*found),
            Type::Named(found) => found.clone(),
        };
        let (base, length) = base_and_length(&found);
        match expected {
            Type::Named(expected) => normal_type(expected) == normal_type(&found),
            // A text of another program's table may be limited, as long as it takes what the model allows; a key has to be.
            Type::Model(ColumnType::Text { max_length }) => match &*base {
                "varchar" | "char" => length.is_some_and(|length| length >= max_length.unwrap_or(USUAL_KEY)),
                "tinytext" => max_length.is_some_and(|max| max * 4 <= 255),
                "text" | "mediumtext" | "longtext" => true,
                _ => false,
            },
            Type::Model(ColumnType::Binary { max_length }) => match &*base {
                "varbinary" => length.is_some_and(|length| length >= max_length.unwrap_or(USUAL_KEY)),
                "tinyblob" => max_length.is_some_and(|max| max <= 255),
                "blob" | "mediumblob" | "longblob" => true,
                _ => false,
            },
            // MariaDB keeps JSON as text.
            Type::Model(ColumnType::Json) => matches!(&*base, "json" | "longtext"),
            Type::Model(ColumnType::Boolean) => base == "tinyint",
            // As many digits as the column has, but not fewer after the point than are written.
            Type::Model(ColumnType::Decimal { precision: None, .. }) => base == "decimal",
            Type::Model(ColumnType::Timestamp) => matches!(&*base, "datetime" | "timestamp") && length == Some(6),
            Type::Model(expected) => normal_type(&Self::type_name(*expected)) == normal_type(&found),
        }
    }

    /// RESTRICT and NO ACTION are one thing.
    fn same_action(a: Action, b: Action) -> bool {
        let is_refused = |action| matches!(action, Action::NoAction | Action::Restrict);
        a == b || is_refused(a) && is_refused(b)
    }

    fn same_default(a: &str, b: &str) -> bool {
        let (a, b) = (normal_default(a), normal_default(b));
        // Numbers come back with the digits of their column.
        let number = |text: &str| text.parse::<f64>().ok();
        a == b || number(&a).zip(number(&b)).is_some_and(|(a, b)| a.total_cmp(&b).is_eq())
    }
}

const SPELLING: Spelling = Spelling {
    characters: "char_length",
    bytes: "octet_length",
    contains: |column, part| format!("locate({}, {column}) > 0", part.sql()),
    prefix: |column, part| format!("left({column}, {}) = {}", part.characters(), part.sql()),
    suffix: |column, part| format!("right({column}, {}) = {}", part.characters(), part.sql()),
    same: |column, other| format!("{column} <=> {other}"),
};

/// A type without its length, and the length.
fn base_and_length(name: &str) -> (String, Option<u32>) {
    let name = normal_type(name);
    match name.split_once('(') {
        Some((base, length)) => (base.to_owned(), length.trim_end_matches(')').parse().ok()),
        None => (name, None),
    }
}

/// A type under the name that the catalog has for it, without the width that integers are shown with.
fn normal_type(name: &str) -> String {
    let mut name = spaced(tokens(name).iter().map(|token| (token.kind, token.text.to_ascii_lowercase())));
    for (from, to) in [("integer", "int"), ("numeric", "decimal"), ("boolean", "tinyint"), ("bool", "tinyint")] {
        if let Some(rest) = name.strip_prefix(from)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            name = format!("{to}{rest}");
        }
    }
    let is_integer = ["tinyint", "smallint", "mediumint", "int", "bigint"].iter().any(|ty| {
        name.strip_prefix(ty).is_some_and(|rest| rest.is_empty() || rest.starts_with('(') || rest.starts_with(' '))
    });
    match (is_integer, name.split_once('(')) {
        (true, Some((base, rest))) => {
            let sign = rest.split_once(')').map_or("", |(_, rest)| rest.trim());
            if sign.is_empty() { base.to_owned() } else { format!("{base} {sign}") }
        }
        _ => name,
    }
}

/// An expression of a DEFAULT, without what the servers make of it: escaped quotes, character sets of texts, one name for the
/// current time.
fn normal_default(sql: &str) -> String {
    let mut sql = sql.replace("_utf8mb4", "");
    // MySQL escapes the quotes around a text, too.
    if sql.starts_with("\\'") {
        sql = sql.replace("\\'", "'");
    }
    let sql = sql.replace("\\'", "''");
    let sql = normal_expression(&sql);
    match sql.split_once('(').map_or(&*sql, |(name, _)| name) {
        "now" | "current_timestamp" | "localtimestamp" | "localtime" => "now".to_owned(),
        _ => sql,
    }
}

#[cfg(test)]
mod tests {
    use diesel::mysql::Mysql;

    use super::normal_type;
    use crate::schema::{ColumnType, Ddl, Type};

    #[test]
    fn types_have_many_names() {
        for (a, b) in [
            ("BIGINT", "bigint(20)"),
            ("INTEGER UNSIGNED", "int(10) unsigned"),
            ("BOOLEAN", "tinyint(1)"),
            ("NUMERIC(10, 2)", "decimal(10,2)"),
            ("ENUM('A', 'b')", "enum('A','b')"),
        ] {
            assert_eq!(normal_type(a), normal_type(b));
        }
        assert_ne!(normal_type("INT"), normal_type("int(10) unsigned"));
        assert_ne!(normal_type("VARCHAR(5)"), normal_type("VARCHAR(50)"));
    }

    #[test]
    fn texts_have_to_fit() {
        let fits = |max_length, found: &str| {
            Mysql::same_type(&Type::Model(ColumnType::Text { max_length }), &Type::Named(found.to_owned()))
        };
        assert!(fits(Some(50), "varchar(51)") && fits(Some(50), "varchar(50)") && fits(Some(50), "text"));
        assert!(!fits(Some(50), "varchar(49)") && !fits(Some(100), "tinytext") && !fits(None, "blob"));
        assert!(fits(None, "longtext") && fits(None, "varchar(255)") && !fits(None, "varchar(100)"));
    }

    #[test]
    fn defaults_come_back_changed() {
        for (a, b) in [
            ("'it''s'", "'it\\'s'"),
            ("'open'", "_utf8mb4\\'open\\'"),
            ("-1.5", "-1.50"),
            ("TRUE", "1"),
            ("now(6)", "current_timestamp(6)"),
        ] {
            assert!(Mysql::same_default(a, b), "{a} and {b}");
        }
        assert!(!Mysql::same_default("'A'", "'a'") && !Mysql::same_default("1", "2"));
    }
}
