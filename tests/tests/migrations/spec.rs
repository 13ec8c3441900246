//! Tables from a list of numbers, so that two lists which are alike make tables which are alike.

mod columns;
mod follow;
mod indexes;
mod keys;

use model_cli::migrate::Hints;
use model_runtime::schema::{Column, DataType, Ddl, Generated, Identity, Partition, PrimaryKey, Table, Type};

use crate::Lab;

/// How many numbers make the tables.
pub(crate) const NUMBERS: usize = TABLES * OF_TABLE;

/// How many tables there can be.
pub(crate) const TABLES: usize = 4;
/// How many columns a table can have beside its key and its foreign keys.
pub(crate) const COLUMNS: usize = 4;
/// How many foreign keys a table can have.
pub(crate) const LINKS: usize = 2;
/// How many indexes or unique constraints over two columns, or over an expression, a table can have.
const PAIRS: usize = 2;

const OF_COLUMN: usize = 4;
const OF_LINK: usize = 4;
const OF_PAIR: usize = 3;

// Where the numbers of a table are, by what they are for.
const NAME: usize = 0;
const COUNTED: usize = 1;
const KEY: usize = 2;
const KEY_NAMES: usize = 3;
const KEY_TYPE: usize = 4;
const AT_COLUMNS: usize = 5;
const AT_LINKS: usize = AT_COLUMNS + COLUMNS * OF_COLUMN;
const AT_PAIRS: usize = AT_LINKS + LINKS * OF_LINK;
const COMMENTS: usize = AT_PAIRS + PAIRS * OF_PAIR;
const MADE: usize = COMMENTS + 1;
const OF_TABLE: usize = MADE + 1;

/// The tables that numbers stand for.
#[derive(Debug, Clone)]
pub(crate) struct Spec<'n> {
    numbers: &'n [u8],
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
        let name = names[table][usize::from(self.number(table, NAME) % 8 == 7)];
        (self.number(table, NAME) % 5 != 4).then_some(name)
    }

    /// Whether migrations to these tables are to keep nobody from writing.
    pub(crate) fn is_online(&self) -> bool {
        self.number(1, COMMENTS) % 4 == 3
    }

    /// The tables in the words of a backend, as far as it can have them.
    pub(crate) fn tables<L: Lab>(&self) -> Vec<Table> {
        let places: Vec<usize> = (0..TABLES).filter(|table| self.table(*table).is_some()).collect();
        let built = places.iter().filter_map(|table| self.table(*table).map(|name| self.built::<L>(*table, name)));
        let mut tables: Vec<Table> = built.collect();
        let referred: Vec<String> =
            tables.iter().flat_map(|table| &table.foreign_keys).map(|key| key.table.clone()).collect();
        for (table, built) in places.into_iter().zip(&mut tables) {
            let is_apart = built.foreign_keys.is_empty() && !referred.contains(&built.name);
            if L::PARTITIONS_ARE_REFERRED_TO || is_apart {
                self.divide::<L>(table, built);
            }
        }
        tables
    }

    /// Divides the rows of a table by its key, unless something else is unique: that would have to have the key in it.
    fn divide<L: Lab>(&self, table: usize, built: &mut Table) {
        let count = usize::from(self.number(table, COMMENTS) >> 6);
        let is_unique = !built.uniques.is_empty() || built.indexes.iter().any(|index| index.unique);
        let partitions: Vec<Partition> =
            (0..count).filter_map(|at| L::partition(&built.name, at, count)).filter(|_| !is_unique).collect();
        if !partitions.is_empty() {
            built.partition_by = Some(format!("HASH ({})", L::Backend::quote(self.key(table).id)));
            built.partitions = partitions;
            // PostgreSQL keeps them with their rows.
            built.options = built.options.take().filter(|_| !L::PARTITIONS_ARE_REFERRED_TO);
        }
    }

    fn built<L: Lab>(&self, table: usize, name: &'static str) -> Table {
        let mut built = Table::named(name);
        built.options = L::OPTIONS.filter(|_| self.number(0, MADE) % 5 == 4).map(str::to_owned);
        built.comment = self.comment(table, 0);
        self.build_key::<L::Backend>(table, &mut built);
        for column in self.columns(table) {
            column.build::<L::Backend>(&mut built);
        }
        for link in self.links(table) {
            self.build_link::<L>(table, &link, &mut built);
        }
        self.build_pairs::<L>(table, &mut built);
        self.build_made::<L::Backend>(table, &mut built);
        built
    }

    /// The columns that tell rows apart.
    fn build_key<DB: Ddl>(&self, table: usize, built: &mut Table) {
        let key = self.key(table);
        let counted = self.is_counted(table) && (!DB::COUNTED_IS_INDEXED || key.columns().first() == Some(&key.id));
        let identity = counted.then_some(Identity::ByDefault);
        let comment = self.comment(table, 1);
        built.columns.push(Column { identity, comment, ..column::<DB>(key.id, &DataType::BigInt) });
        if let Some((part, ty)) = &key.part {
            built.columns.push(Column { comment: self.comment(table, 2), ..column::<DB>(part, ty) });
        }
        let columns = key.columns().into_iter().map(str::to_owned).collect();
        let name = Some(format!("pk_{}", built.name));
        built.primary_key = key.is_there().then(|| PrimaryKey { name, columns, ..PrimaryKey::default() });
    }

    /// A column that the database computes.
    fn build_made<DB: Ddl>(&self, table: usize, built: &mut Table) {
        let made = self.number(table, MADE);
        let id = self.key(table).id;
        // MySQL computes nothing with what it counts.
        let is_counted = built.column(id).is_some_and(|column| column.identity.is_some());
        if made % 4 == 3 && (!is_counted || DB::CAPABILITIES.transactional_ddl) {
            let generated = Generated { expression: format!("{} + {}", DB::quote(id), made % 3), stored: true };
            let computed =
                Column { nullable: true, generated: Some(generated), ..column::<DB>("made", &DataType::BigInt) };
            built.columns.push(computed);
        }
    }

    /// What is said of a table (0), its key (1), or the other columns that belong to keys (2).
    fn comment(&self, table: usize, of: u8) -> Option<String> {
        let number = self.number(table, COMMENTS) >> (2 * of);
        text_of_comment(number)
    }

    /// What is to be said of the way from these tables to others: what got another name, and what rows get that have no value.
    pub(crate) fn hints(&self, to: &Self) -> Hints {
        let mut hints = Hints::default();
        for table in 0..TABLES {
            let (Some(old), Some(new)) = (self.table(table), to.table(table)) else { continue };
            if old != new {
                hints = hints.table_renamed(old, new);
            }
            for (before, after) in self.names(table).into_iter().zip(to.names(table)) {
                if let (Some(before), Some(after)) = (before, after)
                    && before != after
                {
                    hints = hints.column_renamed(new, before, after);
                }
            }
            for column in to.columns(table) {
                hints = hints.fill(new, column.name, column.fill());
            }
            if let Some((part, _)) = to.key(table).part {
                hints = hints.fill(new, part, "'1'");
            }
        }
        hints
    }

    /// What the columns of a table are called, each in its place whether it is there or not.
    pub(crate) fn names(&self, table: usize) -> Vec<Option<&'static str>> {
        let key = self.key(table);
        let mut names = vec![Some(key.id), key.part.as_ref().map(|(name, _)| *name)];
        names.extend((0..COLUMNS).map(|column| self.column(table, column).map(|column| column.name)));
        for link in 0..LINKS {
            let columns = self.link(table, link).map(|link| link.columns).unwrap_or_default();
            names.extend((0..2).map(|at| columns.get(at).map(|(name, _)| *name)));
        }
        names
    }
}

/// A column that cannot be NULL.
fn column<DB: Ddl>(name: &str, ty: &DataType) -> Column {
    Column::new(name, Type::named(DB::data_type_name(ty)))
}

fn text_of_comment(number: u8) -> Option<String> {
    [None, None, Some("of rows"), Some("it's 1")][usize::from(number % 4)].map(str::to_owned)
}

/// Whether it is kept as text.
fn is_text(ty: &DataType) -> bool {
    matches!(ty, DataType::Varchar(_) | DataType::Text)
}
