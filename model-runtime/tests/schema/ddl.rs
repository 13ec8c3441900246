//! DDL as text.

use diesel::sqlite::Sqlite;
use model_runtime::schema::{
    Action, Check, Column, DataType, Deferrable, ForeignKey, Generated, Index, IndexColumn, Schema, Table, Type, View,
    create_table, drop_tables,
};

use crate::tables::{Blog, LINES, POSTS, USERS};

#[test]
fn a_table_with_everything() {
    let mut table = Table::of::<Sqlite>(&USERS);
    let condition = "\"bio\" IN ('admin', 'it''s')".to_owned();
    table.checks.insert(0, Check { name: Some("ck_users_bio".to_owned()), condition });
    assert_eq!(
        create_table::<Sqlite>(&table).join(";\n"),
        r#"CREATE TABLE "users" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_users" PRIMARY KEY AUTOINCREMENT,
    "name" VARCHAR(50) NOT NULL,
    "email" TEXT NOT NULL,
    "is_active" BOOLEAN NOT NULL DEFAULT TRUE,
    "bio" TEXT,
    "score" REAL NOT NULL DEFAULT -1.5,
    "token" TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)))),
    "name_length" INTEGER NOT NULL GENERATED ALWAYS AS (length(name)) STORED,
    "tag" CHARACTER  varying (8) NOT NULL DEFAULT 'x',
    CONSTRAINT "uq_users_email" UNIQUE ("email"),
    CONSTRAINT "ck_users_bio" CHECK ("bio" IN ('admin', 'it''s')),
    CONSTRAINT "ck_users_name_length" CHECK (length(name) BETWEEN 1 AND 50)
);
CREATE INDEX "ix_users_is_active_name" ON "users" ("is_active", "name") WHERE is_active"#
    );
}

#[test]
fn foreign_keys_and_composite_keys() {
    assert_eq!(
        create_table::<Sqlite>(&Table::of::<Sqlite>(&POSTS)).join(";\n"),
        r#"CREATE TABLE "posts" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_posts" PRIMARY KEY AUTOINCREMENT,
    "user_id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    CONSTRAINT "fk_posts_user_id" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX "ix_posts_title" ON "posts" ("title")"#
    );
    assert_eq!(
        create_table::<Sqlite>(&Table::of::<Sqlite>(&LINES)).concat(),
        r#"CREATE TABLE "lines" (
    "order_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "parent_order" INTEGER,
    "parent_line" INTEGER,
    CONSTRAINT "pk_lines" PRIMARY KEY ("order_id", "line"),
    CONSTRAINT "uq_lines_parent" UNIQUE ("parent_order", "parent_line"),
    CONSTRAINT "fk_lines_parent" FOREIGN KEY ("parent_order", "parent_line") REFERENCES "lines" ("order_id", "line") ON DELETE SET NULL
)"#
    );
}

#[test]
fn what_only_owned_tables_have() {
    let column = |name: &str, ty| Column { nullable: true, ..Column::new(name, ty) };
    let generated = Some(Generated { expression: "a + 1".to_owned(), stored: false });
    let integer = Type::Stored { sql: "INTEGER".to_owned(), data: DataType::Integer };
    let table = Table {
        columns: vec![column("a", Type::named("")), Column { generated, ..column("b", integer) }],
        foreign_keys: vec![ForeignKey {
            name: None,
            columns: vec!["a".to_owned()],
            namespace: None,
            table: "u".to_owned(),
            references: Vec::new(),
            on_delete: Action::SetDefault,
            on_update: Action::NoAction,
            deferrable: Deferrable::Deferred,
        }],
        checks: vec![Check { name: None, condition: "a > 0".to_owned() }],
        indexes: vec![Index::new(
            "i",
            vec![IndexColumn::Descending("a".to_owned()), IndexColumn::Expression("abs(b)".to_owned())],
        )],
        ..Table::named("t")
    };
    assert_eq!(
        create_table::<Sqlite>(&table).join(";\n"),
        r#"CREATE TABLE "t" (
    "a" ,
    "b" INTEGER GENERATED ALWAYS AS (a + 1) VIRTUAL,
    FOREIGN KEY ("a") REFERENCES "u" ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
    CHECK (a > 0)
);
CREATE INDEX "i" ON "t" ("a" DESC, abs(b))"#
    );
    let view = View { query: "SELECT 1 AS one;".to_owned(), materialized: false };
    let view = Table { view: Some(view), ..Table::named("v") };
    assert_eq!(create_table::<Sqlite>(&view), ["CREATE VIEW \"v\" AS\nSELECT 1 AS one"]);
}

#[test]
fn identifiers_are_quoted() {
    assert_eq!(drop_tables::<Sqlite>(&[Table::named("a\"b")]), [r#"DROP TABLE IF EXISTS "a""b""#]);
}

#[test]
fn the_script_of_a_schema_runs_and_creates_the_same() {
    use diesel::connection::SimpleConnection;
    let mut conn = crate::database();
    conn.batch_execute(&Blog::ddl::<Sqlite>()).unwrap();
    assert_eq!(Blog::create_all(&mut conn).unwrap().unchanged.len(), Blog::TABLES.len());
}
