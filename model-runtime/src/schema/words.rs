//! The conditions of models in the words of a database that keeps them in its own, so that they are compared to the letter.
//!
//! The database is asked: tables with these conditions are created in schemas made for it, read, and all is rolled back; or they are temporary,
//! where nothing is rolled back. They have no keys, no defaults and no sequences, and refer to nothing, so that nobody else notices.

use super::live::{Reflect, same};
use super::partition::{Placed, named};
use super::{
    Check, Column, Ddl, Index, IndexColumn, Partition, Reflection, Table, create_index, create_table, names_in,
    type_sql,
};
use crate::backend::{Dialect, same_tokens};
use crate::connection::Link;
use crate::database::{SQL_TARGET, Transaction, TransactionOptions};
use crate::error::Result;

/// Puts the conditions of models in the words of the database, where it has others under the same names. For each table, whether its conditions
/// are comparable to the letter; nothing where none are.
pub(super) async fn settle<C: Link>(expected: &mut [Table], found: &[Table], conn: &mut C) -> Result<Vec<bool>> {
    // What is kept as it was written needs no other words.
    if C::Backend::COMPARES_CONDITIONS {
        return Ok(Vec::new());
    }
    let copies = disputed::<C::Backend>(expected, found);
    if copies.is_empty() {
        return Ok(Vec::new());
    }
    let worded = if C::Backend::CAPABILITIES.transactional_ddl {
        match C::Backend::room(conn).await? {
            Some(room) => rolled_back(&room, &copies, found, conn).await?,
            None => {
                Err("the connection may not create schemas, only reads, or is in a transaction begun by SQL".to_owned())
            }
        }
    } else {
        worded("", &copies, found, conn).await
    };
    match worded {
        Ok(worded) => {
            // What the database cannot say is taken to be the same.
            let adopt = |table: &mut Table| {
                let is_found = adopt::<C::Backend>(table, found);
                adopt::<C::Backend>(table, &worded);
                is_found
            };
            Ok(expected.iter_mut().map(adopt).collect())
        }
        Err(reason) => {
            tracing::debug!(target: SQL_TARGET, reason, "conditions are compared by their names alone");
            Ok(Vec::new())
        }
    }
}

/// Tables in the words of the database, or why they cannot be; nothing of it stays. It fails where it cannot be undone.
async fn rolled_back<C: Link>(
    room: &str,
    copies: &[Table],
    found: &[Table],
    conn: &mut C,
) -> Result<Result<Vec<Table>, String>> {
    let mut transaction = Transaction::open(conn, TransactionOptions::new()).await?;
    let worded = worded(room, copies, found, &mut *transaction).await;
    transaction.back().await?;
    Ok(worded)
}

async fn worded<C: Link>(room: &str, copies: &[Table], found: &[Table], conn: &mut C) -> Result<Vec<Table>, String> {
    let mut worded = made(copies, &format!("{room}_a"), conn).await?;
    // A database that was restored has read its own writing, of which it may have made other words. So both are read once more.
    let ours = disputed::<C::Backend>(&worded, found);
    if !ours.is_empty() {
        let mut theirs = ours.clone();
        for table in &mut theirs {
            adopt::<C::Backend>(table, found);
        }
        let own = made(&ours, &format!("{room}_b"), conn).await?;
        let other = made(&theirs, &format!("{room}_c"), conn).await?;
        for ((table, own), other) in theirs.iter_mut().zip(&own).zip(&other) {
            retain_alike::<C::Backend>(table, own, other);
        }
        for table in &mut worded {
            adopt::<C::Backend>(table, &theirs);
        }
    }
    Ok(worded)
}

/// What the database makes of tables, in the order given. The schemas that they are made in have names that begin in a certain way.
async fn made<C: Link>(tables: &[Table], room: &str, conn: &mut C) -> Result<Vec<Table>, String> {
    if !C::Backend::CAPABILITIES.transactional_ddl {
        return C::Backend::temporary(tables, conn).await;
    }
    let mut namespaces: Vec<&Option<String>> = tables.iter().map(|table| &table.namespace).collect();
    namespaces.sort_unstable();
    namespaces.dedup();
    let name = |at: usize| format!("{room}{at}");
    let place = |table: &Table| namespaces.iter().position(|namespace| **namespace == table.namespace).map(name);
    let mut statements: Vec<String> =
        (0..namespaces.len()).map(|at| format!("CREATE SCHEMA {}", C::Backend::quote(&name(at)))).collect();
    for table in tables {
        statements.extend(create_table::<C::Backend>(&Table { namespace: place(table), ..table.clone() }));
    }
    let wanted =
        Reflection::new().namespaces((0..namespaces.len()).map(name)).only(tables.iter().map(|table| &*table.name));
    conn.batch(&statements.join(";\n")).await.map_err(|error| error.to_string())?;
    let read = C::Backend::tables(&wanted, conn).await.map_err(|error| error.to_string())?;
    let own = |table: &Table| {
        let place = place(table);
        let read = read.iter().find(|other| other.name == table.name && other.namespace == place)?;
        Some(Table { namespace: table.namespace.clone(), ..read.clone() })
    };
    tables.iter().map(own).collect::<Option<_>>().ok_or_else(|| "what was created is not there".to_owned())
}

/// Of each table the conditions that the database has in other words, if it has any.
fn disputed<DB: Ddl>(expected: &[Table], found: &[Table]) -> Vec<Table> {
    expected.iter().filter_map(|table| copy::<DB>(table, same::<DB>(table, found)?)).collect()
}

/// A table with nothing but the conditions that another one has in other words, on the columns of that; `None` if there are none. Those that speak
/// of columns which are not there, or have another type, are left out: the words depend on the types, and on those that the columns had before.
fn copy<DB: Ddl>(expected: &Table, found: &Table) -> Option<Table> {
    let is_alike =
        |column: &&Column| column_like::<DB>(found, column).is_some_and(|other| has_type_of::<DB>(other, column));
    let unlike: Vec<&Column> = expected.columns.iter().filter(|column| !is_alike(column)).collect();
    let is_known = |sql: &str| {
        let names = names_in(sql);
        !unlike.iter().any(|column| names.iter().any(|name| name.eq_ignore_ascii_case(&column.name)))
    };
    let checks = expected.checks.iter().filter(|check| {
        let other = check_like::<DB>(found, check);
        other.is_some_and(|other| !same_tokens(&check.condition, &other.condition)) && is_known(&check.condition)
    });
    let indexes = expected.indexes.iter().filter(|index| {
        let other = index_like::<DB>(found, index);
        other.is_some_and(|other| is_in_other_words(index, other)) && is_known(&create_index::<DB>(expected, index))
    });
    let generated = |column: &Column| {
        let declared = column_like::<DB>(expected, column).filter(is_alike)?;
        let (own, other) = expression(declared).zip(expression(column))?;
        declared.generated.clone().filter(|_| !same_tokens(own, other) && is_known(own))
    };
    let columns = found.columns.iter().map(|column| Column {
        collation: column.collation.clone(),
        nullable: true,
        generated: generated(column),
        ..Column::new(&*column.name, column.ty.clone())
    });
    let partitioned = expected.partition_by.as_ref().zip(found.partition_by.as_ref()).filter(|(own, other)| {
        is_known(own) && (!same_tokens(own, other) || bounds_differ::<DB>(&expected.partitions, &found.partitions))
    });
    let copy = Table {
        namespace: expected.namespace.clone(),
        partition_by: partitioned.map(|(own, _)| own.clone()),
        partitions: partitioned.map(|_| expected.partitions.clone()).unwrap_or_default(),
        columns: columns.collect(),
        checks: checks.cloned().collect(),
        indexes: indexes.cloned().collect(),
        ..Table::named(&*expected.name)
    };
    let is_plain = copy.checks.is_empty()
        && copy.indexes.is_empty()
        && copy.partition_by.is_none()
        && copy.columns.iter().all(|one| one.generated.is_none());
    (!is_plain).then_some(copy)
}

/// Whether two columns have one type, and not just types that hold the same.
fn has_type_of<DB: Ddl>(found: &Column, expected: &Column) -> bool {
    let ty = |column: &Column| DB::data_type(&type_sql::<DB>(&column.ty));
    DB::same_type(&expected.ty, &found.ty) && ty(expected) == ty(found)
}

/// Whether what two indexes say in SQL is not the same text.
fn is_in_other_words(index: &Index, other: &Index) -> bool {
    let filters = index.filter.as_deref().zip(other.filter.as_deref());
    let differs = |(own, other): (&IndexColumn, &IndexColumn)| match (own, other) {
        (IndexColumn::Expression(own), IndexColumn::Expression(other)) => !same_tokens(own, other),
        _ => false,
    };
    filters.is_some_and(|(own, other)| !same_tokens(own, other))
        || index.columns.iter().zip(&other.columns).any(differs)
}

/// Gives what a table says in SQL the words in which the same one of a list says what is called the same. Whether it is in the list.
fn adopt<DB: Ddl>(table: &mut Table, tables: &[Table]) -> bool {
    let Some(words) = same::<DB>(table, tables) else { return false };
    for check in &mut table.checks {
        if let Some(other) = check_like::<DB>(words, check) {
            check.condition.clone_from(&other.condition);
        }
    }
    for index in &mut table.indexes {
        if let Some(other) = index_like::<DB>(words, index) {
            for (own, other) in index.columns.iter_mut().zip(&other.columns) {
                if let (IndexColumn::Expression(own), IndexColumn::Expression(other)) = (own, other) {
                    own.clone_from(other);
                }
            }
            if let Some((own, other)) = index.filter.as_mut().zip(other.filter.as_ref()) {
                own.clone_from(other);
            }
        }
    }
    if let Some((own, other)) = table.partition_by.as_mut().zip(words.partition_by.as_ref()) {
        own.clone_from(other);
        adopt_bounds::<DB>(&mut table.partitions, &Partition::all(&words.partitions));
    }
    for column in &mut table.columns {
        let other = column_like::<DB>(words, column).and_then(|other| other.generated.as_ref());
        if let Some((generated, other)) = column.generated.as_mut().zip(other) {
            generated.expression.clone_from(&other.expression);
        }
    }
    true
}

/// The same for partitions.
fn adopt_bounds<DB: Ddl>(list: &mut [Partition], words: &[Placed<'_>]) {
    for one in list {
        if let Some((other, _)) = named::<DB>(words, &one.name) {
            one.bound.clone_from(&other.bound);
            if let Some((own, other)) = one.partition_by.as_mut().zip(other.partition_by.as_ref()) {
                own.clone_from(other);
            }
        }
        adopt_bounds::<DB>(&mut one.partitions, words);
    }
}

/// Whether partitions of the same name are said otherwise.
fn bounds_differ<DB: Ddl>(expected: &[Partition], found: &[Partition]) -> bool {
    let found = Partition::all(found);
    let by = |one: &Partition| one.partition_by.clone().unwrap_or_default();
    Partition::all(expected).into_iter().any(|(one, _)| {
        named::<DB>(&found, &one.name)
            .is_some_and(|(other, _)| !same_tokens(&one.bound, &other.bound) || !same_tokens(&by(one), &by(other)))
    })
}

/// Leaves of a table what two others say alike.
fn retain_alike<DB: Ddl>(table: &mut Table, a: &Table, b: &Table) {
    table.checks.retain(|check| {
        let both = check_like::<DB>(a, check).zip(check_like::<DB>(b, check));
        both.is_some_and(|(a, b)| a.condition == b.condition)
    });
    table.indexes.retain(|index| {
        let both = index_like::<DB>(a, index).zip(index_like::<DB>(b, index));
        both.is_some_and(|(a, b)| a.columns == b.columns && a.filter == b.filter)
    });
    if a.partition_by != b.partition_by || a.partitions != b.partitions {
        (table.partition_by, table.partitions) = (None, Vec::new());
    }
    table.columns.retain(|column| {
        let both = column_like::<DB>(a, column).zip(column_like::<DB>(b, column));
        both.is_some_and(|(a, b)| expression(a) == expression(b))
    });
}

fn check_like<'t, DB: Ddl>(table: &'t Table, check: &Check) -> Option<&'t Check> {
    let name = check.name.as_deref()?;
    table.checks.iter().find(|other| other.name.as_deref().is_some_and(|other| DB::same_name(other, name)))
}

fn index_like<'t, DB: Ddl>(table: &'t Table, index: &Index) -> Option<&'t Index> {
    table.indexes.iter().find(|other| DB::same_name(&other.name, &index.name))
}

fn column_like<'t, DB: Ddl>(table: &'t Table, column: &Column) -> Option<&'t Column> {
    table.columns.iter().find(|other| DB::same_name(&other.name, &column.name))
}

/// What a column is generated from.
fn expression(column: &Column) -> Option<&str> {
    column.generated.as_ref().map(|generated| &*generated.expression)
}
