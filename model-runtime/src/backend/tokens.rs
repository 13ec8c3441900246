//! Cuts SQL as databases keep it into tokens: enough to find names and constraints, not a parser of SQL.

/// A token, with where it stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// The token as written, quotes included.
    pub(super) text: &'a str,
    /// Where it starts, in bytes.
    pub(super) start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, a plain identifier or a number.
    Word,
    /// `"x"`, `` `x` `` or `[x]`.
    Quoted,
    /// `'x'`
    Text,
    /// Any other character.
    Mark,
}

impl Token<'_> {
    /// Whether it is this keyword.
    #[cfg(any(feature = "sqlite", feature = "postgres-dialect"))]
    pub(super) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Whether it is this character.
    pub(super) fn is_mark(&self, mark: &str) -> bool {
        self.kind == Kind::Mark && self.text == mark
    }

    /// Where it ends, in bytes.
    #[cfg(any(feature = "sqlite", feature = "postgres-dialect"))]
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The identifier it spells. SQLite takes a text literal for one, too.
    pub(super) fn name(&self) -> String {
        let mut inside = self.text.chars();
        let (Kind::Quoted | Kind::Text, Some(open), Some(_)) = (self.kind, inside.next(), inside.next_back()) else {
            return self.text.to_owned();
        };
        let inside = inside.as_str();
        if open == '[' { inside.to_owned() } else { inside.replace(&format!("{open}{open}"), &open.to_string()) }
    }
}

/// The tokens of a text, without white space and comments.
pub(super) fn tokens(sql: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = sql;
    loop {
        rest = skip_blank(rest);
        let Some(first) = rest.chars().next() else {
            return tokens;
        };
        let (kind, length) = match first {
            '"' | '`' => (Kind::Quoted, quoted(rest, first)),
            '\'' => (Kind::Text, quoted(rest, first)),
            '[' => (Kind::Quoted, rest.find(']').map_or(rest.len(), |end| end + 1)),
            _ if is_word(first) => (Kind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            _ => (Kind::Mark, first.len_utf8()),
        };
        let (text, after) = rest.split_at(length);
        tokens.push(Token { kind, text, start: sql.len() - rest.len() });
        rest = after;
    }
}

/// SQLite counts every character outside ASCII as one of a word. A number keeps its point.
fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.') || !c.is_ascii()
}

/// The length of a quoted token; a doubled quote is one inside it.
fn quoted(text: &str, quote: char) -> usize {
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c == quote && inside.next_if(|(_, next)| *next == quote).is_none() {
            return at + c.len_utf8();
        }
    }
    text.len()
}

fn skip_blank(text: &str) -> &str {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let after = if trimmed.starts_with("--") {
            trimmed.split_once('\n').map_or("", |(_, after)| after)
        } else if let Some(comment) = trimmed.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, after)| after)
        } else {
            return trimmed;
        };
        rest = after;
    }
}

/// An expression in small letters outside quotes, names without the quotes that they do not need, without outer parentheses, TRUE and FALSE as the numbers they are.
pub(super) fn normal_expression(sql: &str) -> String {
    let list = tokens(sql);
    let mut rest = &list[..];
    while is_enclosed(rest) {
        let [_, inner @ .., _] = rest else { break };
        rest = inner;
    }
    spaced(rest.iter().map(|token| {
        let (kind, text) = match token.kind {
            Kind::Word => (Kind::Word, token.text.to_ascii_lowercase()),
            Kind::Quoted if is_plain(&token.name()) => (Kind::Word, token.name()),
            kind => (kind, token.text.to_owned()),
        };
        let text = match &*text {
            "true" => "1".to_owned(),
            "false" => "0".to_owned(),
            _ => text,
        };
        (kind, text)
    }))
}

/// Whether a name means the same without quotes, in small letters.
pub(super) fn is_plain(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Tokens as one text, with a space between two words.
pub(super) fn spaced(tokens: impl Iterator<Item = (Kind, String)>) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for (kind, text) in tokens {
        let word = kind == Kind::Word;
        if after_word && word {
            out.push(' ');
        }
        out.push_str(&text);
        after_word = word;
    }
    out
}

/// Every name that is written in SQL, without the schema in front of it; keywords are among them.
pub(crate) fn names_in(sql: &str) -> Vec<String> {
    let list = tokens(sql);
    let named = list.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
    named
        .map(|token| match token.kind {
            Kind::Word => token.text.rsplit('.').next().unwrap_or_default().to_owned(),
            _ => token.name(),
        })
        .collect()
}

/// Whether one pair of parentheses encloses the whole.
pub(super) fn is_enclosed(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        if token.is_mark("(") {
            depth += 1;
        } else if token.is_mark(")") {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return at > 0 && at + 1 == tokens.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn quotes_brackets_and_comments_are_seen_through() {
        let sql = "a \"b \"\"c\" [d-e] `f``g` 'it''s' -- x, y\n /* ( */ (é_1,\"--\") 1.5";
        let names: Vec<String> = tokens(sql).iter().map(super::Token::name).collect();
        assert_eq!(names, ["a", "b \"c", "d-e", "f`g", "it's", "(", "é_1", ",", "--", ")", "1.5"]);
    }

    #[test]
    fn text_that_ends_early_ends_the_tokens() {
        for sql in ["'", "\"a", "[a", "/* a", "-- a", "'a''"] {
            assert!(tokens(sql).len() <= 1, "{sql}");
        }
    }
}
