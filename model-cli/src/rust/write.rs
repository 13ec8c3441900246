//! The text of a file.

use std::fmt::Write;

use super::declare::{Enumeration, Field, Struct, literal};
use super::{Options, layout, names};

/// How wide a line may be, as `rustfmt` has it.
const WIDTH: usize = 100;

/// A file with models.
pub(super) fn file(structs: &[Struct<'_>], enums: &[Enumeration], options: &Options) -> String {
    let mut out = String::from("use model_runtime::prelude::*;\n");
    for one in enums {
        out.push('\n');
        enumeration(&mut out, one);
    }
    for model in structs {
        out.push('\n');
        structure(&mut out, model, options);
    }
    if !structs.is_empty() {
        let _ = write!(out, "\nschema! {{\n    /// The tables.\n    pub {}:", options.schema);
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

fn enumeration(out: &mut String, one: &Enumeration) {
    out.push_str("#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]\n");
    if !one.name.is_empty() {
        let _ = writeln!(out, "#[column_enum(postgres_type = {})]", literal(&one.name));
    }
    let _ = writeln!(out, "pub enum {} {{", one.ident);
    for (variant, text) in &one.variants {
        // In snake case it is the variant.
        let word = names::table_of(variant);
        if word.strip_suffix('s') != Some(text) {
            let _ = writeln!(out, "    #[column_enum(rename = {})]", literal(text));
        }
        let _ = writeln!(out, "    {variant},");
    }
    out.push_str("}\n");
}

fn structure(out: &mut String, model: &Struct<'_>, options: &Options) {
    docs(out, "", model.table.comment.as_deref());
    let derives = std::iter::once("Model").chain(options.derives.iter().map(String::as_str)).collect::<Vec<_>>();
    let _ = writeln!(out, "#[derive({})]", derives.join(", "));
    for attribute in &model.attributes {
        out.push_str(&layout::attribute(attribute, ""));
    }
    let _ = writeln!(out, "pub struct {} {{", model.ident);
    for field in &model.fields {
        self::field(out, field, model.key());
    }
    out.push_str("}\n");
}

fn field(out: &mut String, field: &Field<'_>, key: &[String]) {
    docs(out, "    ", field.column.comment.as_deref());
    let Some(ty) = &field.ty else {
        let _ =
            writeln!(out, "    // No field for `{}`: Rust has no type for its own.", field.column.name.escape_debug());
        return;
    };
    // A primary key is never NULL, even where the database would let it be.
    let nullable = field.column.nullable && !key.contains(&field.column.name);
    let rust = if nullable { format!("Option<{}>", ty.rust) } else { ty.rust.clone() };
    out.push_str(&layout::attributes(&field.attributes, "    "));
    let _ = writeln!(out, "    pub {}: {rust},", field.ident);
}

/// A comment of the database as one of Rust.
fn docs(out: &mut String, indent: &str, comment: Option<&str>) {
    for line in comment.into_iter().flat_map(str::lines) {
        let line = line.trim_end();
        let _ = writeln!(out, "{indent}///{}{line}", if line.is_empty() { "" } else { " " });
    }
}
