//! The table as const data, and unique keys as targets of an upsert.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::LitStr;

use super::path::{self, positions};
use super::rule;
use crate::ir::{Action, Check, Column, Default, Deferrable, IndexPart, Model, Name, Partitioning, Role, SqlType};

/// The columns as const data.
pub(super) fn columns(model: &Model) -> TokenStream {
    let columns = model.columns.iter().map(|column| self::column(column, model));
    quote!(const COLUMNS: &[__m::ColumnSchema] = &[#(#columns),*];)
}

/// The table as a const expression.
pub(super) fn schema(model: &Model) -> TokenStream {
    let partial = model.partial.is_some().then(|| quote!(.partial()));
    let view = model.view.is_some().then(|| quote!(.view()));
    let key_name = model.key_name.as_ref().map(|name| &name.text).map(|name| quote!(.key_name(#name)));
    let parts = [
        key_name,
        other_columns(model),
        uniques(model),
        foreign_keys(model),
        conditions(&model.checks, "check"),
        conditions(&model.exclusions, "exclusion"),
        conditions(&model.triggers, "trigger"),
        indexes(model),
        partitioned(&model.partitioning),
        rule::of_rows(model),
    ];
    let options = model.options.as_ref().map(|sql| quote!(.options(#sql)));
    let comment = model.comment.as_ref().map(|text| quote!(.comment(#text)));
    let renamed = renamed_from(model.renamed_from.as_ref());
    let drop_ok = model.drop_ok.as_ref().map(|drop_ok| {
        let names = drop_ok.columns.iter().map(|name| &name.text);
        quote!(.drop_ok(&[#(#names),*]))
    });
    quote! {
        __m::table_of::<Self>(COLUMNS) #(#parts)* #partial #view #options #comment #renamed #drop_ok
    }
}

/// The columns that have no field.
fn other_columns(model: &Model) -> Option<TokenStream> {
    let all = model.other_columns.iter().map(|column| {
        let (name, db_type) = (&column.name.text, &column.db_type);
        let not_null = column.not_null.then(|| quote!(.not_null()));
        let default = column.default.as_ref().map(|sql| quote!(.default(#sql)));
        let generated = column.generated.as_ref().map(|sql| quote!(.generated(#sql)));
        let collation = column.collation.as_ref().map(|sql| quote!(.collation(#sql)));
        let comment = column.comment.as_ref().map(|text| quote!(.comment(#text)));
        quote!(__m::other_column(#name, #db_type) #not_null #default #generated #collation #comment)
    });
    (!model.other_columns.is_empty()).then(|| quote!(.other_columns(&[#(#all),*])))
}

/// The former name, of a table or a column.
fn renamed_from(old: Option<&Name>) -> Option<TokenStream> {
    old.map(|old| &old.text).map(|name| quote!(.renamed_from(#name)))
}

fn column(column: &Column, model: &Model) -> TokenStream {
    let (name, ty) = (column.name_tokens(), &column.value_ty);
    let own = matches!(column.sql_type, SqlType::Own(_));
    let of = match column.role {
        Role::GeneratedKey => quote!(generated_key),
        Role::ClientKey | Role::AssignedKey if own || column.existing => quote!(key),
        _ if column.nullable => quote!(nullable),
        _ => quote!(column),
    };
    let role = match &column.role {
        Role::Plain | Role::GeneratedKey | Role::ReadOnly(Some(_)) => None,
        Role::ClientKey | Role::AssignedKey => (!own && !column.existing).then(|| quote!(key)),
        Role::CreatedAt => Some(quote!(created_at)),
        Role::UpdatedAt => Some(quote!(updated_at)),
        Role::Version => Some(quote!(version)),
        Role::ReadOnly(None) => Some(quote!(read_only)),
    };
    let word = column.word();
    let field = (column.existing || word != column.name.text).then(|| quote!(.field(#word)));
    let role = role.map(|role| quote!(.#role()));
    let default = match &column.default {
        Some(Default::Literal { sql, .. } | Default::Sql(sql)) => Some(sql),
        _ => column.table_default.as_ref(),
    };
    let default = default.map(|sql| quote!(.default(#sql)));
    let on_update = column.on_update.as_ref().map(|sql| quote!(.on_update(#sql)));
    let autoincrement = column.autoincrement.is_some().then(|| quote!(.autoincrement()));
    let collation = column.collation.as_ref().map(|sql| quote!(.collation(#sql)));
    let generated = match &column.role {
        Role::ReadOnly(Some(sql)) => Some(quote!(.generated(#sql))),
        _ => None,
    };
    let db_type = column.db_type.as_ref().map(|name| quote!(.db_type(#name)));
    let comment = column.comment.as_ref().map(|text| quote!(.comment(#text)));
    let renamed = renamed_from(column.renamed_from.as_ref());
    let backfill = column.backfill.as_ref().map(LitStr::value).map(|sql| quote!(.backfill(#sql)));
    let rules = rule::of_column(column, model);
    let made = quote!(#default #on_update #autoincrement #generated);
    let rest = quote!(#field #role #made #db_type #collation #comment #renamed #backfill #rules);
    if column.existing && !column.json {
        let (on, alias) = (path::on(model), column.alias());
        return quote!(__m::existing_column!(#of: #ty as #alias #on)() #rest);
    }
    let name = if column.existing { json_name(column) } else { name };
    let sql_type = column.plain_sql_type();
    let (on, list) = (path::on(model), if column.nullable { quote!(nullable_list) } else { quote!(list) });
    let of = match &column.sql_type {
        SqlType::Known(_) if column.is_jsonb() => quote!(stored_as_jsonb!(#of: #ty #on)),
        SqlType::Known(_) if column.json && column.nullable => quote!(own::nullable_json::<#ty>),
        SqlType::Known(_) if column.json => quote!(own::json::<#ty>),
        SqlType::Own(path) => quote!(stored_as_own!(#of: #path #on)),
        SqlType::Of(_, item) if let SqlType::Own(path) = &item.sql_type => quote!(stored_as_own!(#list: #path #on)),
        SqlType::Known(_) if column.is_common() => quote!(#of::<#ty, #sql_type>),
        SqlType::Known(_) | SqlType::Of(..) | SqlType::Named(_) => quote!(stored!(#of: #ty as #sql_type #on)),
    };
    quote!(__m::#of(#name) #rest)
}

/// The name of a column that is there, whose field is stored as JSON.
fn json_name(column: &Column) -> TokenStream {
    let (alias, sql_type) = (column.alias(), column.plain_sql_type());
    let sql_type = path::nullable_if(column.nullable, sql_type, &quote!(st));
    quote!(__m::existing::name_of::<#alias, #sql_type>())
}

fn names(model: &Model, columns: &[usize]) -> Vec<TokenStream> {
    columns.iter().filter_map(|index| model.column(*index)).map(Column::name_tokens).collect()
}

fn uniques(model: &Model) -> Option<TokenStream> {
    let all = model.uniques.iter().map(|unique| {
        let (name, columns) = (&unique.name, names(model, &unique.columns));
        let nulls = unique.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
        let options = unique.options.as_ref().map(|sql| quote!(.options(#sql)));
        quote!(__m::unique(#name, &[#(#columns),*]) #nulls #options)
    });
    (!model.uniques.is_empty()).then(|| quote!(.uniques(&[#(#all),*])))
}

fn foreign_keys(model: &Model) -> Option<TokenStream> {
    let all = model.foreign_keys().map(|key| {
        let (name, of, columns, references) =
            (&key.constraint, &key.model, names(model, &key.columns), &key.references);
        let references = (!references.is_empty()).then(|| quote!(.references(&[#(#references),*])));
        let on_delete = action(key.on_delete).map(|action| quote!(.on_delete(__m::Action::#action)));
        let on_update = action(key.on_update).map(|action| quote!(.on_update(__m::Action::#action)));
        let deferrable = key.deferrable.map(|when| match when {
            Deferrable::Immediate => quote!(.deferrable(__m::Deferrable::Immediate)),
            Deferrable::Deferred => quote!(.deferrable(__m::Deferrable::Deferred)),
        });
        quote!(__m::foreign_key::<#of>(#name, &[#(#columns),*]) #references #on_delete #on_update #deferrable)
    });
    let all: Vec<_> = all.collect();
    // Those of a view are relations, and nothing that a database knows.
    (!all.is_empty() && model.view.is_none()).then(|| quote!(.foreign_keys(&[#(#all),*])))
}

/// The action, where it is not the one that applies anyway.
fn action(action: Action) -> Option<TokenStream> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some(quote!(Restrict)),
        Action::Cascade => Some(quote!(Cascade)),
        Action::SetNull => Some(quote!(SetNull)),
        Action::SetDefault => Some(quote!(SetDefault)),
    }
}

/// What has a name and is said in SQL: the CHECKs, the exclusion constraints, or the triggers.
fn conditions(all: &[Check], word: &str) -> Option<TokenStream> {
    let (of_all, of_one) = (format_ident!("{word}s"), format_ident!("{word}"));
    let each = all.iter().map(|condition| {
        let (name, sql) = (&condition.name, &condition.sql);
        quote!(__m::#of_one(#name, #sql))
    });
    (!all.is_empty()).then(|| quote!(.#of_all(&[#(#each),*])))
}

/// How the rows of the table, or of a partition, are divided.
fn partitioned(partitioning: &Partitioning) -> Option<TokenStream> {
    if partitioning.by.is_none() && partitioning.partitions.is_empty() {
        return None;
    }
    let by = match &partitioning.by {
        Some(by) => quote!(__m::Some(#by)),
        None => quote!(__m::None),
    };
    let each = partitioning.partitions.iter().map(|partition| {
        let (name, sql, inside) = (&partition.name, &partition.sql, partitioned(&partition.inside));
        quote!(__m::partition(#name, #sql)#inside)
    });
    Some(quote!(.partitioned(#by, &[#(#each),*])))
}

fn indexes(model: &Model) -> Option<TokenStream> {
    let all = model.indexes.iter().map(|index| {
        let (name, columns, unique) = (&index.name, names(model, &index.columns), index.unique);
        let unique = unique.then(|| quote!(.unique()));
        let filter = index.filter.as_ref().map(|sql| quote!(.filter(#sql)));
        let method = index.method.as_ref().map(|method| quote!(.method(#method)));
        let include = names(model, &index.include);
        let include = (!include.is_empty()).then(|| quote!(.include(&[#(#include),*])));
        let parts = index_parts(model, &index.parts);
        let nulls = index.nulls_not_distinct.then(|| quote!(.nulls_not_distinct()));
        quote!(__m::index(#name, &[#(#columns),*]) #parts #unique #nulls #method #include #filter)
    });
    (!model.indexes.is_empty()).then(|| quote!(.indexes(&[#(#all),*])))
}

/// What an index orders by, where that is not just its columns.
fn index_parts(model: &Model, parts: &[IndexPart]) -> Option<TokenStream> {
    let name = |index: &usize| model.column(*index).map(Column::name_tokens);
    let all = parts.iter().map(|part| match part {
        IndexPart::Ascending(index) => name(index).map(|name| quote!(__m::IndexPart::Column(#name))),
        IndexPart::Descending(index) => name(index).map(|name| quote!(__m::IndexPart::Descending(#name))),
        IndexPart::Expression(sql) => Some(quote!(__m::IndexPart::Expression(#sql))),
    });
    let all = all.flatten();
    (!parts.is_empty()).then(|| quote!(.parts(&[#(#all),*])))
}

/// `impl UniqueKey` for each column, or tuple of columns, that an upsert can go by, and for any of them.
pub(super) fn unique_keys(model: &Model) -> TokenStream {
    let ident = &model.ident;
    let key_is_given = model.key_columns().all(|column| column.role != Role::GeneratedKey);
    let key = key_is_given.then_some(&model.key);
    let mut targets: Vec<&Vec<usize>> = Vec::new();
    for columns in model.uniques.iter().map(|unique| &unique.columns).chain(key) {
        if !targets.contains(&columns) {
            targets.push(columns);
        }
    }
    let is_index = model.indexes.iter().any(|index| index.unique && index.filter.is_none() && !index.has_expressions());
    let any = (is_index || !targets.is_empty()).then(|| quote!(__m::unique_key!(#ident, any);));
    let each = targets.into_iter().map(|columns| {
        let paths: Vec<_> =
            columns.iter().filter_map(|index| model.column(*index)).map(|column| model.column_path(column)).collect();
        let positions = positions(columns);
        let target = match &paths[..] {
            [column] => quote!(#column),
            columns => quote!((#(#columns),*)),
        };
        quote!(__m::unique_key!(#ident, #target, [#(#positions),*]);)
    });
    each.chain(any).collect()
}
