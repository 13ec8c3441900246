//! Models that are there already, and what a database has besides.

use std::fmt;
use std::ops::Range;

use model_runtime::schema::Table;
use proc_macro2::{Span, TokenTree};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Fields, Item, ItemEnum, ItemMacro, ItemStruct, Lit, Meta, Token};

use super::write::{EnumText, StructText};
use super::{Models, names};

/// A file with models, brought up to a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text of the file. What was there is as it was, to the letter; what is new stands after it.
    pub source: String,
    /// What was added, and what is left to decide, in the order of the file.
    pub changes: Vec<Change>,
}

/// What a merge did, or found and left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A struct, or an enum, that was not in the file.
    Added(String),
    /// A field that a struct did not have, or a variant of an enum: the type, and the column or the text that is stored.
    AddedTo(String, String),
    /// A field whose column the table does not have; left as it is.
    NoColumn(String, String),
    /// A field of another type than the column asks for: the struct, the field, its type, the column's. Left as it is.
    OtherType(String, String, String, String),
    /// A struct whose table the database does not have; left as it is.
    NoTable(String, String),
}

impl Change {
    /// Whether the file was changed.
    pub const fn is_written(&self) -> bool {
        matches!(self, Self::Added(_) | Self::AddedTo(..))
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(name) => write!(f, "added `{name}`"),
            Self::AddedTo(name, part) => write!(f, "added `{part}` to `{name}`"),
            Self::NoColumn(name, field) => write!(f, "left `{name}.{field}`, which has no column in the database"),
            Self::OtherType(name, field, is, wanted) => {
                write!(f, "left `{name}.{field}`, which is `{is}`; from the database it would be `{wanted}`")
            }
            Self::NoTable(name, table) => write!(f, "left `{name}`, whose table `{table}` is not in the database"),
        }
    }
}

/// A file that is not Rust, so that nothing can be merged into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeError {
    /// The line, from 1.
    pub line: usize,
    /// What the parser says.
    pub message: String,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for MergeError {}

impl From<syn::Error> for MergeError {
    fn from(error: syn::Error) -> Self {
        Self { line: error.span().start().line, message: error.to_string() }
    }
}

impl Models {
    /// Adds what a file with models lacks: structs, fields, enums and variants, and the names of new structs in the list of `schema!`. Nothing that is
    /// there is changed or taken away. A struct is the one of a table by its name or `#[model(table = "..")]`, a field that of a column by its name
    /// or `#[model(column = "..")]`, so both may be called as one likes.
    ///
    /// ```
    /// use diesel::sqlite::Sqlite;
    /// use model_cli::rust::{Options, models};
    /// use model_runtime::prelude::*;
    /// use model_runtime::schema::reflect;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut conn = Database::connect("sqlite::memory:")?.get()?;
    /// diesel::sql_query("CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL)").run(&mut conn)?;
    /// let mine = "/// A tag, as I call it.\n#[derive(Model)]\npub struct Tag {\n    pub id: i64,\n}\n";
    /// let merged = models::<Sqlite>(&reflect(&mut conn)?, &Options::default()).merge_into(mine)?;
    /// assert_eq!(merged.changes[0].to_string(), "added `name` to `Tag`");
    /// assert!(merged.source.starts_with("/// A tag, as I call it.\n"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the file is not Rust.
    pub fn merge_into(&self, existing: &str) -> Result<Merged, MergeError> {
        let file: syn::File = syn::parse2(existing.parse().map_err(syn::Error::from)?)?;
        let mut merge = Merge::default();
        let mut known = Vec::new();
        for item in &file.items {
            match item {
                Item::Struct(item) if derives(&item.attrs, "Model") => {
                    let table = table_of(item);
                    match self.structs.iter().find(|model| model.table == table) {
                        Some(model) => merge.fields(item, model),
                        None => merge.changes.push(Change::NoTable(item.ident.to_string(), table.clone())),
                    }
                    known.push((item.ident.to_string(), table));
                }
                Item::Enum(item) if derives(&item.attrs, "ColumnEnum") => {
                    if let Some(one) = self.enums.iter().find(|one| item.ident == *one.ident) {
                        merge.variants(item, one);
                    }
                }
                _ => {}
            }
        }
        let new: Vec<&StructText> =
            self.structs.iter().filter(|model| !known.iter().any(|(_, table)| *table == model.table)).collect();
        let mut added: String = new.iter().flat_map(|model| ["\n", &model.text]).collect();
        merge.changes.extend(new.iter().map(|model| Change::Added(model.ident.clone())));
        // Enums that only fields of another name have are of no use.
        let uses = |one: &&EnumText| {
            has_word(&added, &one.ident) || merge.edits.iter().any(|edit| has_word(&edit.text, &one.ident))
        };
        let has =
            |one: &EnumText| file.items.iter().any(|item| matches!(item, Item::Enum(item) if item.ident == *one.ident));
        let enums: Vec<&EnumText> = self.enums.iter().filter(|one| !has(one)).filter(uses).collect();
        for one in enums {
            added = format!("\n{}{added}", one.text);
            merge.changes.push(Change::Added(one.ident.clone()));
        }
        merge.list(&file.items, &new);
        if !added.is_empty() {
            merge.edits.push(Edit { at: existing.len(), text: added, is_lines: true });
        }
        // New structs refer to others by the names that these have here.
        for (ident, table) in &known {
            if let Some(model) = self.structs.iter().find(|model| model.table == *table && model.ident != *ident) {
                merge.edits.iter_mut().for_each(|edit| edit.text = with_word(&edit.text, &model.ident, ident));
            }
        }
        Ok(Merged { source: merge.apply(existing), changes: merge.changes })
    }
}

#[derive(Default)]
struct Merge {
    edits: Vec<Edit>,
    changes: Vec<Change>,
}

/// Text that is put somewhere.
struct Edit {
    /// Where, in bytes.
    at: usize,
    text: String,
    /// Whether it is lines, rather than words within one.
    is_lines: bool,
}

impl Merge {
    /// The fields that a struct lacks, at its end.
    fn fields(&mut self, item: &ItemStruct, model: &StructText) {
        let Fields::Named(fields) = &item.fields else { return };
        let name = item.ident.to_string();
        let mut columns = Vec::new();
        for field in &fields.named {
            let Some(ident) = &field.ident else { continue };
            let word = ident.to_string().trim_start_matches("r#").to_owned();
            let column = text_of(&field.attrs, "model", "column").unwrap_or_else(|| word.clone());
            match model.fields.iter().find(|wanted| wanted.column == column) {
                Some(wanted) => {
                    let is = shown(&field.ty);
                    if !wanted.ty.is_empty() && last_words(&is) != last_words(&wanted.ty) {
                        self.changes.push(Change::OtherType(name.clone(), word, is, wanted.ty.clone()));
                    }
                }
                None => self.changes.push(Change::NoColumn(name.clone(), word)),
            }
            columns.push(column);
        }
        let mut text = String::new();
        let lacks = model.fields.iter().filter(|wanted| !wanted.ty.is_empty() && !columns.contains(&wanted.column));
        for wanted in lacks {
            text.push_str(&wanted.text);
            self.changes.push(Change::AddedTo(name.clone(), wanted.column.clone()));
        }
        self.before(fields.brace_token.span.close(), &fields.named, text);
    }

    /// The variants that an enum lacks, at its end.
    fn variants(&mut self, item: &ItemEnum, one: &EnumText) {
        let stored = |variant: &syn::Variant| {
            text_of(&variant.attrs, "column_enum", "rename").unwrap_or_else(|| names::snake(&variant.ident.to_string()))
        };
        let known: Vec<String> = item.variants.iter().map(stored).collect();
        let mut text = String::new();
        for (value, lines) in one.variants.iter().filter(|(value, _)| !known.contains(value)) {
            text.push_str(lines);
            self.changes.push(Change::AddedTo(item.ident.to_string(), value.clone()));
        }
        self.before(item.brace_token.span.close(), &item.variants, text);
    }

    /// Puts lines before a closing brace, and a comma behind the last item if it has none.
    fn before<T: Spanned>(&mut self, brace: Span, items: &Punctuated<T, Token![,]>, text: String) {
        if text.is_empty() {
            return;
        }
        if let Some(last) = items.last().filter(|_| !items.trailing_punct()) {
            self.edits.push(Edit { at: last.span().byte_range().end, text: ",".to_owned(), is_lines: false });
        }
        self.edits.push(Edit { at: brace.byte_range().start, text, is_lines: true });
    }

    /// The names of new structs, at the end of the first list of `schema!`.
    fn list(&mut self, items: &[Item], new: &[&StructText]) {
        let is_schema = |item: &&ItemMacro| item.mac.path.segments.last().is_some_and(|path| path.ident == "schema");
        let macros = items.iter().filter_map(|item| if let Item::Macro(item) = item { Some(item) } else { None });
        let Some(list) = macros.into_iter().find(is_schema).filter(|_| !new.is_empty()) else { return };
        let mut end: Option<(Range<usize>, bool)> = None;
        let mut within = false;
        for token in list.mac.tokens.clone() {
            let range = token.span().byte_range();
            match &token {
                TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                TokenTree::Punct(mark) if mark.as_char() == ':' && !within => {
                    within = true;
                    end = Some((range, true));
                }
                TokenTree::Punct(mark) if within => end = Some((range, mark.as_char() == ',')),
                _ if within => end = Some((range, false)),
                _ => {}
            }
        }
        if let Some((range, ends)) = end {
            let names: Vec<&str> = new.iter().map(|model| &*model.ident).collect();
            let comma = if ends { "" } else { "," };
            self.edits.push(Edit { at: range.end, text: format!("{comma} {}", names.join(", ")), is_lines: false });
        }
    }

    /// The text with everything in its place.
    fn apply(&mut self, existing: &str) -> String {
        self.edits.sort_by_key(|edit| edit.at);
        let mut out = String::with_capacity(existing.len());
        let mut from = 0;
        for edit in &self.edits {
            let before = existing.get(from..edit.at).unwrap_or_default();
            if edit.is_lines {
                // A line of their own, whatever space is before.
                out.push_str(before.trim_end());
                out.push('\n');
            } else {
                out.push_str(before);
            }
            out.push_str(&edit.text);
            from = edit.at;
        }
        out.push_str(existing.get(from..).unwrap_or_default());
        out
    }
}

/// Whether a name stands in a text as a word.
fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|part| part == word)
}

/// A text with another word in place of one.
fn with_word(text: &str, from: &str, to: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + from.len()..).unwrap_or_default());
        let is_word = !before.ends_with(is_part) && !after.starts_with(is_part);
        out.push_str(before);
        out.push_str(if is_word { to } else { from });
        rest = after;
    }
    out + rest
}

/// Whether something derives a macro of this name.
fn derives(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let mut found = false;
        let read = attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|last| last.ident == name);
            Ok(())
        });
        read.is_ok() && found
    })
}

/// The table of a struct, as the derive has it, with its schema in front if the struct says one.
fn table_of(item: &ItemStruct) -> String {
    let table = text_of(&item.attrs, "model", "table").unwrap_or_else(|| names::table_of(&item.ident.to_string()));
    Table { namespace: text_of(&item.attrs, "model", "namespace"), ..Table::named(table) }.full_name()
}

/// The text that an attribute gives to a key.
fn text_of(attributes: &[Attribute], attribute: &str, key: &str) -> Option<String> {
    let lists = attributes.iter().filter(|found| found.path().is_ident(attribute));
    lists.filter_map(|found| if let Meta::List(list) = &found.meta { Some(list.tokens.clone()) } else { None }).find_map(|tokens| {
        // Lists may hold what is no attribute of Rust's own kind, so the tokens are looked through.
        let mut before: [Option<TokenTree>; 2] = [None, None];
        for token in tokens {
            let is_value = matches!(&before, [Some(TokenTree::Ident(word)), Some(TokenTree::Punct(mark))] if word == key && mark.as_char() == '=');
            if is_value && let Ok(Expr::Lit(ExprLit { lit: Lit::Str(text), .. })) = syn::parse2(token.clone().into()) {
                return Some(text.value());
            }
            let [_, last] = before;
            before = [last, Some(token)];
        }
        None
    })
}

/// A type as it is usually written.
fn shown(ty: &syn::Type) -> String {
    ty.span().source_text().unwrap_or_default().split_whitespace().collect()
}

/// The words of a type without the paths before them: `chrono::NaiveDate` may have been imported.
fn last_words(ty: &str) -> String {
    let mut out = String::new();
    let mut rest = ty;
    while let Some(c) = rest.chars().next() {
        let length =
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(rest.len()).max(c.len_utf8());
        let (word, after) = rest.split_at(length);
        out.push_str(word.rsplit("::").next().unwrap_or(word));
        rest = after;
    }
    out
}
