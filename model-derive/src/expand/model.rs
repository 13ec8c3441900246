//! `impl Model`: key, table, and how a write changes the row.

use proc_macro2::TokenStream;
use quote::quote;

use super::path::{backends, positions};
use super::{draft, relation, schema, value};
use crate::ir::{Column, Model, Role};

pub(super) fn model(model: &Model) -> TokenStream {
    let (ident, sql_type) = (&model.ident, model.row_sql_type());
    let (new, patch) = (model.new_type(), model.patch_type());
    let name = model.name();
    let table = model.table_name();
    let namespace = model
        .namespace
        .as_ref()
        .map(|name| &name.text)
        .map(|name| quote!(const NAMESPACE: __m::Option<&'static str> = __m::Some(#name);));
    let key: Vec<_> = model.key_columns().collect();
    let key_names = key.iter().map(|column| column.name_tokens());
    let key_positions = positions(&model.key);
    let key_type = key_type(model);
    let key_value = key_value(model, |column| {
        let field = &column.field;
        column.key_of(&quote!(&self.#field))
    });
    let returned = Returned::of(model);
    let (types, sql_types, reads) = (&returned.types, &returned.sql_types, &returned.reads);
    let schema = schema::schema(model);
    let (bound, backends) = (bound(model), backends(model));
    let generated = model.key_columns().any(|column| column.role == Role::GeneratedKey);
    let returned_key = {
        let places = (0..key.len()).map(proc_macro2::Literal::usize_unsuffixed);
        let parts = places.zip(&key).map(|(place, column)| column.key_of(&quote!(&returned.#place)));
        tuple_unless_single(&parts.collect::<Vec<_>>())
    };
    let writes = model.view.is_none().then(|| {
        let parts = [
            returned.take(model),
            draft::given_key(model),
            draft::complete(model),
            version(model),
            updated_at(model),
            times(model),
        ];
        parts.into_iter().flatten().collect::<TokenStream>()
    });
    let foreign_keys = relation::keys(model);
    let (fields, key_part) = (value::of_row(model), value::of_key(model));
    quote! {
        impl __m::Model for #ident {
            type SqlType = #sql_type;
            type Row = __Row;
            type Bound = #bound;
            type Backends = #backends;
            type Key = #key_type;
            type New = #new;
            type Patch = #patch;
            type Returned = (#(#types,)*);
            type ReturnedSql = (#(#sql_types,)*);
            const NAME: &'static str = #name;
            const TABLE: &'static str = #table;
            #namespace
            const KEY: &'static [usize] = &[#(#key_positions),*];
            const KEY_NAMES: &'static [&'static str] = &[#(#key_names),*];
            const RETURNING: &'static [usize] = &[#(#reads),*];
            const GENERATED_KEY: bool = #generated;
            const SCHEMA: &'static __m::TableSchema = &#schema;
            #foreign_keys
            fn key(&self) -> Self::Key {
                #key_value
            }
            #fields
            #key_part
            fn returned_key(returned: &Self::Returned) -> Self::Key {
                #returned_key
            }
            #writes
        }
    }
}

impl Model {
    /// The insert type.
    pub(super) fn new_type(&self) -> TokenStream {
        let (model, ident) = (&self.ident, &self.new.ident);
        if self.view.is_some() { quote!(__m::NoNew<#model>) } else { quote!(#ident) }
    }

    /// The update type.
    pub(super) fn patch_type(&self) -> TokenStream {
        let (model, ident) = (&self.ident, &self.patch.ident);
        if self.view.is_some() { quote!(__m::NoPatch<#model>) } else { quote!(#ident) }
    }
}

/// The SQL types that the fields are bound as: those of the table, but for JSON.
fn bound(model: &Model) -> TokenStream {
    if model.columns.iter().any(|column| column.json) {
        let types = model.columns.iter().map(Column::bound_type);
        return quote!((#(#types,)*));
    }
    quote!(Self::SqlType)
}

/// The type of the key: of its column, or a tuple.
pub(super) fn key_type(model: &Model) -> TokenStream {
    tuple_unless_single(&model.key_columns().map(Column::key_type).collect::<Vec<_>>())
}

/// The key, each part made by `part`.
pub(super) fn key_value(model: &Model, part: impl Fn(&Column) -> TokenStream) -> TokenStream {
    tuple_unless_single(&model.key_columns().map(part).collect::<Vec<_>>())
}

fn tuple_unless_single(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [single] => single.clone(),
        parts => quote!((#(#parts),*)),
    }
}

/// What an INSERT asks back: the key, then what the database makes. `reads` is empty if it makes nothing.
pub(super) struct Returned {
    pub(super) types: Vec<TokenStream>,
    pub(super) sql_types: Vec<TokenStream>,
    pub(super) reads: Vec<proc_macro2::Literal>,
}

impl Returned {
    /// `fn take_returned`, where there is anything to take.
    fn take(&self, model: &Model) -> Option<TokenStream> {
        let generated =
            model.key_columns().filter(|column| column.role == Role::GeneratedKey).map(|column| (0, column));
        let made = model.made().enumerate().map(|(place, column)| (place + model.key.len(), column));
        let takes = generated.chain(made).map(|(place, column)| {
            let (place, position) = (proc_macro2::Literal::usize_unsuffixed(place), column.position());
            let value = column.taken_from(&quote!(returned.#place));
            quote!(draft.#position = __m::Some(#value);)
        });
        (!self.reads.is_empty()).then(|| {
            quote! {
                fn take_returned(draft: &mut __m::Draft<Self>, returned: Self::Returned) {
                    #(#takes)*
                }
            }
        })
    }

    pub(super) fn of(model: &Model) -> Self {
        let columns = || model.key_columns().chain(model.made());
        let makes =
            model.made().next().is_some() || model.key_columns().any(|column| column.role == Role::GeneratedKey);
        Self {
            types: columns().map(Column::read_type).collect(),
            sql_types: columns().map(Column::sql_type_tokens).collect(),
            reads: if makes { columns().map(Column::position).collect() } else { Vec::new() },
        }
    }
}

fn version(model: &Model) -> Option<TokenStream> {
    let Column { field, ty, .. } = model.with_role(&Role::Version)?;
    Some(quote! {
        fn version(&mut self) -> __m::Option<&mut dyn __m::Counter> {
            __m::Some((__m::version::<#ty>().counter)(&mut self.#field))
        }
    })
}

fn updated_at(model: &Model) -> Option<TokenStream> {
    let Column { field, ty, .. } = model.with_role(&Role::UpdatedAt)?;
    Some(quote! {
        fn updated_at(&mut self) -> __m::Option<&mut dyn __m::Moment> {
            __m::Some((__m::time::<#ty>().moment)(&mut self.#field))
        }
    })
}

/// The times of a row that may be finer than their columns.
fn times(model: &Model) -> Option<TokenStream> {
    let fields: Vec<_> = model.columns.iter().filter(|column| column.temporal).map(|column| &column.field).collect();
    (!fields.is_empty()).then(|| {
        quote! {
            fn times(&mut self) -> __m::Vec<&mut dyn __m::Truncate> {
                __m::vec![#(&mut self.#fields),*]
            }
        }
    })
}
