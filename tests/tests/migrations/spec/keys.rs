//! Keys of one column or two, and foreign keys to them, or to what else is unique.

use model_runtime::schema::{Action, Column, DataType, Deferrable, ForeignKey, Table};

use super::{AT_LINKS, COLUMNS, COUNTED, KEY, KEY_NAMES, KEY_TYPE, LINKS, OF_LINK, Spec, TABLES, column, is_text};
use crate::Lab;

/// The primary key of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Key {
    pub(crate) id: &'static str,
    /// A second column and its type, which the key may have.
    pub(crate) part: Option<(&'static str, DataType)>,
    /// Whether the key has it, and whether it stands first there.
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nothing tells the rows apart but what they have in the columns of a key.
    None,
    One,
    Two,
    TwoBackwards,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Link {
    /// The columns and their types: that which refers to the key, or to a unique column, and that which refers to the second part of the key.
    pub(crate) columns: Vec<(&'static str, DataType)>,
    /// The other table, which may be the same.
    pub(crate) target: usize,
    pub(crate) to: To,
    backwards: bool,
    on_delete: Action,
    on_update: Action,
}

/// What a foreign key refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum To {
    Key,
    /// The unique column of this place.
    Column(usize),
}

impl Key {
    /// The columns of the primary key, in its order.
    pub(crate) fn columns(&self) -> Vec<&'static str> {
        match (&self.part, self.shape) {
            (Some((part, _)), Shape::Two) => vec![self.id, part],
            (Some((part, _)), Shape::TwoBackwards) => vec![part, self.id],
            _ => vec![self.id],
        }
    }

    pub(crate) fn is_of_two(&self) -> bool {
        self.part.is_some() && matches!(self.shape, Shape::Two | Shape::TwoBackwards)
    }

    /// Whether there is one.
    pub(crate) fn is_there(&self) -> bool {
        self.shape != Shape::None
    }
}

impl Spec<'_> {
    /// Whether the database counts the rows, if it can with such a key.
    pub(super) fn is_counted(&self, table: usize) -> bool {
        self.number(table, COUNTED) % 3 != 1 && self.key(table).is_there()
    }

    pub(crate) fn key(&self, table: usize) -> Key {
        let names = self.number(table, KEY_NAMES);
        let types = [DataType::Integer, DataType::BigInt, DataType::Varchar(Some(40))];
        let ty = types[usize::from(self.number(table, KEY_TYPE)) % types.len()].clone();
        let part = (if names / 5 % 5 == 4 { "Teil" } else { "part" }, ty);
        let (part, shape) = match self.number(table, KEY) % 10 {
            0..=2 => (None, Shape::One),
            3 => (Some(part), Shape::One),
            8 => (None, Shape::None),
            9 => (Some(part), Shape::None),
            4 | 5 => (Some(part), Shape::Two),
            _ => (Some(part), Shape::TwoBackwards),
        };
        Key { id: if names % 5 == 4 { "key" } else { "id" }, part, shape }
    }

    pub(crate) fn links(&self, table: usize) -> Vec<Link> {
        (0..LINKS).filter_map(|link| self.link(table, link)).collect()
    }

    pub(crate) fn link(&self, table: usize, link: usize) -> Option<Link> {
        let number = |at: usize| self.number(table, AT_LINKS + link * OF_LINK + at);
        let target = usize::from(number(1)) % TABLES;
        if number(0) % 5 < 2 || self.table(table).is_none() || self.table(target).is_none() {
            return None;
        }
        let names = [[["parent_id", "parent_part"], ["boss", "of"]], [["other_id", "other_part"], ["x", "y"]]];
        let names = names[link][usize::from(number(0) % 7 == 6)];
        let key = self.key(target);
        let (to, columns) = match self.unique_column(target, number(2)) {
            Some((place, ty)) => (To::Column(place), vec![(names[0], ty)]),
            None if !key.is_there() => return None,
            None => {
                let part = key.part.as_ref().filter(|_| key.is_of_two()).map(|(_, ty)| (names[1], ty.clone()));
                (To::Key, std::iter::once((names[0], DataType::BigInt)).chain(part).collect())
            }
        };
        let action = |number: u8| [Action::Cascade, Action::SetNull, Action::NoAction][usize::from(number % 3)];
        let (on_delete, on_update) = (action(number(3)), action(number(3) / 3));
        Some(Link { columns, target, to, backwards: number(2) / 16 % 2 == 1, on_delete, on_update })
    }

    /// A unique column of a table that foreign keys can refer to, if a number is for one.
    fn unique_column(&self, table: usize, number: u8) -> Option<(usize, DataType)> {
        let column = |at: usize| Some((at, self.column(table, at).filter(|column| column.unique)?.ty));
        let all: Vec<(usize, DataType)> = (0..COLUMNS).filter_map(column).collect();
        let at = usize::from(number / 4) % all.len().max(1);
        all.get(at).filter(|_| number % 4 > 1).cloned()
    }

    pub(super) fn build_link<L: Lab>(&self, table: usize, link: &Link, built: &mut Table) {
        for (name, ty) in &link.columns {
            let plain = column::<L::Backend>(name, ty);
            built.columns.push(Column { nullable: true, comment: self.comment(table, 2), ..plain });
        }
        let key = self.key(link.target);
        let mut columns: Vec<(&str, &str)> = match link.to {
            To::Column(place) => {
                self.column(link.target, place).iter().map(|column| (link.columns[0].0, column.name)).collect()
            }
            To::Key => {
                // Where the order is free, it stays when that of the key changes.
                let free = std::iter::once(key.id).chain(key.part.iter().map(|(part, _)| *part));
                let names = if L::KEYS_IN_ANY_ORDER { free.collect() } else { key.columns() };
                let own = |name: &str| link.columns.get(usize::from(name != key.id));
                names.into_iter().filter_map(|name| Some((own(name)?.0, name))).collect()
            }
        };
        if link.backwards && L::KEYS_IN_ANY_ORDER {
            columns.reverse();
        }
        built.foreign_keys.push(ForeignKey {
            name: Some(format!("fk_{}_{}", built.name, link.columns[0].0)),
            columns: columns.iter().map(|(own, _)| (*own).to_owned()).collect(),
            namespace: None,
            table: self.table(link.target).unwrap().to_owned(),
            references: columns.iter().map(|(_, other)| (*other).to_owned()).collect(),
            on_delete: link.on_delete,
            on_update: link.on_update,
            deferrable: Deferrable::Not,
        });
    }

    /// The values of the key of a row, in SQL, and of its second part. Where the key has two columns here and there, neither of them tells rows apart.
    pub(crate) fn key_values(&self, other: &Self, table: usize, row: usize) -> Vec<String> {
        let key = self.key(table);
        let shared = key.is_of_two() && other.key(table).is_of_two();
        let (id, part) = if shared { [(1, 1), (1, 2), (2, 1)][row - 1] } else { (row, 1 + row % 2) };
        let part = key.part.map(|(_, ty)| if is_text(&ty) { format!("'{part}'") } else { part.to_string() });
        std::iter::once(id.to_string()).chain(part).collect()
    }

    /// The values of a foreign key that refers to a row of its table, in SQL.
    pub(crate) fn link_values(&self, other: &Self, link: &Link, row: usize) -> Vec<String> {
        match link.to {
            To::Key => self.key_values(other, link.target, row).into_iter().take(link.columns.len()).collect(),
            To::Column(place) => self.column(link.target, place).iter().map(|column| column.value(row)).collect(),
        }
    }
}
