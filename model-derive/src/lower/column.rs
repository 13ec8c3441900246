//! A field as a column.

use syn::ext::IdentExt;
use syn::{Attribute, Expr, Field, parse_quote};

use super::{migration, sql_type};
use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{Column, Default, Name, Role, SqlType};

/// The column of a field; one that is not `understood`, with an error, if its type cannot be stored.
///
/// Of a table that is there any type may be a column's: the table has the SQL type.
pub(super) fn column(
    index: usize,
    field: &Field,
    settings: &Settings,
    existing: bool,
    diag: &mut Diagnostics,
) -> Option<Column> {
    // Fields of a struct with named fields have names.
    let ident = field.ident.clone()?;
    let word = ident.unraw().to_string();
    let name = match settings.get("column").and_then(Setting::text) {
        Some(text) => Name::new(text.value(), text.span()),
        None => Name::new(&word, ident.span()),
    };
    let json = json(settings, &word, diag);
    let inferred = match settings.get("sql_type") {
        _ if json.is_some() => json.map(|json| (SqlType::Known(json), sql_type::shape(&field.ty).0, false)),
        Some(setting) => setting.path(diag).filter(|path| sql_type::is_found(path, diag)).map(|path| {
            let (nullable, temporal) = sql_type::shape(&field.ty);
            (SqlType::Named(path), nullable, temporal)
        }),
        None if existing => Some(sql_type::of_existing(&field.ty, &word)),
        None => sql_type::infer(&field.ty, &word, diag)
            .map(|inferred| (inferred.sql_type, inferred.nullable, inferred.temporal)),
    };
    let understood = inferred.is_some();
    // No rule finds fault with a type it does not know.
    let (sql_type, nullable, temporal) =
        inferred.unwrap_or_else(|| (SqlType::Own(parse_quote!(::std::string::String)), false, false));
    Some(Column {
        index,
        ident: ident.clone(),
        field: ident,
        ty: field.ty.clone(),
        value_ty: sql_type::without_option(&field.ty).clone(),
        docs: docs(&field.attrs),
        name,
        sql_type,
        nullable,
        temporal,
        role: role(settings, &word, diag),
        default: default(settings, &word, diag),
        table_default: None,
        on_update: settings.string("on_update_sql"),
        autoincrement: settings.flag("autoincrement").cloned(),
        collation: settings.string("collation"),
        db_type: settings.string("db_type"),
        comment: settings.string("comment"),
        renamed_from: migration::renamed_from(settings),
        backfill: settings.get("backfill").and_then(Setting::text),
        id: settings.flag("id").cloned(),
        assigned: settings.flag("assigned").cloned(),
        protected: settings.flag("protected").cloned(),
        json: json.is_some(),
        parent: None,
        rules: Vec::new(),
        existing,
        understood,
    })
}

/// The SQL type of a field that is stored as JSON.
fn json(settings: &Settings, field: &str, diag: &mut Diagnostics) -> Option<&'static str> {
    let (json, jsonb) = (settings.flag("json"), settings.flag("jsonb"));
    if let (Some(_), Some(word)) = (json, jsonb) {
        diag.error(
            word,
            format_args!("`jsonb` and `json` do not go together on {}", diag.field(field)),
            "keep one of them: each says how the value is stored",
        );
    }
    json.map(|_| "Json").or(jsonb.map(|_| "Jsonb"))
}

/// The doc comments among attributes.
pub(super) fn docs(attributes: &[Attribute]) -> Vec<Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).cloned().collect()
}

/// Who writes the column; a key gets its role later, when all fields are known.
fn role(settings: &Settings, field: &str, diag: &mut Diagnostics) -> Role {
    let generated = settings.get("generated");
    let roles = [
        settings.flag("created_at").map(|word| (word.clone(), Role::CreatedAt)),
        settings.flag("updated_at").map(|word| (word.clone(), Role::UpdatedAt)),
        settings.flag("version").map(|word| (word.clone(), Role::Version)),
        settings.flag("read_only").map(|word| (word.clone(), Role::ReadOnly(None))),
        generated.and_then(|setting| Some((setting.ident.clone(), Role::ReadOnly(Some(setting.text()?.value()))))),
    ];
    let mut given = roles.into_iter().flatten();
    let Some((first, role)) = given.next() else { return Role::Plain };
    for (word, _) in given {
        diag.error(
            &word,
            format_args!("`{word}` and `{first}` do not go together on {}", diag.field(field)),
            "keep one of them: each says who writes the column",
        );
    }
    role
}

fn default(settings: &Settings, field: &str, diag: &mut Diagnostics) -> Option<Default> {
    let given: Vec<_> =
        ["default", "default_with", "default_sql"].into_iter().filter_map(|key| settings.get(key)).collect();
    if let [first, rest @ ..] = &given[..] {
        for setting in rest {
            diag.error(
                &setting.ident,
                format_args!("`{}` and `{}` do not go together on {}", setting.ident, first.ident, diag.field(field)),
                "keep one of them: a column has one default",
            );
        }
    }
    let setting = given.first()?;
    let value = setting.expression()?;
    match setting.key.name {
        "default" => {
            let sql = sql_type::sql_literal(value);
            if sql.is_none() {
                diag.error(
                    value,
                    "this literal cannot be written in SQL",
                    "use a bool, a number or a string, or `default_with = function`",
                );
            }
            Some(Default::Literal { value: value.clone(), sql: sql? })
        }
        "default_with" if is_now(value) => Some(Default::Now),
        "default_with" => Some(Default::With(value.clone())),
        _ => Some(Default::Sql(setting.text()?.value())),
    }
}

fn is_now(value: &Expr) -> bool {
    matches!(value, Expr::Path(path) if path.path.is_ident("now"))
}

impl Column {
    /// The field's name.
    pub(crate) fn word(&self) -> String {
        self.field.unraw().to_string()
    }

    /// The field's type, as written.
    pub(crate) fn shown_type(&self) -> String {
        sql_type::shown(&self.ty)
    }
}
