//! Relations: a type for each, by which queries load related rows, and a function of the model that gives it.

use std::collections::HashMap;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::{Ident, Path};

use crate::ir::{Column, Model, Parent, Relation, RelationKind};

/// For each foreign key, that its field has the type of the parent's key.
pub(super) fn parents(model: &Model) -> TokenStream {
    let keys = model.columns.iter().filter_map(|column| {
        let (parent, ty) = (&column.parent.as_ref()?.model, &column.value_ty);
        Some(quote!(__m::key_of!(#ty, #parent);))
    });
    keys.collect()
}

/// The relations of the model: to the parents of its foreign keys, and those that it declares.
pub(super) fn relations(model: &Model) -> TokenStream {
    let foreign_keys = || model.columns.iter().filter_map(|column| Some((column, column.parent.as_ref()?)));
    let up = foreign_keys().map(|(column, parent)| up(model, column, parent));
    let only = only(foreign_keys()).into_iter().map(|(_, parent)| {
        let (ident, module) = (&model.ident, &model.module);
        let (to, marker) = (&parent.model, marker(model, &parent.relation));
        // A table is joined to itself by an alias of it only.
        let joined = (!is_self(model, parent)).then(|| quote!(__m::joined!(#marker: #module::table => #to);));
        quote!(__m::refers_to!(#marker: #ident => #to); #joined)
    });
    let declared = model.relations.iter().map(|relation| declared(model, relation));
    let module = &model.module;
    up.chain(only).chain(declared).chain([quote!(__m::joins_children!(#module::table);)]).collect()
}

/// expands to: the relation `author_of_Post`, `Post::author()`, and how the foreign key of a row is read and written.
fn up(model: &Model, column: &Column, parent: &Parent) -> TokenStream {
    let (ident, to, field) = (&model.ident, &parent.model, &column.field);
    let marker = marker(model, &parent.relation);
    let holds = if column.nullable { quote!(Optional) } else { quote!(One) };
    let relation = relation(model, &parent.relation, to, &quote!(Up<#marker>), &holds, None);
    let position = column.position();
    let form = if column.nullable { quote!(optional) } else { quote!(required) };
    quote! {
        #relation
        __m::reference!(#marker: #ident => #to, #form #field, #position);
    }
}

/// expands to: the relation `posts_of_User`, and `User::posts()`.
fn declared(model: &Model, of: &Relation) -> TokenStream {
    let (ident, to) = (&model.ident, &of.model);
    let (way, holds) = match &of.kind {
        RelationKind::HasOne { inverse } => (down(ident, to, inverse.as_ref()), quote!(Maybe)),
        RelationKind::HasMany { inverse } => (down(ident, to, inverse.as_ref()), quote!(Many)),
        RelationKind::ManyToMany { through, from, to: other } => {
            let (from, other) = (reference(through, ident, from.as_ref()), reference(through, to, other.as_ref()));
            (quote!(Across<#from, #other>), quote!(Many))
        }
    };
    let order = (!of.order.is_empty()).then(|| {
        let columns = of.order.iter().map(|(column, backwards)| quote!((#column, #backwards)));
        let span = of.order_span;
        quote::quote_spanned!(span=> [#(#columns),*])
    });
    relation(model, &of.name, to, &way, &holds, order.as_ref())
}

fn down(from: &Ident, to: &Path, inverse: Option<&Ident>) -> TokenStream {
    let reference = reference(to, from, inverse);
    quote!(Down<#reference>)
}

/// The foreign key of one model to another: that of a relation, or the only one.
fn reference(child: &impl ToTokens, parent: &impl ToTokens, relation: Option<&Ident>) -> TokenStream {
    match relation {
        Some(relation) => {
            let name = hashed(relation);
            quote!(<#child as __m::Named<#name>>::Relation)
        }
        None => quote!(<#child as __m::RefersTo<#parent>>::Reference),
    }
}

fn relation(
    model: &Model,
    name: &Ident,
    to: &Path,
    way: &TokenStream,
    holds: &TokenStream,
    order: Option<&TokenStream>,
) -> TokenStream {
    let (vis, ident, marker, hash) = (&model.vis, &model.ident, marker(model, name), hashed(name));
    let text = name.unraw().to_string();
    let order = order.map(|order| quote!(order #order));
    quote!(__m::relation!(#vis #marker = #name #text #hash: #ident => #to, __m::#way, #holds #order);)
}

/// The foreign keys to models to which no other leads.
fn only<'m>(all: impl Iterator<Item = (&'m Column, &'m Parent)>) -> Vec<(&'m Column, &'m Parent)> {
    // Two paths may name one type if they end alike; then neither is the only one.
    let last = |parent: &Parent| parent.model.segments.last().map(|segment| segment.ident.to_string());
    let mut found: Vec<(&Column, &Parent)> = Vec::new();
    let mut counts: HashMap<Option<String>, usize> = HashMap::new();
    for (column, parent) in all {
        *counts.entry(last(parent)).or_default() += 1;
        found.push((column, parent));
    }
    found.retain(|(_, parent)| counts.get(&last(parent)) == Some(&1));
    found
}

/// Whether a foreign key refers to its own table.
fn is_self(model: &Model, parent: &Parent) -> bool {
    parent.model.segments.last().is_some_and(|segment| segment.ident == model.ident)
}

/// The type of a relation, by a name that tells in errors what it is.
fn marker(model: &Model, relation: &Ident) -> Ident {
    format_ident!("{}_of_{}", relation.unraw(), model.ident.unraw(), span = relation.span())
}

/// A name as a number, by which types can tell relations apart.
pub(crate) fn hashed(name: &Ident) -> Literal {
    let mut literal = Literal::u64_suffixed(fnv1a(&name.unraw().to_string()));
    literal.set_span(name.span());
    literal
}

/// The FNV-1a hash of a text.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
