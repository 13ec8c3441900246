//! The enum of a table's constraints.

use std::collections::HashSet;

use ident_case::RenameRule;
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Ident;
use syn::ext::IdentExt;

use crate::ir::Model;

/// A constraint: its kind, what it is called in Rust, and its name in SQL, or the column of NOT NULL.
struct Constraint {
    kind: &'static str,
    variant: String,
    name: String,
}

pub(super) fn constraints(model: &Model) -> TokenStream {
    let (vis, ident, model_ident) = (&model.vis, &model.constraints, &model.ident);
    let mut taken = HashSet::new();
    let rows = all(model).into_iter().map(|Constraint { kind, variant, name }| {
        let variant = Ident::new(&free(variant, &mut taken), ident.span());
        let kind = Ident::new(kind, Span::call_site());
        quote!(#kind #variant #name,)
    });
    let table = &model.table.text;
    quote!(::model_runtime::__constraints! { #vis #ident #model_ident #table #(#rows)* })
}

fn all(model: &Model) -> Vec<Constraint> {
    let table = &model.table.text;
    let name = model.key_name.as_ref().map_or_else(|| format!("pk_{table}"), |name| name.text.clone());
    let primary = Constraint { kind: "PrimaryKey", variant: "PrimaryKey".to_owned(), name };
    let mut all = vec![primary];
    let of = |columns: &[usize], suffix: &str| {
        let words = columns.iter().filter_map(|index| model.column(*index)).map(|column| pascal(&column.word()));
        words.collect::<String>() + suffix
    };
    for unique in &model.uniques {
        all.push(Constraint { kind: "Unique", variant: of(&unique.columns, "Unique"), name: unique.name.clone() });
    }
    for index in model.indexes.iter().filter(|index| index.unique) {
        // What an expression is of is said by its name alone.
        let word = index.name.strip_prefix(&*format!("ix_{table}_")).unwrap_or(&index.name);
        let variant = if index.has_expressions() { pascal(word) + "Unique" } else { of(&index.columns, "Unique") };
        all.push(Constraint { kind: "Unique", variant, name: index.name.clone() });
    }
    for column in &model.columns {
        for parent in model.parents.iter().filter(|parent| parent.key.columns.first() == Some(&column.index)) {
            let word = match &parent.key.columns[..] {
                [_] => column.word(),
                _ => parent.relation.unraw().to_string(),
            };
            let word = word.strip_suffix("_id").filter(|word| !word.is_empty()).unwrap_or(&word);
            let (variant, name) = (pascal(word) + "Fk", parent.key.constraint.clone());
            all.push(Constraint { kind: "ForeignKey", variant, name });
        }
        for key in model.other_keys.iter().filter(|key| key.columns.first() == Some(&column.index)) {
            all.push(Constraint { kind: "ForeignKey", variant: of(&key.columns, "Fk"), name: key.constraint.clone() });
        }
        for rule in column.rules.iter().filter(|rule| rule.is_check()) {
            let variant = pascal(&column.word()) + &pascal(&rule.ident.to_string());
            all.push(Constraint { kind: "Check", variant, name: rule.constraint.clone() });
        }
    }
    let prefix = format!("ck_{table}_");
    for check in &model.checks {
        let word = check.name.strip_prefix(&*prefix).unwrap_or(&check.name);
        all.push(Constraint { kind: "Check", variant: pascal(word) + "Check", name: check.name.clone() });
    }
    for exclusion in &model.exclusions {
        let word = exclusion.name.strip_prefix(&*format!("ex_{table}_")).unwrap_or(&exclusion.name);
        let (variant, name) = (pascal(word) + "Exclusion", exclusion.name.clone());
        all.push(Constraint { kind: "Exclusion", variant, name });
    }
    let not_null = model.columns.iter().filter(|column| !column.nullable && !column.is_key());
    all.extend(not_null.map(|column| Constraint {
        kind: "NotNull",
        variant: pascal(&column.word()) + "NotNull",
        name: column.name.text.clone(),
    }));
    all
}

/// The words of a name as Rust calls variants; what Rust does not take in a name parts words.
fn pascal(name: &str) -> String {
    let words: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    let words = RenameRule::PascalCase.apply_to_field(words);
    if words.starts_with(|c: char| !c.is_alphabetic()) { format!("N{words}") } else { words }
}

/// The name, with a number if it is taken.
fn free(name: String, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.clone()).chain(numbered);
    let name = names.find(|name| !taken.contains(name)).unwrap_or(name);
    taken.insert(name.clone());
    name
}
