//! What structs expand to: snapshots that a person can read, and the budget of lines.
//!
//! The inputs stand in `tests/expand/*.rs` of the repository, the expansions beside them.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;

/// The repository's folder of inputs and snapshots.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expand")
}

/// The expansion of the first struct of a file, laid out as rustfmt would.
fn expansion(input: &str) -> syn::File {
    let tokens: TokenStream = input.parse().unwrap();
    let file: syn::File = syn::parse2(tokens).unwrap();
    let item = file.items.iter().find(|item| matches!(item, syn::Item::Struct(_))).unwrap();
    let output = crate::model::derive(quote::ToTokens::to_token_stream(&item));
    syn::parse2(output).unwrap()
}

/// Lines of code of our own: without `table!`, which is Diesel's, and without doc comments.
fn own_lines(mut file: syn::File) -> (usize, usize) {
    let is_table = |item: &syn::Item| matches!(item, syn::Item::Macro(item) if item.mac.path.segments.last().is_some_and(|last| last.ident == "table"));
    file.items.retain(|item| !is_table(item));
    let text = prettyplease::unparse(&file);
    let all = text.lines().filter(|line| !line.trim().is_empty()).count();
    let docs = text.lines().filter(|line| line.trim_start().starts_with("///")).count();
    (all - docs, docs)
}

fn columns(input: &str) -> usize {
    let file: syn::File = syn::parse_str(input).unwrap();
    let fields = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) => Some(item.fields.len()),
        _ => None,
    });
    fields.unwrap()
}

#[test]
fn expansions_are_as_recorded() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut inputs: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    inputs.sort();
    assert!(inputs.len() >= 4, "the inputs are gone");
    for path in inputs {
        let input = std::fs::read_to_string(&path).unwrap();
        let expanded = prettyplease::unparse(&expansion(&input));
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        settings.bind(|| insta::assert_snapshot!(name, expanded));
    }
}

/// The budget: 150 lines of code and 12 for each column.
#[test]
fn expansions_stay_within_their_budget() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let input = std::fs::read_to_string(&path).unwrap();
        let (lines, docs) = own_lines(expansion(&input));
        let columns = columns(&input);
        let budget = 150 + 12 * columns;
        println!("{}: {columns} columns, {lines} lines of {budget}, {docs} lines of docs", path.display());
        assert!(lines <= budget, "{}: {lines} lines, and the budget is {budget}", path.display());
    }
}
