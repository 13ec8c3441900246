//! How MariaDB and MySQL spell DDL, and what they make of types and defaults.

use diesel::mysql::Mysql;

use super::data_type;
use crate::backend::literal::quoted;
use crate::backend::rule::{Spelling, condition};
use crate::backend::tokens::normal_expression;
use crate::rule::RuleKind;
use crate::schema::{Action, ColumnType, Comment, DataType, Ddl, Identity, Type, type_sql};

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
    const COLLATES_TABLES: bool = true;
    const PARTITIONS_ARE_TABLES: bool = false;

    /// Texts are the same if their characters are, as they are in Rust and on other databases; by default `'a'` and `'A'` are one, and
    /// `'a '` is a third. Each server skips the comment that is for the other.
    const TABLE_OPTIONS: &'static str = " ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 \
                                         /*M!100202 COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */";

    const COUNTED_IS_INDEXED: bool = true;
    const INDEX_KINDS: &'static [&'static str] = &["FULLTEXT", "SPATIAL"];

    fn quote(name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn type_name(ty: ColumnType) -> String {
        let name = match ty {
            ColumnType::Boolean => "BOOLEAN",
            ColumnType::TinyInt => "TINYINT",
            ColumnType::SmallInt => "SMALLINT",
            ColumnType::Integer => "INT",
            ColumnType::BigInt => "BIGINT",
            ColumnType::Unsigned(signed) => return format!("{} UNSIGNED", Self::type_name(*signed)),
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
            // Models with lists are not for MySQL; this is what holds the same values.
            ColumnType::Json | ColumnType::Jsonb | ColumnType::Array(_) => "JSON",
            ColumnType::Enum { .. } => return Self::key_type_name(ColumnType::Text { max_length: None }),
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

    fn data_type(name: &str) -> DataType {
        data_type::parse(name)
    }

    fn data_type_name(ty: &DataType) -> String {
        data_type::name(ty)
    }

    fn identity(ty: &str, _identity: Identity) -> (String, &'static str) {
        (ty.to_owned(), "AUTO_INCREMENT")
    }

    /// Primary keys have no names of their own.
    fn generated_key(ty: &str, _identity: Identity, _constraint: Option<&str>) -> String {
        format!("{ty} NOT NULL AUTO_INCREMENT PRIMARY KEY")
    }

    fn comment(text: &str) -> Option<Comment> {
        Some(Comment::Inline(format!("COMMENT {}", quoted(text))))
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
        let found = Self::data_type(&type_sql::<Self>(found));
        match expected {
            Type::Stored { sql, data } => holds(data, &Self::data_type(sql), &found),
            _ => Self::data_type(&type_sql::<Self>(expected)) == found,
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

/// Whether a column of another type holds what a model stores. A text of another program's table may be limited, as long as it takes what the
/// model allows; a key has to be.
fn holds(data: &DataType, own: &DataType, found: &DataType) -> bool {
    let text = |max: &Option<u32>| match found {
        DataType::Varchar(Some(length)) | DataType::Char(length) => *length >= max.unwrap_or(USUAL_KEY),
        DataType::Clob(bytes) if *bytes <= 255 => max.is_some_and(|max| max * 4 <= *bytes),
        // One of a few values, which the server keeps as numbers.
        DataType::Clob(_) | DataType::Text | DataType::Enum { .. } => true,
        _ => false,
    };
    let bytes = |max: Option<u32>| match found {
        DataType::Varbinary(length) => *length >= max.unwrap_or(USUAL_KEY),
        DataType::SizedBlob(bytes) if *bytes <= 255 => max.is_some_and(|max| max <= *bytes),
        DataType::SizedBlob(_) | DataType::Blob => true,
        _ => false,
    };
    match data {
        DataType::Text => text(&None),
        DataType::Varchar(max) => text(max),
        DataType::Blob => bytes(None),
        DataType::Varbinary(max) => bytes(Some(*max)),
        // MariaDB keeps JSON as text.
        DataType::Json | DataType::Jsonb => matches!(found, DataType::Json | DataType::Text),
        DataType::Boolean => matches!(found, DataType::Boolean | DataType::TinyInt),
        // As many digits as the column has, but not fewer after the point than are written.
        DataType::Decimal { precision: None, .. } => matches!(found, DataType::Decimal { .. }),
        DataType::Timestamp(None) => matches!(found, DataType::Timestamp(None) | DataType::TimestampTz(None)),
        _ => own == found,
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

    use crate::schema::{DataType, Ddl, Type};

    #[test]
    fn texts_have_to_fit() {
        let fits = |max: Option<u32>, found: &str| {
            let data = max.map_or(DataType::Text, |max| DataType::Varchar(Some(max)));
            Mysql::same_type(&Type::Stored { sql: String::new(), data }, &Type::named(found))
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
