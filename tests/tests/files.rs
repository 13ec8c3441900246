//! Database files that are not what a program expects: of an older shape, unreachable, locked, with values that do not fit.
#![allow(missing_docs)]

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use model_runtime::database::{DatabaseBuilder, PooledConnection};
use model_runtime::prelude::*;
use model_runtime::schema::{Part, reflect};
use model_runtime::{ConnectionError, Error};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Book,
    Film,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "items")]
pub struct Item {
    pub id: i64,
    pub title: String,
    pub kind: Kind,
    #[model(column = "Page count")]
    pub pages: Option<i32>,
    pub bought_at: Option<chrono::NaiveDateTime>,
    pub price: Option<bigdecimal::BigDecimal>,
    pub cover: Option<uuid::Uuid>,
    pub extra: Option<serde_json::Value>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "loans")]
pub struct Loan {
    pub id: i64,
    #[model(belongs_to(Item))]
    pub item_id: i64,
}

schema! { pub Library: Item, Loan }

type Conn = PooledConnection<SqliteConnection>;

fn open(path: &Path) -> Conn {
    let url = path.to_str().unwrap();
    DatabaseBuilder::<SqliteConnection>::new()
        .url(url)
        .lock_timeout(Duration::from_millis(50))
        .connect()
        .unwrap()
        .get()
        .unwrap()
}

/// A file that another program left behind.
fn left_behind(path: &Path, sql: &str) {
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(sql).unwrap();
}

/// Tables without the types and constraints of the models: whatever is written into them stays as it is.
const UNTYPED: &str = r#"CREATE TABLE items (id INTEGER PRIMARY KEY, title, kind, "Page count", bought_at, price, cover, extra);
    CREATE TABLE loans (id INTEGER PRIMARY KEY, item_id);"#;

#[test]
fn an_older_file_is_reported_difference_by_difference_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    left_behind(
        &path,
        r#"CREATE TABLE items (id INTEGER NOT NULL CONSTRAINT pk_items PRIMARY KEY AUTOINCREMENT, title TEXT,
             kind TEXT NOT NULL CONSTRAINT ck_items_kind CHECK (kind IN ('book')), "Page count" TEXT,
             bought_at TEXT, cover BLOB, extra TEXT, owner TEXT NOT NULL);
           INSERT INTO items (title, kind, owner) VALUES (NULL, 'book', 'me');"#,
    );
    let mut conn = open(&path);
    let Err(Error::Schema(error)) = Library::create_all(&mut conn) else { panic!("an older file") };
    let found: Vec<String> = error.differences.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "table `items`, nullability of column `title`: expected `NOT NULL`, found `NULL`",
            "table `items`, type of column `Page count`: expected `INTEGER`, found `TEXT`",
            "table `items`, column `price`: expected `NUMERIC`, found none",
            "table `items`, column `owner`: expected none, found `TEXT NOT NULL`",
        ]
    );
    assert_eq!(error.differences[2].part, Part::Column("price".to_owned()));
    let tables: Vec<String> = reflect(&mut conn).unwrap().into_iter().map(|table| table.name).collect();
    assert_eq!(tables, ["items"]);

    // Put right by hand, it is accepted, and the row is still there.
    conn.batch_execute(
        r#"ALTER TABLE items RENAME TO old;
           CREATE TABLE items (id INTEGER NOT NULL CONSTRAINT pk_items PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL,
             kind TEXT NOT NULL CONSTRAINT ck_items_kind CHECK (kind IN ('book', 'film')), "Page count" INTEGER,
             bought_at TEXT, price NUMERIC, cover BLOB, extra TEXT);
           INSERT INTO items (id, title, kind) SELECT id, coalesce(title, ''), kind FROM old;
           DROP TABLE old;"#,
    )
    .unwrap();
    assert_eq!(Library::create_all(&mut conn).unwrap().created, ["loans"]);
    assert_eq!(Item::find(1, &mut conn).unwrap().kind, Kind::Book);
}

#[test]
fn a_query_on_a_file_without_the_column_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    left_behind(&path, "CREATE TABLE items (id INTEGER PRIMARY KEY, title TEXT NOT NULL)");
    let mut conn = open(&path);
    let error = Item::all(&mut conn).unwrap_err();
    assert!(error.to_string().starts_with("database error on `Item`: no such column: items.kind"), "{error}");
    let error = Loan::all(&mut conn).unwrap_err();
    assert!(error.to_string().starts_with("database error on `Loan`: no such table: loans"), "{error}");
    assert!(reflect(&mut conn).is_ok());
}

#[test]
fn values_that_do_not_fit_name_the_model_and_the_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.db");
    left_behind(&path, UNTYPED);
    let mut conn = open(&path);
    let good = "1, 'a', 'book', 3, '2024-01-02 03:04:05', 1.5, x'00112233445566778899aabbccddeeff', '{}'";
    for (column, value, bad) in [
        ("title", "'a'", "NULL"),
        ("kind", "'book'", "NULL"),
        ("kind", "'book'", "'vinyl'"),
        ("bought_at", "'2024-01-02 03:04:05'", "'yesterday'"),
        ("price", "1.5", "'cheap'"),
        ("price", "1.5", "x'00'"),
        ("cover", "x'00112233445566778899aabbccddeeff'", "x'00'"),
        ("extra", "'{}'", "'{'"),
    ] {
        let row = good.replacen(value, bad, 1);
        conn.batch_execute(&format!("DELETE FROM items; INSERT INTO items VALUES ({row})")).unwrap();
        let errors = [
            Item::all(&mut conn).err(),
            Item::find(1, &mut conn).err(),
            Item::query().first(&mut conn).err(),
            Item::query().page(PageRequest::default(), &mut conn).err(),
            Item::query().chunks(10).next(&mut conn).err(),
            Item::find_many([1], &mut conn).err(),
        ];
        for error in errors {
            let Some(Error::Decode(error)) = error else { panic!("{column} = {bad}: {error:?}") };
            assert_eq!((error.model, error.column.as_deref()), (Some("Item"), Some(column)), "{bad}: {error}");
        }
        // Nothing is left in a bad state: the next statement is served.
        conn.batch_execute(&format!("DELETE FROM items; INSERT INTO items VALUES ({good})")).unwrap();
        assert_eq!(Item::find(1, &mut conn).unwrap().pages, Some(3));
    }
}

/// SQLite itself would convert them.
#[test]
fn what_is_no_number_is_not_read_as_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.db");
    left_behind(&path, UNTYPED);
    let mut conn = open(&path);
    for stored in ["'three'", "'3 pages'", "3.7"] {
        conn.batch_execute(&format!(
            r#"DELETE FROM items; INSERT INTO items (id, title, kind, "Page count") VALUES (1, 'a', 'book', {stored})"#
        ))
        .unwrap();
        match Item::find(1, &mut conn) {
            Err(Error::Decode(error)) => assert_eq!(error.column.as_deref(), Some("Page count"), "{error}"),
            other => panic!("{stored}: {other:?}"),
        }
    }
    conn.batch_execute(r#"UPDATE items SET "Page count" = 3"#).unwrap();
    for (stored, read) in [("'1.50'", "1.50"), ("9007199254740993", "9007199254740993"), ("0.1", "0.1")] {
        conn.batch_execute(&format!("UPDATE items SET price = {stored}")).unwrap();
        assert_eq!(Item::find(1, &mut conn).unwrap().price, read.parse().ok(), "{stored}");
    }
}

#[test]
fn files_that_cannot_be_opened() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "this is a letter, and no database at all; it is long enough to have a header").unwrap();
    for path in [folder.path().join("no/such/folder/a.db"), folder.path().to_owned(), text] {
        let error = DatabaseBuilder::<SqliteConnection>::new()
            .url(path.to_str().unwrap())
            .pool_timeout(Duration::from_millis(300))
            .connect()
            .and_then(|db| db.get().map(|_| ()))
            .unwrap_err();
        let Error::Connection(error) = error else { panic!("{error:?}") };
        let ConnectionError::Open { url, .. } = &*error else { panic!("{error:?}") };
        assert!(url.contains(path.file_name().unwrap().to_str().unwrap()), "{error}");
    }
}

#[test]
fn a_locked_file_is_busy_and_serves_again_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("busy.db");
    let mut conn = open(&path);
    let mut other = open(&path);
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let error = Library::create_all(&mut conn).unwrap_err();
    assert!(matches!(error, Error::Busy(_)) && error.is_retryable(), "{error:?}");
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(Library::create_all(&mut conn).unwrap().created, ["items", "loans"]);

    other.batch_execute("BEGIN IMMEDIATE; INSERT INTO items (title, kind) VALUES ('a', 'film')").unwrap();
    let error = Item::builder().title("b").kind(Kind::Book).insert(&mut conn).unwrap_err();
    assert!(matches!(error, Error::Busy(_)), "{error:?}");
    // Readers are not kept waiting, and see what is committed.
    assert_eq!(Item::count(&mut conn).unwrap(), 0);
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(Item::builder().title("b").kind(Kind::Book).insert(&mut conn).unwrap().id, 1);
}

#[test]
fn a_full_disk_is_an_error_and_nothing_is_half_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("full.db");
    let mut conn = open(&path);
    Library::create_all(&mut conn).unwrap();
    let items = |count: usize, len: usize| {
        (0..count).map(move |n| Item::builder().title(format!("{n}{}", "x".repeat(len))).kind(Kind::Book))
    };
    Item::insert_many(items(3, 1), &mut conn).unwrap();
    conn.batch_execute("PRAGMA max_page_count = 20; PRAGMA cache_size = 2").unwrap();

    let full = |error: Error| {
        assert!(error.to_string().starts_with("database error on `Item`: database or disk is full"), "{error}");
        assert!(!error.is_retryable() && error.constraint().is_none());
    };
    // In a transaction of its own, in a savepoint, in a transaction that goes on after the error.
    full(Item::insert_many(items(500, 1_000), &mut conn).unwrap_err());
    assert_eq!(Item::count(&mut conn).unwrap(), 3);
    let error = conn.atomic(|conn| {
        Item::insert_many(items(2, 1), conn)?;
        conn.atomic(|conn| Item::insert_many(items(500, 1_000), conn)).map(drop)
    });
    full(error.unwrap_err());
    assert_eq!(Item::count(&mut conn).unwrap(), 3);
    let gone_on: Result<(), Error> = conn.atomic(|conn| {
        Item::insert_many(items(2, 1), conn)?;
        full(conn.atomic(|conn| Item::insert_many(items(500, 1_000), conn)).unwrap_err());
        Item::insert_many(items(1, 1), conn).map(drop)
    });
    gone_on.unwrap();
    assert_eq!(Item::count(&mut conn).unwrap(), 6);
}

/// SQLite ends transactions by itself, for a full disk, an error of reading or writing, or because a trigger says so.
#[test]
fn a_transaction_that_the_database_ended_does_not_go_on() {
    let db = Database::<SqliteConnection>::open("sqlite::memory:").unwrap();
    let mut conn = db.get().unwrap();
    Library::create_all(&mut conn).unwrap();
    conn.batch_execute(
        "CREATE TRIGGER no_vinyl BEFORE INSERT ON items WHEN NEW.title = 'vinyl'
         BEGIN SELECT raise(ROLLBACK, 'no vinyl here'); END",
    )
    .unwrap();
    let item = |title: &'static str| Item::builder().title(title).kind(Kind::Book);

    let refused = |error: Error| assert_eq!(error.to_string(), "database error on `Item`: no vinyl here");

    refused(item("vinyl").insert(&mut conn).unwrap_err());
    let error = conn.atomic(|conn| {
        item("a").insert(conn)?;
        item("vinyl").insert(conn)
    });
    refused(error.unwrap_err());
    let error = conn.atomic(|conn| {
        item("a").insert(conn)?;
        conn.atomic(|conn| item("vinyl").insert(conn))
    });
    refused(error.unwrap_err());
    assert_eq!(Item::count(&mut conn).unwrap(), 0);

    // A program that does not pass the error on learns from COMMIT that what came before it is not there.
    for savepoint in [false, true] {
        let committed: Result<(), Error> = conn.atomic(|conn| {
            item("a").insert(conn)?;
            refused(
                if savepoint { conn.atomic(|conn| item("vinyl").insert(conn)) } else { item("vinyl").insert(conn) }
                    .unwrap_err(),
            );
            Ok(())
        });
        assert!(matches!(committed, Err(Error::Database(_))), "{committed:?}");
        assert_eq!(Item::count(&mut conn).unwrap(), 0);
    }

    // The connection serves on, and so does its pool.
    assert_eq!(conn.atomic(|conn| item("a").insert(conn)).unwrap().title, "a");
    drop(conn);
    assert_eq!(Item::count(&mut db.get().unwrap()).unwrap(), 1);
}

#[test]
fn a_file_opened_for_reading_is_read_and_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.db");
    let mut writer = open(&path);
    Library::create_all(&mut writer).unwrap();
    let mut item = Item::builder().title("a").kind(Kind::Book).insert(&mut writer).unwrap();
    let reader = Database::<SqliteConnection>::open(format!("sqlite:{}?mode=ro", path.display())).unwrap();
    let mut conn = reader.get().unwrap();

    let refused = [
        Item::builder().title("b").kind(Kind::Book).insert(&mut conn).map(drop),
        item.save(&mut conn),
        item.delete(&mut conn),
        Library::drop_all(&mut conn).map(drop),
        conn.atomic(|conn| Item::delete_many([item.id], conn)).map(drop),
    ];

    for error in refused {
        let error = error.unwrap_err();
        assert!(error.to_string().contains("readonly") && !error.is_retryable(), "{error}");
    }
    assert_eq!(Item::all(&mut conn).unwrap(), [item]);
    // It goes on to see what others write.
    Item::builder().title("b").kind(Kind::Book).insert(&mut writer).unwrap();
    assert_eq!(Item::count(&mut conn).unwrap(), 2);
}
