//! Relations: a type for each, by which queries load related rows, and a function of the model that gives it.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

use crate::ir::{Column, Model, Parent, Relation, RelationKind};

/// For each foreign key, that its fields have the types of the parent's key.
pub(super) fn parents(model: &Model) -> TokenStream {
    let keys = model.parents.iter().map(|parent| {
        let (types, of) = (model.columns_of(&parent.key).map(|column| &column.value_ty), &parent.key.model);
        let ty = match &parent.key.columns[..] {
            [_] => quote!(#(#types)*),
            _ => quote_spanned!(parent.key.span=> (#(#types),*)),
        };
        quote!(__m::key_of!(#ty, #of);)
    });
    keys.collect()
}

/// The foreign keys, where there are any.
pub(super) fn keys(model: &Model) -> Option<TokenStream> {
    let markers = model.parents.iter().map(|parent| marker(model, &parent.relation));
    (!model.parents.is_empty()).then(|| quote!(__m::foreign_keys!(#(#markers)*);))
}

/// The relations of the model: to the parents of its foreign keys, and those that it declares.
pub(super) fn relations(model: &Model) -> TokenStream {
    let module = &model.module;
    let joins = model.existing.is_none().then(|| quote!(__m::joins!(#module::table);));
    let up = model.parents.iter().map(|parent| up(model, parent));
    let declared = model.relations.iter().map(|relation| declared(model, relation));
    let any = !model.parents.is_empty() || !model.relations.is_empty();
    // What asking whether a type is a model needs.
    let asks = any.then(|| {
        quote!(
            use __m::Otherwise as _;
        )
    });
    asks.into_iter().chain(up).chain(declared).chain(joins).collect()
}

/// expands to: the relation `author_of_Post`, `Post::author()`, and how the foreign key of a row is read and written; if no other leads
/// there, that it is the only one, and by which Diesel joins the tables.
fn up(model: &Model, parent: &Parent) -> TokenStream {
    let (vis, ident, module) = (&model.vis, &model.ident, model.table_module());
    let (name, to, marker) = (&parent.relation, &parent.key.model, marker(model, &parent.relation));
    let (text, hash) = (name.unraw().to_string(), hashed(name));
    let columns = || model.columns_of(&parent.key);
    let any_null = columns().any(|column| column.nullable);
    let holds = if any_null { quote!(Optional) } else { quote!(One) };
    let fields = columns().map(|column| {
        let (field, position) = (&column.field, column.position());
        let holds = if column.nullable { quote!(Optional) } else { quote!(One) };
        quote!(#field #position #holds)
    });
    let only = is_only(parent, &model.parents);
    // A table is joined to itself by an alias of it only; of several models of one table, one tells how it is joined.
    let joined = (only && !is_self(model, parent) && model.partial.is_none()).then(|| {
        let existing = model.existing.is_some().then(|| quote!(existing));
        quote!(joined (#existing #module::table))
    });
    let only = only.then(|| quote!(only));
    let changes = changes(model, parent);
    let aliased = is_self(model, parent).then(|| {
        let name = format_ident!("{}_{}", model.module.unraw(), name.unraw());
        let (source, function) = (format_ident!("{name}_source"), format_ident!("{}_alias", parent.relation.unraw()));
        let joins = model.existing.is_none().then(|| quote!(; alias_joins #module #source));
        quote!(; aliased #module #source #function #name #joins)
    });
    quote! {
        __m::belongs_to!(#vis #marker = #name #text #hash: #ident => #to, #holds [#(#fields),*] #only #joined #changes #aliased);
    }
}

/// What can become of a row's parent: another one, where the columns of the foreign key can change, or none, if one of them can be NULL
/// or the row is then deleted.
fn changes(model: &Model, parent: &Parent) -> TokenStream {
    if model.view.is_some() {
        return quote!(; reads);
    }
    let columns = || model.columns_of(&parent.key);
    let moves = columns().all(Column::is_patchable).then(|| quote!(; moves));
    let nulls: Vec<_> =
        columns().filter(|column| column.nullable && column.is_patchable()).map(|column| &column.field).collect();
    let goes = match nulls[..] {
        _ if parent.deletes_orphans => Some(quote!(; deletes)),
        [] => None,
        _ => Some(quote!(; nulls #(#nulls)*)),
    };
    quote!(#moves #goes)
}

/// expands to: the relation `posts_of_User`, and `User::posts()`.
fn declared(model: &Model, of: &Relation) -> TokenStream {
    let (ident, to) = (&model.ident, &of.model);
    let mut models = vec![to];
    let (way, holds) = match &of.kind {
        RelationKind::HasOne { inverse } => (down(ident, to, inverse.as_ref()), quote!(Maybe)),
        RelationKind::HasMany { inverse } => (down(ident, to, inverse.as_ref()), quote!(Many)),
        RelationKind::ManyToMany { through, from, to: other } => {
            let (from, other) = (reference(through, ident, from.as_ref()), reference(through, to, other.as_ref()));
            models.push(through);
            (quote!(Across<#from, #other>), quote!(Many))
        }
    };
    let order = (!of.order.is_empty()).then(|| {
        let columns = of.order.iter().map(|(column, backwards)| quote!((#column, #backwards)));
        let span = of.order_span;
        quote_spanned!(span=> [#(#columns),*])
    });
    let relation = relation(model, &of.name, to, &way, &holds, order.as_ref());
    let are_models =
        models.into_iter().map(|model| quote_spanned!(model.span()=> const _: () = __m::is_model::<#model>();));
    quote!(#relation #(#are_models)*)
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
            quote_spanned!(relation.span()=> <__m::model_or!(#child) as __m::Named<#name>>::Relation)
        }
        None => {
            quote_spanned!(child.span()=> <__m::model_or!(#child) as __m::RefersTo<__m::model_or!(#parent)>>::Reference)
        }
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

/// Whether no other foreign key leads to the model. Two paths may name one model if they end alike.
fn is_only(parent: &Parent, all: &[Parent]) -> bool {
    let last = |parent: &Parent| parent.key.model.segments.last().map(|segment| segment.ident.clone());
    all.iter().filter(|other| last(other) == last(parent)).count() == 1
}

/// Whether a foreign key refers to its own table.
fn is_self(model: &Model, parent: &Parent) -> bool {
    parent.key.model.segments.last().is_some_and(|segment| segment.ident == model.ident)
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
