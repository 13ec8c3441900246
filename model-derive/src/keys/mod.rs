//! The table of attribute keys: what there is, where it stands, how it is written.
//!
//! The parser, the error messages and the attribute reference of the guide all read it.

mod table;

pub(crate) use table::KEYS;

use Form::{Expression, Flag, List, Literal, Path, Text};
use Place::{AnyRule, Enum, Field, Inside, RowRule, Rule, Struct, Variant};

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In `#[model(..)]` on the struct.
    Struct,
    /// In `#[model(..)]` on a field.
    Field,
    /// In `#[column_enum(..)]` on an enum.
    Enum,
    /// In `#[column_enum(..)]` on a variant of an enum.
    Variant,
    /// In `#[validate(..)]` on a field.
    Rule,
    /// In `#[validate(..)]` on a struct.
    RowRule,
    /// In the list of any rule.
    AnyRule,
    /// In the list of another key, such as `belongs_to(..)`.
    Inside(&'static str),
}

/// How a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `key`
    Flag,
    /// `key = "text"`
    Text,
    /// `key = 1`
    Literal,
    /// `key = path::to::it`
    Path,
    /// `key = expression`
    Expression,
    /// `key(..)`
    List,
}

/// An attribute key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    /// The forms it may take, the usual one first.
    pub(crate) forms: &'static [Form],
    /// Whether it may be given several times.
    pub(crate) repeats: bool,
    /// A correct use.
    pub(crate) example: &'static str,
    /// What it does, for the reference.
    pub(crate) summary: &'static str,
}

/// The keys of a place. The list of a rule has those of any rule besides its own.
pub(crate) fn of(place: Place) -> impl Iterator<Item = &'static Key> {
    let is_rule = matches!(place, Inside(list) if KEYS.iter().any(|key| key.name == list && key.place == Rule));
    KEYS.iter().filter(move |key| key.place == place || (is_rule && key.place == AnyRule))
}

impl Place {
    /// The place in words.
    pub(crate) fn describe(self) -> String {
        match self {
            Struct => "`#[model(..)]` on a struct".to_owned(),
            Field => "`#[model(..)]` on a field".to_owned(),
            Enum => "`#[column_enum(..)]` on an enum".to_owned(),
            Variant => "`#[column_enum(..)]` on a variant".to_owned(),
            Rule => "`#[validate(..)]` on a field".to_owned(),
            RowRule => "`#[validate(..)]` on a struct".to_owned(),
            AnyRule => "the list of a rule".to_owned(),
            Inside(key) => format!("`{key}(..)`"),
        }
    }

    /// The attribute whose settings these are.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Struct | Field | Inside(_) => "model",
            Rule | RowRule | AnyRule => "validate",
            Enum | Variant => "column_enum",
        }
    }
}

impl Form {
    /// The form in words, after "takes".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Flag => "no value",
            Text => "a string",
            Literal => "a literal",
            Path => "a path",
            Expression => "an expression",
            List => "a list in parentheses",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use super::{AnyRule, Enum, Field, Inside, KEYS, Place, RowRule, Rule, Struct, Variant};

    const HEAD: &str = "# Attributes\n\nEverything that the attributes take. This page is made from the table of keys that the macros read.\n";

    fn section(text: &mut String, title: &str, place: Place) {
        write!(text, "\n{title}\n").unwrap();
        for key in KEYS.iter().filter(|key| key.place == place) {
            let forms: Vec<_> = key.forms.iter().map(|form| form.describe()).collect();
            let level = if matches!(place, Inside(_) | AnyRule) { "####" } else { "###" };
            write!(text, "\n{level} `{}`\n\n{}\n\nTakes {}", key.name, key.summary, forms.join(" or ")).unwrap();
            text.push_str(if key.repeats { "; may be repeated.\n" } else { ".\n" });
            write!(text, "\n```text\n{}\n```\n", key.example).unwrap();
            if matches!(place, Inside(_) | AnyRule | RowRule) {
                continue;
            }
            let lists = KEYS.iter().any(|inner| inner.place == Inside(key.name));
            // `index` and `unique` of a field take no list.
            if lists && key.forms.contains(&super::List) {
                section(text, &format!("Inside `{}(..)`:", key.name), Inside(key.name));
            }
        }
    }

    fn reference() -> String {
        let mut text = HEAD.to_owned();
        section(&mut text, "## `#[model(..)]` on the struct", Struct);
        section(&mut text, "## `#[model(..)]` on a field", Field);
        section(&mut text, "## `#[validate(..)]` on a field", Rule);
        section(&mut text, "Inside the list of any rule:", AnyRule);
        section(&mut text, "## `#[validate(..)]` on the struct", RowRule);
        section(&mut text, "## `#[column_enum(..)]` on the enum", Enum);
        section(&mut text, "## `#[column_enum(..)]` on a variant", Variant);
        text
    }

    /// The attribute reference is what the table says; `UPDATE_DOCS=1` writes it anew.
    #[test]
    fn the_reference_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/reference/attributes.md");
        let reference = reference();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &reference).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == reference, "{} is stale: run this test with `UPDATE_DOCS=1`", path.display());
    }

    /// The text of the files of a folder, and of those below it.
    fn texts(folder: &str, extension: &str) -> Vec<String> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").join(folder)];
        let mut texts = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|found| found == extension) {
                    texts.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
        texts
    }

    /// Every key is refused somewhere, by name, and its example is read without a word.
    #[test]
    fn every_key_has_a_rejected_case() {
        let told = texts("ui", "stderr").concat();
        for key in KEYS {
            let (Inside(_) | AnyRule) = key.place else {
                assert!(told.contains(&format!("error: `{}` takes ", key.name)), "no ui case refuses `{}`", key.name);
                continue;
            };
            let place = format!("write `{}`", key.example);
            let name = format!("`{}` takes ", key.name);
            assert!(
                told.contains(&name) && told.contains(&place),
                "no ui case refuses `{}` in {}",
                key.name,
                key.place.describe()
            );
        }
    }

    #[test]
    fn every_key_has_an_accepted_case() {
        let input = texts("expand", "rs").concat() + &texts("tests", "rs").concat() + include_str!("../column_enum.rs");
        for key in KEYS {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            assert!(input.split(|c| !word(c)).any(|found| found == key.name), "no accepted case of `{}`", key.name);
        }
    }

    /// Examples are attributes that the macro takes.
    #[test]
    fn examples_are_read() {
        for key in KEYS {
            let mut diag = crate::diag::Diagnostics::default();
            let is_rule = |list| KEYS.iter().any(|key| key.name == list && key.place == Rule);
            let attribute = format!("#[{}(", key.place.attribute());
            let inner = key.example.strip_prefix(&*attribute).and_then(|rest| rest.strip_suffix(")]"));
            let place = match key.place {
                AnyRule => Rule,
                Inside(list) if is_rule(list) => Rule,
                Inside("belongs_to") => Field,
                Inside(_) => Struct,
                place => place,
            };
            let tokens = inner.unwrap_or(key.example).parse().unwrap();
            crate::attr::Settings::of_list(tokens, place, &mut diag);
            assert_eq!(diag.count(), 0, "{}", key.example);
            diag.finish();
        }
    }
}
