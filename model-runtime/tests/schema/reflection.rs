//! What is read from a database.

use diesel::connection::SimpleConnection;
use diesel::sqlite::Sqlite;
use model_runtime::schema::{
    Action, Check, Deferrable, Generated, Identity, Index, IndexColumn, Schema, Table, Type, create_table, diff,
    reflect,
};

use crate::database;
use crate::tables::Blog;

fn tables(sql: &str) -> Vec<Table> {
    let mut conn = database();
    conn.batch_execute(sql).unwrap();
    reflect(&mut conn).unwrap()
}

fn only(sql: &str) -> Table {
    let mut tables = tables(sql);
    assert_eq!(tables.len(), 1, "{tables:?}");
    tables.remove(0)
}

#[test]
fn what_was_created_reads_back_the_same_and_creates_the_same() {
    let mut conn = database();
    Blog::create_all(&mut conn).unwrap();
    let found = reflect(&mut conn).unwrap();
    assert_eq!(found.len(), Blog::TABLES.len());
    for schema in Blog::TABLES {
        let expected = Table::of::<Sqlite>(schema);
        let table = found.iter().find(|table| table.name == schema.name).unwrap();
        assert_eq!(diff::<Sqlite>(&expected, table), []);
        assert_eq!(table.primary_key, expected.primary_key);
        assert_eq!(table.uniques, expected.uniques);
        assert_eq!(table.foreign_keys, expected.foreign_keys);
        assert_eq!(table.checks, expected.checks);
        assert_eq!(table.indexes, expected.indexes);
        // Reflected tables are created as they were, to the letter where types are spelled alike.
        let mut copy = database();
        copy.batch_execute(&create_table::<Sqlite>(table).join(";")).unwrap();
        assert_eq!(reflect(&mut copy).unwrap().first(), Some(table));
    }
}

#[test]
fn constraints_without_commas_comments_and_every_quote() {
    let table = only(
        "create table /* ( */ [my table] -- CHECK (
         (`a` integer not null constraint ca check (a > ')') default (1 + (2)),
          \"b\"\"x\" text collate nocase constraint nn not null references [my table] (a) deferrable initially deferred,
          'c' varchar(10) unique, d decimal ( 10 , 2 ) default -5,
          constraint u1 unique (a, [b\"x]) constraint c2 check ((a) in (1,2)) check (1),
          constraint f foreign key (a, d) references other on update set null on delete set default check (2),
          constraint p primary key (d desc, a))",
    );
    let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
    assert_eq!((&*table.name, names), ("my table", vec!["a", "b\"x", "c", "d"]));
    let key = table.primary_key.as_ref().unwrap();
    assert_eq!((key.name.as_deref(), &key.columns[..]), (Some("p"), &["d".to_owned(), "a".to_owned()][..]));
    assert!(table.columns.iter().all(|column| column.identity.is_none()));
    let uniques: Vec<_> = table.uniques.iter().map(|u| (u.name.as_deref(), u.columns.join(","))).collect();
    assert_eq!(uniques, [(None, "c".to_owned()), (Some("u1"), "a,b\"x".to_owned())]);
    let checks: Vec<_> = table.checks.iter().map(|check| (check.name.as_deref(), check.condition.clone())).collect();
    let check = |name, condition: &str| (name, condition.to_owned());
    assert_eq!(
        checks,
        [check(Some("ca"), "a > ')'"), check(Some("c2"), "(a) in (1,2)"), check(None, "1"), check(None, "2")]
    );
    let [own, other] = &table.foreign_keys[..] else { panic!("{:?}", table.foreign_keys) };
    assert_eq!((own.name.as_deref(), &*own.table, own.deferrable), (None, "my table", Deferrable::Deferred));
    assert_eq!((other.name.as_deref(), other.references.len(), other.deferrable), (Some("f"), 0, Deferrable::Not));
    assert_eq!((other.on_update, other.on_delete), (Action::SetNull, Action::SetDefault));
    let [a, b, _, d] = &table.columns[..] else { panic!() };
    assert_eq!((a.default.as_deref(), a.nullable), (Some("1 + (2)"), false));
    assert!(!b.nullable);
    assert_eq!((d.default.as_deref(), &d.ty), (Some("-5"), &Type::Named("decimal ( 10 , 2 )".to_owned())));
}

#[test]
fn keys_of_every_kind() {
    let found = tables(
        "CREATE TABLE a (id INTEGER PRIMARY KEY, x);
         CREATE TABLE b (k TEXT PRIMARY KEY) WITHOUT ROWID;
         CREATE TABLE c (x INT);
         CREATE TABLE d (id INTEGER CONSTRAINT pk PRIMARY KEY AUTOINCREMENT, a_id REFERENCES a);
         CREATE TABLE e (k TEXT PRIMARY KEY);
         CREATE TABLE g (id INTEGER PRIMARY KEY) WITHOUT ROWID;
         CREATE TABLE h (id INTEGER PRIMARY KEY DESC);
         CREATE TABLE i (id BIGINT PRIMARY KEY);
         CREATE TABLE j (id INTEGER, PRIMARY KEY (id));
         CREATE VIEW v AS SELECT 1; CREATE VIRTUAL TABLE f USING fts5(t);",
    );
    let keys: Vec<_> = found
        .iter()
        .map(|table| {
            let counted = table.counted_key().and_then(|column| column.identity);
            let key = table.primary_key.as_ref().map(|key| (key.name.as_deref(), counted));
            (&*table.name, key, table.columns[0].nullable, table.indexes.len())
        })
        .collect();
    assert_eq!(
        keys,
        [
            ("a", Some((None, Some(Identity::RowNumber))), false, 0),
            ("b", Some((None, None)), false, 0),
            ("c", None, true, 0),
            ("d", Some((Some("pk"), Some(Identity::ByDefault))), false, 0),
            // SQLite lets a key of text be NULL.
            ("e", Some((None, None)), true, 0),
            // Keys of integers that are not the number of the row.
            ("g", Some((None, None)), false, 0),
            ("h", Some((None, None)), true, 0),
            ("i", Some((None, None)), true, 0),
            ("j", Some((None, Some(Identity::RowNumber))), false, 0),
        ]
    );
    assert_eq!(found[0].columns[1].ty, Type::Named(String::new()));
    assert_eq!(found[3].foreign_keys[0].references, ["id"]);
}

#[test]
fn generated_columns() {
    let table = only(
        "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a + (1)) VIRTUAL, c AS (a || ')') STORED NOT NULL, d TEXT AS (1))",
    );
    let generated: Vec<_> = table.columns.iter().map(|column| column.generated.clone()).collect();
    let made = |sql: &str, stored| Some(Generated { expression: sql.to_owned(), stored });
    assert_eq!(generated, [None, made("a + (1)", false), made("a || ')'", true), made("1", false)]);
    let types: Vec<_> = table.columns.iter().map(|column| column.ty.clone()).collect();
    assert_eq!(types, ["INT", "INT", "", "TEXT"].map(|name| Type::Named(name.to_owned())));
    assert_eq!(table.columns.iter().map(|column| column.nullable).collect::<Vec<_>>(), [true, true, false, true]);
}

#[test]
fn indexes_with_expressions_orders_and_conditions() {
    let table = only(
        "CREATE TABLE t (a TEXT, b TEXT COLLATE NOCASE);
         CREATE INDEX i1 ON t (a, lower(b), a DESC);
         CREATE UNIQUE INDEX \"i (2)\" ON t (b COLLATE BINARY) WHERE a > ')' AND b NOT NULL;",
    );
    let column = |name: &str| IndexColumn::Column(name.to_owned());
    let sql = |text: &str| IndexColumn::Expression(text.to_owned());
    let index = |name: &str, columns, unique, filter: Option<&str>| Index {
        unique,
        filter: filter.map(str::to_owned),
        ..Index::new(name, columns)
    };
    let down = IndexColumn::Descending("a".to_owned());
    assert_eq!(
        table.indexes,
        [
            index("i1", vec![column("a"), sql("lower(b)"), down], false, None),
            // In another order than the column's own.
            index("i (2)", vec![sql("b COLLATE BINARY")], true, Some("a > ')' AND b NOT NULL")),
        ]
    );
}

#[test]
fn names_survive_a_renamed_table_and_an_added_column() {
    let table = only(
        "CREATE TABLE t (a INT, CONSTRAINT c1 CHECK (a > 0)); ALTER TABLE t ADD COLUMN b INT CONSTRAINT c2 CHECK (b > 0);
         ALTER TABLE t RENAME TO \"u v\"; ALTER TABLE \"u v\" RENAME COLUMN a TO \"x y\";",
    );
    assert_eq!(table.name, "u v");
    let named = |name: &str, sql: &str| Check { name: Some(name.to_owned()), condition: sql.to_owned() };
    assert_eq!(table.checks, [named("c2", "b > 0"), named("c1", "\"x y\" > 0")]);
}

#[test]
fn tables_of_columns_without_definitions() {
    let table = only("CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\"");
    assert_eq!(table.columns.len(), 2);
    assert!(table.primary_key.is_none());
}
