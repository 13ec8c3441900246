//! The insert type and the update type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use super::model::{Returned, key_value};
use super::table::docs_or;
use crate::ir::{Column, Companion, Default, Model, Role};

/// `pub struct NewX`.
pub(super) fn new(model: &Model) -> TokenStream {
    let (vis, ident, name) = (&model.vis, &model.new.ident, model.name());
    let doc = format!("The values of a [`{name}`] to insert.");
    let attributes = attributes(&model.new, None);
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
    let attributes = attributes(&model.patch, Some(quote!(::core::default::Default)));
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

fn attributes(companion: &Companion, derive: Option<TokenStream>) -> TokenStream {
    let (derives, others) = (&companion.derives, &companion.attributes);
    let derives = derives.iter().map(|path| quote!(#path)).chain(derive).collect::<Vec<_>>();
    let derives = (!derives.is_empty()).then(|| quote!(#[derive(#(#derives),*)]));
    quote!(#derives #(#[#others])*)
}

fn field_docs(column: &Column) -> TokenStream {
    docs_or(&column.docs, &format!("The column `{}`.", column.name.text))
}

/// The type of a column in the insert type.
pub(super) fn new_type(column: &Column) -> TokenStream {
    let ty = &column.ty;
    match &column.parent {
        Some(parent) => {
            let parent = &parent.model;
            let fk = quote!(::model_runtime::Fk<#parent>);
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

/// `impl NewRow`.
pub(super) fn new_impl(model: &Model) -> TokenStream {
    let (ident, new) = (&model.ident, &model.new.ident);
    let fills: Vec<_> = model
        .insertable()
        .filter_map(|column| {
            let (field, position) = (&column.field, column.position());
            let value = default_value(column)?;
            Some(quote!(.with_if(#position, self.#field.fill(#value))))
        })
        .collect();
    let truncates: Vec<_> = model.insertable().filter_map(truncate).collect();
    let complete = (!fills.is_empty() || !truncates.is_empty()).then(|| {
        quote! {
            fn complete(&mut self) -> __m::ColumnSet {
                #(#truncates)*
                __m::ColumnSet::EMPTY #(#fills)*
            }
        }
    });
    let parents: Vec<_> = model.insertable().filter_map(require_parent).collect();
    let validate = (!parents.is_empty()).then(|| {
        quote! {
            fn validate(&self, errors: &mut __m::ValidationErrors) {
                #(#parents)*
            }
        }
    });
    let given = model.key_columns().all(Column::is_insertable);
    let assigned_key = given.then(|| {
        let key = key_value(model, |column| {
            let field = &column.field;
            match (&column.parent, column.is_optional()) {
                (Some(_), _) | (None, true) => quote!(__m::Clone::clone(self.#field.as_option()?)),
                _ => quote!(__m::Clone::clone(&self.#field)),
            }
        });
        quote! {
            fn assigned_key(&self) -> __m::Option<<#ident as __m::Model>::Key> {
                __m::Some(#key)
            }
        }
    });
    let returned = Returned::of(model);
    let fields = model.columns.iter().map(|column| {
        let field = &column.field;
        let value = row_value(model, column);
        quote!(#field: #value)
    });
    let (parameter, take) = if returned.reads.is_empty() {
        (quote!(_returned), None)
    } else {
        (quote!(returned), Some(quote!(let returned = returned?;)))
    };
    let draft = super::builder::draft(model);
    quote! {
        #draft
        impl __m::NewRow for #new {
            type Model = #ident;
            type Draft = Draft;
            #complete
            #validate
            #assigned_key
            fn into_row(self, #parameter: __m::Option<__m::Returned<#ident>>) -> __m::Option<#ident> {
                #take
                __m::Some(#ident { #(#fields),* })
            }
        }
    }
}

/// Cuts a time of an insert or update type to the precision of its column.
fn truncate(column: &Column) -> Option<TokenStream> {
    let field = &column.field;
    column.temporal.then(|| quote!(__m::Truncate::truncate(&mut self.#field);))
}

/// The Rust default of a column, as a function.
fn default_value(column: &Column) -> Option<TokenStream> {
    let some = |value: TokenStream| if column.nullable { quote!(__m::Some(#value)) } else { value };
    Some(match (&column.default, &column.role) {
        (Some(Default::Literal { value, .. }), _) => {
            let is_text = matches!(value, syn::Expr::Lit(literal) if matches!(literal.lit, syn::Lit::Str(_)));
            let value = some(if is_text { quote!(::core::convert::Into::into(#value)) } else { quote!(#value) });
            quote!(|| #value)
        }
        (Some(Default::With(function)), _) => quote!(#function),
        (Some(Default::Now), _) | (None, Role::CreatedAt | Role::UpdatedAt) => quote!(__m::Now::now),
        (Some(Default::Sql(_)), _) => return None,
        (None, Role::ClientKey) => quote!(__m::ClientKey::generate),
        (None, Role::Version) => quote!(|| __m::Version::FIRST),
        (None, _) => return None,
    })
}

fn require_parent(column: &Column) -> Option<TokenStream> {
    let parent = &column.parent.as_ref()?.model;
    let (field, word) = (&column.field, column.word());
    let known = if column.nullable {
        quote!(self.#field.as_ref().is_none_or(|key| key.as_key().is_some()))
    } else {
        quote!(self.#field.as_key().is_some())
    };
    Some(quote!(errors.require_parent(#word, <#parent as __m::Model>::NAME, #known);))
}

/// Where a field of the row comes from: what the database returned, or what was given.
fn row_value(model: &Model, column: &Column) -> TokenStream {
    let field = &column.field;
    let place = if column.role == Role::GeneratedKey {
        Some(0)
    } else {
        model.made().position(|made| made.index == column.index).map(|place| place + model.key.len())
    };
    if let Some(place) = place {
        let place = proc_macro2::Literal::usize_unsuffixed(place);
        return quote!(returned.#place);
    }
    match &column.parent {
        Some(_) if column.nullable => quote!(__m::optional_key(self.#field)?),
        Some(_) => quote!(self.#field.into_key()?),
        None if column.is_optional() => quote!(self.#field.into_option()?),
        None => quote!(self.#field),
    }
}

/// `impl Patch`.
pub(super) fn patch_impl(model: &Model) -> TokenStream {
    let (ident, patch) = (&model.ident, &model.patch.ident);
    let truncates: Vec<_> = model.patchable().filter_map(truncate).collect();
    let updated = model.with_role(&Role::UpdatedAt).map(|column| {
        let field = &column.field;
        quote!(self.#field.fill(__m::Now::now);)
    });
    let complete = (!truncates.is_empty() || updated.is_some()).then(|| {
        quote! {
            fn complete(&mut self) {
                #(#truncates)*
                #updated
            }
        }
    });
    let fields: Vec<_> = model.patchable().map(|column| &column.field).collect();
    let row = if fields.is_empty() { quote!(_row) } else { quote!(row) };
    quote! {
        impl __m::Patch for #patch {
            type Model = #ident;
            #complete
            fn apply(self, #row: &mut #ident) {
                #(self.#fields.apply(&mut #row.#fields);)*
            }
        }
    }
}
