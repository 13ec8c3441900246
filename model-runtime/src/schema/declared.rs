//! The table of a model in the words of a backend.

use super::{
    Check, Column, ColumnSchema, ColumnType, DataType, Ddl, Exclusion, ExclusionSchema, ForeignKey, Generated,
    Identity, Index, IndexColumn, IndexPartSchema, IndexSchema, Partition, PrimaryKey, Role, Table, TableSchema,
    Trigger, TriggerSchema, Type, Unique, names_in,
};
use crate::backend::literal::unquoted;

impl Table {
    /// The table of a model, as the backend `DB` creates it.
    ///
    /// Types that are restricted to some values bring a CHECK `ck_<table>_<column>` along, unless the column's type has these values by itself. Those are
    /// placed first, then come the rules of the columns as far as the backend can express them, then the CHECKs of the model.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use diesel::sqlite::Sqlite;
    /// use model_runtime::prelude::*;
    /// use model_runtime::schema::Table;
    ///
    /// #[derive(Model, Debug)]
    /// pub struct Tag { pub id: i64, #[validate(length(max = 20))] pub name: String }
    ///
    /// let table = Table::of::<Sqlite>(Tag::SCHEMA);
    /// assert_eq!(table.columns.len(), 2);
    /// assert_eq!(table.checks[0].condition, r#"length("name") <= 20"#);
    /// # }
    /// ```
    #[must_use]
    pub fn of<DB: Ddl>(schema: &TableSchema) -> Self {
        let key = (!schema.primary_key.is_empty()).then(|| PrimaryKey {
            name: Some(schema.primary_key_name().into_owned()),
            columns: owned(schema.primary_key),
            prefixes: Vec::new(),
        });
        let columns = schema.columns.iter().chain(schema.other_columns);
        let uniques = schema.uniques.iter();
        let keys = schema.foreign_keys.iter();
        Self {
            columns: columns.map(|declared| column::<DB>(declared, schema)).collect(),
            primary_key: key,
            uniques: uniques
                .map(|unique| Unique {
                    name: Some(unique.name.to_owned()),
                    columns: owned(unique.columns),
                    nulls_not_distinct: unique.nulls_not_distinct,
                    options: unique.options.map(str::to_owned),
                })
                .collect(),
            foreign_keys: keys
                .map(|key| ForeignKey {
                    name: Some(key.name.to_owned()),
                    columns: owned(key.columns),
                    namespace: key.namespace.map(str::to_owned),
                    table: key.table.to_owned(),
                    references: owned(key.references),
                    on_delete: key.on_delete,
                    on_update: key.on_update,
                    deferrable: key.deferrable,
                })
                .collect(),
            checks: checks::<DB>(schema),
            exclusions: schema.exclusions.iter().map(exclusion).collect(),
            triggers: schema.triggers.iter().map(trigger).collect(),
            indexes: schema.indexes.iter().map(|declared| index(declared, schema)).collect(),
            partition_by: schema.partition_by.map(str::to_owned),
            partitions: schema.partitions.iter().map(Partition::from).collect(),
            options: schema.options.map(str::to_owned),
            comment: schema.comment.map(str::to_owned),
            namespace: schema.namespace.map(str::to_owned),
            ..Self::named(schema.name)
        }
    }
}

fn exclusion(declared: &ExclusionSchema) -> Exclusion {
    Exclusion { name: Some(declared.name.to_owned()), definition: format!("EXCLUDE {}", declared.sql) }
}

fn trigger(declared: &TriggerSchema) -> Trigger {
    Trigger { name: declared.name.to_owned(), sql: declared.sql.to_owned() }
}

fn index(declared: &IndexSchema, schema: &TableSchema) -> Index {
    // A column without a field is named in SQL.
    let other = |sql: &str| {
        let names = names_in(sql);
        let name = schema.other_columns.iter().find(|other| names.first().is_some_and(|name| name == other.name))?.name;
        match names.get(1..)? {
            [] => Some(IndexColumn::Column(name.to_owned())),
            [order] if order.eq_ignore_ascii_case("DESC") => Some(IndexColumn::Descending(name.to_owned())),
            _ => None,
        }
    };
    let part = |part: &IndexPartSchema| match *part {
        IndexPartSchema::Expression(sql) if let Some(part) = other(sql) => part,
        IndexPartSchema::Column(name) => IndexColumn::Column(name.to_owned()),
        IndexPartSchema::Descending(name) => IndexColumn::Descending(name.to_owned()),
        IndexPartSchema::Expression(sql) => IndexColumn::Expression(sql.to_owned()),
    };
    let columns = match declared.parts {
        [] => owned(declared.columns).into_iter().map(IndexColumn::Column).collect(),
        parts => parts.iter().map(part).collect(),
    };
    Index {
        unique: declared.unique,
        nulls_not_distinct: declared.nulls_not_distinct,
        method: declared.method.map(str::to_owned),
        include: owned(declared.include),
        filter: declared.filter.map(str::to_owned),
        ..Index::new(declared.name, columns)
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn column<DB: Ddl>(declared: &ColumnSchema, schema: &TableSchema) -> Column {
    let ty = match (declared.db_type, declared.ty) {
        (Some(name), _) | (None, ColumnType::Named(name)) => Type::named(name),
        (None, ColumnType::Enum { namespace, name, values }) if DB::ENUM_TYPES => {
            Type::Enum { namespace: namespace.map(str::to_owned), name: name.to_owned(), values: owned(values) }
        }
        (None, ty) if declared.one_of.is_some() || is_in_key::<DB>(declared.name, schema) => {
            Type::Stored { sql: DB::key_type_name(ty), data: DataType::from(ty) }
        }
        (None, ty) => Type::Stored { sql: DB::type_name(ty), data: DataType::from(ty) },
    };
    Column {
        nullable: declared.nullable,
        default: declared.default.map(str::to_owned),
        // Stored is the kind that every backend has.
        generated: declared.generated.map(|sql| Generated { expression: sql.to_owned(), stored: true }),
        identity: (declared.role == Role::GeneratedKey || declared.autoincrement).then_some(Identity::ByDefault),
        collation: declared.collation.map(str::to_owned),
        on_update: declared.on_update.map(str::to_owned),
        comment: declared.comment.map(str::to_owned),
        ..Column::new(declared.name, ty)
    }
}

/// Whether a key or an index of the table is made of the column. An index of another kind, as of the words of a text, takes the column as it is.
fn is_in_key<DB: Ddl>(column: &str, schema: &TableSchema) -> bool {
    let uniques = schema.uniques.iter().flat_map(|unique| unique.columns);
    let foreign = schema.foreign_keys.iter().flat_map(|key| key.columns);
    let usual = |index: &&IndexSchema| index.method.is_none_or(|method| !DB::INDEX_KINDS.contains(&method));
    let indexes = schema.indexes.iter().filter(usual).flat_map(|index| index.columns);
    schema.primary_key.iter().chain(uniques).chain(foreign).chain(indexes).any(|name| *name == column)
}

fn checks<DB: Ddl>(schema: &TableSchema) -> Vec<Check> {
    let one_of = schema.columns.iter().filter_map(|column| {
        let values = column.one_of?;
        if has_values::<DB>(column, values) {
            return None;
        }
        let condition = format!("{} IN ({})", DB::quote(column.name), values.join(", "));
        Some(Check { name: Some(format!("ck_{}_{}", schema.name, column.name)), condition })
    });
    let rules = schema.columns.iter().flat_map(|column| {
        let moves = !DB::CAPABILITIES.checks_of_moved_keys && schema.is_written_by_action(column.name);
        column.rules.iter().filter(move |_| !moves).filter_map(|rule| {
            let condition = DB::rule(&DB::quote(column.name), rule.kind(), column.ty)?;
            Some(Check { name: Some(rule.constraint().to_owned()), condition })
        })
    });
    let own =
        schema.checks.iter().map(|check| Check { name: Some(check.name.to_owned()), condition: check.sql.to_owned() });
    one_of.chain(rules).chain(own).collect()
}

/// Whether the column's type has these values and no others, so that no CHECK has to say it.
fn has_values<DB: Ddl>(column: &ColumnSchema, values: &[&str]) -> bool {
    let Some(name) = column.db_type else { return DB::ENUM_TYPES && matches!(column.ty, ColumnType::Enum { .. }) };
    match DB::data_type(name) {
        DataType::Enum { values: own, .. } => {
            let own: Vec<_> = own.iter().map(|value| unquoted(value)).collect();
            own.len() == values.len() && values.iter().all(|value| own.contains(&unquoted(value)))
        }
        _ => false,
    }
}
