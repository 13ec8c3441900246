//! Keys, unique constraints, CHECKs and exclusion constraints.

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Array, Bool, Nullable, Oid, Text};

use super::load_of;
use super::texts::settled;
use crate::backend::parts::{group, text};
use crate::backend::tokens::tokens;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Action, Check, Deferrable, Exclusion, ForeignKey, PrimaryKey, Table, Unique};

#[derive(QueryableByName)]
pub(super) struct ConstraintInfo {
    /// The table.
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = Text)]
    name: String,
    /// `p`, `u`, `f`, `c` or `x`.
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
    #[diesel(sql_type = Text)]
    definition: String,
    /// What a CHECK demands.
    #[diesel(sql_type = Nullable<Text>)]
    condition: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    parent_namespace: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    parent: Option<String>,
    #[diesel(sql_type = Array<Text>)]
    references: Vec<String>,
    #[diesel(sql_type = Text)]
    on_update: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
    #[diesel(sql_type = Bool)]
    deferrable: bool,
    #[diesel(sql_type = Bool)]
    deferred: bool,
}

/// The constraints of all tables, in the order in which they were made.
pub(super) async fn read<C: Link<Backend = Pg>>(oids: &[u32], conn: &mut C) -> Result<Vec<ConstraintInfo>> {
    let names = |of: &str, keys: &str| {
        format!(
            "ARRAY(SELECT a.attname::text FROM unnest({keys}) WITH ORDINALITY AS k (attnum, at) \
             JOIN pg_attribute a ON a.attrelid = {of} AND a.attnum = k.attnum ORDER BY k.at)"
        )
    };
    let (columns, references) = (names("c.conrelid", "c.conkey"), names("c.confrelid", "c.confkey"));
    // A key that refers to a partitioned table is repeated for each partition.
    let sql = format!(
        "SELECT c.conrelid AS relation, c.conname::text AS name, c.contype::text AS kind, {columns} AS columns, \
         pg_get_constraintdef(c.oid) AS definition, pg_get_expr(c.conbin, c.conrelid) AS condition, \
         nullif(n.nspname, current_schema())::text AS parent_namespace, p.relname::text AS parent, \
         {references} AS \"references\", c.confupdtype::text AS on_update, c.confdeltype::text AS on_delete, \
         c.condeferrable AS deferrable, c.condeferred AS deferred \
         FROM pg_constraint c LEFT JOIN pg_class p ON p.oid = c.confrelid LEFT JOIN pg_namespace n ON n.oid = p.relnamespace \
         WHERE c.conrelid = ANY($1) AND c.contype IN ('p', 'u', 'f', 'c', 'x') \
         AND NOT EXISTS (SELECT 1 FROM pg_constraint o WHERE o.oid = c.conparentid AND o.conrelid = c.conrelid) \
         ORDER BY c.conrelid, c.oid"
    );
    load_of(conn, &sql, oids).await
}

/// Adds a constraint to its table.
pub(super) fn add(table: &mut Table, info: ConstraintInfo) {
    let name = Some(info.name);
    match &*info.kind {
        "p" => table.primary_key = Some(PrimaryKey { name, columns: info.columns, prefixes: Vec::new() }),
        "u" => {
            let nulls_not_distinct = info.definition.starts_with("UNIQUE NULLS NOT DISTINCT");
            let options = after_columns(&info.definition);
            table.uniques.push(Unique { name, columns: info.columns, nulls_not_distinct, options });
        }
        "f" => table.foreign_keys.push(ForeignKey {
            name,
            columns: info.columns,
            namespace: info.parent_namespace,
            table: info.parent.unwrap_or_default(),
            references: info.references,
            on_delete: action(&info.on_delete),
            on_update: action(&info.on_update),
            deferrable: match (info.deferrable, info.deferred) {
                (false, _) => Deferrable::Not,
                (true, false) => Deferrable::Immediate,
                (true, true) => Deferrable::Deferred,
            },
        }),
        "x" => table.exclusions.push(Exclusion { name, definition: settled(&info.definition) }),
        _ => {
            let condition = info.condition.as_deref().map(settled).unwrap_or_default();
            table.checks.push(Check { name, condition });
        }
    }
}

/// What follows the columns of a constraint: further columns that its index holds, and when it is looked at.
fn after_columns(definition: &str) -> Option<String> {
    let list = tokens(definition);
    let open = list.iter().position(|token| token.is_mark("("))?;
    let (_, after) = group(list.get(open..)?)?;
    Some(text(definition, after)).filter(|options| !options.is_empty())
}

fn action(letter: &str) -> Action {
    match letter {
        "r" => Action::Restrict,
        "c" => Action::Cascade,
        "n" => Action::SetNull,
        "d" => Action::SetDefault,
        _ => Action::NoAction,
    }
}
