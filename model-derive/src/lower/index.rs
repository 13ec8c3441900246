//! Indexes, and their parts.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Ident, LitStr, Token};

use super::constraint::{self, fields, names_of, no_field, on_fields};
use super::names;
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Column, Index, IndexPart, Name};

/// `index` on fields and `index(..)` on the struct.
pub(super) fn indexes(
    columns: &[Column],
    table: &Name,
    settings: &Settings,
    field_settings: &[Settings],
    complete: bool,
    diag: &mut Diagnostics,
) -> Vec<Index> {
    let on_fields = on_fields(columns, table, field_settings, complete, ("index", "ix"));
    let on_fields = on_fields.map(|(name, index, span)| Index {
        name,
        columns: vec![index],
        parts: Vec::new(),
        unique: false,
        nulls_not_distinct: false,
        method: None,
        include: Vec::new(),
        filter: None,
        span,
    });
    let mut all: Vec<_> = on_fields.collect();
    all.extend(settings.all("index").filter_map(|setting| index(setting, columns, table, complete, diag)));
    all
}

/// `index(..)` on the struct; `None`, with an error, if it cannot be understood.
fn index(setting: &Setting, columns: &[Column], table: &Name, complete: bool, diag: &mut Diagnostics) -> Option<Index> {
    let inner = constraint::inner(setting, "index", diag);
    let given = match &inner {
        // A list that cannot be read has had its error.
        Some(inner) => inner.get("columns").map_or(Some(Vec::new()), |listed| parts(listed, diag))?,
        None => setting.idents(diag).into_iter().map(Part::Ascending).collect(),
    };
    if given.is_empty() {
        no_field(setting, diag);
        return None;
    }
    let idents: Vec<Ident> = given.iter().filter_map(Part::field).cloned().collect();
    let found = fields(&idents, columns, complete, diag);
    let included = inner.as_ref().and_then(|inner| inner.get("include"));
    let included = included.map(|listed| listed.idents(diag)).unwrap_or_default();
    let include = fields(&included, columns, complete, diag);
    if found.len() != idents.len() || include.len() != included.len() {
        return None;
    }
    let text = |key: &str| inner.as_ref().and_then(|inner| inner.string(key));
    let name = text("name").or_else(|| {
        let name = || names::constraint("ix", table, names_of(&found, columns));
        (!found.is_empty()).then(name)
    });
    if name.is_none() {
        diag.error(
            &setting.ident,
            "an index that names no field needs a name",
            "write `index(name = \"ix_users_login\", columns(sql(\"lower(login)\")))`",
        );
    }
    let mut positions = found.iter().copied();
    let parts = given.iter().filter_map(|part| match part {
        Part::Ascending(_) => positions.next().map(IndexPart::Ascending),
        Part::Descending(_) => positions.next().map(IndexPart::Descending),
        Part::Expression(sql) => Some(IndexPart::Expression(sql.value())),
    });
    let parts: Vec<_> = parts.collect();
    let flag = |key: &str| inner.as_ref().is_some_and(|inner| inner.flag(key).is_some());
    let is_plain = parts.iter().all(|part| matches!(part, IndexPart::Ascending(_)));
    Some(Index {
        name: name?,
        columns: found,
        parts: if is_plain { Vec::new() } else { parts },
        unique: flag("unique"),
        nulls_not_distinct: flag("nulls_not_distinct"),
        method: text("method"),
        include,
        filter: text("where"),
        span: setting.ident.span(),
    })
}

/// A part of an index, as it is written.
enum Part {
    Ascending(Ident),
    Descending(Ident),
    Expression(LitStr),
}

/// The parts that `columns(..)` lists.
fn parts(setting: &Setting, diag: &mut Diagnostics) -> Option<Vec<Part>> {
    let parts = setting.parse_list(Punctuated::<Part, Token![,]>::parse_terminated, diag)?;
    Some(parts.into_iter().collect())
}

impl Part {
    /// The field that it is, in whichever direction.
    fn field(&self) -> Option<&Ident> {
        match self {
            Self::Ascending(field) | Self::Descending(field) => Some(field),
            Self::Expression(_) => None,
        }
    }
}

impl Parse for Part {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        if !input.peek(syn::token::Paren) {
            return Ok(Self::Ascending(word));
        }
        let inner;
        syn::parenthesized!(inner in input);
        let part = match word.to_string().as_str() {
            "desc" => Self::Descending(inner.parse()?),
            "sql" => Self::Expression(inner.parse()?),
            other => {
                let message = format_args!("an index has fields, `desc(..)` and `sql(\"..\")`, and no `{other}(..)`");
                return Err(syn::Error::new(word.span(), message));
            }
        };
        if inner.is_empty() { Ok(part) } else { Err(inner.error(format_args!("`{word}` takes one thing"))) }
    }
}
