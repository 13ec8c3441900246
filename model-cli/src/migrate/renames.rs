//! Tables and columns that get other names.

use model_runtime::schema::{Ddl, ForeignKey, Index, IndexColumn, Partition, Table, rename_in};

use super::{Hints, Migrate, pairs};

/// What is called otherwise afterwards.
#[derive(Debug, Clone, Default)]
pub(super) struct Renames {
    /// The old name of a table, and the new one.
    pub(super) tables: Vec<(String, String)>,
    /// The old name of a table, its new one; of a column the old name, and the new one.
    pub(super) columns: Vec<ColumnRename>,
}

#[derive(Debug, Clone)]
pub(super) struct ColumnRename {
    /// What the table is called before it all.
    pub(super) before: String,
    /// What the table is called after it all.
    pub(super) after: String,
    pub(super) old: String,
    pub(super) new: String,
}

impl Renames {
    /// Those of the hints that are still to be done: the old name is there, and the new one is not. So a hint may stay where it is.
    pub(super) fn found<DB: Migrate>(hints: &Hints, from: &[Table], to: &[Table]) -> Self {
        let named = |list: &[Table], name: &str| list.iter().position(|table| DB::same_name(&table.name, name));
        let mut tables: Vec<(String, String)> = hints
            .tables
            .iter()
            .filter(|(old, new)| {
                named(from, old).is_some()
                    && named(to, old).is_none()
                    && named(from, new).is_none()
                    && named(to, new).is_some()
            })
            .cloned()
            .collect();
        if DB::CAPITALS_COUNT {
            let same = |old: &&Table| to.iter().find(|new| old.is_same::<DB>(new) && old.name != new.name);
            let spelled = from.iter().filter_map(|old| Some((old.name.clone(), same(&old)?.name.clone())));
            tables.extend(spelled);
        }
        let has = |table: &Table, column: &str| table.columns.iter().any(|other| DB::same_name(&other.name, column));
        let mut columns = Vec::new();
        for (table, old, new) in &hints.columns {
            let renamed = tables.iter().find(|(_, after)| DB::same_name(after, table));
            let before = renamed.map_or(table, |(before, _)| before);
            let sides = named(from, before).and_then(|at| from.get(at)).zip(named(to, table).and_then(|at| to.get(at)));
            if let Some((a, b)) = sides
                && has(a, old)
                && !has(a, new)
                && has(b, new)
                && !has(b, old)
            {
                columns.push(ColumnRename {
                    before: before.clone(),
                    after: table.clone(),
                    old: old.clone(),
                    new: new.clone(),
                });
            }
        }
        Self { tables, columns }
    }

    pub(super) fn reversed(&self) -> Self {
        let columns = self.columns.iter().map(|rename| ColumnRename {
            before: rename.after.clone(),
            after: rename.before.clone(),
            old: rename.new.clone(),
            new: rename.old.clone(),
        });
        Self {
            tables: self.tables.iter().map(|(old, new)| (new.clone(), old.clone())).collect(),
            columns: columns.collect(),
        }
    }

    /// What a table is called afterwards.
    fn table<DB: Ddl>(&self, name: &str) -> Option<&str> {
        self.tables.iter().find(|(old, _)| DB::same_name(old, name)).map(|(_, new)| &**new)
    }

    /// The columns of a table, by the name it has before, that are called otherwise afterwards.
    pub(super) fn of<DB: Ddl>(&self, table: &str) -> impl Iterator<Item = &ColumnRename> {
        self.columns.iter().filter(move |rename| DB::same_name(&rename.before, table))
    }

    /// Tables as they are when all is called as it is to be called.
    pub(super) fn applied<DB: Ddl>(&self, tables: &[Table]) -> Vec<Table> {
        tables.iter().map(|table| self.applied_to::<DB>(table)).collect()
    }

    fn applied_to<DB: Ddl>(&self, table: &Table) -> Table {
        let mut renamed = table.clone();
        for rename in self.of::<DB>(&table.name) {
            rename.apply::<DB>(&mut renamed);
        }
        for key in &mut renamed.foreign_keys {
            self.apply_to_key::<DB>(key);
        }
        let query = renamed.view.as_mut().map(|view| &mut view.query);
        let triggers = renamed.triggers.iter_mut().map(|trigger| &mut trigger.sql);
        query.into_iter().chain(triggers).for_each(|sql| self.apply_to_statement::<DB>(sql));
        if let Some(name) = self.table::<DB>(&table.name) {
            name.clone_into(&mut renamed.name);
        }
        renamed
    }

    /// Names in a view or a trigger. Where another of its tables has a column of the same name, that is taken for this one, and the database will say that
    /// there is none.
    fn apply_to_statement<DB: Ddl>(&self, sql: &mut String) {
        for rename in &self.columns {
            if pairs::mentions_any::<DB>(sql, &[&rename.before, &rename.after]) {
                rename.apply_to_sql::<DB>(sql);
            }
        }
        for (old, new) in &self.tables {
            if pairs::mentions::<DB>(sql, old) {
                *sql = rename_in::<DB>(sql, old, new);
            }
        }
    }

    fn apply_to_key<DB: Ddl>(&self, key: &mut ForeignKey) {
        for rename in self.of::<DB>(&key.table) {
            rename.apply_to_names::<DB>(&mut key.references);
        }
        if let Some(name) = self.table::<DB>(&key.table) {
            name.clone_into(&mut key.table);
        }
    }
}

impl ColumnRename {
    fn apply<DB: Ddl>(&self, table: &mut Table) {
        for column in &mut table.columns {
            self.apply_to_name::<DB>(&mut column.name);
            if let Some(generated) = &mut column.generated {
                self.apply_to_sql::<DB>(&mut generated.expression);
            }
        }
        let keys = table.primary_key.iter_mut().map(|key| &mut key.columns);
        let uniques = table.uniques.iter_mut().map(|unique| &mut unique.columns);
        let foreign = table.foreign_keys.iter_mut().map(|key| &mut key.columns);
        keys.chain(uniques).chain(foreign).for_each(|names| self.apply_to_names::<DB>(names));
        table.checks.iter_mut().for_each(|check| self.apply_to_sql::<DB>(&mut check.condition));
        table.exclusions.iter_mut().for_each(|exclusion| self.apply_to_sql::<DB>(&mut exclusion.definition));
        table.indexes.iter_mut().for_each(|index| self.apply_to_index::<DB>(index));
        table.partition_by.iter_mut().for_each(|by| self.apply_to_sql::<DB>(by));
        self.apply_to_partitions::<DB>(&mut table.partitions);
    }

    fn apply_to_partitions<DB: Ddl>(&self, list: &mut [Partition]) {
        for partition in list {
            partition.partition_by.iter_mut().for_each(|by| self.apply_to_sql::<DB>(by));
            self.apply_to_partitions::<DB>(&mut partition.partitions);
        }
    }

    fn apply_to_index<DB: Ddl>(&self, index: &mut Index) {
        for column in &mut index.columns {
            match column {
                IndexColumn::Column(name) | IndexColumn::Descending(name) => self.apply_to_name::<DB>(name),
                IndexColumn::Expression(sql) => self.apply_to_sql::<DB>(sql),
            }
        }
        self.apply_to_names::<DB>(&mut index.include);
        if let Some(filter) = &mut index.filter {
            self.apply_to_sql::<DB>(filter);
        }
    }

    fn apply_to_name<DB: Ddl>(&self, name: &mut String) {
        if DB::same_name(name, &self.old) {
            self.new.clone_into(name);
        }
    }

    fn apply_to_names<DB: Ddl>(&self, names: &mut [String]) {
        for name in names {
            self.apply_to_name::<DB>(name);
        }
    }

    fn apply_to_sql<DB: Ddl>(&self, sql: &mut String) {
        if pairs::mentions::<DB>(sql, &self.old) {
            *sql = rename_in::<DB>(sql, &self.old, &self.new);
        }
    }
}
