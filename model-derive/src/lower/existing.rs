//! Models over a `table!` that is there.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Ident, Path};

use super::names;
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Existing, Name};

/// `existing = ..`, with what else on the struct would declare the table.
pub(super) fn existing(settings: &Settings, diag: &mut Diagnostics) -> Option<Existing> {
    let path = settings.get("existing")?.path(diag)?;
    // Of a table in a schema the model says the names, which cannot be read from the `table!`.
    let words = if settings.flag("namespace").is_some() { &["module"][..] } else { &["table", "module"] };
    let declares = words.iter().filter_map(|word| settings.flag(word)).cloned().collect();
    Some(Existing { path, declares })
}

/// What the table is probably called: its SQL name stands in the `table!`, which the derive does not see. Of a table in a schema it is what the model
/// says.
pub(super) fn table(path: &Path, namespace: Option<&Name>, settings: &Settings) -> Option<Name> {
    if let Some(text) = settings.get("table").and_then(Setting::text).filter(|_| namespace.is_some()) {
        return Some(Name::new(text.value(), text.span()));
    }
    let last = path.segments.last()?;
    Some(Name::new(last.ident.unraw().to_string(), last.ident.span()))
}

/// What a column is called in a `table!` that `diesel print-schema` wrote: letters of other scripts and signs are underscores, and a
/// word that Rust or Diesel needs for itself has one behind it.
pub(super) fn column_ident(column: &Name, module: &Ident) -> Ident {
    let word: String = column.text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let word = if word == column.text { word } else { single_underscores(&word) };
    let span = names::call_site(column.span);
    match syn::parse_str::<Ident>(&word) {
        Ok(ident) => names::column_ident(&Ident::new(&ident.to_string(), span), module),
        Err(_) => after_underscore(&word, span),
    }
}

/// A word that Rust does not take as a name.
fn after_underscore(word: &str, span: Span) -> Ident {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let name = if is_number { format!("_{word}") } else { format!("{word}_") };
    // Two underscores are a name in any case.
    Ident::new(if syn::parse_str::<Ident>(&name).is_ok() { &name } else { "__" }, span)
}

fn single_underscores(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for c in word.chars() {
        if c != '_' || !text.ends_with('_') {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;
    use syn::Ident;

    use super::{Name, column_ident};

    #[test]
    fn columns_are_called_as_diesel_calls_them() {
        let module = Ident::new("users", Span::call_site());
        for (column, ident) in [
            ("name", "name"),
            ("type", "type_"),
            ("e-mail", "e_mail"),
            ("URL  part", "URL_part"),
            ("table", "table_"),
            ("users", "users_"),
            ("2fa", "_2fa"),
            ("größe", "gr_e"),
            ("", "__"),
        ] {
            assert_eq!(column_ident(&Name::new(column, Span::call_site()), &module), ident, "{column}");
        }
    }
}
