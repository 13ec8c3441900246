//! CHECKs that are rules of one column, as `#[validate(..)]` has them: then Rust checks them, too.
//!
//! Only a condition that a rule would write in the same way counts as one, so that the models find no difference to the database. What is not
//! understood stays a CHECK.

use model_runtime::schema::{Check, ColumnType, Ddl};

use super::declare::{Field, Struct, literal};
use super::types;

/// A piece of a condition. Parentheses and casts say nothing here, and are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word, in small letters.
    Word(String),
    /// A name in quotes.
    Name(String),
    /// A text.
    Text(String),
    /// A comparison, a comma, a bracket.
    Mark(String),
}

/// Declares a CHECK as a rule of a field; `false` if it is none.
pub(super) fn declare<DB: Ddl>(check: &Check, model: &mut Struct<'_>) -> bool {
    let tokens = tokens(&check.condition);
    let table = &model.table.name;
    for field in &mut model.fields {
        let Some((name, list)) = rule::<DB>(&tokens, field) else { continue };
        if field.rules.iter().any(|rule| rule.starts_with(&format!("{name}("))) {
            return false;
        }
        let usual = format!("ck_{table}_{}_{name}", field.column.name);
        let constraint = match &check.name {
            Some(own) if *own != usual => format!(", constraint = {}", literal(own)),
            _ => String::new(),
        };
        field.rules.push(format!("{name}({list}{constraint})"));
        // The greatest length of a text would be that of its type, and one of a few texts has the type that a key has.
        let decides = match name {
            "length" => list.contains("max = "),
            "one_of" => field.ty.as_ref().is_some_and(|ty| ty.rust == "String") && has_key_types::<DB>(),
            _ => false,
        };
        if decides && !field.attributes.iter().any(|text| text.starts_with("db_type")) {
            field
                .attributes
                .extend(types::spelled::<DB>(field.column).map(|name| format!("db_type = {}", literal(&name))));
        }
        return true;
    }
    false
}

/// Whether texts in keys have another type than texts have.
fn has_key_types<DB: Ddl>() -> bool {
    let text = ColumnType::Text { max_length: None };
    DB::key_type_name(text) != DB::type_name(text)
}

/// The rule of a field that a condition is: its name and what is in its list.
fn rule<DB: Ddl>(tokens: &[Token], field: &Field<'_>) -> Option<(&'static str, String)> {
    let ty = field.ty.as_ref()?.rust.as_str();
    // What the database writes cannot be refused before.
    let is_written = !field.is_key && field.column.generated.is_none() && field.column.identity.is_none();
    is_written.then_some(())?;
    let column = |token: &Token| match token {
        Token::Word(word) => word.eq_ignore_ascii_case(&field.column.name),
        Token::Name(name) => *name == field.column.name,
        _ => false,
    };
    let is_integer = matches!(ty, "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64");
    match tokens {
        [Token::Word(function), rest @ ..] if function == counts::<DB>() && ty == "String" => {
            let (first, bounds) = rest.split_first()?;
            let of = |token: &Token| column(token) || function_of(token, function);
            column(first).then_some(())?;
            Some(("length", between(bounds, of, |token| number(token)?.parse::<u32>().ok().map(|n| n.to_string()))?))
        }
        [first, rest @ ..] if column(first) && (is_integer || matches!(ty, "f32" | "f64")) => {
            // A whole number stays one for a fraction, too: the rule's CHECK is then the one that was read.
            let value = |token: &Token| number(token).filter(|text| !is_integer || text.parse::<i64>().is_ok());
            let bounds = between(rest, column, value);
            bounds.map(|list| ("range", list)).or_else(|| {
                let of = |token: &Token| {
                    if is_integer { number(token).filter(|text| text.parse::<i64>().is_ok()) } else { None }
                };
                one_of(rest, of)
            })
        }
        [first, rest @ ..] if column(first) && ty == "String" => one_of(rest, |token| match token {
            Token::Text(text) => Some(literal(text)),
            _ => None,
        }),
        _ => None,
    }
}

/// The function that counts the characters of a text, where a rule asks for them.
fn counts<DB: Ddl>() -> &'static str {
    if DB::CAPABILITIES.server { "char_length" } else { "length" }
}

/// Whether a token is the name of the function, which a second bound repeats.
fn function_of(token: &Token, function: &str) -> bool {
    matches!(token, Token::Word(word) if word == function)
}

/// `>= 1`, `<= 10`, `BETWEEN 1 AND 10`, `= 5`, `>= 1 AND column <= 10`.
fn between(tokens: &[Token], of: impl Fn(&Token) -> bool, value: impl Fn(&Token) -> Option<String>) -> Option<String> {
    let word = |token: &Token, text: &str| matches!(token, Token::Word(word) if word == text);
    let mark = |token: &Token, text: &str| matches!(token, Token::Mark(mark) if mark == text);
    match tokens {
        [is, bound] if mark(is, ">=") => Some(format!("min = {}", value(bound)?)),
        [is, bound] if mark(is, "<=") => Some(format!("max = {}", value(bound)?)),
        [is, min, and, max] if word(is, "between") && word(and, "and") => {
            Some(format!("min = {}, max = {}", value(min)?, value(max)?))
        }
        // As PostgreSQL keeps BETWEEN.
        [least, min, and, rest @ ..] if mark(least, ">=") && word(and, "and") => {
            let [names @ .., most, max] = rest else { return None };
            let same = (1..=2).contains(&names.len()) && names.iter().all(&of) && mark(most, "<=");
            same.then_some(())?;
            Some(format!("min = {}, max = {}", value(min)?, value(max)?))
        }
        _ => None,
    }
}

/// `IN ('a', 'b')`, or, as PostgreSQL keeps it, `= ANY (ARRAY['a', 'b'])`.
fn one_of(tokens: &[Token], value: impl Fn(&Token) -> Option<String>) -> Option<(&'static str, String)> {
    let word = |token: &Token, text: &str| matches!(token, Token::Word(word) if word == text);
    let mark = |token: &Token, text: &str| matches!(token, Token::Mark(mark) if mark == text);
    let items = match tokens {
        [within, items @ ..] if word(within, "in") => items,
        [is, any, array, open, items @ .., close]
            if mark(is, "=") && word(any, "any") && word(array, "array") && mark(open, "[") && mark(close, "]") =>
        {
            items
        }
        _ => return None,
    };
    let values: Option<Vec<String>> = items
        .split(|token| mark(token, ","))
        .map(|item| match item {
            [only] => value(only),
            _ => None,
        })
        .collect();
    Some(("one_of", values?.join(", ")))
}

/// A number, which PostgreSQL keeps as a text if it is negative.
fn number(token: &Token) -> Option<String> {
    let (Token::Word(text) | Token::Text(text)) = token else { return None };
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.parse::<f64>().is_ok();
    is_number.then(|| text.clone())
}

/// The pieces of a condition.
fn tokens(sql: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = sql.trim_start();
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$');
        let length = match first {
            '\'' | '"' | '`' => {
                let (text, length) = quoted(rest, first);
                tokens.push(if first == '\'' { Token::Text(text) } else { Token::Name(text) });
                length
            }
            ':' if rest.starts_with("::") => cast(rest),
            '-' if rest.get(1..).is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit())) => {
                let length = 1 + rest.get(1..).and_then(|after| after.find(|c| !is_word(c))).unwrap_or(rest.len() - 1);
                tokens.extend(rest.get(..length).map(|text| Token::Word(text.to_owned())));
                length
            }
            '(' | ')' => 1,
            '>' | '<' | '!' => {
                let length = if rest.get(1..2).is_some_and(|next| next == "=" || next == ">") { 2 } else { 1 };
                tokens.extend(rest.get(..length).map(|text| Token::Mark(text.to_owned())));
                length
            }
            c if is_word(c) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                tokens.extend(rest.get(..length).map(|text| Token::Word(text.to_lowercase())));
                length
            }
            c => {
                tokens.push(Token::Mark(c.to_string()));
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    tokens
}

/// What is in quotes at the start of a text, and how long that is.
fn quoted(text: &str, quote: char) -> (String, usize) {
    let mut out = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return (out, at + c.len_utf8());
        }
        out.push(c);
    }
    (out, text.len())
}

/// How long the cast at the start of a text is: the type's words, its numbers, its brackets.
fn cast(text: &str) -> usize {
    let mut end = 2;
    loop {
        let after = text.get(end..).unwrap_or_default();
        let space = after.len() - after.trim_start().len();
        let word = after.trim_start();
        let length = word.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '"').unwrap_or(word.len());
        let is_type = length > 0
            && !["and", "or", "in", "between"].contains(&&*word.get(..length).unwrap_or_default().to_lowercase());
        if !is_type {
            break;
        }
        end += space + length;
    }
    if text.get(end..).is_some_and(|after| after.starts_with('(')) {
        end += text.get(end..).and_then(|after| after.find(')')).map_or(0, |close| close + 1);
    }
    if text.get(end..).is_some_and(|after| after.starts_with("[]")) {
        end += 2;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{Token, tokens};

    #[test]
    fn parentheses_and_casts_are_left_out() {
        let word = |text: &str| Token::Word(text.to_owned());
        let mark = |text: &str| Token::Mark(text.to_owned());
        assert_eq!(
            tokens("((age >= '-5'::integer) AND (\"Age\" <= (9)::numeric(3,1)))"),
            [
                word("age"),
                mark(">="),
                Token::Text("-5".into()),
                word("and"),
                Token::Name("Age".into()),
                mark("<="),
                word("9")
            ]
        );
        assert_eq!(
            tokens("(a)::text = ANY ((ARRAY['x'::character varying, 'it''s'::character varying])::text[])"),
            [
                word("a"),
                mark("="),
                word("any"),
                word("array"),
                mark("["),
                Token::Text("x".into()),
                mark(","),
                Token::Text("it's".into()),
                mark("]")
            ]
        );
    }

    #[test]
    fn any_text_ends() {
        for sql in ["'", "\"a", "a::", "::", "-", "é ≥ 5", "a::b(", ""] {
            assert!(tokens(sql).len() <= 3, "{sql}");
        }
    }
}
