//! The columns of a table that come, go and change.

use model_runtime::schema::{Column, Comment, Part, type_sql};

use super::Loss;
use super::alter::Alter;
use super::pairs::{Pair, Work};
use super::step::Steps;

/// Changes the columns of a table: those that come first, so that there is always one, but what is computed last. `remade` are computed ones that go and
/// come back.
pub(super) fn change<DB: Alter>(work: &Work<'_>, pair: &Pair<'_>, remade: &[&str], steps: &mut Steps) {
    let (computed, plain): (Vec<&Column>, Vec<&Column>) =
        pair.added::<DB>().into_iter().partition(|column| column.generated.is_some());
    let (last, gone): (Vec<&Column>, Vec<&Column>) =
        pair.removed::<DB>().into_iter().partition(|column| column.generated.is_none());
    let remade: Vec<(&Column, &Column)> = remade.iter().filter_map(|name| pair.column::<DB>(name)).collect();
    let is_remade = |column: &Column| remade.iter().any(|(_, new)| *new == column);
    for column in plain {
        add::<DB>(work, pair, column, steps);
    }
    // What is computed from columns that change would stand in their way.
    for column in gone.into_iter().chain(remade.iter().map(|(old, _)| *old)) {
        drop::<DB>(pair, column, steps);
    }
    for column in &pair.new.columns {
        let parts = pair.parts_of::<DB>(&column.name);
        let sides = pair.column::<DB>(&column.name).filter(|_| !parts.is_empty() && !is_remade(column));
        let Some((old, new)) = sides else { continue };
        let is_null = |part: &Part| matches!(part, Part::Nullability(_));
        if old.nullable && !new.nullable && parts.iter().any(|part| is_null(part)) {
            // A value for rows without one is of the new type, and has to be there before NULL no longer can.
            let rest: Vec<&Part> = parts.into_iter().filter(|part| !is_null(part)).collect();
            if !rest.is_empty() {
                DB::change_column(pair, old, &Column { nullable: true, ..new.clone() }, &rest, steps);
            }
            fill::<DB>(work, pair, new, steps);
            steps.phase();
            DB::set_not_null(pair.new, new, steps);
        } else {
            DB::change_column(pair, old, new, &parts, steps);
        }
    }
    for column in &pair.new.columns {
        // What is said of a key of one column is said of the key.
        if let Some((old, new)) = pair.column::<DB>(&column.name)
            && old.identity.is_some() != new.identity.is_some()
            && !pair.parts_of::<DB>(&column.name).iter().any(|part| matches!(part, Part::Identity(_)))
        {
            DB::count(pair, old, new, steps);
        }
    }
    steps.phase();
    for column in computed.into_iter().chain(remade.iter().map(|(_, new)| *new)) {
        add::<DB>(work, pair, column, steps);
    }
    for column in last {
        drop::<DB>(pair, column, steps);
    }
}

fn drop<DB: Alter>(pair: &Pair<'_>, column: &Column, steps: &mut Steps) {
    let clause = format!("DROP COLUMN {}", DB::quote(&column.name));
    steps.alter(&pair.new.quoted::<DB>(), clause).loses(Loss::of_column(pair.old, column));
}

fn add<DB: Alter>(work: &Work<'_>, pair: &Pair<'_>, column: &Column, steps: &mut Steps) {
    let (table, name) = (pair.new.quoted::<DB>(), DB::quote(&column.name));
    let filled = column.generated.is_some() || column.identity.is_some() || column.default.is_some();
    let value = if column.generated.is_none() { (work.fill)(pair.new, column) } else { None };
    let value = value.filter(|_| !column.nullable && column.default.is_none() && column.identity.is_none());
    let statement = column.comment.as_deref().and_then(DB::comment);
    let statement = matches!(statement, Some(Comment::Statement(_)));
    if let Some(identity) = column.identity.filter(|_| pair.comes_counted::<DB>() == Some(column)) {
        let constraint = pair.new.primary_key.as_ref().and_then(|key| key.name.as_deref());
        let sql = DB::generated_key(&type_sql::<DB>(&column.ty), identity, constraint);
        steps.alter(&table, format!("ADD COLUMN {name} {sql}"));
    } else if filled || column.nullable {
        steps.alter(&table, format!("ADD COLUMN {name} {}", definition::<DB>(column)));
    } else {
        add_and_fill::<DB>(pair, column, value, steps);
    }
    if statement {
        DB::set_comment(pair.new, Some(column), steps);
    }
}

/// Adds a column that every row has a value in.
fn add_and_fill<DB: Alter>(pair: &Pair<'_>, column: &Column, value: Option<String>, steps: &mut Steps) {
    let (table, name) = (pair.new.quoted::<DB>(), DB::quote(&column.name));
    // First without a value, so that no server makes one up.
    let nullable = Column { nullable: true, ..column.clone() };
    steps.alter(&table, format!("ADD COLUMN {name} {}", definition::<DB>(&nullable)));
    match value {
        Some(value) => {
            steps.statement(format!("UPDATE {table} SET {name} = {value}"));
        }
        None => no_value(pair, column, steps),
    }
    steps.phase();
    DB::set_not_null(pair.new, column, steps);
}

/// Gives a value to rows that have none, in a column that will not be without.
fn fill<DB: Alter>(work: &Work<'_>, pair: &Pair<'_>, column: &Column, steps: &mut Steps) {
    let (table, name) = (pair.new.quoted::<DB>(), DB::quote(&column.name));
    match (work.fill)(pair.new, column) {
        Some(value) => {
            steps.statement(format!("UPDATE {table} SET {name} = {value} WHERE {name} IS NULL"));
        }
        None => no_value(pair, column, steps),
    }
}

fn no_value(pair: &Pair<'_>, column: &Column, steps: &mut Steps) {
    steps.note(super::without_value(&pair.new.name, &column.name));
}

/// A column without its name, with its comment where that is a part of it.
pub(super) fn definition<DB: Alter>(column: &Column) -> String {
    match column.comment.as_deref().and_then(DB::comment) {
        Some(Comment::Inline(clause)) => format!("{} {clause}", column.definition::<DB>()),
        _ => column.definition::<DB>(),
    }
}
