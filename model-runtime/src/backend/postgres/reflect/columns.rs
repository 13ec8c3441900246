//! Columns of tables and views.

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Nullable, Oid, Text};

use super::load_of;
use super::texts::settled;
use super::types::Types;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::{Column, DataType, Ddl, Generated, Identity};

#[derive(QueryableByName)]
pub(super) struct ColumnInfo {
    /// The table.
    #[diesel(sql_type = Oid)]
    pub(super) relation: u32,
    #[diesel(sql_type = Text)]
    name: String,
    /// Its type.
    #[diesel(sql_type = Oid)]
    pub(super) ty: u32,
    /// The type of its items, if it is a list; 0 otherwise.
    #[diesel(sql_type = Oid)]
    pub(super) item: u32,
    #[diesel(sql_type = Text)]
    declared: String,
    #[diesel(sql_type = Bool)]
    not_null: bool,
    #[diesel(sql_type = Nullable<Text>)]
    expression: Option<String>,
    /// `s` or `v` if the expression is what the column is generated from, and not its default.
    #[diesel(sql_type = Text)]
    generated: String,
    /// `a` or `d` for an identity.
    #[diesel(sql_type = Text)]
    identity: String,
    /// Whether a sequence is the column's own, or the column is the whole key.
    #[diesel(sql_type = Bool)]
    counts: bool,
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    comment: Option<String>,
}

/// The columns of all tables, in order.
pub(super) async fn read<C: Link<Backend = Pg>>(oids: &[u32], conn: &mut C) -> Result<Vec<ColumnInfo>> {
    let sql = "SELECT a.attrelid AS relation, a.attname::text AS name, a.atttypid AS ty, \
               CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE 0::oid END AS item, \
               format_type(a.atttypid, a.atttypmod) AS declared, a.attnotnull AS not_null, \
               pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated::text AS generated, \
               a.attidentity::text AS identity, d.oid IS NOT NULL AND (EXISTS (SELECT FROM pg_depend o \
               JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S' WHERE o.classid = 'pg_class'::regclass AND o.deptype = 'a' \
               AND o.refclassid = 'pg_class'::regclass AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum) \
               OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND i.indnkeyatts = 1 \
               AND i.indkey[0] = a.attnum)) AS counts, col_description(a.attrelid, a.attnum) AS comment, \
               (SELECT CASE WHEN pg_collation_is_visible(l.oid) THEN quote_ident(l.collname) \
               ELSE quote_ident(n.nspname) || '.' || quote_ident(l.collname) END \
               FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace \
               WHERE l.oid = a.attcollation AND l.oid <> t.typcollation) AS collation \
               FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
               LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
               WHERE a.attrelid = ANY($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum";
    load_of(conn, sql, oids).await
}

pub(super) fn column(info: ColumnInfo, types: &Types) -> Column {
    let identity = match &*info.identity {
        "a" => Some(Identity::Always),
        "d" => Some(Identity::ByDefault),
        // A serial column is never NULL. Others may count by a sequence that is not theirs alone.
        _ => {
            let default = info.expression.as_deref().filter(|_| info.counts && info.not_null);
            default.filter(|sql| is_serial(&info.declared, sql)).map(|_| Identity::Serial)
        }
    };
    let (default, generated) = match info.expression.as_deref().map(settled) {
        Some(expression) if !info.generated.is_empty() => {
            (None, Some(Generated { expression, stored: info.generated == "s" }))
        }
        // A column that counts has the count for its default.
        expression => (expression.filter(|_| identity.is_none()), None),
    };
    Column {
        collation: info.collation,
        nullable: !info.not_null,
        default,
        generated,
        identity,
        comment: info.comment,
        ..Column::new(info.name, types.of(info.ty, info.item, info.declared))
    }
}

/// Whether a default is the next number of a sequence.
fn is_serial(declared: &str, default: &str) -> bool {
    let is_integer = matches!(Pg::data_type(declared), DataType::SmallInt | DataType::Integer | DataType::BigInt);
    let sequence = default.strip_prefix("nextval('").and_then(|sql| sql.strip_suffix("'::regclass)"));
    is_integer && sequence.is_some_and(|name| !name.replace("''", "").contains('\''))
}
