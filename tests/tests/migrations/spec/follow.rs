//! Which tables can follow each other with rows.

use model_runtime::schema::DataType;

use super::keys::{Link, To};
use super::{COLUMNS, LINKS, Spec, TABLES, is_text};

impl Spec<'_> {
    /// Whether two specs can follow each other with the rows that [`Self::key_values`] and the like make, there and back. Left out is what no migration
    /// can do, because values are not there that a key needs.
    pub(crate) fn can_follow(&self, other: &Self) -> bool {
        let one_way = |a: &Self, b: &Self| {
            (0..TABLES).all(|table| a.stays_unique(b, table) && (0..LINKS).all(|link| a.still_refers(b, table, link)))
        };
        one_way(self, other) && one_way(other, self)
    }

    /// Whether what is unique here is so with the values that rows have after all was as there: one of the columns has values there, or rows get NULL in it,
    /// which is no value. What rows get otherwise is one value for all of them.
    fn stays_unique(&self, there: &Self, table: usize) -> bool {
        if there.table(table).is_none() {
            return true;
        }
        let differs = |name: &str| {
            (0..COLUMNS).any(|place| match (self.column(table, place), there.column(table, place)) {
                (Some(own), Some(_)) => own.name == name,
                (Some(own), None) => own.name == name && own.nullable && !own.default,
                (None, _) => false,
            })
        };
        let is_null = |name: &str| {
            (0..LINKS).any(|link| {
                let (own, other) = (self.link(table, link), there.link(table, link));
                let other = other.map_or(0, |link| link.columns.len());
                own.is_some_and(|link| link.columns.iter().skip(other).any(|(column, _)| *column == name))
            })
        };
        self.columns(table).iter().all(|column| !column.unique || differs(column.name))
            && self
                .pairs(table)
                .filter(super::indexes::PairSpec::is_unique)
                .all(|pair| pair.columns.iter().any(|(name, _)| differs(name) || is_null(name)))
    }

    /// Whether a foreign key finds its rows by the values that it has here and there. What refers to another column has to find the same values in it, and of two
    /// columns of another table nobody knows which values stand together.
    fn still_refers(&self, there: &Self, table: usize, link: usize) -> bool {
        let (Some(own), Some(other)) = (self.link(table, link), there.link(table, link)) else { return true };
        let same_target = own.target == other.target;
        if same_target && own.to == other.to {
            return true;
        }
        let of_two = own.columns.len() == 2 && other.columns.len() == 2;
        (same_target || !of_two) && self.has_number_of_row(there, &own) && self.has_number_of_row(there, &other)
    }

    /// Whether what a foreign key refers to has the number of the row as its value in both, written in the same way whatever type it gets.
    fn has_number_of_row(&self, there: &Self, link: &Link) -> bool {
        let is_there = self.table(link.target).is_some() && there.table(link.target).is_some();
        is_there
            && match link.to {
                To::Key => true,
                To::Column(place) => {
                    let types = [self, there].map(|spec| spec.column(link.target, place).map(|column| column.ty));
                    let is_whole = |ty: &DataType| is_text(ty) || matches!(ty, DataType::Integer | DataType::BigInt);
                    types[0] == types[1] && types[0].as_ref().is_some_and(is_whole)
                }
            }
    }
}
