//! SQL in the words in which the server keeps it for good: what it has read of its own writing it may write otherwise.

/// The same SQL as the server writes it once it was read from that: where a list has a cast, its items have it.
///
/// Of `x IN ('a', 'b')` the server makes `x = ANY ((ARRAY['a'::character varying, ..])::text[])`, and of that `x = ANY (ARRAY[('a'::character varying)::text, ..])`,
/// which it keeps. Two databases would differ by which of them was made by hand.
pub(super) fn settled(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while !rest.is_empty() {
        let (text, after) = match cast_list(rest) {
            Some((list, after)) => (list, after),
            None => {
                let (piece, after) = piece(rest);
                (piece.to_owned(), after)
            }
        };
        out.push_str(&text);
        rest = after;
    }
    out
}

/// The list with a cast that the text begins with, as one whose items have it, and what follows.
fn cast_list(sql: &str) -> Option<(String, &str)> {
    let (items, after) = list(sql.strip_prefix('(')?)?;
    let (ty, after) = after.strip_prefix(")::")?.split_once("[]")?;
    let is_type = ty.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '.' | '"' | '(' | ')' | ','));
    (is_type && !items.trim().is_empty()).then(|| (cast(items, ty), after))
}

/// What is inside of the list that the text begins with, and what follows it.
fn list(sql: &str) -> Option<(&str, &str)> {
    let inside = sql.strip_prefix("ARRAY[")?;
    let mut depth = 0_usize;
    let mut rest = inside;
    while !rest.is_empty() {
        let (piece, after) = piece(rest);
        match piece {
            "]" if depth == 0 => return Some((inside.split_at_checked(inside.len() - rest.len())?.0, after)),
            "[" | "(" => depth += 1,
            "]" | ")" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        rest = after;
    }
    None
}

/// A list of these items, each cast; lists in it are of such items.
fn cast(items: &str, ty: &str) -> String {
    let items = split(items).into_iter().map(|item| match list(item) {
        Some((inner, "")) => cast(inner, ty),
        _ => format!("({})::{ty}", settled(item)),
    });
    format!("ARRAY[{}]", items.collect::<Vec<_>>().join(", "))
}

/// What is between the commas.
fn split(items: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, items);
    let mut rest = items;
    while !rest.is_empty() {
        let (piece, after) = piece(rest);
        match piece {
            "," if depth == 0 => {
                parts.extend(start.split_at_checked(start.len() - rest.len()).map(|(part, _)| part.trim()));
                start = after;
            }
            "[" | "(" => depth += 1,
            "]" | ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        rest = after;
    }
    parts.push(start.trim());
    parts
}

/// A text or a name in quotes, a word, or a single character; and what follows it.
fn piece(sql: &str) -> (&str, &str) {
    let first = sql.chars().next().unwrap_or_default();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let length = match first {
        // A quote in it is written twice, which makes two pieces.
        '\'' | '"' => sql.get(1..).and_then(|inside| inside.find(first)).map_or(sql.len(), |end| end + 2),
        _ if is_word(first) => sql.find(|c| !is_word(c)).unwrap_or(sql.len()),
        _ => first.len_utf8(),
    };
    sql.split_at_checked(length).unwrap_or((sql, ""))
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn casts_are_of_items() {
        for (kept, expected) in [
            (
                "((s)::text = ANY ((ARRAY['a'::character varying, 'b, ''c]'::character varying])::text[]))",
                "((s)::text = ANY (ARRAY[('a'::character varying)::text, ('b, ''c]'::character varying)::text]))",
            ),
            (
                "(a <> ALL ((ARRAY[1, f(2, 3), -4])::bigint[]))",
                "(a <> ALL (ARRAY[(1)::bigint, (f(2, 3))::bigint, (-4)::bigint]))",
            ),
            (
                "((ARRAY[ARRAY['ä'::a], ARRAY[x]])::numeric(5,1)[])",
                "(ARRAY[ARRAY[('ä'::a)::numeric(5,1)], ARRAY[(x)::numeric(5,1)]])",
            ),
            (
                "f((ARRAY[(((ARRAY[b])::\"My Type\"[])[1])])::text[])",
                "f(ARRAY[(((ARRAY[(b)::\"My Type\"])[1]))::text])",
            ),
        ] {
            assert_eq!(settled(kept), expected, "{kept}");
            assert_eq!(settled(expected), expected);
        }
    }

    #[test]
    fn what_is_no_such_cast_stays() {
        for sql in [
            "",
            "(d = ANY (ARRAY['2020-01-01'::date]))",
            "((ARRAY[1])::text = '(ARRAY[1])::text[]'::text)",
            "(\"(ARRAY[1])::text[]\" > 1)",
            "((ARRAY[])::text[])",
            "((ARRAY[1",
            "((ARRAY[1)])::text[])",
            "'ends",
        ] {
            assert_eq!(settled(sql), sql);
        }
    }
}
