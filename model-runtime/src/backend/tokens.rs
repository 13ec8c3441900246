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
    normal(sql, is_plain)
}

/// The same where capitals do not matter in names, quoted or not.
#[cfg(feature = "sqlite")]
pub(super) fn any_case(sql: &str) -> String {
    normal(sql, |name| is_plain(&name.to_ascii_lowercase()))
}

fn normal(sql: &str, is_plain: impl Fn(&str) -> bool) -> String {
    let list = tokens(sql);
    let mut rest = &list[..];
    while is_enclosed(rest) {
        let [_, inner @ .., _] = rest else { break };
        rest = inner;
    }
    spaced(rest.iter().map(|token| {
        let (kind, text) = match token.kind {
            Kind::Word => (Kind::Word, token.text.to_ascii_lowercase()),
            Kind::Quoted if is_plain(&token.name()) => (Kind::Word, token.name().to_ascii_lowercase()),
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

/// Tokens as one text, with a space between two words, and where a comment would begin.
pub(super) fn spaced(tokens: impl Iterator<Item = (Kind, String)>) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for (kind, text) in tokens {
        let word = kind == Kind::Word;
        let begins_comment = out.ends_with('-') && text == "-" || out.ends_with('/') && text == "*";
        if after_word && word || begins_comment {
            out.push(' ');
        }
        out.push_str(&text);
        after_word = word;
    }
    out
}

/// Where the name is that a CREATE statement gives, in bytes.
pub(crate) fn start_of_name(sql: &str, name: &str) -> Option<usize> {
    // After CREATE and the kind, of which it may be the name.
    tokens(sql).iter().skip(2).find(|token| token.name() == name).map(|token| token.start)
}

/// Every name that is written in SQL, in order, without quotes; of `shop.users` the last part. Keywords and numbers are among them, as nothing here knows the
/// grammar; what stands in texts and comments is not.
///
/// It tells whether a piece of SQL can speak of a thing: a CHECK of a column, a view of a table. Of what is not among the names it does not.
///
/// ```
/// use model_runtime::schema::names_in;
///
/// let names = names_in(r#"SELECT "full name", 'x' FROM shop.users -- and posts"#);
/// assert_eq!(names, ["SELECT", "full name", "FROM", "users"]);
/// ```
#[must_use]
pub fn names_in(sql: &str) -> Vec<String> {
    let list = tokens(sql);
    let named = list.iter().filter(|token| matches!(token.kind, Kind::Word | Kind::Quoted));
    named
        .map(|token| match token.kind {
            Kind::Word => token.text.rsplit('.').next().unwrap_or_default().to_owned(),
            _ => token.name(),
        })
        // The point between two quoted names is none.
        .filter(|name| !name.is_empty())
        .collect()
}

/// SQL in which a name, other than that of a function, is replaced by another, which is quoted where it has to be.
pub(crate) fn rename_in(sql: &str, is_old: impl Fn(&str) -> bool, new: &str) -> String {
    let list = tokens(sql);
    let mut out = String::with_capacity(sql.len());
    let mut done = 0;
    for (at, token) in list.iter().enumerate() {
        let is_function = list.get(at + 1).is_some_and(|next| next.is_mark("("));
        let start = match token.kind {
            Kind::Word if is_function => continue,
            // A word keeps the name of the table in front.
            Kind::Word => token.start + token.text.rfind('.').map_or(0, |point| point + 1),
            Kind::Quoted => token.start,
            Kind::Text | Kind::Mark => continue,
        };
        let end = token.end();
        let name =
            if token.kind == Kind::Quoted { token.name() } else { sql.get(start..end).unwrap_or_default().to_owned() };
        if is_old(&name) {
            out.push_str(sql.get(done..start).unwrap_or_default());
            out.push_str(new);
            done = end;
        }
    }
    out.push_str(sql.get(done..).unwrap_or_default());
    out
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
    use super::{names_in, tokens};

    #[test]
    fn quotes_brackets_and_comments_are_seen_through() {
        let sql = "a \"b \"\"c\" [d-e] `f``g` 'it''s' -- x, y\n /* ( */ (é_1,\"--\") 1.5";
        let names: Vec<String> = tokens(sql).iter().map(super::Token::name).collect();
        assert_eq!(names, ["a", "b \"c", "d-e", "f`g", "it's", "(", "é_1", ",", "--", ")", "1.5"]);
    }

    #[test]
    fn names_are_without_quotes_and_schemas() {
        let sql = "SELECT a.\"b c\", \"d\".e FROM main.f JOIN \"g\".\"h\" ON 'i' = `j` /* k */";
        let names = names_in(sql);
        assert_eq!(names, ["SELECT", "b c", "d", "e", "FROM", "f", "JOIN", "g", "h", "ON", "j"]);
    }

    #[test]
    fn text_that_ends_early_ends_the_tokens() {
        for sql in ["'", "\"a", "[a", "/* a", "-- a", "'a''"] {
            assert!(tokens(sql).len() <= 1, "{sql}");
        }
    }
}
