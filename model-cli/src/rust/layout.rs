//! Attributes as `rustfmt` breaks them into lines.

/// How wide a line with an item that is no list may not be.
const WIDTH: usize = 100;

/// How wide the list of an attribute may be in one line (`attr_fn_like_width`).
const LIST_WIDTH: usize = 70;

/// How wide an item with a list may be, so that its line is no longer than 100.
const LINE_WIDTH: usize = 85;

/// An attribute for the items of a list: one if they fit, or else one for each.
pub(super) fn attributes(name: &str, items: &[String], indent: &str) -> String {
    let joined = items.join(", ");
    if items.is_empty() {
        return String::new();
    }
    if joined.chars().count() <= LIST_WIDTH {
        return format!("{indent}#[{name}({joined})]\n");
    }
    items.iter().map(|item| attribute(name, item, indent)).collect()
}

/// An attribute for all items of a struct, a line for each.
pub(super) fn list(name: &str, items: &[String]) -> String {
    let lines: Vec<String> = items.iter().map(|item| format!("    {}", broken(item, "    "))).collect();
    format!("#[{name}(\n{}\n)]\n", lines.join(",\n"))
}

/// An attribute for one item.
pub(super) fn attribute(name: &str, item: &str, indent: &str) -> String {
    let line = format!("{indent}#[{name}({item})]");
    if inner(item).is_none() && line.chars().count() >= WIDTH {
        return format!("{indent}#[{name}(\n{indent}    {item}\n{indent})]\n");
    }
    format!("{indent}#[{name}({})]\n", broken(item, indent))
}

/// An item, its list broken into lines if that is too wide.
fn broken(item: &str, indent: &str) -> String {
    let width = |text: &str| text.chars().count();
    match inner(item) {
        // What is no list of Rust's own kind, as `posts: Post`, is left as it is.
        Some((name, list)) if !list.contains(": ") && (width(list) > LIST_WIDTH || width(item) > LINE_WIDTH) => {
            let inside = format!("{indent}    ");
            let parts: Vec<String> =
                split(list).iter().map(|part| format!("{inside}{}", broken(part, &inside))).collect();
            format!("{name}(\n{}\n{indent})", parts.join(",\n"))
        }
        _ => item.to_owned(),
    }
}

/// The name of a list, and what is in it.
fn inner(item: &str) -> Option<(&str, &str)> {
    let (name, rest) = item.split_once('(')?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(())?;
    Some((name, rest.strip_suffix(')')?))
}

/// The items of a list: parts between commas, outside of parentheses and string literals.
fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth, mut in_text, mut escaped) = (Vec::new(), 0, 0_usize, false, false);
    for (at, c) in list.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            '(' if !in_text => depth += 1,
            ')' if !in_text => depth = depth.saturating_sub(1),
            ',' if !in_text && depth == 0 => {
                parts.extend(list.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.extend(list.get(start..));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{attribute, split};

    #[test]
    fn commas_in_lists_and_texts_are_no_ends() {
        assert_eq!(
            split(r#"a, columns(b, c), sql = "x, \", (y", d"#),
            ["a", "columns(b, c)", r#"sql = "x, \", (y""#, "d"]
        );
    }

    #[test]
    fn long_lists_are_broken() {
        let long = r#"check(name = "ck_films_of_a_long_name", sql = "length(title) > 0 AND year > 1900")"#;
        let expected = "#[model(check(\n    name = \"ck_films_of_a_long_name\",\n    sql = \"length(title) > 0 AND year > 1900\"\n))]\n";
        assert_eq!(attribute("model", long, ""), expected);
    }
}
