//! What only migrations read: former names, and what they may drop.

use syn::punctuated::Punctuated;
use syn::{LitStr, Token};

use crate::attr::{Setting, Settings};
use crate::diag::Diagnostics;
use crate::ir::{DropOk, Name};

/// The name that the table or the column had, of a struct or of a field.
pub(super) fn renamed_from(settings: &Settings) -> Option<Name> {
    let text = settings.get("renamed_from")?.text()?;
    Some(name(&text))
}

/// `drop_ok(..)`, which lists names of columns that may have no field.
pub(super) fn drop_ok(settings: &Settings, diag: &mut Diagnostics) -> Option<DropOk> {
    let setting: &Setting = settings.get("drop_ok")?;
    let columns = setting.parse_list(Punctuated::<LitStr, Token![,]>::parse_terminated, diag)?;
    Some(DropOk { ident: setting.ident.clone(), columns: columns.iter().map(name).collect() })
}

fn name(text: &LitStr) -> Name {
    Name::new(text.value(), text.span())
}
