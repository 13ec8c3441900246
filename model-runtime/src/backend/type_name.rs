//! Reads the name of a type: words, numbers in parentheses, brackets of a list.

use super::tokens::{Kind, Token, is_plain, tokens};

/// The name of a type, taken apart.
pub(super) struct TypeName {
    /// Its words in small letters, those after the parentheses included: `timestamp with time zone`.
    pub(super) words: String,
    /// What is in parentheses, item by item.
    pub(super) arguments: Vec<String>,
    /// How many times it is a list.
    pub(super) dimensions: usize,
    /// The whole, in one spelling.
    #[cfg(any(feature = "sqlite", feature = "mysql-dialect", test))]
    pub(super) normal: String,
    /// The type that it is a list of, in one spelling.
    #[cfg(any(feature = "postgres-dialect", test))]
    pub(super) item: String,
}

impl TypeName {
    /// Takes a name apart.
    pub(super) fn read(name: &str) -> Self {
        let all = tokens(name);
        let is_open = |token: &Token<'_>| token.is_mark("(");
        let lists = all.iter().rev().take_while(|token| is_bracket(token)).count();
        let plain = all.get(..all.len() - lists).unwrap_or_default();
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
            dimensions: lists,
            #[cfg(any(feature = "sqlite", feature = "mysql-dialect", test))]
            normal: text(&mut all.iter()),
            #[cfg(any(feature = "postgres-dialect", test))]
            item: text(&mut plain.iter()),
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

/// Whether it makes a list of what stands before it.
fn is_bracket(token: &Token<'_>) -> bool {
    let inside = token.text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    inside.is_some_and(|size| size.chars().all(|c| c.is_ascii_digit()))
}

/// Tokens as one text: words in small letters, names without the quotes that they do not need, a space between two words and after a
/// parenthesis.
fn text<'a, 't: 'a>(tokens: &mut dyn Iterator<Item = &'a Token<'t>>) -> String {
    let mut out = String::new();
    for token in tokens {
        let (is_word, token) = match token.kind {
            Kind::Word => (true, token.text.to_ascii_lowercase()),
            Kind::Quoted if is_plain(&token.name()) => (true, token.name()),
            _ => (false, token.text.to_owned()),
        };
        if is_word
            && out
                .ends_with(|last: char| last == ')' || !last.is_ascii() || last.is_ascii_alphanumeric() || last == '_')
        {
            out.push(' ');
        }
        out.push_str(&token);
    }
    out
}
