//! Comments.

use super::Diff;
use crate::schema::ddl::Ddl;
use crate::schema::difference::Part;

impl<DB: Ddl> Diff<DB> {
    /// What the database says of a column, or, under an empty name, of the table. A model that says nothing leaves to a database what it says.
    pub(super) fn comment(&mut self, column: &str, expected: Option<&str>, found: Option<&str>) {
        // An empty comment is none to a database.
        let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let (expected, found) = (said(expected), said(found));
        let is_asked = self.strict && (expected.is_some() || self.both_kept);
        if is_asked && expected != found && DB::comment("").is_some() {
            self.add(Part::Comment(column.to_owned()), expected, found);
        }
    }
}
