//! The way from tables to tables where ALTER TABLE can do everything.
//!
//! The order is the same everywhere: names first, so that all that follows has the new ones; then what stands in the way is taken off (views, foreign keys,
//! other constraints, indexes), tables go, types and columns change, and what is to be there is put on, foreign keys and views last.

use model_runtime::schema::{
    Column, Ddl, ForeignKey, Part, Table, create_sequences, create_table, create_tables, drop_circles, namespaces,
};

use super::items::{Item, Items, all_of};
use super::pairs::{Pair, Work, drop_view, mentions_any};
use super::partitions::divisions;
use super::step::Steps;
use super::{Loss, columns, types};

/// How a server spells what is done to tables.
pub(super) trait Alter: Ddl {
    /// Gives tables and columns their new names.
    fn rename(work: &Work<'_>, steps: &mut Steps);

    /// Gives a constraint or an index another name. Whether it can.
    fn rename_item(table: &Table, old: &Item<'_>, new: &Item<'_>, steps: &mut Steps) -> bool;

    /// Takes a constraint or an index off, and what the server made for it.
    fn drop_item(table: &Table, item: &Item<'_>, steps: &mut Steps);

    /// Puts a constraint or an index on, of a table that has rows.
    fn add_item(table: &Table, item: &Item<'_>, online: bool, steps: &mut Steps);

    /// Changes a column: what differs, and what follows from it.
    fn change_column(pair: &Pair<'_>, old: &Column, new: &Column, parts: &[&Part], steps: &mut Steps);

    /// Says that a column cannot be NULL.
    fn set_not_null(table: &Table, column: &Column, steps: &mut Steps);

    /// Counts a key that was not counted, or no longer one that was.
    fn count(pair: &Pair<'_>, old: &Column, new: &Column, steps: &mut Steps);

    /// Says how the rows of a table are kept.
    fn set_options(pair: &Pair<'_>, steps: &mut Steps);

    /// Has the rows of a table in one place, while it is divided in another way.
    fn unite(table: &Table, steps: &mut Steps);

    /// Divides the rows of a table that are in one place.
    fn divide(table: &Table, steps: &mut Steps);

    /// Whether this takes rows out of a table that is divided by the same as before, so that none may refer to them.
    fn moves_rows(old: &Table, new: &Table) -> bool;

    /// Changes the partitions of such a table.
    fn change_partitions(old: &Table, new: &Table, steps: &mut Steps);

    /// Says what a table, or a column, is about.
    fn set_comment(table: &Table, column: Option<&Column>, steps: &mut Steps);

    /// Whether an index has a name that no other has, of whatever table.
    const INDEX_NAMES_ARE_SHARED: bool = false;

    /// Whether an index that a foreign key needs cannot go before it.
    const KEYS_NEED_INDEXES: bool = false;
}

/// What happens to a table, and to what is on it.
struct Change<'w> {
    pair: Pair<'w>,
    /// Columns whose type changes.
    retyped: Vec<&'w str>,
    /// Columns that go and come back: their values are computed.
    remade: Vec<&'w str>,
    items: Items<'w>,
    keys: Items<'w>,
    /// Whether its rows are divided by something else, or by what changes.
    divided: bool,
    /// Whether its rows leave it for a while, so that none may refer to them.
    rows_leave: bool,
}

pub(super) fn steps<DB: Alter>(work: &Work<'_>) -> Steps {
    let mut steps = Steps::new();
    let types = types::Types::of::<DB>(work);
    let mut changes: Vec<Change<'_>> = work
        .pairs::<DB>()
        .into_iter()
        .map(|mut pair| {
            // A type that gets further values is the type of its columns as before.
            pair.leave_types::<DB>(|ty| types.only_grows(ty));
            change::<DB>(pair)
        })
        .collect();
    if DB::INDEX_NAMES_ARE_SHARED {
        free_names(&mut changes);
    }
    foreign_keys::<DB>(&mut changes);
    let (created, dropped) = (work.created::<DB>(), work.dropped::<DB>());

    let mut touched: Vec<&Table> = dropped.clone();
    let moves = |change: &&Change<'_>| {
        change.divided
            || !change.retyped.is_empty()
            || !change.remade.is_empty()
            || !change.pair.removed::<DB>().is_empty()
    };
    touched.extend(changes.iter().filter(moves).map(|change| change.pair.new));
    let views = work.views_to_drop::<DB>(&touched);
    for view in views.iter().rev() {
        steps.statement(drop_view(&work.name_before::<DB>(view), view));
    }
    steps.phase();
    let known = namespaces(work.before);
    let new = namespaces(work.to).into_iter().filter(|name| !known.contains(name));
    steps.statements(new.filter_map(DB::create_namespace));
    for change in &changes {
        let known = create_sequences::<DB>(change.pair.old);
        steps.statements(create_sequences::<DB>(change.pair.new).into_iter().filter(|sql| !known.contains(sql)));
    }
    DB::rename(work, &mut steps);
    take_keys_off::<DB>(&changes, &mut steps);
    drop_tables::<DB>(&dropped, &mut steps);
    for change in changes.iter().filter(|change| change.divided && change.pair.old.partition_by.is_some()) {
        steps.phase();
        DB::unite(change.pair.old, &mut steps);
    }
    take_off::<DB>(&changes, &mut steps);
    types.begin::<DB>(&mut steps);
    for change in &changes {
        steps.phase();
        if change.pair.differences.iter().any(|difference| difference.part == Part::Options) {
            DB::set_options(&change.pair, &mut steps);
            steps.phase();
        }
        columns::change::<DB>(work, &change.pair, &change.remade, &mut steps);
    }
    types.end::<DB>(&mut steps);
    put_on::<DB>(&changes, work.online, &mut steps);
    for change in &changes {
        steps.phase();
        let (old, new) = (change.pair.old, change.pair.new);
        if change.divided && new.partition_by.is_some() {
            DB::divide(new, &mut steps);
        } else if !change.divided
            && change.pair.differences.iter().any(|other| matches!(other.part, Part::Partition(_)))
        {
            DB::change_partitions(old, new, &mut steps);
        }
    }
    let created: Vec<Table> = created.into_iter().cloned().collect();
    steps.statements(create_tables::<DB>(&created));
    for change in &changes {
        steps.phase();
        change.keys.come.iter().for_each(|item| DB::add_item(change.pair.new, item, work.online, &mut steps));
    }
    for view in work.views_to_create::<DB>(&views) {
        steps.statements(create_table::<DB>(view));
    }
    steps
}

fn change<DB: Alter>(pair: Pair<'_>) -> Change<'_> {
    let remade: Vec<&str> = pair
        .columns_with::<DB>(|part| matches!(part, Part::Generated(_)))
        .into_iter()
        .filter(|(_, new)| new.generated.is_some())
        .map(|(_, new)| &*new.name)
        .collect();
    let retyped = pair.columns_with::<DB>(|part| matches!(part, Part::Type(_) | Part::Collation(_)));
    let retyped: Vec<&str> = retyped.into_iter().map(|(_, new)| &*new.name).collect();
    let remade = with_computed::<DB>(pair.new, remade, &retyped);
    let mut items = Items::of::<DB>(&pair, &retyped, &remade);
    let divided = is_divided::<DB>(&pair, &[&retyped[..], &remade[..]].concat());
    if divided && DB::PARTITIONS_ARE_TABLES && pair.new.partition_by.is_some() {
        // They come with the table, which is made anew.
        items.come.clear();
    }
    let rows_leave = divided && DB::PARTITIONS_ARE_TABLES || DB::moves_rows(pair.old, pair.new);
    Change { pair, retyped, remade, items, keys: Items::default(), divided, rows_leave }
}

/// Whether the rows of a table are divided by something else, or by columns that change.
fn is_divided<DB: Ddl>(pair: &Pair<'_>, changed: &[&str]) -> bool {
    let mut changed = changed.to_vec();
    changed.extend(pair.removed::<DB>().into_iter().map(|column| &*column.name));
    let by = divisions(pair.old).into_iter().chain(divisions(pair.new));
    pair.differences.iter().any(|difference| difference.part == Part::PartitionBy)
        || by.into_iter().any(|sql| mentions_any::<DB>(sql, &changed))
}

/// The columns that are made anew, and those that are computed from columns whose type changes.
fn with_computed<'w, DB: Ddl>(table: &'w Table, mut remade: Vec<&'w str>, retyped: &[&str]) -> Vec<&'w str> {
    for column in &table.columns {
        let Some(generated) = &column.generated else { continue };
        let computes = mentions_any::<DB>(&generated.expression, retyped);
        if computes && !remade.contains(&&*column.name) {
            remade.push(&column.name);
        }
    }
    remade
}

/// What gets a name that something of another table has until then is made anew: the two may swap theirs.
fn free_names(changes: &mut [Change<'_>]) {
    let olds: Vec<(Option<&str>, Option<&str>)> = changes
        .iter()
        .flat_map(|change| {
            change.items.renamed.iter().map(|(old, _)| (change.pair.old.namespace.as_deref(), old.name()))
        })
        .collect();
    for change in changes {
        let namespace = change.pair.old.namespace.as_deref();
        change.items.make_anew(|new| olds.contains(&(namespace, new.name())));
    }
}

/// Finds the foreign keys that go and come: those that differ, and those that would stand in the way.
fn foreign_keys<'w, DB: Alter>(changes: &mut [Change<'w>]) {
    let mut in_the_way = Vec::new();
    for change in changes.iter() {
        let keys = change.pair.new.foreign_keys.iter().map(|key| stands_in_the_way::<DB>(change, key, changes));
        in_the_way.push(keys.collect::<Vec<bool>>());
    }
    for (change, in_the_way) in changes.iter_mut().zip(in_the_way) {
        let keys = |table: &'w Table| table.foreign_keys.iter().map(Item::ForeignKey).collect::<Vec<_>>();
        let (old, new) = (keys(change.pair.old), keys(change.pair.new));
        change.keys.differing::<DB>(&change.pair.differences, &old, &new);
        let anew = new.into_iter().zip(in_the_way).filter(|(_, in_the_way)| *in_the_way);
        let anew: Vec<Item<'_>> = anew.map(|(key, _)| key).collect();
        for key in &anew {
            let same = old.iter().find(|other| other.name().is_some() && other.name() == key.name());
            if let Some(other) = same.filter(|_| !change.keys.come.contains(key)) {
                change.keys.gone.push(*other);
                change.keys.come.push(*key);
            }
        }
        change.keys.renamed = change.keys.take_renamed::<DB>(|item| anew.contains(item));
    }
}

/// Whether a foreign key has to go while something else changes: the type of its columns, the key it refers to, an index that it needs.
fn stands_in_the_way<DB: Alter>(change: &Change<'_>, key: &ForeignKey, changes: &[Change<'_>]) -> bool {
    let has =
        |list: &[&str], names: &[String]| names.iter().any(|name| list.iter().any(|other| DB::same_name(other, name)));
    let parent = changes.iter().find(|other| key.refers_to::<DB>(other.pair.new));
    let goes = |change: &Change<'_>, test: &dyn Fn(&Item<'_>) -> bool| change.items.gone.iter().any(test);
    let looks_up = |columns: &[String], item: &Item<'_>| DB::KEYS_NEED_INDEXES && item.covers::<DB>(columns);
    let moved = |change: &Change<'_>, columns: &[String]| has(&change.remade, columns) || has(&change.retyped, columns);
    let is_needed = |item: &Item<'_>| item.is_key_of::<DB>(&key.references) || looks_up(&key.references, item);
    moved(change, &key.columns)
        || change.rows_leave
        || parent.is_some_and(|parent| parent.rows_leave)
        || goes(change, &|item| looks_up(&key.columns, item))
        || parent.is_some_and(|parent| moved(parent, &key.references) || goes(parent, &is_needed))
}

/// Takes foreign keys off.
fn take_keys_off<DB: Alter>(changes: &[Change<'_>], steps: &mut Steps) {
    for change in changes {
        steps.phase();
        change.keys.gone.iter().for_each(|item| DB::drop_item(change.pair.old, item, steps));
    }
}

/// Takes off what else goes, and gives the names that change.
fn take_off<DB: Alter>(changes: &[Change<'_>], steps: &mut Steps) {
    for change in changes {
        steps.phase();
        change.items.gone.iter().for_each(|item| DB::drop_item(change.pair.old, item, steps));
    }
    for change in changes {
        steps.phase();
        let (table, old_table) = (change.pair.new, change.pair.old);
        for (old, new) in change.items.renamed.iter().chain(&change.keys.renamed) {
            if !DB::rename_item(table, old, new, steps) {
                DB::drop_item(old_table, old, steps);
                steps.phase();
                DB::add_item(table, new, false, steps);
            }
        }
    }
}

/// Drops tables, those first that refer to others.
fn drop_tables<DB: Alter>(dropped: &[&Table], steps: &mut Steps) {
    let tables: Vec<Table> = dropped.iter().rev().map(|table| (*table).clone()).collect();
    if !DB::DROPS_TOGETHER {
        steps.statements(drop_circles::<DB>(&tables));
    }
    let names: Vec<String> = tables.iter().map(Table::quoted::<DB>).collect();
    let groups = if DB::DROPS_TOGETHER && !names.is_empty() { vec![names.join(", ")] } else { names };
    let together = DB::DROPS_TOGETHER;
    for (at, names) in groups.iter().enumerate() {
        let step = steps.statement(format!("DROP TABLE {names}"));
        for table in tables.iter().skip(at).take(if together { usize::MAX } else { 1 }) {
            step.loses(Some(Loss::Table(table.name.clone())));
        }
    }
}

/// Puts on what comes, apart from foreign keys.
fn put_on<DB: Alter>(changes: &[Change<'_>], online: bool, steps: &mut Steps) {
    for change in changes {
        steps.phase();
        change.items.come.iter().for_each(|item| DB::add_item(change.pair.new, item, online, steps));
        let table = change.pair.new;
        for difference in &change.pair.differences {
            if let Part::Comment(name) = &difference.part {
                let column = table.columns.iter().find(|column| DB::same_name(&column.name, name));
                DB::set_comment(table, column, steps);
            }
        }
    }
}

/// Whether a table has, apart from what goes, something by which these columns can be looked up.
pub(super) fn is_covered<DB: Ddl>(table: &Table, columns: &[String]) -> bool {
    all_of(table).iter().any(|item| item.covers::<DB>(columns))
}

pub(super) fn drop_constraint<DB: Ddl>(table: &Table, name: &str, steps: &mut Steps) {
    steps.alter(&table.quoted::<DB>(), format!("DROP CONSTRAINT {}", DB::quote(name)));
}
