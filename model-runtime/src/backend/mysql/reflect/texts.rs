//! Texts in SQL as the servers show it: with backslashes, which mean nothing in SQL that connections of this crate are sent.

use std::fmt::Write;

use diesel::mysql::Mysql;

use crate::backend::tokens::{Kind, tokens};
use crate::schema::Ddl;

/// SQL of the catalog as it can be sent. MySQL shows most of it with backslashes in front of its quotes; MariaDB does not.
pub(super) fn sendable(sql: &str, is_mysql: bool) -> String {
    if is_mysql { standard(&unescaped(sql)) } else { standard(sql) }
}

/// SQL with the quotes in its texts doubled, rather than behind backslashes, and with names in the quotes that every session takes: MariaDB
/// shows those of its own session.
pub(super) fn standard(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quote = None;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('\''), '\\') => match chars.next() {
                Some('\'') => out.push_str("''"),
                Some(escaped) => out.push(meaning(escaped)),
                None => {}
            },
            // A doubled quote ends a part and begins another.
            (Some(open), _) if c == open => {
                quote = None;
                out.push(c);
            }
            (None, '"') => {
                let mut name = String::new();
                while let Some(c) = chars.next() {
                    if c == '"' && chars.next_if_eq(&'"').is_none() {
                        break;
                    }
                    name.push(c);
                }
                out.push_str(&Mysql::quote(&name));
            }
            (None, '\'' | '`') => {
                quote = Some(c);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    if out.contains('\0') { in_digits(&out) } else { out }
}

/// SQL with its texts that have a NUL character, which a file of SQL cannot have, written as the bytes that they are.
fn in_digits(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut written = 0;
    for text in tokens(sql).into_iter().filter(|token| token.kind == Kind::Text && token.text.contains('\0')) {
        out.push_str(sql.get(written..text.start).unwrap_or_default());
        out.push_str("x'");
        for byte in text.name().bytes() {
            let _ = write!(out, "{byte:02X}");
        }
        out.push('\'');
        written = text.end();
    }
    out + sql.get(written..).unwrap_or_default()
}

/// What a character behind a backslash stands for.
const fn meaning(escaped: char) -> char {
    match escaped {
        '0' => '\0',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        other => other,
    }
}

/// A text without the backslashes in it.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.extend(if c == '\\' { chars.next().map(meaning) } else { Some(c) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::sendable;

    #[test]
    fn texts_are_written_without_backslashes() {
        assert_eq!(sendable(r"concat(_utf8mb4\'it\\\'s\',`a\'`)", true), r"concat(_utf8mb4'it''s',`a'`)");
        assert_eq!(sendable("\"a`\"\"\" > '\"'", false), "`a``\"` > '\"'");
        assert_eq!(sendable(r"'\0a\'\0' || 'b''' || ''", false), "x'00612700' || 'b''' || ''");
        assert_eq!(sendable(r"'it\'s' || 'a''\\' || `\`", false), r"'it''s' || 'a''\' || `\`");
    }
}
