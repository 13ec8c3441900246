//! Rules that a database cannot enforce.

use std::fmt;

use super::{Ddl, TableSchema};
use crate::rule::Rule;

/// A rule of a model that is checked in Rust only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnexpressedRule {
    /// The model.
    pub model: &'static str,
    /// The field; `None` for a rule over the whole row.
    pub field: Option<&'static str>,
    /// The rule in one word, or the function of a rule over the whole row.
    pub rule: &'static str,
}

impl fmt::Display for UnexpressedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field {
            Some(field) => write!(f, "`{}` of `{}.{field}`", self.rule, self.model),
            None => write!(f, "`{}` of `{}`", self.rule, self.model),
        }
    }
}

/// The rules of these tables that are no CHECK on the backend.
pub(crate) fn unexpressed<DB: Ddl>(tables: &[&'static TableSchema]) -> Vec<UnexpressedRule> {
    let mut all = Vec::new();
    for table in tables {
        for column in table.columns {
            let kinds = column.rules.iter().map(Rule::kind);
            let is_left_out = !DB::CAPABILITIES.checks_of_moved_keys && table.is_written_by_action(column.name);
            let kinds =
                kinds.filter(|kind| is_left_out || DB::rule(&DB::quote(column.name), *kind, column.ty).is_none());
            let of = |rule| UnexpressedRule { model: table.model, field: Some(column.field), rule };
            all.extend(kinds.map(|kind| of(kind.code())));
        }
        let of = |rule| UnexpressedRule { model: table.model, field: None, rule };
        all.extend(table.row_rules.iter().map(|rule| of(rule.function())));
    }
    all
}
