//! Triggers.

use super::Diff;
use crate::backend::same_tokens;
use crate::schema::ddl::Ddl;
use crate::schema::difference::Part;
use crate::schema::owned::Trigger;

impl<DB: Ddl> Diff<DB> {
    /// Models say nothing of triggers, and leave to a database what it has; two databases may differ in them.
    pub(super) fn triggers(&mut self, expected: &[Trigger], found: &[Trigger]) {
        if !self.strict || !self.both_kept {
            return;
        }
        let named = |list: &[Trigger], one: &Trigger| {
            list.iter().find(|other| DB::same_name(&other.name, &one.name)).map(|other| other.sql.clone())
        };
        for one in expected {
            let other = named(found, one);
            if !other.as_ref().is_some_and(|other| same_tokens(&one.sql, other)) {
                self.add(Part::Trigger(one.name.clone()), Some(one.sql.clone()), other);
            }
        }
        for one in found.iter().filter(|one| named(expected, one).is_none()) {
            self.add(Part::Trigger(one.name.clone()), None, Some(one.sql.clone()));
        }
    }
}
