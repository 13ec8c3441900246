//! Columns of tables and views.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::constraints::Checks;
use super::texts::sendable;
use super::{Place, Relation, Scope};
use crate::backend::literal::quoted;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Column, Generated, Identity, Type};

#[derive(QueryableByName)]
pub(super) struct ColumnInfo {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Text)]
    nullable: String,
    #[diesel(sql_type = Nullable<Text>)]
    default: Option<String>,
    /// `auto_increment`, `STORED GENERATED`, `VIRTUAL GENERATED`, `DEFAULT_GENERATED`, `on update ..`.
    #[diesel(sql_type = Text)]
    extra: String,
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Text)]
    comment: String,
    #[diesel(sql_type = BigInt)]
    is_mysql: i64,
}

/// The columns of all tables, in order.
pub(super) async fn read<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<ColumnInfo>> {
    let sql = format!(
        "SELECT c.table_schema AS `place_schema`, c.table_name AS `place_table`, c.column_name AS `name`, \
         c.column_type AS `declared`, c.is_nullable AS `nullable`, c.column_default AS `default`, c.extra AS `extra`, \
         c.generation_expression AS `expression`, c.collation_name AS `collation`, c.column_comment AS `comment`, \
         /*M! 0 */ /*!80000 1 */ AS `is_mysql` \
         FROM information_schema.columns c WHERE {} ORDER BY c.ordinal_position",
        scope.of("c")
    );
    scope.load(&sql, conn).await
}

pub(super) fn column(info: ColumnInfo, relation: &Relation, checks: &Checks) -> Column {
    let is_mysql = info.is_mysql != 0;
    let stored = info.extra.contains("STORED GENERATED") || info.extra.contains("PERSISTENT");
    let expression = info.expression.as_deref().filter(|expression| !expression.is_empty());
    // MariaDB keeps JSON as text, and checks that it is.
    let is_json = info.declared == "longtext" && checks.asks_for_json(&info.name);
    let declared = if is_json { "json".to_owned() } else { info.declared.clone() };
    let default = match (&info.default, expression) {
        (Some(default), None) if is_mysql => Some(mysql_default(default, &info)),
        // MariaDB writes out that there is none.
        (default, None) => default.as_deref().filter(|default| *default != "NULL").map(|sql| sendable(sql, false)),
        (_, Some(_)) => None,
    };
    let update = info.extra.to_ascii_lowercase().find("on update ").and_then(|at| info.extra.get(at..));
    Column {
        collation: info.collation.filter(|collation| !is_json && relation.collation.as_ref() != Some(collation)),
        nullable: info.nullable == "YES",
        default,
        on_update: update.and_then(|update| update.get("on update ".len()..)).map(str::to_owned),
        generated: expression.map(|expression| Generated { expression: sendable(expression, is_mysql), stored }),
        identity: info.extra.contains("auto_increment").then_some(Identity::ByDefault),
        comment: Some(info.comment).filter(|comment| !comment.is_empty()),
        ..Column::new(info.name, Type::Named(declared))
    }
}

/// A column of a view.
pub(super) fn of_view(info: ColumnInfo) -> Column {
    Column { nullable: info.nullable == "YES", ..Column::new(info.name, Type::Named(info.declared)) }
}

/// MySQL shows texts without quotes, and says of an expression that it is one.
fn mysql_default(default: &str, info: &ColumnInfo) -> String {
    let is_time = default.to_ascii_uppercase().starts_with("CURRENT_TIMESTAMP");
    let is_number = default.parse::<f64>().is_ok() && info.collation.is_none() || default.starts_with("b'");
    if info.extra.contains("DEFAULT_GENERATED") {
        sendable(default, true)
    } else if is_time || is_number {
        default.to_owned()
    } else {
        quoted(default)
    }
}
