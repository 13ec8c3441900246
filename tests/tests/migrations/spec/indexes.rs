//! Unique constraints and indexes over two columns, and over expressions.

use model_runtime::schema::{DataType, Ddl, Index, IndexColumn, Table, Unique};

use super::{AT_PAIRS, OF_PAIR, PAIRS, Spec, is_text};
use crate::Lab;

/// What is made of two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unique,
    UniqueIndex,
    Index,
    /// Of an expression over the first column.
    Expression,
    /// Of an expression over the first column, and of the second one.
    Both,
}

/// A constraint or an index over two columns.
#[derive(Debug, Clone)]
pub(super) struct PairSpec {
    kind: Kind,
    pub(super) columns: [(&'static str, DataType); 2],
}

impl PairSpec {
    pub(super) fn is_unique(&self) -> bool {
        matches!(self.kind, Kind::Unique | Kind::UniqueIndex)
    }
}

impl Spec<'_> {
    /// One of the constraints and indexes over two columns, if it is there. The first column is neither of a key nor of a foreign key, so that its values
    /// differ from row to row.
    pub(super) fn pair(&self, table: usize, pair: usize) -> Option<PairSpec> {
        let number = |at: usize| self.number(table, AT_PAIRS + pair * OF_PAIR + at);
        let kind = match number(0) % 8 {
            0..=2 => return None,
            3 => Kind::Unique,
            4 => Kind::UniqueIndex,
            5 => Kind::Expression,
            6 => Kind::Both,
            _ => Kind::Index,
        };
        let key = self.key(table);
        let firsts: Vec<_> = self.columns(table).into_iter().filter(|column| column.keyed).collect();
        let firsts: Vec<_> = firsts.into_iter().map(|column| (column.name, column.ty)).collect();
        let mut seconds = vec![(key.id, DataType::BigInt)];
        seconds.extend(key.part);
        seconds.extend(self.links(table).into_iter().flat_map(|link| link.columns));
        seconds.extend(firsts.iter().cloned());
        let pick =
            |list: &[(&'static str, DataType)], number: u8| list.get(usize::from(number) % list.len().max(1)).cloned();
        let columns = [pick(&firsts, number(1))?, pick(&seconds, number(2))?];
        (columns[0].0 != columns[1].0).then_some(PairSpec { kind, columns })
    }

    pub(super) fn pairs(&self, table: usize) -> impl Iterator<Item = PairSpec> {
        (0..PAIRS).filter_map(move |pair| self.pair(table, pair))
    }

    /// All of them have the name of their place, so that one may become another.
    pub(super) fn build_pairs<L: Lab>(&self, table: usize, built: &mut Table) {
        for place in 0..PAIRS {
            let Some(pair) = self.pair(table, place) else { continue };
            let name = format!("two_{}_{place}", built.name);
            let [(first, ty), (second, _)] = &pair.columns;
            let [first_column, second_column] = [first, second].map(|column| IndexColumn::Column((*column).to_owned()));
            let expression = || {
                let column = L::Backend::quote(first);
                IndexColumn::Expression(if is_text(ty) {
                    format!("lower({column})")
                } else {
                    format!("({column} + 1)")
                })
            };
            let parts = match pair.kind {
                Kind::Unique => {
                    let columns = vec![(*first).to_owned(), (*second).to_owned()];
                    built.uniques.push(Unique { name: Some(name), columns, ..Unique::default() });
                    continue;
                }
                Kind::Expression | Kind::Both if !L::EXPRESSION_INDEXES => continue,
                Kind::Expression => vec![expression()],
                Kind::Both => vec![expression(), second_column],
                Kind::Index => vec![first_column, IndexColumn::Descending((*second).to_owned())],
                Kind::UniqueIndex => vec![first_column, second_column],
            };
            built.indexes.push(Index { unique: pair.is_unique(), ..Index::new(name, parts) });
        }
    }
}
