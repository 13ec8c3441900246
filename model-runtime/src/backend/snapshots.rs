//! What each backend is sent, as text: no server is needed to look at it.

// Derived code is written for other crates, whose warnings about imports it does not cause.
#![allow(unused_imports, unreachable_pub, dead_code)]

use std::fmt::Write;
use std::marker::PhantomData;

use diesel::debug_query;
use diesel::query_builder::QueryFragment;

use super::Dialect;
use crate::model::{ColumnSet, Draft, NewRow, Storable, Value, checked};
use crate::prelude::*;
use crate::schema::{Ddl, Table, create_tables, drop_circles, drop_tables};
use crate::statement::{
    Arrays, Chunk, Conflict, Count, DeleteKeys, DeleteRow, DeleteWhere, Exists, FirstAndStep, Insert, Made, PatchKey,
    PatchTarget, PatchWhere, Returning, SelectKey, SelectKeys, SelectLike, Source, UpdateLike, UpdateRow, UpdateRows,
    given_columns, given_to_update,
};

/// A key and defaults of the database, a version, a generated column, rules, a foreign key in a circle.
#[derive(Model, Debug, Clone)]
#[model(table = "books", index(title, pages))]
pub struct Book {
    pub id: i64,
    #[validate(length(max = 200), prefix("a"), contains("it's"), suffix("z"))]
    pub title: String,
    #[model(unique)]
    pub isbn: String,
    #[validate(range(min = 1))]
    pub pages: Option<i32>,
    #[model(default_sql = "7")]
    pub rating: i16,
    #[model(version)]
    pub version: i32,
    #[model(generated = "pages / 2")]
    pub sheets: Option<i32>,
    #[model(belongs_to(Shelf, on_delete = "set null"))]
    pub shelf_id: Option<i64>,
}

/// Reserved and quoted names.
#[derive(Model, Debug, Clone)]
#[model(table = "order", module = "shelves")]
pub struct Shelf {
    pub id: i64,
    #[model(column = "the \"no\"")]
    pub number: i64,
    #[model(belongs_to(Book))]
    pub first_id: Option<i64>,
}

/// A composite key that is given.
#[derive(Model, Debug, Clone)]
#[model(table = "loans", primary_key(book, person))]
pub struct Loan {
    pub book: i64,
    pub person: String,
}

/// Nothing but a key.
#[derive(Model, Debug, Clone)]
#[model(table = "marks")]
pub struct Mark {
    pub id: i64,
}

schema! { pub Library: Book, Shelf, Loan, Mark }

fn book(rating: Option<i16>) -> Draft<Book> {
    let rating = rating.map_or(Auto, Set);
    let new =
        NewBook { title: "a it's z".into(), isbn: "1".into(), pages: Some(9), rating, version: Auto, shelf_id: None };
    checked::<Book>(NewRow::into_draft(new)).unwrap().0
}

fn row() -> Book {
    let title = "a it's z".to_owned();
    Book { id: 1, title, isbn: "1".into(), pages: None, rating: 7, version: 3, sheets: None, shelf_id: None }
}

/// Statements as text, one under the other.
struct Listing<DB>(String, PhantomData<DB>);

impl<DB: Dialect<QueryBuilder: Default> + Default> Listing<DB> {
    fn add(&mut self, what: &str, statement: &impl QueryFragment<DB>) {
        let sql = debug_query::<DB, _>(statement).to_string();
        let sql = sql.split(" -- binds: ").next().unwrap_or_default();
        let _ = writeln!(self.0, "{what}\n    {sql}");
    }
}

/// Every statement of the verbs, on one backend.
fn statements<DB>() -> String
where
    DB: Dialect<QueryBuilder: Default> + Default,
    Book: Storable<DB>,
    Loan: Storable<DB>,
    Mark: Storable<DB>,
    i64: Value<diesel::sql_types::BigInt, DB>,
    crate::query::All<Book>: QueryFragment<DB>,
{
    let mut list = Listing::<DB>(String::new(), PhantomData);
    let (plain, rated) = ([book(None), book(None)], [book(Some(1))]);
    let columns = given_columns::<Book>(&plain[0]);
    let returning = if DB::CAPABILITIES.returning { Returning::Made } else { Returning::Nothing };
    let insert = |news, conflict, returning| Insert::<Book> {
        source: Source::New(news),
        columns,
        arrays: Arrays::NONE,
        conflict,
        returning,
    };
    list.add("insert", &insert(&plain[..1], Conflict::Fail, returning));
    list.add("insert_many", &insert(&plain, Conflict::Fail, returning));
    let marks = [NewRow::into_draft(NewMark {})];
    let source = Source::<Mark>::New(&marks);
    list.add(
        "insert without values",
        &Insert { source, columns: ColumnSet::EMPTY, arrays: Arrays::NONE, conflict: Conflict::Fail, returning },
    );
    let (rows, fail, nothing) = ([row(), row()], Conflict::Fail, Returning::Nothing);
    let these = rows.each_ref();
    let source = Source::Rows(&rows);
    let arrays = Arrays::NONE;
    list.add("insert_rows", &Insert { source, columns, arrays, conflict: fail, returning: nothing });
    let set = ColumnSet::EMPTY.with(1).with(3);
    if DB::CAPABILITIES.arrays_from.is_some() {
        let arrays = Arrays::of(Source::<Book>::New(&plain), columns.iter());
        let source = Source::New(&plain);
        list.add("insert_many as arrays", &Insert { source, columns, arrays, conflict: fail, returning });
        let arrays = Arrays::of(Source::These(&these), given_to_update::<Book>(set));
        list.add("save_many as arrays", &UpdateRows { rows: &these, columns: set, arrays });
    }
    list.add("save_many", &UpdateRows { rows: &these, columns: set, arrays: Arrays::NONE });
    if !DB::CAPABILITIES.returning {
        list.add("what was made, with defaults", &Made::<Book> { news: &plain });
        list.add("what was made, one key", &Made::<Mark> { news: &marks });
        list.add("what was made, integer keys", &FirstAndStep::<Mark> { model: PhantomData });
        let marks = [NewRow::into_draft(NewMark {}), NewRow::into_draft(NewMark {})];
        list.add("what was made, keys", &Made::<Mark> { news: &marks });
    }
    let target = ColumnSet::EMPTY.with(2);
    let update = Conflict::Update { target, columns: ColumnSet::EMPTY.with(1).with(5) };
    list.add("upsert", &insert(&plain[..1], update, returning));
    list.add("get_or_create", &insert(&plain[..1], Conflict::Keep(Some(target)), returning));
    let (one, any) = ([target], [target, ColumnSet::EMPTY.with(1).with(3)]);
    let columns = ColumnSet::EMPTY.with(1).with(4).with(5);
    if DB::CAPABILITIES.returning {
        list.add("insert unless any unique key finds a row", &insert(&plain[..1], Conflict::Keep(None), returning));
    } else {
        list.add("upsert by another key", &UpdateLike::<Book> { new: &rated[0], keys: &one, columns });
    }
    list.add("upsert by any unique key", &UpdateLike::<Book> { new: &rated[0], keys: &any, columns });
    list.add("find by a unique key", &SelectLike::<Book> { new: &plain[0], keys: &one });
    list.add("find by any unique key", &SelectLike::<Book> { new: &plain[0], keys: &any });
    list.add("save", &UpdateRow { row: &row() });
    let patch = BookPatch { title: Set("b".into()), ..Default::default() };
    list.add("patch", &PatchKey::<Book> { patch: &patch, row: PatchTarget::Row(&row()) });
    list.add("update", &PatchKey::<Book> { patch: &patch, row: PatchTarget::Key(&1) });
    let query = Book::query().into_inner();
    list.add("patch_all", &PatchWhere::<Book, _> { patch: &patch, query: &query });
    list.add("delete_all", &DeleteWhere::<Book, _> { query: &query, model: PhantomData });
    list.add("delete", &DeleteRow { row: &row() });
    list.add("delete_many", &DeleteKeys::<Book> { keys: &[1, 2] });
    let loans = [(1, "a".to_owned()), (2, "b".to_owned())];
    list.add("delete_many of composite keys", &DeleteKeys::<Loan> { keys: &loans });
    list.add("find", &SelectKey::<Loan> { key: &loans[0] });
    list.add("find_many", &SelectKeys::<Book> { keys: &[1, 2] });
    list.add("count", &Count { query: &query });
    list.add("exists", &Exists { query: &query });
    list.add("chunks", &Chunk::<Book, _> { query: &query, after: Some(&1), size: 10 });
    list.0
}

/// The DDL of one backend.
fn ddl<DB: Ddl>() -> String {
    let tables: Vec<Table> = Library::TABLES.iter().map(|schema| Table::of::<DB>(schema)).collect();
    let mut statements = create_tables::<DB>(&tables);
    if !DB::DROPS_TOGETHER && !DB::REFERS_AHEAD {
        statements.extend(drop_circles::<DB>(&tables));
    }
    statements.extend(drop_tables::<DB>(&tables));
    statements.join(";\n") + ";\n"
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite() {
    insta::assert_snapshot!("statements_sqlite", statements::<diesel::sqlite::Sqlite>());
    insta::assert_snapshot!("ddl_sqlite", ddl::<diesel::sqlite::Sqlite>());
}

#[cfg(feature = "postgres-dialect")]
#[test]
fn postgres() {
    insta::assert_snapshot!("statements_postgres", statements::<diesel::pg::Pg>());
    insta::assert_snapshot!("ddl_postgres", ddl::<diesel::pg::Pg>());
}

#[cfg(feature = "mysql-dialect")]
#[test]
fn mysql() {
    insta::assert_snapshot!("statements_mysql", statements::<diesel::mysql::Mysql>());
    insta::assert_snapshot!("ddl_mysql", ddl::<diesel::mysql::Mysql>());
}
