//! How PostgreSQL changes tables.

use diesel::pg::Pg;
use model_runtime::schema::{Column, Comment, DataType, Ddl, Identity, Part, Table, create_index, type_sql};

use super::alter::{self, Alter, drop_constraint};
use super::items::Item;
use super::loss::data_type;
use super::pairs::{self, Pair, Work};
use super::partitions::{self, Moves};
use super::step::{Steps, text};
use super::{Loss, Migrate};

impl Migrate for Pg {
    const ONLINE: bool = true;

    fn steps(work: &Work<'_>) -> Steps {
        alter::steps::<Self>(work)
    }
}

impl Alter for Pg {
    const INDEX_NAMES_ARE_SHARED: bool = true;

    fn rename(work: &Work<'_>, steps: &mut Steps) {
        pairs::rename::<Self>(work, steps);
    }

    fn rename_item(table: &Table, old: &Item<'_>, new: &Item<'_>, steps: &mut Steps) -> bool {
        let (Some(from), Some(to)) = (old.name(), new.name()) else { return false };
        let (from, to) = (Self::quote(from), Self::quote(to));
        if matches!(old, Item::Index(_)) {
            steps.statement(format!("ALTER INDEX {} RENAME TO {to}", beside(table, &from)));
        } else {
            steps.phase();
            steps.alter(&table.quoted::<Self>(), format!("RENAME CONSTRAINT {from} TO {to}"));
            steps.phase();
        }
        true
    }

    fn drop_item(table: &Table, item: &Item<'_>, steps: &mut Steps) {
        let Some(name) = item.name() else { return };
        if matches!(item, Item::Index(_)) {
            steps.statement(format!("DROP INDEX {}", beside(table, &Self::quote(name))));
        } else {
            drop_constraint::<Self>(table, name, steps);
        }
    }

    fn add_item(table: &Table, item: &Item<'_>, online: bool, steps: &mut Steps) {
        // PostgreSQL puts nothing off on a table with partitions.
        let online = online && table.partition_by.is_none();
        let name = table.quoted::<Self>();
        let clause = match item {
            Item::Index(index) => {
                let step = steps.statement(create_index::<Self>(table, index));
                if !online {
                    step.warns(format!("writes to `{}` wait while the index is built; `online` avoids it", table.name));
                }
                return;
            }
            Item::PrimaryKey(key) => key.sql::<Self>(),
            Item::Unique(unique) => unique.sql::<Self>(),
            Item::Check(check) => format!("{}{}", check.sql::<Self>(), not_valid(online)),
            Item::Exclusion(exclusion) => exclusion.sql::<Self>(),
            Item::ForeignKey(key) => format!("{}{}", key.sql::<Self>(), not_valid(online)),
        };
        if online && matches!(item, Item::Check(_) | Item::ForeignKey(_)) {
            put_off(table, item.name(), steps);
        }
        let step = steps.alter(&name, format!("ADD {clause}"));
        match item {
            Item::Check(_) | Item::ForeignKey(_) if online => {}
            Item::ForeignKey(key) => {
                step.warns(format!(
                    "writes to `{}` and `{}` wait while all rows are checked; `online` avoids it",
                    table.name, key.table
                ));
            }
            Item::Check(_) => {
                step.warns(format!(
                    "nobody reads or writes `{}` while all its rows are checked; `online` avoids it",
                    table.name
                ));
            }
            _ => {
                step.warns(format!(
                    "nobody reads or writes `{}` while the index of the constraint is built",
                    table.name
                ));
            }
        }
    }

    fn change_column(pair: &Pair<'_>, old: &Column, new: &Column, parts: &[&Part], steps: &mut Steps) {
        let table = pair.new.quoted::<Self>();
        let column = format!("ALTER COLUMN {}", Self::quote(&new.name));
        let differs = |test: fn(&Part) -> bool| parts.iter().any(|part| test(part));
        if differs(|part| matches!(part, Part::Generated(_))) {
            // What becomes computed is made anew; here it no longer is.
            steps.alter(&table, format!("{column} DROP EXPRESSION"));
        }
        let retyped = differs(|part| matches!(part, Part::Type(_) | Part::Collation(_)));
        let has_default = old.default.is_some() && old.generated.is_none();
        if retyped {
            if has_default {
                steps.alter(&table, format!("{column} DROP DEFAULT"));
            }
            let collate = new.collation.as_ref().map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
            let clause = format!("{column} TYPE {}{collate}{}", type_sql::<Self>(&new.ty), using(old, new));
            let step = steps.alter(&table, clause);
            step.loses(Loss::of_type::<Self>(pair.new, old, new));
            if !is_stored_alike(old, new) {
                step.warns(format!(
                    "nobody reads or writes `{}` while it is written anew with the new type",
                    pair.new.name
                ));
            }
        }
        if differs(|part| matches!(part, Part::Identity(_))) {
            change_identity(pair.new, old, new, steps);
        }
        let default = differs(|part| matches!(part, Part::Default(_)));
        match &new.default {
            Some(value) if default || retyped => {
                steps.alter(&table, format!("{column} SET DEFAULT {}", Self::default_clause(value)));
            }
            None if default && has_default && !retyped => {
                steps.alter(&table, format!("{column} DROP DEFAULT"));
            }
            _ => {}
        }
        if differs(|part| matches!(part, Part::Nullability(_))) {
            if new.nullable {
                steps.alter(&table, format!("{column} DROP NOT NULL"));
            } else {
                Self::set_not_null(pair.new, new, steps);
            }
        }
    }

    fn set_not_null(table: &Table, column: &Column, steps: &mut Steps) {
        steps.alter(&table.quoted::<Self>(), format!("ALTER COLUMN {} SET NOT NULL", Self::quote(&column.name)));
    }

    fn count(pair: &Pair<'_>, old: &Column, new: &Column, steps: &mut Steps) {
        change_identity(pair.new, old, new, steps);
    }

    fn set_options(pair: &Pair<'_>, steps: &mut Steps) {
        let table = pair.new.quoted::<Self>();
        let (old, new) = (storage_of(pair.old), storage_of(pair.new));
        let name = |option: &&str| option.split('=').next().unwrap_or_default().trim().to_owned();
        let kept: Vec<String> = new.iter().map(name).collect();
        let gone: Vec<String> = old.iter().map(name).filter(|name| !kept.contains(name)).collect();
        if !gone.is_empty() {
            steps.alter(&table, format!("RESET ({})", gone.join(", ")));
        }
        if !new.is_empty() {
            steps.alter(&table, format!("SET ({})", new.join(", ")));
        }
    }

    fn unite(table: &Table, steps: &mut Steps) {
        let plain = Table { partition_by: None, partitions: Vec::new(), ..table.clone() };
        partitions::write_anew(&plain, steps);
    }

    fn divide(table: &Table, steps: &mut Steps) {
        partitions::write_anew(table, steps);
    }

    fn moves_rows(old: &Table, new: &Table) -> bool {
        !Moves::of(old, new).gone.is_empty()
    }

    fn change_partitions(old: &Table, new: &Table, steps: &mut Steps) {
        Moves::of(old, new).steps(new, steps);
    }

    fn set_comment(table: &Table, column: Option<&Column>, steps: &mut Steps) {
        let name = table.quoted::<Self>();
        let (of, text) = match column {
            Some(column) => (format!("COLUMN {name}.{}", Self::quote(&column.name)), &column.comment),
            None => (format!("TABLE {name}"), &table.comment),
        };
        let clause = text.as_deref().and_then(Self::comment);
        let clause = match clause {
            Some(Comment::Statement(clause)) => clause,
            _ => "IS NULL".to_owned(),
        };
        steps.statement(format!("COMMENT ON {of} {clause}"));
    }
}

/// What stands in `WITH (..)` after a table.
fn storage_of(table: &Table) -> Vec<&str> {
    let options = table.options.as_deref().unwrap_or_default();
    let inside = options.strip_prefix("WITH (").and_then(|options| options.strip_suffix(')')).unwrap_or_default();
    inside.split(',').map(str::trim).filter(|option| !option.is_empty()).collect()
}

/// The name of an index, which is quoted, in the schema of its table.
fn beside(table: &Table, name: &str) -> String {
    table.namespace.as_ref().map_or_else(|| name.to_owned(), |namespace| format!("{}.{name}", Pg::quote(namespace)))
}

/// Has the rows of a constraint looked at later.
fn put_off(table: &Table, constraint: Option<&str>, steps: &mut Steps) {
    if let Some(name) = constraint {
        steps.unvalidated_too(table.quoted::<Pg>(), Pg::quote(name));
    }
}

/// What puts the look at the rows off, to a migration of its own.
const fn not_valid(online: bool) -> &'static str {
    if online { " NOT VALID" } else { "" }
}

/// How values of one type become those of another, where PostgreSQL has to be told.
fn using(old: &Column, new: &Column) -> String {
    let (from, to) = (data_type::<Pg>(&old.ty), data_type::<Pg>(&new.ty));
    if family(&to) == Some(Family::Text) || family(&from).is_some() && family(&from) == family(&to) {
        // PostgreSQL knows how. To say it would cut texts that are too long, without an error.
        return String::new();
    }
    let (name, ty) = (Pg::quote(&new.name), type_sql::<Pg>(&new.ty));
    let through = match (&from, &to) {
        (DataType::Boolean, DataType::Integer) | (DataType::Integer, DataType::Boolean) => "",
        (DataType::Boolean, _) if family(&to) == Some(Family::Number) => "::integer",
        (_, DataType::Boolean) if family(&from) == Some(Family::Number) => "::integer",
        (DataType::Enum { .. }, _) | (_, DataType::Enum { .. }) => "::text",
        (DataType::Array(_), _) => "::text[]",
        _ if family(&from) == Some(Family::Text) => "",
        _ => "::text",
    };
    format!(" USING {name}{through}::{ty}")
}

/// Types whose values PostgreSQL assigns to each other.
#[derive(Debug, PartialEq, Eq)]
enum Family {
    Number,
    Text,
    Moment,
    Json,
}

const fn family(ty: &DataType) -> Option<Family> {
    match ty {
        DataType::SmallInt
        | DataType::Integer
        | DataType::BigInt
        | DataType::Float
        | DataType::Double
        | DataType::Decimal { .. } => Some(Family::Number),
        DataType::Char(_) | DataType::Varchar(_) | DataType::Text => Some(Family::Text),
        DataType::Date | DataType::Timestamp(_) | DataType::TimestampTz(_) => Some(Family::Moment),
        DataType::Json | DataType::Jsonb => Some(Family::Json),
        _ => None,
    }
}

/// Whether rows stay as they are with the new type.
fn is_stored_alike(old: &Column, new: &Column) -> bool {
    match (data_type::<Pg>(&old.ty), data_type::<Pg>(&new.ty)) {
        (DataType::Varchar(_), DataType::Text | DataType::Varchar(None))
        | (DataType::Text, DataType::Varchar(None)) => true,
        (DataType::Varchar(from), DataType::Varchar(Some(to))) => from.is_some_and(|from| from <= to),
        _ => false,
    }
}

/// Changes how a column is counted. A count goes on after the highest value.
fn change_identity(table: &Table, old: &Column, new: &Column, steps: &mut Steps) {
    let quoted = table.quoted::<Pg>();
    let (name, column) = (Pg::quote(&new.name), format!("ALTER COLUMN {}", Pg::quote(&new.name)));
    match (old.identity, new.identity) {
        (Some(Identity::Serial), _) => {
            steps.alter(&quoted, format!("{column} DROP DEFAULT"));
        }
        (Some(_), Some(Identity::ByDefault)) => {
            steps.alter(&quoted, format!("{column} SET GENERATED BY DEFAULT"));
            return;
        }
        (Some(_), Some(Identity::Always)) => {
            steps.alter(&quoted, format!("{column} SET GENERATED ALWAYS"));
            return;
        }
        (Some(_), _) => {
            steps.alter(&quoted, format!("{column} DROP IDENTITY"));
        }
        (None, _) => {}
    }
    let sequence = format!("{}_{}_seq", table.name, new.name);
    match new.identity {
        None => return,
        Some(Identity::Serial) => {
            let sequence = beside(table, &Pg::quote(&sequence));
            steps.statement(format!("CREATE SEQUENCE {sequence} OWNED BY {quoted}.{name}"));
            steps.alter(&quoted, format!("{column} SET DEFAULT nextval({})", text(&sequence)));
        }
        Some(identity) => {
            if old.nullable {
                steps.alter(&quoted, format!("{column} SET NOT NULL"));
            }
            if old.default.is_some() {
                steps.alter(&quoted, format!("{column} DROP DEFAULT"));
            }
            let how = if identity == Identity::Always { "ALWAYS" } else { "BY DEFAULT" };
            steps.alter(&quoted, format!("{column} ADD GENERATED {how} AS IDENTITY"));
        }
    }
    let (of, field) = (text(&quoted), text(&new.name));
    steps.statement(format!(
        "SELECT setval(pg_get_serial_sequence({of}, {field}), coalesce(max({name}), 0) + 1, false) FROM {quoted}"
    ));
}
