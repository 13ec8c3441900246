//! The columns of a table beside its key and its foreign keys.

use model_runtime::schema::{Check, Column, DataType, Ddl, Index, IndexColumn, Table, Unique};

use super::{AT_COLUMNS, COLUMNS, OF_COLUMN, Spec, column, is_text, text_of_comment};

/// A column, before anything is known of a database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnSpec {
    pub(crate) name: &'static str,
    pub(crate) ty: DataType,
    pub(crate) nullable: bool,
    pub(crate) unique: bool,
    /// Whether a key or an index can be made of it.
    pub(super) keyed: bool,
    pub(super) default: bool,
    index: bool,
    check: bool,
    descending: bool,
    partial: bool,
    /// Whether it is unique by an index, rather than by a constraint.
    unique_by_index: bool,
    comment: Option<String>,
}

impl Spec<'_> {
    /// The columns of a table beside its key and its foreign keys.
    pub(crate) fn columns(&self, table: usize) -> Vec<ColumnSpec> {
        (0..COLUMNS).filter_map(|column| self.column(table, column)).collect()
    }

    pub(crate) fn column(&self, table: usize, column: usize) -> Option<ColumnSpec> {
        let number = |at: usize| self.number(table, AT_COLUMNS + column * OF_COLUMN + at);
        if number(0) % 5 == 4 || self.table(table).is_none() {
            return None;
        }
        let name =
            [["n", "n"], ["Rang", "rank"], ["text", "text"], ["at", "at"]][column][usize::from(number(0) % 7 == 6)];
        let numbers = [
            DataType::Integer,
            DataType::BigInt,
            DataType::Double,
            DataType::Decimal { precision: Some(10), scale: Some(2) },
            DataType::Varchar(Some(40)),
        ];
        let texts = [DataType::Varchar(Some(40)), DataType::Varchar(Some(60)), DataType::Text];
        let times = [DataType::Timestamp(None), DataType::Date];
        let pick = |types: &[DataType]| types[usize::from(number(1)) % types.len()].clone();
        let ty = match column {
            0 | 1 => pick(&numbers),
            2 => pick(&texts),
            _ => pick(&times),
        };
        let bit = |bit: u8| number(2) >> bit & 1 == 1;
        let keyed = ty != DataType::Text && column < 3;
        let unique = bit(1) && keyed;
        Some(ColumnSpec {
            name,
            nullable: bit(0),
            unique,
            keyed,
            default: bit(2) && !unique && keyed,
            index: bit(3) && keyed,
            check: bit(4) && column < 3,
            descending: bit(5),
            partial: bit(6),
            unique_by_index: number(3) / 4 % 3 == 2,
            comment: text_of_comment(number(3)),
            ty,
        })
    }
}

impl ColumnSpec {
    /// The value of a row, in SQL.
    pub(crate) fn value(&self, row: usize) -> String {
        match self.ty {
            DataType::Date => format!("'2001-01-0{row}'"),
            DataType::Timestamp(_) => format!("'2001-01-0{row} 00:00:00'"),
            _ if is_text(&self.ty) => format!("'{row}'"),
            _ => row.to_string(),
        }
    }

    /// The value of rows that have none.
    pub(super) fn fill(&self) -> String {
        match self.ty {
            DataType::Date | DataType::Timestamp(_) => "'2002-02-02'".to_owned(),
            _ if is_text(&self.ty) => "'9'".to_owned(),
            _ => "9".to_owned(),
        }
    }

    pub(super) fn build<DB: Ddl>(&self, table: &mut Table) {
        let name = self.name;
        let quoted = DB::quote(name);
        table.columns.push(Column {
            nullable: self.nullable,
            default: self.default.then(|| self.value(7)),
            comment: self.comment.clone(),
            ..column::<DB>(name, &self.ty)
        });
        let index = |prefix: &str, descending: bool| {
            let part = if descending { IndexColumn::Descending } else { IndexColumn::Column };
            Index::new(format!("{prefix}_{}_{name}", table.name), vec![part(name.to_owned())])
        };
        let unique = Index { unique: true, ..index("uq", false) };
        let mut plain = index("ix", self.descending);
        if self.unique && self.unique_by_index {
            table.indexes.push(unique);
        } else if self.unique {
            let columns = vec![name.to_owned()];
            table.uniques.push(Unique { name: Some(unique.name), columns, ..Unique::default() });
        }
        if self.check {
            let condition = if is_text(&self.ty) { format!("{quoted} <> 'x'") } else { format!("{quoted} < 1000") };
            table.checks.push(Check { name: Some(format!("ck_{}_{name}", table.name)), condition });
        }
        if self.index {
            if self.partial && DB::CAPABILITIES.partial_indexes {
                plain.filter = Some(format!("{quoted} IS NOT NULL"));
            }
            table.indexes.push(plain);
        }
    }
}
