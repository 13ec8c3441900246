//! Foreign keys and CHECKs.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Text};

use super::texts::sendable;
use super::{Place, Relation, Scope};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Action, Check, Ddl, Deferrable, ForeignKey, Index, IndexColumn};

/// A column of a foreign key.
#[derive(QueryableByName)]
pub(super) struct KeyPart {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    column: String,
    #[diesel(sql_type = Text)]
    parent_schema: String,
    #[diesel(sql_type = Text)]
    parent: String,
    #[diesel(sql_type = Text)]
    references: String,
}

/// What a foreign key does.
#[derive(QueryableByName)]
pub(super) struct ActionInfo {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

#[derive(QueryableByName)]
pub(super) struct CheckInfo {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    clause: String,
    /// Whether it is one of the column of its name.
    #[diesel(sql_type = BigInt)]
    of_column: i64,
    #[diesel(sql_type = BigInt)]
    is_mysql: i64,
}

/// The columns of all foreign keys, in order.
pub(super) async fn keys<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<KeyPart>> {
    let sql = format!(
        "SELECT k.table_schema AS `place_schema`, k.table_name AS `place_table`, k.constraint_name AS `name`, \
         k.column_name AS `column`, k.referenced_table_schema AS `parent_schema`, \
         k.referenced_table_name AS `parent`, k.referenced_column_name AS `references` \
         FROM information_schema.key_column_usage k WHERE {} AND k.referenced_table_name IS NOT NULL \
         ORDER BY k.constraint_name, k.ordinal_position",
        scope.of("k")
    );
    scope.load(&sql, conn).await
}

/// What all foreign keys do. Joined with their columns, it would be looked up for each of them.
pub(super) async fn actions<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<ActionInfo>> {
    let sql = format!(
        "SELECT r.constraint_schema AS `place_schema`, r.table_name AS `place_table`, r.constraint_name AS `name`, \
         r.update_rule AS `on_update`, r.delete_rule AS `on_delete` \
         FROM information_schema.referential_constraints r WHERE {}",
        scope.on("r.constraint_schema", "r.table_name")
    );
    scope.load(&sql, conn).await
}

/// The CHECKs of all tables. MariaDB has names per table; MySQL knows which table a name is of in another place.
pub(super) async fn checks<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<CheckInfo>> {
    let condition = |table: &str| scope.on("c.constraint_schema", table);
    let sql = format!(
        "SELECT c.constraint_schema AS `place_schema`, /*M! c.table_name */ /*!80016 t.table_name */ AS `place_table`, \
         c.constraint_name AS `name`, c.check_clause AS `clause`, \
         CAST(/*M! c.level = 'Column' */ /*!80016 FALSE */ AS SIGNED) AS `of_column`, \
         /*M! 0 */ /*!80000 1 */ AS `is_mysql` \
         FROM information_schema.check_constraints c \
         /*!80016 JOIN information_schema.table_constraints t ON t.constraint_schema = c.constraint_schema \
         AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK' */ \
         WHERE {} ORDER BY c.constraint_name",
        condition("/*M! c.table_name */ /*!80016 t.table_name */")
    );
    scope.load(&sql, conn).await
}

pub(super) fn foreign_keys(parts: Vec<KeyPart>, actions: &[ActionInfo], relation: &Relation) -> Vec<ForeignKey> {
    let mut keys: Vec<ForeignKey> = Vec::new();
    for part in parts {
        match keys.last_mut().filter(|key| key.name.as_ref() == Some(&part.name)) {
            Some(key) => {
                key.columns.push(part.column);
                key.references.push(part.references);
            }
            None => {
                let does = actions.iter().find(|info| info.name == part.name);
                let action = |rule: fn(&ActionInfo) -> &str| does.map_or(Action::NoAction, |info| action(rule(info)));
                keys.push(ForeignKey {
                    name: Some(part.name.clone()),
                    columns: vec![part.column],
                    namespace: relation.other_than_current(&part.parent_schema),
                    table: part.parent,
                    references: vec![part.references],
                    on_delete: action(|info| &info.on_delete),
                    on_update: action(|info| &info.on_update),
                    deferrable: Deferrable::Not,
                });
            }
        }
    }
    keys
}

/// Whether the server made an index for a foreign key.
pub(super) fn is_made_for(index: &Index, key: &ForeignKey) -> bool {
    let is_over = |(column, name): (&IndexColumn, &String)| matches!(column, IndexColumn::Column(own) if own == name);
    !index.unique
        && key.name.as_ref() == Some(&index.name)
        && index.columns.len() == key.columns.len()
        && index.columns.iter().zip(&key.columns).all(is_over)
}

/// The CHECKs of a table.
pub(super) struct Checks(Vec<CheckInfo>);

impl Checks {
    pub(super) fn new(mut infos: Vec<CheckInfo>) -> Self {
        for info in &mut infos {
            info.clause = sendable(&info.clause, info.is_mysql != 0);
        }
        Self(infos)
    }

    /// Whether a column is asked to be JSON, by the check that MariaDB adds to such a column.
    pub(super) fn asks_for_json(&self, column: &str) -> bool {
        self.0.iter().any(|info| info.of_column != 0 && info.name == column && info.clause == json_check(column))
    }

    /// Those that are not a part of a type.
    pub(super) fn of_table(self) -> Vec<Check> {
        let written = |info: &CheckInfo| info.of_column == 0 || info.clause != json_check(&info.name);
        let check = |info: CheckInfo| Check { name: Some(info.name), condition: info.clause };
        self.0.into_iter().filter(written).map(check).collect()
    }
}

/// What MariaDB asks of a column of JSON.
fn json_check(column: &str) -> String {
    format!("json_valid({})", Mysql::quote(column))
}

/// RESTRICT is what the server does when nothing is said, and the same as NO ACTION.
fn action(rule: &str) -> Action {
    match rule {
        "CASCADE" => Action::Cascade,
        "SET NULL" => Action::SetNull,
        "SET DEFAULT" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
