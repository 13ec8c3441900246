//! The way from tables to tables on SQLite, whose ALTER TABLE can add and drop simple columns and give new names. For all else the table is built anew beside
//! the old one, gets its rows, and takes its place: what <https://sqlite.org/lang_altertable.html#otheralter> recommends.

use diesel::sqlite::Sqlite;
use model_runtime::schema::{Column, DataType, Ddl, Identity, Part, Table, create_index, create_table, create_tables};

use super::items::{Item, Items, all_of};
use super::loss::data_type;
use super::pairs::{Pair, Work, drop_view, mentions_any, rename};
use super::step::{Steps, text};
use super::{Loss, Migrate};

impl Migrate for Sqlite {
    const NO_BYTES: &'static str = "X''";

    fn steps(work: &Work<'_>) -> Steps {
        steps(work)
    }

    /// Without foreign keys, because a table that is dropped takes the rows along that refer to its rows. SQLite does not switch them inside of a
    /// transaction.
    fn alone(script: String) -> String {
        let checked = "\
INSERT INTO \"__migration_guard\" SELECT max(0, count(*) - (SELECT \"orphans\" FROM \"__migration_orphans\")) FROM pragma_foreign_key_check;
DROP TABLE \"__migration_guard\";
DROP TABLE \"__migration_orphans\";
";
        let guard = guard_table("a row refers to one that is not there");
        format!(
            "PRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\n\
             CREATE TEMP TABLE \"__migration_orphans\" AS SELECT count(*) AS \"orphans\" FROM pragma_foreign_key_check;\n\
             {script}{guard};\n{checked}COMMIT;\nPRAGMA foreign_keys = ON;\n"
        )
    }
}

/// The statement that creates a table which refuses any number but 0, for this reason.
fn guard_table(reason: &str) -> String {
    let reason = Sqlite::quote(reason);
    format!("CREATE TEMP TABLE \"__migration_guard\" (\"found\" INTEGER CONSTRAINT {reason} CHECK (\"found\" = 0))")
}

/// How a table gets to be the other one.
#[derive(Debug, PartialEq, Eq)]
enum Way {
    /// Nothing is done.
    Stays,
    /// By ALTER TABLE, and indexes.
    Altered,
    /// Anew.
    Rebuilt,
}

fn steps(work: &Work<'_>) -> Steps {
    let mut steps = Steps::new();
    let pairs: Vec<(Pair<'_>, Way)> = work
        .pairs::<Sqlite>()
        .into_iter()
        .map(|pair| {
            let way = way(&pair, work);
            (pair, way)
        })
        .collect();
    let (created, dropped) = (work.created::<Sqlite>(), work.dropped::<Sqlite>());

    let rebuilt = pairs.iter().filter(|(_, way)| *way == Way::Rebuilt).map(|(pair, _)| pair);
    let gone: Vec<&Table> = dropped.iter().copied().chain(rebuilt.map(|pair| pair.old)).collect();
    steps.in_transaction = !gone.iter().any(|table| is_referred_to(table, work.from));
    let altered = pairs.iter().filter(|(pair, _)| !pair.removed::<Sqlite>().is_empty()).map(|(pair, _)| pair.old);
    let touched: Vec<&Table> = gone.iter().copied().chain(altered).collect();
    let views = work.views_to_drop::<Sqlite>(&touched);
    let triggers = drop_triggers(work, &gone, &views, &mut steps);
    for view in views.iter().rev() {
        steps.statement(drop_view(&work.name_before::<Sqlite>(view), view));
    }
    rename::<Sqlite>(work, &mut steps);
    for index in dropped.iter().flat_map(|table| &table.indexes) {
        steps.statement(drop_index(&index.name));
    }
    let items: Vec<Items<'_>> = pairs.iter().map(|(pair, _)| Items::of::<Sqlite>(pair, &[], &[])).collect();
    // Another table may get an index of that name. An index has no way to another name.
    for item in items.iter().flat_map(|items| items.gone.iter().chain(items.renamed.iter().map(|(old, _)| old))) {
        if let Item::Index(index) = item {
            steps.statement(drop_index(&index.name));
        }
    }
    for ((pair, way), items) in pairs.iter().zip(&items) {
        match way {
            Way::Stays => {}
            Way::Altered => alter(pair, items, &mut steps),
            Way::Rebuilt => rebuild(work, pair, &mut steps),
        }
    }
    let created: Vec<Table> = created.into_iter().map(without_triggers).collect();
    steps.statements(create_tables::<Sqlite>(&created));
    for table in dropped.iter().rev() {
        steps
            .statement(format!("DROP TABLE {}", table.quoted::<Sqlite>()))
            .loses(Some(Loss::Table(table.name.clone())));
    }
    for view in work.views_to_create::<Sqlite>(&views) {
        steps.statements(create_table::<Sqlite>(&without_triggers(view)));
    }
    steps.statements(triggers);
    steps
}

fn way(pair: &Pair<'_>, work: &Work<'_>) -> Way {
    if pair.is_same() {
        return Way::Stays;
    }
    let simple = |part: &Part| match part {
        Part::Index(_) | Part::Trigger(_) => true,
        Part::Column(name) => match pair.new.columns.iter().find(|column| Sqlite::same_name(&column.name, name)) {
            Some(added) => can_be_added(added, pair.new, work),
            None => can_be_dropped(name, pair.old),
        },
        _ => false,
    };
    if pair.differences.iter().all(|difference| simple(&difference.part)) { Way::Altered } else { Way::Rebuilt }
}

/// Whether ADD COLUMN takes it: SQLite writes nothing into the rows, so a value has to be known without looking at them.
fn can_be_added(column: &Column, table: &Table, work: &Work<'_>) -> bool {
    let is_constant =
        |default: &String| !default.contains('(') && !default.to_ascii_uppercase().starts_with("CURRENT_");
    let stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
    let has_value = column.nullable || column.generated.is_some() || column.default.is_some();
    let filled = column.default.is_none() && !column.nullable && (work.fill)(table, column).is_some();
    let on_it = all_of(table).into_iter().filter(|item| !matches!(item, Item::Index(_)));
    has_value
        && !stored
        && !filled
        && column.default.as_ref().is_none_or(is_constant)
        && column.identity.is_none()
        && !on_it
            .chain(table.foreign_keys.iter().map(Item::ForeignKey))
            .any(|item| item.involves::<Sqlite>(&[&column.name]))
}

/// Whether DROP COLUMN takes it: nothing else is made of it, apart from indexes, which go first.
fn can_be_dropped(name: &str, table: &Table) -> bool {
    let items = all_of(table).into_iter().filter(|item| !matches!(item, Item::Index(_)));
    let mut on_it = items.chain(table.foreign_keys.iter().map(Item::ForeignKey));
    let mut generated = table.columns.iter().filter_map(|column| column.generated.as_ref());
    !on_it.any(|item| item.involves::<Sqlite>(&[name]))
        && !generated.any(|generated| mentions_any::<Sqlite>(&generated.expression, &[name]))
        && !table.triggers.iter().any(|trigger| mentions_any::<Sqlite>(&trigger.sql, &[name]))
}

fn is_referred_to(table: &Table, tables: &[Table]) -> bool {
    tables.iter().flat_map(|other| &other.foreign_keys).any(|key| key.refers_to::<Sqlite>(table))
}

fn drop_index(name: &str) -> String {
    format!("DROP INDEX {}", Sqlite::quote(name))
}

fn without_triggers(table: &Table) -> Table {
    Table { triggers: Vec::new(), ..table.clone() }
}

/// Drops the triggers that differ, and those of other tables that name a table which is not there for a while. Those that are to be made, or
/// made anew, at the end.
fn drop_triggers(work: &Work<'_>, gone: &[&Table], views: &[&Table], steps: &mut Steps) -> Vec<String> {
    let mut names: Vec<&str> = gone.iter().chain(views).map(|table| &*table.name).collect();
    names.extend(work.renames.tables.iter().flat_map(|(old, new)| [&**old, &**new]));
    let find = |name: &str| {
        work.to.iter().flat_map(|table| &table.triggers).find(|other| Sqlite::same_name(&other.name, name))
    };
    let mut kept = Vec::new();
    for table in work.from {
        let goes_along = gone.iter().chain(views).any(|other| other.is_same::<Sqlite>(table));
        for trigger in table.triggers.iter().filter(|_| !goes_along) {
            let same = find(&trigger.name).is_some_and(|other| other.sql == trigger.sql);
            if same && !mentions_any::<Sqlite>(&trigger.sql, &names) {
                kept.push(&*trigger.name);
            } else {
                steps.statement(format!("DROP TRIGGER {}", Sqlite::quote(&trigger.name)));
            }
        }
    }
    let wanted = work.to.iter().flat_map(|table| &table.triggers);
    wanted.filter(|trigger| !kept.contains(&&*trigger.name)).map(|trigger| trigger.sql.clone()).collect()
}

/// Columns that come and go, indexes that come.
fn alter(pair: &Pair<'_>, items: &Items<'_>, steps: &mut Steps) {
    let table = pair.new.quoted::<Sqlite>();
    for column in pair.added::<Sqlite>() {
        let name = Sqlite::quote(&column.name);
        steps.statement(format!("ALTER TABLE {table} ADD COLUMN {name} {}", column.definition::<Sqlite>()));
    }
    for column in pair.removed::<Sqlite>() {
        let sql = format!("ALTER TABLE {table} DROP COLUMN {}", Sqlite::quote(&column.name));
        steps.statement(sql).loses(Loss::of_column(pair.old, column));
    }
    for item in items.come.iter().chain(items.renamed.iter().map(|(_, new)| new)) {
        if let Item::Index(index) = item {
            steps.statement(create_index::<Sqlite>(pair.new, index));
        }
    }
}

fn rebuild(work: &Work<'_>, pair: &Pair<'_>, steps: &mut Steps) {
    let table = pair.new.quoted::<Sqlite>();
    let new = Table {
        name: format!("__new_{}", pair.new.name),
        indexes: Vec::new(),
        triggers: Vec::new(),
        ..pair.new.clone()
    };
    let aside = new.quoted::<Sqlite>();
    steps.statements(create_table::<Sqlite>(&new));
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for column in pair.new.columns.iter().filter(|column| column.generated.is_none()) {
        if let Some(value) = value(work, pair, column, steps) {
            columns.push(Sqlite::quote(&column.name));
            values.push(value);
        }
    }
    if let (true, Some(column)) =
        (columns.is_empty(), pair.new.columns.iter().find(|column| column.generated.is_none()))
    {
        // No value stays, but the rows do.
        let value =
            column.default.as_deref().filter(|_| !column.nullable).map_or("NULL".to_owned(), Sqlite::default_clause);
        columns.push(Sqlite::quote(&column.name));
        values.push(value);
    }
    let copy = format!("INSERT INTO {aside} ({}) SELECT {} FROM {table}", columns.join(", "), values.join(", "));
    let step = steps.statement(copy);
    for column in pair.removed::<Sqlite>() {
        step.loses(Loss::of_column(pair.old, column));
    }
    let retyped = pair.columns_with::<Sqlite>(|part| matches!(part, Part::Type(_)));
    for (old, new) in &retyped {
        step.loses(Loss::of_type::<Sqlite>(pair.new, old, new));
    }
    for sides in retyped {
        guard_values(&aside, pair.new, sides, steps);
    }
    let counts = |table: &Table| table.counted_key().is_some_and(|key| key.identity == Some(Identity::ByDefault));
    if counts(pair.old) && counts(pair.new) {
        // The count goes on, also past rows that are gone.
        let (name, aside) = (text(&pair.new.name), text(&new.name));
        steps.statement(format!("DELETE FROM sqlite_sequence WHERE name = {aside}"));
        steps.statement(format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {aside}, seq FROM sqlite_sequence WHERE name = {name}"
        ));
    }
    steps.statement(format!("DROP TABLE {table}"));
    steps.statement(format!("ALTER TABLE {aside} RENAME TO {table}"));
    steps.statements(pair.new.indexes.iter().map(|index| create_index::<Sqlite>(pair.new, index)));
}

/// What a column of the new table gets from a row of the old one; `None` if its DEFAULT says.
fn value(work: &Work<'_>, pair: &Pair<'_>, column: &Column, steps: &mut Steps) -> Option<String> {
    let name = Sqlite::quote(&column.name);
    let fill = || (work.fill)(pair.new, column);
    let warn = |steps: &mut Steps| steps.note(super::without_value(&pair.new.name, &column.name));
    let Some((old, new)) = pair.column::<Sqlite>(&column.name) else {
        if column.nullable || column.default.is_some() || column.identity.is_some() {
            return None;
        }
        return Some(fill().unwrap_or_else(|| {
            warn(steps);
            "NULL".to_owned()
        }));
    };
    let (from, to) = (kind(&data_type::<Sqlite>(&old.ty)), kind(&data_type::<Sqlite>(&new.ty)));
    // Texts and bytes do not become each other by themselves.
    let copied = match (from, to) {
        (Some("text"), Some("blob")) => format!("CAST({name} AS BLOB)"),
        (Some("blob"), Some("text")) => format!("CAST({name} AS TEXT)"),
        _ => name,
    };
    if new.nullable || !old.nullable || new.identity.is_some() {
        return Some(copied);
    }
    match fill() {
        Some(value) => Some(format!("coalesce({copied}, {value})")),
        None => {
            warn(steps);
            Some(copied)
        }
    }
}

/// Refuses rows with a value that did not become one of the new type: SQLite would keep it as it is, and nobody could read it.
fn guard_values(aside: &str, table: &Table, (old, column): (&Column, &Column), steps: &mut Steps) {
    let (from, to) = (kind(&data_type::<Sqlite>(&old.ty)), kind(&data_type::<Sqlite>(&column.ty)));
    let Some(kind) = to.filter(|_| from != to) else { return };
    let kinds = if kind == "real" { "'real', 'integer'".to_owned() } else { format!("'{kind}'") };
    let reason = format!("a value of {}.{} is no {kind}", table.name, column.name);
    let name = Sqlite::quote(&column.name);
    steps.statement(guard_table(&reason));
    steps.statement(format!(
        "INSERT INTO \"__migration_guard\" SELECT count(*) FROM {aside} WHERE typeof({name}) NOT IN ({kinds}, 'null')"
    ));
    steps.statement("DROP TABLE \"__migration_guard\"");
}

/// What SQLite calls the values of a type, where they are of one kind.
const fn kind(ty: &DataType) -> Option<&'static str> {
    match ty {
        DataType::Boolean
        | DataType::TinyInt
        | DataType::SmallInt
        | DataType::MediumInt
        | DataType::Integer
        | DataType::BigInt
        | DataType::Unsigned(_) => Some("integer"),
        DataType::Float | DataType::Double => Some("real"),
        DataType::Char(_) | DataType::Varchar(_) | DataType::Text | DataType::Clob(_) => Some("text"),
        DataType::Blob | DataType::Binary(_) | DataType::Varbinary(_) | DataType::SizedBlob(_) | DataType::Uuid => {
            Some("blob")
        }
        _ => None,
    }
}
