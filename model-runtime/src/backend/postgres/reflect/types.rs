//! The types that columns have, beyond those of the server.

use std::collections::HashMap;

use diesel::deserialize::QueryableByName;
use diesel::pg::Pg;
use diesel::sql_types::{Array, Bool, Nullable, Oid, Text};

use super::columns::ColumnInfo;
use super::load_of;
use super::texts::settled;
use crate::connection::Link;
use crate::error::Result;
use crate::schema::Type;

#[derive(QueryableByName)]
struct TypeInfo {
    #[diesel(sql_type = Oid)]
    oid: u32,
    /// NULL for the current schema.
    #[diesel(sql_type = Nullable<Text>)]
    namespace: Option<String>,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Bool)]
    is_enum: bool,
    /// The values of an enum.
    #[diesel(sql_type = Array<Text>)]
    values: Vec<String>,
    /// The type that a domain narrows.
    #[diesel(sql_type = Nullable<Text>)]
    base: Option<String>,
    /// What follows that.
    #[diesel(sql_type = Text)]
    constraints: String,
}

/// Enums and domains.
pub(super) struct Types(HashMap<u32, Type>);

/// Reads the enums and domains that columns have, or lists of which they have.
pub(super) async fn read<C: Link<Backend = Pg>>(columns: &[ColumnInfo], conn: &mut C) -> Result<Types> {
    let mut oids: Vec<u32> = columns.iter().flat_map(|info| [info.ty, info.item]).collect();
    oids.sort_unstable();
    oids.dedup();
    // Types of extensions come with them.
    let sql = format!(
        "SELECT t.oid, nullif(n.nspname, current_schema())::text AS namespace, t.typname::text AS name, \
         t.typtype = 'e' AS is_enum, {} AS values, format_type(t.typbasetype, t.typtypmod) AS base, \
         concat_ws(' ', (SELECT 'COLLATE ' || quote_ident(s.nspname) || '.' || quote_ident(l.collname) \
         FROM pg_collation l JOIN pg_namespace s ON s.oid = l.collnamespace JOIN pg_type b ON b.oid = t.typbasetype \
         WHERE l.oid = t.typcollation AND l.oid <> b.typcollation), \
         'DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN 'NOT NULL' END, \
         (SELECT string_agg(format('CONSTRAINT %I %s', c.conname, pg_get_constraintdef(c.oid)), ' ' ORDER BY c.conname) \
         FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c')) AS constraints \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         WHERE t.oid = ANY($1) AND t.typtype IN ('e', 'd') AND n.nspname NOT IN ('pg_catalog', 'information_schema') \
         AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid \
         AND d.deptype = 'e')",
        values_of("t.oid"),
    );
    let infos: Vec<TypeInfo> = load_of(conn, &sql, &oids).await?;
    Ok(Types(infos.into_iter().map(|info| (info.oid, ty(info))).collect()))
}

/// The values of an enum type, as SQL literals, in SQL; none if it is another type.
pub(super) fn values_of(ty: &str) -> String {
    format!("ARRAY(SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = {ty} ORDER BY enumsortorder)")
}

fn ty(info: TypeInfo) -> Type {
    let TypeInfo { namespace, name, values, constraints, .. } = info;
    if info.is_enum {
        return Type::Enum { namespace, name, values };
    }
    Type::Domain { namespace, name, base: info.base.unwrap_or_default(), constraints: settled(&constraints) }
}

impl Types {
    /// The type of a column: this one, a list of the other one, or else one that is called so.
    pub(super) fn of(&self, ty: u32, item: u32, declared: String) -> Type {
        let Self(types) = self;
        match (types.get(&ty), types.get(&item)) {
            (Some(own), _) => own.clone(),
            (None, Some(item)) => Type::Array(Box::new(item.clone())),
            (None, None) => Type::Named(declared),
        }
    }
}
