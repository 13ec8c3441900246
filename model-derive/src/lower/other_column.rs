//! `column(..)` on the struct: columns that have no field.

use crate::attr::Settings;
use crate::diag::Diagnostics;
use crate::ir::{Name, OtherColumn};
use crate::keys::Place;

pub(super) fn other_columns(settings: &Settings, diag: &mut Diagnostics) -> Vec<OtherColumn> {
    let mut all = Vec::new();
    for setting in settings.all("column") {
        let Some(tokens) = setting.list() else { continue };
        let inner = Settings::of_list(tokens.clone(), Place::Inside("column"), diag);
        let (Some(name), Some(db_type)) = (inner.string("name"), inner.string("db_type")) else {
            diag.error(
                &setting.ident,
                "a column without a field needs a name and a type in SQL",
                format_args!("write `{}`", setting.key.example),
            );
            continue;
        };
        all.push(OtherColumn {
            name: Name::new(name, setting.ident.span()),
            db_type,
            not_null: inner.flag("not_null").is_some(),
            default: inner.string("default_sql"),
            generated: inner.string("generated"),
            collation: inner.string("collation"),
            comment: inner.string("comment"),
        });
    }
    all
}
