//! Reads the name of a type: words, numbers in parentheses, brackets of a list.

use super::tokens::{Kind, Token, spaced, tokens};

/// The name of a type, taken apart.
pub(super) struct TypeName {
    /// Its words in small letters, those after the parentheses included: `timestamp with time zone`.
    pub(super) words: String,
    /// What is in parentheses, item by item.
    pub(super) arguments: Vec<String>,
    /// How many times it is a list.
    pub(super) dimensions: usize,
    /// The whole in one spelling.
    pub(super) normal: String,
}

impl TypeName {
    /// Takes a name apart.
    pub(super) fn read(name: &str) -> Self {
        let all = tokens(name);
        let is_open = |token: &Token<'_>| token.is_mark("(");
        let brackets = all.iter().position(|token| token.text.starts_with('[')).unwrap_or(all.len());
        let (plain, lists) = all.split_at(brackets);
        let open = plain.iter().position(is_open).unwrap_or(plain.len());
        let close = plain.iter().rposition(|token| token.is_mark(")")).unwrap_or(plain.len());
        let (before, inside, after) = (
            plain.get(..open).unwrap_or_default(),
            plain.get(open + 1..close).unwrap_or_default(),
            plain.get(close + 1..).unwrap_or_default(),
        );
        Self {
            words: text(&mut before.iter().chain(after)),
            arguments: inside
                .split(|token| token.is_mark(","))
                .map(|item| text(&mut item.iter()))
                .filter(|item| !item.is_empty())
                .collect(),
            dimensions: lists.iter().filter(|token| token.text.starts_with('[')).count(),
            normal: text(&mut all.iter()),
        }
    }

    /// The only number in parentheses; `None` if there is something else, or nothing.
    pub(super) fn number(&self) -> Option<u32> {
        match self.arguments.as_slice() {
            [only] => only.parse().ok(),
            _ => None,
        }
    }

    /// Digits in all and after the point: `Some((None, None))` where nothing is said; `None` where that is not what is said.
    pub(super) fn digits(&self) -> Option<(Option<u32>, Option<u32>)> {
        match self.arguments.as_slice() {
            [] => Some((None, None)),
            [precision] => Some((Some(precision.parse().ok()?), Some(0))),
            [precision, scale] => Some((Some(precision.parse().ok()?), Some(scale.parse().ok()?))),
            _ => None,
        }
    }
}

/// Tokens as one text: words in small letters, names without the quotes that they do not need.
fn text<'a, 't: 'a>(tokens: &mut dyn Iterator<Item = &'a Token<'t>>) -> String {
    spaced(tokens.map(|token| match token.kind {
        Kind::Word => (Kind::Word, token.text.to_ascii_lowercase()),
        Kind::Quoted if is_plain(&token.name()) => (Kind::Word, token.name()),
        kind => (kind, token.text.to_owned()),
    }))
}

/// Whether a name means the same without quotes, in small letters.
fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
