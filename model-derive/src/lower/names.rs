//! Names that are inferred: of tables, modules and columns.

use proc_macro2::Span;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::{DeriveInput, Ident, LitStr};

use crate::attr::Settings;
use crate::diag::Diagnostics;
use crate::ir::Name;

/// The table's name: what is given, or Diesel's rule.
pub(super) fn table(input: &DeriveInput, settings: &Settings) -> Name {
    match settings.get("table").and_then(crate::attr::Setting::text) {
        Some(text) => Name::new(text.value(), text.span()),
        None => Name::new(format!("{}s", snake_case(&input.ident.unraw().to_string())), input.ident.span()),
    }
}

/// The schema of the database, where one is said.
pub(super) fn namespace(settings: &Settings) -> Option<Name> {
    let text = settings.get("namespace").and_then(crate::attr::Setting::text)?;
    Some(Name::new(text.value(), text.span()))
}

/// The module's name: what is given, the table's name if Rust takes it, or Diesel's rule.
pub(super) fn module(input: &DeriveInput, table: &Name, settings: &Settings, diag: &mut Diagnostics) -> Ident {
    if let Some(text) = settings.get("module").and_then(crate::attr::Setting::text) {
        return ident(&text, diag).unwrap_or_else(|| format_ident!("table", span = text.span()));
    }
    let inferred = format!("{}s", snake_case(&input.ident.unraw().to_string()));
    // A table called as the struct is would make two items of one name.
    let taken = input.ident == table.text.as_str() || syn::parse_str::<Ident>(&table.text).is_err();
    let name = if taken { &inferred } else { &table.text };
    // The rule of Diesel always gives a word that Rust takes: it ends in `s` and starts like the struct.
    Ident::new(name, input.ident.span())
}

/// The text as an identifier.
pub(super) fn ident(text: &LitStr, diag: &mut Diagnostics) -> Option<Ident> {
    let ident = text.parse::<Ident>().ok();
    if ident.is_none() {
        diag.error(
            text,
            format_args!("`{}` is not a name Rust takes", text.value()),
            "use letters, digits and `_`, and no keyword",
        );
    }
    ident
}

/// What the relation of a foreign key is called: the field's name without `_id`, if anything is left then.
pub(super) fn of_parent(field: &Ident) -> Ident {
    let word = field.unraw().to_string();
    match word.strip_suffix("_id") {
        Some(short) if syn::parse_str::<Ident>(short).is_ok() => Ident::new(short, field.span()),
        _ => field.clone(),
    }
}

/// What a column is called in `table!`: the field's name, unless `table!` needs that word for itself.
pub(super) fn column_ident(field: &Ident, module: &Ident) -> Ident {
    const TAKEN: &[&str] = &[
        "table",
        "star",
        "columns",
        "dsl",
        "all_columns",
        "diesel",
        "str",
        "bool",
        "SqlType",
        "BoxedQuery",
        "Ok",
        "Err",
        "Some",
        "None",
        "Text",
        "DB",
        "T",
        "q",
        "QS",
        "Left",
        "Right",
        "Join",
        "On",
        "From",
        "Self_",
        "crate_",
        "super_",
        "self_",
    ];
    let word = field.unraw().to_string();
    if TAKEN.contains(&word.as_str()) || module.unraw() == word {
        return Ident::new(&format!("{word}_"), field.span());
    }
    field.clone()
}

/// Diesel's rule: an underscore before each capital letter but the first, all in lower case.
pub(crate) fn snake_case(camel: &str) -> String {
    let mut snake = String::with_capacity(camel.len() + 4);
    for (i, letter) in camel.char_indices() {
        if letter.is_uppercase() && i > 0 {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `prefix_table_column_column`, as constraints and indexes are called.
pub(super) fn constraint<'c>(prefix: &str, table: &Name, columns: impl IntoIterator<Item = &'c str>) -> String {
    let mut name = format!("{prefix}_{}", table.text);
    for column in columns {
        name.push('_');
        name.push_str(column);
    }
    name
}

/// The place of an identifier, resolved where the struct is.
pub(super) fn call_site(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn follows_diesels_rule() {
        assert_eq!(snake_case("BlogPost"), "blog_post");
        assert_eq!(snake_case("HTTPLog"), "h_t_t_p_log");
        assert_eq!(snake_case("Größe"), "größe");
    }
}
