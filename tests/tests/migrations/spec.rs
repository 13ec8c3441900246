//! Tables from a list of numbers, so that two lists which are alike make tables which are alike.

use model_cli::migrate::Hints;
use model_runtime::schema::{
    Action, Check, Column, DataType, Ddl, ForeignKey, Generated, Identity, Index, IndexColumn, PrimaryKey, Table, Type,
    Unique,
};

/// How many numbers make the tables.
pub(crate) const NUMBERS: usize = TABLES * OF_TABLE;

const TABLES: usize = 4;
const OF_TABLE: usize = 3 + COLUMNS * OF_COLUMN + 4 + 2;
const COLUMNS: usize = 4;
const OF_COLUMN: usize = 4;

/// The tables that numbers stand for.
#[derive(Debug, Clone)]
pub(crate) struct Spec<'n> {
    numbers: &'n [u8],
}

/// A column, before anything is known of a database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ColumnSpec {
    pub(crate) name: &'static str,
    pub(crate) ty: DataType,
    pub(crate) nullable: bool,
    pub(crate) unique: bool,
    default: bool,
    index: bool,
    check: bool,
    descending: bool,
    partial: bool,
}

impl<'n> Spec<'n> {
    pub(crate) fn new(numbers: &'n [u8]) -> Self {
        Self { numbers }
    }

    fn number(&self, table: usize, at: usize) -> u8 {
        self.numbers.get(table * OF_TABLE + at).copied().unwrap_or(0)
    }

    /// What a table is called, if it is there.
    pub(crate) fn table(&self, table: usize) -> Option<&'static str> {
        let names = [["one", "uno"], ["two", "due"], ["three", "three"], ["or der", "or der"]];
        let name = names[table][usize::from(self.number(table, 0) % 8 == 7)];
        (self.number(table, 0) % 5 != 4).then_some(name)
    }

    fn is_counted(&self, table: usize) -> bool {
        self.number(table, 1) % 3 != 1
    }

    /// The columns of a table beside its key and its foreign keys.
    pub(crate) fn columns(&self, table: usize) -> Vec<ColumnSpec> {
        (0..COLUMNS).filter_map(|column| self.column(table, column)).collect()
    }

    pub(crate) fn column(&self, table: usize, column: usize) -> Option<ColumnSpec> {
        let number = |at: usize| self.number(table, 3 + column * OF_COLUMN + at);
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
            default: bit(2) && !unique && keyed,
            index: bit(3) && keyed,
            check: bit(4) && column < 3,
            descending: bit(5),
            partial: bit(6),
            ty,
        })
    }

    /// The other table that a table refers to, if there is one.
    pub(crate) fn parents(&self, table: usize) -> Vec<(&'static str, usize)> {
        let at = 3 + COLUMNS * OF_COLUMN;
        let parent = |name: &'static str, at: usize| {
            let target = usize::from(self.number(table, at + 1)) % TABLES;
            (self.number(table, at) % 2 == 1 && self.table(target).is_some()).then_some((name, target))
        };
        [parent("parent_id", at), parent("other_id", at + 2)].into_iter().flatten().collect()
    }

    /// The tables in the words of a backend.
    pub(crate) fn tables<DB: Ddl>(&self) -> Vec<Table> {
        (0..TABLES).filter_map(|table| self.table(table).map(|name| self.built::<DB>(table, name))).collect()
    }

    fn built<DB: Ddl>(&self, table: usize, name: &'static str) -> Table {
        let big = Type::named(DB::data_type_name(&DataType::BigInt));
        let identity = self.is_counted(table).then_some(Identity::ByDefault);
        let mut built = Table::named(name);
        built.columns.push(Column { identity, ..Column::new("id", big.clone()) });
        built.primary_key = Some(PrimaryKey { name: Some(format!("pk_{name}")), columns: vec!["id".to_owned()] });
        for column in self.columns(table) {
            column.build::<DB>(&mut built);
        }
        for (column, target) in self.parents(table) {
            built.columns.push(Column { nullable: true, ..Column::new(column, big.clone()) });
            let on_delete = if self.number(table, 2).is_multiple_of(2) { Action::Cascade } else { Action::SetNull };
            built.foreign_keys.push(ForeignKey {
                name: Some(format!("fk_{name}_{column}")),
                columns: vec![column.to_owned()],
                namespace: None,
                table: self.table(target).unwrap().to_owned(),
                references: vec!["id".to_owned()],
                on_delete,
                on_update: Action::NoAction,
                deferred: false,
            });
        }
        let made = self.number(table, OF_TABLE - 1);
        if made % 4 == 3 {
            let ty = Type::named(DB::data_type_name(&DataType::BigInt));
            let generated = Generated { expression: format!("{} + {}", DB::quote("id"), made % 3), stored: true };
            let key = self.is_counted(table) && !DB::CAPABILITIES.transactional_ddl;
            if !key {
                built.columns.push(Column { nullable: true, generated: Some(generated), ..Column::new("made", ty) });
            }
        }
        built
    }

    /// What is to be said of the way from these tables to others: what got another name, and what rows get that have no value.
    pub(crate) fn hints(&self, to: &Self) -> Hints {
        let mut hints = Hints::default();
        for table in 0..TABLES {
            let (Some(old), Some(new)) = (self.table(table), to.table(table)) else { continue };
            if old != new {
                hints = hints.table_renamed(old, new);
            }
            for column in 0..COLUMNS {
                let Some(after) = to.column(table, column) else { continue };
                match self.column(table, column) {
                    Some(before) if before.name != after.name => {
                        hints = hints.column_renamed(new, before.name, after.name)
                    }
                    _ => {}
                }
                hints = hints.fill(new, after.name, after.fill());
            }
        }
        hints
    }

    /// Whether two specs can follow each other with rows: what is only in one of them is not both unique and NOT NULL, for where would values come
    /// from; and what refers to a table does not refer to another one, whose rows are others.
    pub(crate) fn can_follow(&self, other: &Self) -> bool {
        let fits = |a: &Self, b: &Self| {
            (0..TABLES).all(|table| {
                (0..COLUMNS).all(|column| match (a.column(table, column), b.column(table, column)) {
                    (Some(only), None) => !only.unique || only.nullable,
                    _ => true,
                })
            })
        };
        let same_parents = (0..TABLES).all(|table| {
            let (own, others) = (self.parents(table), other.parents(table));
            own.iter().all(|(name, target)| others.iter().all(|(other, at)| name != other || target == at))
        });
        same_parents && fits(self, other) && fits(other, self)
    }
}

impl ColumnSpec {
    fn is_text(&self) -> bool {
        matches!(self.ty, DataType::Varchar(_) | DataType::Text)
    }

    /// The value of a row, in SQL.
    pub(crate) fn value(&self, row: usize) -> String {
        match self.ty {
            DataType::Date => format!("'2001-01-0{row}'"),
            DataType::Timestamp(_) => format!("'2001-01-0{row} 00:00:00'"),
            _ if self.is_text() => format!("'{row}'"),
            _ => row.to_string(),
        }
    }

    /// The value of rows that have none.
    fn fill(&self) -> String {
        match self.ty {
            DataType::Date | DataType::Timestamp(_) => "'2002-02-02'".to_owned(),
            _ if self.is_text() => "'9'".to_owned(),
            _ => "9".to_owned(),
        }
    }

    fn build<DB: Ddl>(&self, table: &mut Table) {
        let name = self.name;
        let quoted = DB::quote(name);
        let mut column = Column::new(name, Type::named(DB::data_type_name(&self.ty)));
        column.nullable = self.nullable;
        if self.default {
            column.default = Some(self.value(7));
        }
        table.columns.push(column);
        if self.unique {
            let name = Some(format!("uq_{}_{name}", table.name));
            table.uniques.push(Unique { name, columns: vec![self.name.to_owned()], nulls_not_distinct: false });
        }
        if self.check {
            let condition = if self.is_text() { format!("{quoted} <> 'x'") } else { format!("{quoted} < 1000") };
            table.checks.push(Check { name: Some(format!("ck_{}_{name}", table.name)), condition });
        }
        if self.index {
            let part = if self.descending { IndexColumn::Descending } else { IndexColumn::Column };
            let mut index = Index::new(format!("ix_{}_{name}", table.name), vec![part(name.to_owned())]);
            if self.partial && DB::CAPABILITIES.partial_indexes {
                index.filter = Some(format!("{quoted} IS NOT NULL"));
            }
            table.indexes.push(index);
        }
    }
}
