//! Each way in which a table can differ is named.

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_runtime::schema::{Table, TableSchema, create_table, diff, reflect};

use crate::database;
use crate::tables::{LINES, POSTS, USERS};

/// The differences after the DDL of `schema` was changed from `from` to `to`.
fn changed(schema: &TableSchema, from: &str, to: &str) -> Vec<String> {
    let expected = Table::of::<Sqlite>(schema);
    let ddl = create_table::<Sqlite>(&expected).join(";\n");
    assert!(ddl.contains(from), "{ddl}");
    let mut conn = database();
    conn.batch_execute(&ddl.replacen(from, to, 1)).unwrap();
    let found = reflect(&mut conn).unwrap().remove(0);
    diff::<Sqlite>(&expected, &found).iter().map(ToString::to_string).collect()
}

fn users(from: &str, to: &str) -> Vec<String> {
    changed(&USERS, from, to)
}

#[test]
fn spelling_makes_no_difference() {
    let none: [&str; 0] = [];
    for (from, to) in [
        ("VARCHAR(50)", "varchar(255)"),
        ("\"is_active\" BOOLEAN", "IS_ACTIVE tinyint(1)"),
        ("DEFAULT TRUE", "DEFAULT (1)"),
        ("DEFAULT -1.5", "DEFAULT ( - 1.5 )"),
        ("CHARACTER  varying (8)", "character VARYING(8)"),
        ("lower(hex(randomblob(4)))", "LOWER( hex(randomblob(4)) )"),
        ("CONSTRAINT \"uq_users_email\" UNIQUE", "UNIQUE"),
        ("CONSTRAINT \"pk_users\" ", ""),
        ("\"bio\" TEXT", "\"bio\" TEXT DEFAULT NULL"),
        ("\"bio\" TEXT", "extra INT, more INT NOT NULL DEFAULT 1, made AS (1), \"bio\" TEXT"),
        ("STORED", "VIRTUAL"),
        (" AUTOINCREMENT", ""),
        ("CREATE INDEX", "CREATE INDEX more ON users (bio); CREATE INDEX"),
    ] {
        assert_eq!(users(from, to), none, "{from} -> {to}");
    }
    let from = ",\n    CONSTRAINT \"fk_posts_user_id\" FOREIGN KEY (\"user_id\")";
    assert_eq!(changed(&POSTS, from, ", FOREIGN KEY (user_id)"), none);
}

#[test]
fn columns() {
    assert_eq!(users("\"bio\" TEXT,", ""), ["table `users`, column `bio`: expected `TEXT`, found none"]);
    assert_eq!(
        users("\"bio\" TEXT,", "\"bio\" TEXT, \"extra\" INT NOT NULL,"),
        ["table `users`, column `extra`: expected none, found `INT NOT NULL`"]
    );
    assert_eq!(
        users("\"bio\" TEXT,", "\"bio\" TEXT NOT NULL,"),
        ["table `users`, nullability of column `bio`: expected `NULL`, found `NOT NULL`"]
    );
    assert_eq!(
        users("\"email\" TEXT", "\"email\" JSON"),
        ["table `users`, type of column `email`: expected `TEXT`, found `JSON`"]
    );
    assert_eq!(
        users("\"email\" TEXT NOT NULL", "\"email\" NOT NULL"),
        ["table `users`, type of column `email`: expected `TEXT`, found `no type`"]
    );
    assert_eq!(
        users("CHARACTER  varying (8)", "TEXT"),
        ["table `users`, type of column `tag`: expected `CHARACTER  varying (8)`, found `TEXT`"]
    );
    assert_eq!(
        users("DEFAULT TRUE", "DEFAULT FALSE"),
        ["table `users`, default of column `is_active`: expected `TRUE`, found `FALSE`"]
    );
    assert_eq!(users(" DEFAULT 'x'", ""), ["table `users`, default of column `tag`: expected `'x'`, found none"]);
    assert_eq!(
        users("DEFAULT 'x'", "DEFAULT 'X'"),
        ["table `users`, default of column `tag`: expected `'x'`, found `'X'`"]
    );
    assert_eq!(
        users(" GENERATED ALWAYS AS (length(name)) STORED", ""),
        ["table `users`, generation of column `name_length`: expected `(length(name))`, found none"]
    );
}

#[test]
fn keys() {
    assert_eq!(
        users(
            "INTEGER NOT NULL CONSTRAINT \"pk_users\" PRIMARY KEY AUTOINCREMENT",
            "INT CONSTRAINT pk_users PRIMARY KEY"
        ),
        ["table `users`, primary key: expected `pk_users (id), made by the database`, found `pk_users (id)`"]
    );
    assert_eq!(
        users("\"pk_users\"", "\"users_pkey\""),
        [
            "table `users`, primary key: expected `pk_users (id), made by the database`, found `users_pkey (id), made by the database`"
        ]
    );
    assert_eq!(
        changed(&LINES, "PRIMARY KEY (\"order_id\", \"line\")", "PRIMARY KEY (\"line\", \"order_id\")"),
        ["table `lines`, primary key: expected `pk_lines (order_id, line)`, found `pk_lines (line, order_id)`"]
    );
    assert_eq!(
        changed(&LINES, ",\n    CONSTRAINT \"pk_lines\" PRIMARY KEY (\"order_id\", \"line\")", ""),
        ["table `lines`, primary key: expected `pk_lines (order_id, line)`, found none"]
    );
}

#[test]
fn unique_constraints() {
    assert_eq!(
        users("UNIQUE (\"email\")", "UNIQUE (\"email\", \"name\")"),
        [
            "table `users`, unique constraint `uq_users_email`: expected `uq_users_email (email)`, found none",
            "table `users`, unique constraint `uq_users_email`: expected none, found `uq_users_email (email, name)`",
        ]
    );
    assert_eq!(
        users("\"uq_users_email\"", "\"users_email_key\""),
        [
            "table `users`, unique constraint `uq_users_email`: expected `uq_users_email (email)`, found `users_email_key (email)`"
        ]
    );
    let index = "CREATE UNIQUE INDEX uq_users_email ON users (email); CREATE INDEX";
    let both = |ddl: &str| ddl.replacen("CREATE INDEX", index, 1);
    assert!(users("CREATE INDEX", &both("CREATE INDEX")).is_empty());
}

#[test]
fn a_unique_index_serves_as_a_unique_constraint() {
    let expected = Table::of::<Sqlite>(&USERS);
    let ddl = create_table::<Sqlite>(&expected).join(";\n");
    let ddl = ddl.replacen("    CONSTRAINT \"uq_users_email\" UNIQUE (\"email\"),\n", "", 1);
    let mut conn = database();
    conn.batch_execute(&ddl).unwrap();
    conn.batch_execute("CREATE UNIQUE INDEX uq_users_email ON users (email)").unwrap();
    assert_eq!(diff::<Sqlite>(&expected, &reflect(&mut conn).unwrap().remove(0)), []);
}

#[test]
fn foreign_keys() {
    let expected = "CONSTRAINT \"fk_posts_user_id\" FOREIGN KEY (\"user_id\") REFERENCES \"users\" (\"id\") ON DELETE CASCADE ON UPDATE RESTRICT";
    for (from, to) in [
        ("ON DELETE CASCADE", "ON DELETE SET NULL"),
        ("ON UPDATE RESTRICT", "ON UPDATE CASCADE"),
        ("REFERENCES \"users\" (\"id\")", "REFERENCES \"users\" (\"email\")"),
        ("\"fk_posts_user_id\"", "\"posts_user_fk\""),
        ("ON UPDATE RESTRICT", "ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED"),
    ] {
        let found = expected.replacen(from, to, 1);
        let message = format!("table `posts`, foreign key `fk_posts_user_id`: expected `{expected}`, found `{found}`");
        assert_eq!(changed(&POSTS, from, to), [message]);
    }
    let other = changed(&POSTS, "REFERENCES \"users\"", "REFERENCES \"people\"");
    assert_eq!(other.len(), 2, "{other:?}");
}

#[test]
fn checks() {
    assert_eq!(
        users("\"ck_users_name_length\"", "\"ck\""),
        [
            "table `users`, check `ck_users_name_length`: expected `CONSTRAINT \"ck_users_name_length\" CHECK (length(name) BETWEEN 1 AND 50)`, found none",
            "table `users`, check `ck`: expected none, found `CONSTRAINT \"ck\" CHECK (length(name) BETWEEN 1 AND 50)`",
        ]
    );
    assert_eq!(
        users("\"bio\" TEXT", "\"bio\" TEXT CHECK (bio <> '')"),
        ["table `users`, check without a name: expected none, found `CHECK (bio <> '')`"]
    );
}

#[test]
fn indexes() {
    let wanted = "(\"is_active\", \"name\") WHERE is_active";
    let found =
        |to: &str| vec![format!("table `users`, index `ix_users_is_active_name`: expected `{wanted}`, found `{to}`")];
    assert_eq!(users(" WHERE is_active", ""), found("(\"is_active\", \"name\")"));
    assert_eq!(users("CREATE INDEX", "CREATE UNIQUE INDEX"), found(&format!("UNIQUE {wanted}")));
    assert_eq!(users("(\"is_active\", \"name\")", "(name DESC)"), found("(\"name\" DESC) WHERE is_active"));
    assert_eq!(
        users(";\nCREATE INDEX", ";\n-- "),
        [format!("table `users`, index `ix_users_is_active_name`: expected `{wanted}`, found none")]
    );
    assert_eq!(
        users("CREATE INDEX", "CREATE UNIQUE INDEX strict ON users (name); CREATE INDEX"),
        ["table `users`, index `strict`: expected none, found `UNIQUE (\"name\")`"]
    );
}
