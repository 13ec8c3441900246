//! Which SQL type a field has, from the tokens of its type.
//!
//! `table!` needs the SQL type spelled out, so it is chosen here by name; whether the field's type really has it is checked
//! by a trait, at the field.

use quote::ToTokens;
use syn::{Expr, ExprLit, GenericArgument, Lit, Path, PathArguments, PathSegment, Type, TypePath, parse_quote};

use crate::diag::Diagnostics;
use crate::ir::{Column, Item, Role, SqlType};

/// What a field's type means for its column.
pub(super) struct Inferred {
    pub(super) sql_type: SqlType,
    pub(super) nullable: bool,
    pub(super) temporal: bool,
}

/// Types that are known by name: the last segment of their path, their SQL type, whether they are finer than a column.
const KNOWN: &[(&str, &str, bool)] = &[
    ("i8", "TinyInt", false),
    ("i16", "SmallInt", false),
    ("i32", "Integer", false),
    ("i64", "BigInt", false),
    ("f32", "Float", false),
    ("f64", "Double", false),
    ("bool", "Bool", false),
    ("String", "Text", false),
    ("NaiveDate", "Date", false),
    ("NaiveTime", "Time", true),
    ("NaiveDateTime", "Timestamp", true),
    ("DateTime", "UtcDateTime", true),
    ("Date", "Date", false),
    ("Time", "Time", true),
    ("PrimitiveDateTime", "Timestamp", true),
    ("OffsetDateTime", "UtcDateTime", true),
    ("Uuid", "Uuid", false),
    ("Value", "Json", false),
    ("Json", "Json", false),
    ("BigDecimal", "Numeric", false),
];

/// Integers without a sign, and the SQL type with one that their SQL type is made of.
const UNSIGNED: &[(&str, &str)] = &[("u8", "TinyInt"), ("u16", "SmallInt"), ("u32", "Integer"), ("u64", "BigInt")];

/// Types that no column can have, and what to use in their place.
const REFUSED: &[(&str, &str)] = &[
    ("usize", "use `i64`"),
    ("isize", "use `i64`"),
    ("i128", "use `i64`, or `BigDecimal`"),
    ("u128", "use `i64`, or `BigDecimal`"),
    ("char", "use `String`"),
    ("Instant", "use `chrono::NaiveDateTime` or `chrono::DateTime<Utc>`"),
    ("SystemTime", "use `chrono::NaiveDateTime` or `chrono::DateTime<Utc>`"),
    ("Duration", "use `i64` with a unit in the field's name, such as `seconds`"),
    ("HashMap", "use `Json<HashMap<..>>`, or a model of its own"),
    ("BTreeMap", "use `Json<BTreeMap<..>>`, or a model of its own"),
    ("HashSet", "use `Json<HashSet<..>>`, or a model of its own"),
    ("BTreeSet", "use `Json<BTreeSet<..>>`, or a model of its own"),
    ("Box", "use the type inside it"),
    ("Rc", "use the type inside it"),
    ("Arc", "use the type inside it"),
];

/// The SQL type of a field's type; `None`, with an error, if it cannot have one.
pub(super) fn infer(ty: &Type, field: &str, diag: &mut Diagnostics) -> Option<Inferred> {
    let ty = bare(ty);
    let Some(segment) = last_segment(ty) else {
        let (message, help) = unsupported(ty, &diag.field(field));
        diag.error(ty, message, help);
        return None;
    };
    let name = segment.ident.to_string();
    if name == "Option" {
        let inner = first_argument(segment)?;
        if last_segment(inner).is_some_and(|inner| inner.ident == "Option") {
            diag.error(
                ty,
                format_args!("a column has one NULL, and {} has two", diag.field(field)),
                "write one `Option`; the update type, which is generated, tells \"leave it\" from NULL",
            );
            return None;
        }
        return infer(inner, field, diag).map(|inferred| Inferred { nullable: true, ..inferred });
    }
    if name == "Sensitive" {
        return infer(first_argument(segment)?, field, diag);
    }
    if name == "Vec" {
        if is_bytes(ty) {
            return Some(known("Binary", false));
        }
        return list(ty, first_argument(segment)?, field, diag);
    }
    if name == "Cow" {
        return Some(known("Text", false));
    }
    if let Some((_, remedy)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        diag.error(ty, format_args!("`{name}` cannot be stored in a column: {}", diag.field(field)), remedy);
        return None;
    }
    if let Some((_, signed)) = UNSIGNED.iter().find(|(unsigned, _)| *unsigned == name) {
        return Some(of("Unsigned", Item { sql_type: SqlType::Known(signed), nullable: false }));
    }
    if let Some((_, sql_type, temporal)) = KNOWN.iter().find(|(known, ..)| *known == name) {
        return Some(known(sql_type, *temporal));
    }
    match ty {
        // Any other type is its own SQL type, as `ColumnEnum` and `ColumnType` make it.
        Type::Path(TypePath { qself: None, path }) if matches!(segment.arguments, PathArguments::None) => {
            Some(Inferred { sql_type: SqlType::Own(path.clone()), nullable: false, temporal: false })
        }
        _ => {
            let (message, help) = unsupported(ty, &diag.field(field));
            diag.error(ty, message, help);
            None
        }
    }
}

/// What a field's type would mean for a column of its own, for a column that is there: whether it can be NULL and the like. What is
/// known of no type holds of one that only the table knows.
pub(super) fn of_existing(ty: &Type, field: &str) -> (SqlType, bool, bool) {
    let mut ignored = Diagnostics::default();
    let inferred = infer(ty, field, &mut ignored);
    ignored.finish();
    match inferred {
        Some(inferred) => (inferred.sql_type, inferred.nullable, inferred.temporal),
        None => {
            let (nullable, temporal) = shape(ty);
            (SqlType::Named(parse_quote!(Existing)), nullable, temporal)
        }
    }
}

/// The SQL type of a list.
fn list(ty: &Type, item: &Type, field: &str, diag: &mut Diagnostics) -> Option<Inferred> {
    if last_segment(item).is_some_and(|item| item.ident == "Vec") && !is_bytes(item) {
        diag.error(
            ty,
            format_args!("a list of lists cannot be stored in a column: {}", diag.field(field)),
            format_args!("use `Json<{}>`, or a model of its own for the items", shown(ty)),
        );
        return None;
    }
    let Inferred { sql_type, nullable, .. } = infer(item, field, diag)?;
    Some(of("Array", Item { sql_type, nullable }))
}

/// Whether a type is `Vec<u8>`.
fn is_bytes(ty: &Type) -> bool {
    let item = last_segment(ty).filter(|segment| segment.ident == "Vec").and_then(first_argument);
    item.and_then(last_segment).is_some_and(|item| item.ident == "u8")
}

fn of(name: &'static str, item: Item) -> Inferred {
    Inferred { sql_type: SqlType::Of(name, Box::new(item)), nullable: false, temporal: false }
}

fn known(sql_type: &'static str, temporal: bool) -> Inferred {
    Inferred { sql_type: SqlType::Known(sql_type), nullable: false, temporal }
}

/// Whether a type is `Option`, and whether it is a time, for columns whose SQL type is named.
pub(super) fn shape(ty: &Type) -> (bool, bool) {
    let Some(segment) = last_segment(ty) else { return (false, false) };
    if segment.ident == "Option" {
        return (true, first_argument(segment).is_some_and(|inner| shape(inner).1));
    }
    (false, KNOWN.iter().any(|(known, _, temporal)| *temporal && segment.ident == known))
}

/// A type as it is usually written.
pub(super) fn shown(ty: &Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (spaced, tight) in [(" :: ", "::"), (" < ", "<"), (" >", ">"), (" ,", ","), ("& ", "&")] {
        text = text.replace(spaced, tight);
    }
    text
}

/// The type inside `Option`, or the type itself.
pub(crate) fn without_option(ty: &Type) -> &Type {
    let inner = last_segment(ty).filter(|segment| segment.ident == "Option").and_then(first_argument);
    inner.unwrap_or(ty)
}

fn unsupported(ty: &Type, field: &str) -> (String, String) {
    let shown = shown(ty);
    match ty {
        Type::Reference(reference) => {
            let owned = match &*reference.elem {
                inner if last_segment(inner).is_some_and(|segment| segment.ident == "str") => "String".to_owned(),
                Type::Slice(_) => "Vec<u8>".to_owned(),
                inner => self::shown(inner),
            };
            (
                format!("a model owns its row, and {field} borrows: `{shown}` cannot be loaded"),
                format!("use `{owned}`"),
            )
        }
        Type::Tuple(_) => (
            format!("a tuple cannot be stored in a column: {field}"),
            "use a field for each part, or `Json<..>`".to_owned(),
        ),
        Type::Array(_) | Type::Slice(_) => (
            format!("an array cannot be stored in a column: {field}"),
            "use `Vec<u8>` for bytes, or `Json<..>`".to_owned(),
        ),
        _ => (
            format!("`{shown}` cannot be stored in a column: {field}"),
            "use one of the types of the guide, `Json<..>`, a newtype with `#[derive(ColumnType)]`, or name the SQL type: \
             `#[model(sql_type = diesel::sql_types::Text)]`"
                .to_owned(),
        ),
    }
}

/// The type without the invisible group that a macro puts around it.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

pub(super) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(TypePath { qself: None, path }) => path.segments.last(),
        _ => None,
    }
}

fn first_argument(segment: &PathSegment) -> Option<&Type> {
    match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

/// Whether a path that is given to `sql_type` will be found inside `table!`, a module of its own: its names are imported from the
/// module around it, but not those in its generics.
pub(super) fn is_found(path: &Path, diag: &mut Diagnostics) -> bool {
    let generics = path.segments.iter().any(|segment| !matches!(segment.arguments, PathArguments::None));
    let found = !generics || is_whole(path);
    if !found {
        diag.error(
            path,
            "a SQL type with generics is given with whole paths, inside them too",
            "for example `sql_type = diesel::sql_types::Array<diesel::sql_types::Text>`",
        );
    }
    found
}

/// Whether a path starts with a crate, and so do those in its generics.
fn is_whole(path: &Path) -> bool {
    let starts =
        |names: &[&str]| path.segments.first().is_some_and(|first| names.iter().any(|name| first.ident == name));
    let absolute = path.leading_colon.is_some() || starts(&["crate"]);
    (absolute || (starts(&["diesel", "model_runtime"]) && path.segments.len() > 1))
        && path.segments.last().is_none_or(|last| match (&last.arguments, first_argument(last)) {
            (PathArguments::None, _) => true,
            (_, Some(Type::Path(TypePath { qself: None, path }))) => is_whole(path),
            _ => false,
        })
}

/// The role of a single-column key.
pub(super) fn key_role(column: &Column, assigned: bool) -> Role {
    match &column.sql_type {
        _ if assigned => Role::AssignedKey,
        // A parent's key is the parent's to make.
        _ if column.parent.is_some() => Role::AssignedKey,
        SqlType::Known("Uuid") => Role::ClientKey,
        _ => Role::GeneratedKey,
    }
}

/// A literal as SQL writes it.
pub(super) fn sql_literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => match lit {
            Lit::Str(text) => Some(format!("'{}'", text.value().replace('\'', "''"))),
            Lit::Bool(value) => Some(if value.value { "TRUE" } else { "FALSE" }.to_owned()),
            Lit::Int(number) => Some(number.base10_digits().to_owned()),
            Lit::Float(number) => Some(number.base10_digits().to_owned()),
            _ => None,
        },
        Expr::Unary(unary) => sql_literal(&unary.expr).map(|number| format!("-{number}")),
        _ => None,
    }
}
