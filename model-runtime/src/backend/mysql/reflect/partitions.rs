//! How the rows of tables are divided.

use diesel::deserialize::QueryableByName;
use diesel::mysql::Mysql;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::texts::sendable;
use super::{Place, Scope};
use crate::connection::Link;
use crate::error::Result;
use crate::schema::Partition;

/// A partition, or a part of one.
#[derive(QueryableByName)]
pub(super) struct PartitionInfo {
    #[diesel(embed)]
    pub(super) place: Place,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    inside: Option<String>,
    #[diesel(sql_type = Text)]
    method: String,
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    method_inside: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    expression_inside: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    description: Option<String>,
    /// Not 0 where backslashes are in front of quotes.
    #[diesel(sql_type = BigInt)]
    is_mysql: i64,
}

/// The partitions of all tables, in their order.
pub(super) async fn read<C: Link<Backend = Mysql>>(scope: &Scope<'_>, conn: &mut C) -> Result<Vec<PartitionInfo>> {
    let sql = format!(
        "SELECT p.table_schema AS `place_schema`, p.table_name AS `place_table`, p.partition_name AS `name`, \
         p.subpartition_name AS `inside`, p.partition_method AS `method`, p.partition_expression AS `expression`, \
         p.subpartition_method AS `method_inside`, p.subpartition_expression AS `expression_inside`, \
         p.partition_description AS `description`, /*M! 0 */ /*!80000 1 */ AS `is_mysql` \
         FROM information_schema.partitions p WHERE {} AND p.partition_name IS NOT NULL \
         ORDER BY p.partition_ordinal_position, p.subpartition_ordinal_position",
        scope.of("p")
    );
    scope.load(&sql, conn).await
}

/// What follows PARTITION BY, if anything does, and the partitions.
pub(super) fn partitions(infos: Vec<PartitionInfo>) -> (Option<String>, Vec<Partition>) {
    let by = infos.first().map(|info| {
        let of = |method: &str, expression: Option<&str>| {
            format!("{method} ({})", sendable(expression.unwrap_or_default(), info.is_mysql != 0))
        };
        let by = of(&info.method, info.expression.as_deref());
        match &info.method_inside {
            Some(method) => format!("{by} SUBPARTITION BY {}", of(method, info.expression_inside.as_deref())),
            None => by,
        }
    });
    let mut list: Vec<Partition> = Vec::new();
    for info in infos {
        let bound = bound(&info);
        if list.last().is_none_or(|last| last.name != info.name) {
            list.push(Partition { name: info.name, bound, ..Partition::default() });
        }
        if let (Some(last), Some(inside)) = (list.last_mut(), info.inside) {
            last.partitions.push(Partition { name: inside, ..Partition::default() });
        }
    }
    (by, list)
}

/// Which rows a partition has.
fn bound(info: &PartitionInfo) -> String {
    let values = || sendable(info.description.as_deref().unwrap_or_default(), info.is_mysql != 0);
    match (info.method.starts_with("RANGE"), info.method.starts_with("LIST")) {
        (true, _) => format!("VALUES LESS THAN ({})", values()),
        (_, true) if info.description.as_deref() == Some("DEFAULT") => "DEFAULT".to_owned(),
        (_, true) => format!("VALUES IN ({})", values()),
        _ => String::new(),
    }
}
