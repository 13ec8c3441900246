//! Takes SQL apart that is cut into tokens: what is in parentheses, and between commas.

use super::tokens::Token;

/// What is inside the parentheses at the start, and what follows them.
pub(super) fn group<'s, 'a>(tokens: &'s [Token<'a>]) -> Option<(&'s [Token<'a>], &'s [Token<'a>])> {
    let (first, after) = tokens.split_first()?;
    group_at(first, after)
}

/// The same, the first token taken off already.
pub(super) fn group_at<'s, 'a>(
    first: &Token<'a>,
    after: &'s [Token<'a>],
) -> Option<(&'s [Token<'a>], &'s [Token<'a>])> {
    if !first.is_mark("(") {
        return None;
    }
    let mut depth = 1_usize;
    let close = after.iter().position(|token| {
        if token.is_mark("(") {
            depth += 1;
        } else if token.is_mark(")") {
            depth -= 1;
        }
        depth == 0
    })?;
    Some((after.get(..close)?, after.get(close + 1..)?))
}

/// The parts between commas outside parentheses.
pub(super) fn split<'s, 'a>(tokens: &'s [Token<'a>]) -> impl Iterator<Item = &'s [Token<'a>]> {
    let mut depth = 0_usize;
    tokens.split(move |token| {
        if token.is_mark("(") {
            depth += 1;
        } else if token.is_mark(")") {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_mark(",")
    })
}

/// The first name of each part: columns, whatever collation or order follows.
pub(super) fn names(list: &[Token<'_>]) -> Vec<String> {
    split(list).filter_map(|part| part.first().map(Token::name)).collect()
}

/// The text that tokens stand for.
pub(super) fn text(sql: &str, tokens: &[Token<'_>]) -> String {
    let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
        return String::new();
    };
    sql.get(first.start..last.end()).unwrap_or_default().to_owned()
}
