//! Tables that the tests share, written as the derive writes them.

use diesel::sql_types as st;
use model_runtime::IsFor;
use model_runtime::schema::{
    Action, CheckSchema, ColumnSchema, Deferrable, ForeignKeySchema, Role, Schema, TableSchema, check_schema, index,
    unique,
};

const fn id() -> ColumnSchema {
    ColumnSchema::new::<i64, st::BigInt>("id").role(Role::GeneratedKey)
}

const fn key(
    name: &'static str,
    columns: &'static [&'static str],
    parent: (&'static str, &'static str),
    references: &'static [&'static str],
    on_delete: Action,
) -> ForeignKeySchema {
    let on_update = Action::NoAction;
    ForeignKeySchema {
        name,
        columns,
        parent: parent.0,
        table: parent.1,
        namespace: None,
        references,
        on_delete,
        on_update,
        deferrable: Deferrable::Not,
        is_relation: true,
    }
}

pub(crate) const USERS: TableSchema = TableSchema::new(
    "User",
    "users",
    &[
        id(),
        ColumnSchema::new::<String, st::Text>("name").max_length(50),
        ColumnSchema::new::<String, st::Text>("email"),
        ColumnSchema::new::<bool, st::Bool>("is_active").default("TRUE"),
        ColumnSchema::new::<Option<String>, st::Nullable<st::Text>>("bio"),
        ColumnSchema::new::<f64, st::Double>("score").default("-1.5"),
        ColumnSchema::new::<String, st::Text>("token").default("lower(hex(randomblob(4)))"),
        ColumnSchema::new::<i64, st::BigInt>("name_length").generated("length(name)"),
        ColumnSchema::new::<String, st::Text>("tag").db_type("CHARACTER  varying (8)").default("'x'"),
    ],
    &["id"],
)
.uniques(&[unique("uq_users_email", &["email"])])
.checks(&[CheckSchema { name: "ck_users_name_length", sql: "length(name) BETWEEN 1 AND 50" }])
.indexes(&[index("ix_users_is_active_name", &["is_active", "name"]).filter("is_active")]);

pub(crate) const POSTS: TableSchema = TableSchema::new(
    "Post",
    "posts",
    &[id(), ColumnSchema::new::<i64, st::BigInt>("user_id"), ColumnSchema::new::<String, st::Text>("title")],
    &["id"],
)
.foreign_keys(&[ForeignKeySchema {
    on_update: Action::Restrict,
    ..key("fk_posts_user_id", &["user_id"], ("User", "users"), &["id"], Action::Cascade)
}])
.indexes(&[index("ix_posts_title", &["title"]).unique()]);

/// Composite keys: the primary key, a unique constraint, and a foreign key to the table itself.
pub(crate) const LINES: TableSchema = TableSchema::new(
    "Line",
    "lines",
    &[
        ColumnSchema::new::<i64, st::BigInt>("order_id").role(Role::Key),
        ColumnSchema::new::<i32, st::Integer>("line").role(Role::Key),
        ColumnSchema::new::<Option<i64>, st::Nullable<st::BigInt>>("parent_order"),
        ColumnSchema::new::<Option<i32>, st::Nullable<st::Integer>>("parent_line"),
    ],
    &["order_id", "line"],
)
.uniques(&[unique("uq_lines_parent", &["parent_order", "parent_line"])])
.foreign_keys(&[key(
    "fk_lines_parent",
    &["parent_order", "parent_line"],
    ("Line", "lines"),
    &["order_id", "line"],
    Action::SetNull,
)]);

/// Two tables in a circle.
pub(crate) const TEAMS: TableSchema = TableSchema::new(
    "Team",
    "teams",
    &[id(), ColumnSchema::new::<Option<i64>, st::Nullable<st::BigInt>>("captain_id")],
    &["id"],
)
.foreign_keys(&[key("fk_teams_captain_id", &["captain_id"], ("Player", "players"), &["id"], Action::NoAction)]);

pub(crate) const PLAYERS: TableSchema =
    TableSchema::new("Player", "players", &[id(), ColumnSchema::new::<i64, st::BigInt>("team_id")], &["id"])
        .foreign_keys(&[key("fk_players_team_id", &["team_id"], ("Team", "teams"), &["id"], Action::Restrict)]);

/// Names that need quoting, of every kind.
pub(crate) const ODD: TableSchema = TableSchema::new(
    "Order",
    "order",
    &[
        ColumnSchema::new::<String, st::Text>("e-mail").role(Role::Key),
        ColumnSchema::new::<String, st::Text>("a \"b\" 'c' [d] `e`"),
        ColumnSchema::new::<Option<String>, st::Nullable<st::Text>>("größe, (cm)"),
        ColumnSchema::new::<Option<String>, st::Nullable<st::Text>>("check"),
    ],
    &["e-mail"],
)
.uniques(&[unique("uq \"odd\"", &["größe, (cm)", "check"])])
.checks(&[CheckSchema { name: "ck '(1)' -- x", sql: "\"check\" <> ') CONSTRAINT no CHECK (' /* ) */ AND 1" }])
.foreign_keys(&[key("fk [order]", &["check"], ("Order", "order"), &["e-mail"], Action::NoAction)])
.indexes(&[index("ix \"ü\"", &["a \"b\" 'c' [d] `e`"])]);

pub(crate) struct Blog;
impl<DB> IsFor<DB> for Blog {}

impl Schema for Blog {
    const NAME: &'static str = "Blog";
    // Posts first, to see them ordered.
    const TABLES: &'static [&'static TableSchema] = &[&POSTS, &USERS, &LINES, &TEAMS, &PLAYERS, &ODD];
}
const _: () = check_schema(Blog::NAME, Blog::TABLES);
