//! Triggers.

use super::{Diff, same_words};
use crate::backend::tokens::start_of_name;
use crate::schema::ddl::Ddl;
use crate::schema::difference::Part;
use crate::schema::owned::Trigger;

impl<DB: Ddl> Diff<DB> {
    /// Models leave to a database what it has besides; two databases may differ in them.
    pub(super) fn triggers(&mut self, expected: &[Trigger], found: &[Trigger]) {
        if !self.strict {
            return;
        }
        let named =
            |list: &[Trigger], one: &Trigger| list.iter().find(|other| DB::same_name(&other.name, &one.name)).cloned();
        for one in expected {
            let other = named(found, one);
            if !other.as_ref().is_some_and(|other| same_words::<DB>(after_name(one), after_name(other))) {
                self.add(Part::Trigger(one.name.clone()), Some(one.sql.clone()), other.map(|other| other.sql));
            }
        }
        for one in found {
            if self.both_kept && named(expected, one).is_none() {
                self.add(Part::Trigger(one.name.clone()), None, Some(one.sql.clone()));
            }
        }
    }
}

/// What a trigger does, and when. A database does not keep all words in front of the name.
fn after_name(trigger: &Trigger) -> &str {
    let start = start_of_name(&trigger.sql, &trigger.name).and_then(|start| trigger.sql.get(start..));
    start.unwrap_or(&trigger.sql).trim_end().trim_end_matches(';')
}
