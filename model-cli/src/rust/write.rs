//! The text of a file.

use std::fmt::Write;

use model_runtime::schema::Type;

use super::declare::{Enumeration, Field, NO_TYPE, Struct, literal};
use super::{Options, layout, names};

/// How wide a line may be, as `rustfmt` has it.
const WIDTH: usize = 100;

/// How many attributes a struct has at most: the compiler takes each as a step of a recursion of 128.
const MOST_ATTRIBUTES: usize = 96;

/// A struct as text, with what a merge has to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StructText {
    pub(super) ident: String,
    /// With its schema in front, if the model says one.
    pub(super) table: String,
    pub(super) text: String,
    pub(super) fields: Vec<FieldText>,
}

/// A field as text: its column, its type, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldText {
    pub(super) column: String,
    pub(super) ty: String,
    pub(super) text: String,
}

/// An enum as text, and its variants: what is stored for each, and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnumText {
    pub(super) ident: String,
    pub(super) text: String,
    pub(super) variants: Vec<(String, String)>,
}

/// Structs as text.
pub(super) fn structs(structs: &[Struct<'_>], options: &Options) -> Vec<StructText> {
    structs.iter().map(|model| structure(model, options)).collect()
}

/// Enums as text.
pub(super) fn enums(enums: &[Enumeration]) -> Vec<EnumText> {
    enums.iter().map(enumeration).collect()
}

/// A file with models.
pub(super) fn file(structs: &[StructText], enums: &[EnumText], schema: &str) -> String {
    let mut out = String::from("use model_runtime::prelude::*;\n");
    let items = enums.iter().map(|one| &one.text).chain(structs.iter().map(|model| &model.text));
    items.for_each(|text| {
        let _ = write!(out, "\n{text}");
    });
    if !structs.is_empty() {
        let _ = write!(out, "\nschema! {{\n    /// The tables.\n    pub {schema}:");
        let names: Vec<&str> = structs.iter().map(|model| &*model.ident).collect();
        list(&mut out, &names);
        out.push_str("}\n");
    }
    out
}

/// Names, one after the other, in lines that are not too long.
fn list(out: &mut String, names: &[&str]) {
    let mut width = WIDTH;
    for (at, name) in names.iter().enumerate() {
        let comma = if at + 1 < names.len() { "," } else { "" };
        if width + name.len() + 2 > WIDTH {
            out.push_str("\n       ");
            width = 7;
        }
        let _ = write!(out, " {name}{comma}");
        width += name.len() + comma.len() + 1;
    }
    out.push('\n');
}

fn enumeration(one: &Enumeration) -> EnumText {
    let order = if one.in_key { ", PartialOrd, Ord, Hash" } else { "" };
    let mut out = format!("#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq{order})]\n");
    if !one.name.is_empty() {
        let place = one.namespace.as_deref().map(literal).map(|name| format!(", namespace = {name}"));
        let name = literal(&one.name);
        let _ = writeln!(out, "#[column_enum(postgres_type = {name}{})]", place.unwrap_or_default());
    }
    let _ = writeln!(out, "pub enum {} {{", one.ident);
    let variants: Vec<(String, String)> =
        one.variants.iter().map(|(name, text)| (text.clone(), variant(name, text))).collect();
    out.extend(variants.iter().map(|(_, lines)| &**lines));
    out.push_str("}\n");
    EnumText { ident: one.ident.clone(), text: out, variants }
}

fn variant(name: &str, text: &str) -> String {
    // In snake case it is the variant.
    if names::snake(name) == text {
        return format!("    {name},\n");
    }
    format!("    #[column_enum(rename = {})]\n    {name},\n", literal(text))
}

fn structure(model: &Struct<'_>, options: &Options) -> StructText {
    let mut out = docs("", model.table.comment.as_deref());
    let derives = std::iter::once("Model").chain(options.derives.iter().map(String::as_str)).collect::<Vec<_>>();
    let _ = writeln!(out, "#[derive({})]", derives.join(", "));
    if model.attributes.len() > MOST_ATTRIBUTES {
        out.push_str(&layout::list("model", &model.attributes));
    } else {
        out.extend(model.attributes.iter().map(|attribute| layout::attribute("model", attribute, "")));
    }
    let _ = writeln!(out, "pub struct {} {{", model.ident);
    let fields: Vec<FieldText> = model.fields.iter().map(|field| self::field(field, &model.key)).collect();
    out.extend(fields.iter().map(|field| &*field.text));
    out.push_str("}\n");
    StructText { ident: model.ident.clone(), table: model.table.full_name(), text: out, fields }
}

fn field(field: &Field<'_>, key: &[String]) -> FieldText {
    let column = field.column.name.clone();
    let Some(ty) = &field.ty else {
        let has_none = matches!(&field.column.ty, Type::Named(name) if name.is_empty());
        let reason = if has_none { NO_TYPE } else { "Rust has no type for its own" };
        let text = format!("    // No field for `{}`: {reason}.\n", column.escape_debug());
        return FieldText { column, ty: String::new(), text };
    };
    // A primary key is never NULL, even where the database would let it be.
    let nullable = field.column.nullable && !key.contains(&column);
    let ty = if nullable { format!("Option<{}>", ty.rust) } else { ty.rust.clone() };
    let mut text = docs("    ", field.column.comment.as_deref());
    text.push_str(&layout::attributes("model", &field.attributes, "    "));
    text.push_str(&layout::attributes("validate", &field.rules, "    "));
    let _ = writeln!(text, "    pub {}: {ty},", field.ident);
    FieldText { column, ty, text }
}

/// A comment of the database as one of Rust.
fn docs(indent: &str, comment: Option<&str>) -> String {
    let mut out = String::new();
    for line in comment.into_iter().flat_map(str::lines) {
        let line = line.trim_end();
        let _ = writeln!(out, "{indent}///{}{line}", if line.is_empty() { "" } else { " " });
    }
    out
}
