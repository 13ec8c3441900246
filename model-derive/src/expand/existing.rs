//! A model over a `table!` that is there: its columns by name, and the checks of the struct against it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;

use crate::ir::{Column, Model};

/// expands to: `use crate::schema::users::{self as __table, id as __c0, name as __c1};`
///
/// What is not there is one error of the import, and what uses it afterwards is no further one.
pub(super) fn imports(model: &Model) -> Option<TokenStream> {
    let path = &model.existing.as_ref()?.path;
    let columns = model.columns.iter().map(|column| {
        let (ident, mut alias) = (&column.ident, column.alias());
        alias.set_span(ident.span());
        quote_spanned!(ident.span()=> #ident as #alias)
    });
    Some(quote!(use #path::{self as __table, #(#columns),*};))
}

/// That every column of the table has a field, and that the keys are the same.
pub(super) fn checks(model: &Model) -> Option<TokenStream> {
    model.existing.as_ref()?;
    let ident = &model.ident;
    let covers = model.partial.is_none().then(
        || quote_spanned!(ident.span()=> const _: () = __m::existing::covers::<#ident, __table::table>(COLUMNS);),
    );
    let span = model.key_columns().next().map_or(ident.span(), |column| column.field.span());
    let aliases: Vec<_> = model.key_columns().map(Column::alias).collect();
    let key = match &aliases[..] {
        [alias] => quote!(#alias),
        aliases => quote!((#(#aliases),*)),
    };
    let table = quote_spanned!(span=> __table::table);
    Some(quote! {
        #covers
        const _: () = __m::existing::is_key::<#table, #key>();
    })
}

impl Model {
    /// The table's module, in the block of impls.
    pub(super) fn table_module(&self) -> Ident {
        if self.existing.is_some() { format_ident!("__table") } else { self.module.clone() }
    }

    /// The table's name in SQL, as a const expression.
    pub(super) fn table_name(&self) -> TokenStream {
        let name = &self.table.text;
        if self.existing.is_none() {
            return quote!(#name);
        }
        let span = self.namespace.as_ref().unwrap_or(&self.table).span;
        let table = quote_spanned!(span=> __table::table);
        if self.namespace.is_some() {
            return quote!(__m::existing::name_in::<#table>(#name));
        }
        quote!(__m::existing::name::<#table>())
    }

    /// The SQL types of the row.
    pub(super) fn row_sql_type(&self) -> TokenStream {
        if self.existing.is_some() {
            let types = self.columns.iter().map(Column::sql_type_tokens);
            return quote!((#(#types,)*));
        }
        let module = &self.module;
        quote!(#module::SqlType)
    }

    /// A column of the table, in the block of impls.
    pub(super) fn column_path(&self, column: &Column) -> TokenStream {
        if self.existing.is_some() {
            let alias = column.alias();
            return quote!(#alias);
        }
        let (module, ident) = (&self.module, &column.ident);
        quote!(#module::#ident)
    }
}

impl Column {
    /// What the column of a table that is there is imported as.
    pub(super) fn alias(&self) -> Ident {
        format_ident!("__c{}", self.index, span = self.field.span().resolved_at(proc_macro2::Span::call_site()))
    }

    /// The column's name in SQL, as a const expression.
    pub(super) fn name_tokens(&self) -> TokenStream {
        if self.existing {
            let alias = self.alias();
            return quote!(<#alias as __m::Column>::NAME);
        }
        let name = &self.name.text;
        quote!(#name)
    }
}
