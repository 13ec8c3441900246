//! The insert type and the update type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Path, Type};

use super::table::docs_or;
use super::value;
use crate::ir::{Column, Companion, Model, Role, Rule};

/// `pub struct NewX`.
pub(super) fn new(model: &Model) -> TokenStream {
    let (vis, ident, name) = (&model.vis, &model.new.ident, model.name());
    let doc = format!("The values of a [`{name}`] to insert.");
    let by_macro = !owned(&model.new, model.insertable()).is_empty();
    let attributes = attributes(&model.new, by_macro, None);
    let serde = Serde::of(&model.new);
    let fields = model.insertable().map(|column| {
        let field = &column.field;
        let ty = new_type(column);
        let docs = field_docs(column);
        let serde = serde.attribute(column, column.is_optional());
        quote!(#docs #serde #vis #field: #ty,)
    });
    quote! {
        #[doc = #doc]
        #attributes
        #vis struct #ident {
            #(#fields)*
        }
    }
}

/// `pub struct XPatch`.
pub(super) fn patch(model: &Model) -> TokenStream {
    let (vis, ident, name) = (&model.vis, &model.patch.ident, model.name());
    let doc = format!("Changes to a [`{name}`]; the default changes nothing.");
    let by_macro = !owned(&model.patch, model.patchable()).is_empty();
    let attributes = attributes(&model.patch, by_macro, Some(quote!(::core::default::Default)));
    let serde = Serde::of(&model.patch);
    let fields = model.patchable().map(|column| {
        let (field, ty) = (&column.field, &column.ty);
        let docs = field_docs(column);
        let serde = serde.attribute(column, true);
        quote!(#docs #serde #vis #field: ::model_runtime::Assign<#ty>,)
    });
    quote! {
        #[doc = #doc]
        #attributes
        #vis struct #ident {
            #(#fields)*
        }
    }
}

fn attributes(companion: &Companion, by_macro: bool, default: Option<TokenStream>) -> TokenStream {
    let others = &companion.attributes;
    let derives = companion.derives.iter().filter(|_| !by_macro);
    let derives = derives.map(|path| quote!(#path)).chain(default).collect::<Vec<_>>();
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote!(#derives #(#[#others])*)
}

/// Types of fields that need not have the traits of the types that are known, where nobody asked for these traits.
fn owned<'m>(companion: &Companion, columns: impl Iterator<Item = &'m Column>) -> Vec<&'m Type> {
    let known = |column: &Column| !column.json && column.sql_type.is_known();
    let owned = columns.filter(|column| companion.derives_default && !known(column));
    owned.map(|column| &column.ty).collect()
}

/// `Debug` and `Clone` of the types beside a model whose fields need not have them: the types have them if their fields do.
pub(super) fn derived(model: &Model) -> TokenStream {
    let new = derived_for(&model.new, &model.insertable().collect::<Vec<_>>());
    let patch = derived_for(&model.patch, &model.patchable().collect::<Vec<_>>());
    quote!(#new #patch)
}

fn derived_for(companion: &Companion, columns: &[&Column]) -> Option<TokenStream> {
    let (ident, owned) = (&companion.ident, owned(companion, columns.iter().copied()));
    let fields = columns.iter().map(|column| &column.field);
    (!owned.is_empty()).then(|| quote!(__m::derived!(#ident { #(#fields),* } #(where #owned)*);))
}

fn field_docs(column: &Column) -> TokenStream {
    let docs = docs_or(&column.docs, &format!("The column `{}`.", column.name.text));
    let rules = rule_docs(column).map(|text| quote!(#[doc = ""] #[doc = #text]));
    quote!(#docs #rules)
}

/// The rules of a column, and which of them a database cannot check.
fn rule_docs(column: &Column) -> Option<String> {
    let (checks, others): (Vec<_>, Vec<_>) = column.rules.iter().partition(|rule| rule.is_check());
    let words = |rules: &[&Rule]| rules.iter().map(|rule| format!("`{}`", rule.ident)).collect::<Vec<_>>().join(", ");
    match (&checks[..], &others[..]) {
        ([], []) => None,
        (checks, []) => Some(format!("Rules: {}, in Rust and in the database.", words(checks))),
        ([], others) => Some(format!("Rules: {}, in Rust only.", words(others))),
        (checks, others) => {
            Some(format!("Rules: {}, in Rust and in the database; {}, in Rust only.", words(checks), words(others)))
        }
    }
}

/// The type of a column in the insert type.
pub(super) fn new_type(column: &Column) -> TokenStream {
    let ty = &column.ty;
    match &column.parent {
        Some(parent) => {
            let key = &column.value_ty;
            let fk = quote!(::model_runtime::Fk<#parent, #key>);
            if column.nullable { quote!(::core::option::Option<#fk>) } else { fk }
        }
        None if column.is_optional() => quote!(::model_runtime::Assign<#ty>),
        None => quote!(#ty),
    }
}

/// What the types derive of serde decides over the attributes of their fields.
struct Serde {
    serialize: bool,
    deserialize: bool,
}

impl Serde {
    fn of(companion: &Companion) -> Self {
        let derives = |name: &str| {
            let last = |path: &Path| path.segments.last().is_some_and(|segment| segment.ident == name);
            companion.derives.iter().any(last)
        };
        Self { serialize: derives("Serialize"), deserialize: derives("Deserialize") }
    }

    /// Absent is `Auto` or `Keep`; what is protected is neither read nor, being often secret, written.
    fn attribute(&self, column: &Column, optional: bool) -> Option<TokenStream> {
        if !self.serialize && !self.deserialize {
            return None;
        }
        if column.protected.is_some() {
            return Some(quote!(#[serde(skip)]));
        }
        let default = (optional && self.deserialize).then(|| quote!(default));
        let skip =
            (optional && self.serialize).then(|| quote!(skip_serializing_if = "::model_runtime::Assign::is_unset"));
        let items: Vec<_> = default.into_iter().chain(skip).collect();
        (!items.is_empty()).then(|| quote!(#[serde(#(#items),*)]))
    }
}

/// `impl NewRow`: how the fields become values by position, and fields again; and which of them may be rows of a session.
pub(super) fn new_impl(model: &Model) -> TokenStream {
    let (ident, new) = (&model.ident, &model.new.ident);
    let kind = |column: &Column| match &column.parent {
        _ if !column.is_insertable() => quote!(None),
        Some(_) if column.nullable => quote!(Optional),
        Some(_) => quote!(One),
        None if column.is_optional() => quote!(Assign),
        None => quote!(Plain),
    };
    let values = model.columns.iter().map(|column| {
        let (kind, field) = (kind(column), &column.field);
        quote!(#kind #field)
    });
    let fields = model.insertable().map(|column| {
        let (kind, field, position) = (kind(column), &column.field, column.position());
        quote!(#kind #field #position)
    });
    let parents = model.insertable().filter(|column| column.parent.is_some()).map(|column| {
        let (kind, field, position) = (kind(column), &column.field, column.position());
        quote!(#kind #field #position)
    });
    quote! {
        impl __m::NewRow for #new {
            type Model = #ident;
            __m::new_values!(self [#(#values),*] [#(#fields),*] [#(#parents),*]);
        }
    }
}

/// `impl Patch`.
pub(super) fn patch_impl(model: &Model) -> TokenStream {
    let (ident, patch) = (&model.ident, &model.patch.ident);
    let truncates: Vec<_> = model.patchable().filter(|column| column.temporal).map(|column| &column.field).collect();
    let updated = model.with_role(&Role::UpdatedAt).map(|column| {
        let (field, ty) = (&column.field, &column.ty);
        quote!(self.#field.fill(__m::time::<#ty>().now);)
    });
    let complete = (!truncates.is_empty() || updated.is_some()).then(|| {
        quote! {
            fn complete(&mut self) {
                #(__m::Truncate::truncate(&mut self.#truncates);)*
                #updated
            }
        }
    });
    let values = value::of_patch(model);
    quote! {
        impl __m::Patch for #patch {
            type Model = #ident;
            #values
            #complete
        }
    }
}
