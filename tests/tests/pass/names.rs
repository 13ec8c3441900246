//! Names: of columns, of tables, and what they clash with.

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;

/// Columns called like methods, modules and types.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "odd")]
pub struct Odd {
    #[model(id)]
    pub new: i64,
    pub insert: String,
    pub query: String,
    pub r#type: String,
    pub table: String,
    pub all_columns: String,
    pub str: String,
    pub bool: bool,
    pub dsl: String,
    pub columns: String,
    pub star: i64,
    pub count: i64,
    pub find: i64,
    pub builder: i64,
    pub key: i64,
    pub value: i64,
    pub patch: i64,
    pub self_: i64,
    pub r#match: i64,
    pub r#gen: i64,
    pub draft: i64,
    pub row: i64,
    pub q: i64,
    pub words: Words,
}

/// Variants called like types and constants of the traits that it gets.
#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    Expression,
    Code,
    Sql,
    Inner,
    Read,
    Row,
    Error,
    Output,
    Item,
    Target,
    Ok,
    Some,
    None,
    Name,
}

/// A foreign key and a CHECK called like what there is an index of, as databases allow it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(check(name = "number", sql = "number > 0"))]
pub struct Seat {
    pub id: i64,
    #[model(unique = "number")]
    pub number: i64,
    #[model(index = "of_ticket", belongs_to(Ticket, constraint = "of_ticket"))]
    pub ticket_id: i64,
}

/// A table and columns in other alphabets.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "größen")]
pub struct Größe {
    pub id: i64,
    pub länge: i64,
    #[model(column = "ширина, см")]
    pub breite: Option<i64>,
}

/// A table called like a word of SQL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "order")]
pub struct Order {
    pub id: i64,
    #[model(column = "select", unique)]
    pub from: String,
    pub group: Option<String>,
}

/// A table called like one of its columns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "name")]
pub struct Name {
    pub id: i64,
    pub name: String,
}

/// Only a key.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Ticket {
    /// The key.
    pub id: i64,
}

/// A key that is given.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Country {
    #[model(id, assigned)]
    pub code: String,
}

schema! {
    /// Places, each with a ticket.
    pub Seats: Ticket, Seat
}

/// Only a key of two columns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(primary_key(left, right))]
pub struct Pair {
    pub left: i64,
    pub right: String,
}

/// As many columns as Diesel has tables for by default.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "wides")]
pub struct Wide {
    pub id: i64,
    pub c1: i64,
    pub c2: String,
    pub c3: Option<i32>,
    pub c4: bool,
    pub c5: f64,
    pub c6: i64,
    pub c7: String,
    pub c8: Option<i32>,
    pub c9: bool,
    pub c10: f64,
    pub c11: i64,
    pub c12: String,
    pub c13: Option<i32>,
    pub c14: bool,
    pub c15: f64,
    pub c16: i64,
    pub c17: String,
    pub c18: Option<i32>,
    pub c19: bool,
    pub c20: f64,
    pub c21: i64,
    pub c22: String,
    pub c23: Option<i32>,
    pub c24: bool,
    pub c25: f64,
    pub c26: i64,
    pub c27: String,
    pub c28: Option<i32>,
    pub c29: bool,
    pub c30: f64,
    pub c31: i64,
}

#[test]
fn odd_names_are_quoted() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        r#"CREATE TABLE odd ("new" INTEGER PRIMARY KEY, "insert" TEXT, query TEXT, type TEXT, "table" TEXT,
             all_columns TEXT, str TEXT, bool INTEGER, dsl TEXT, columns TEXT, star INTEGER, count INTEGER, find INTEGER,
             builder INTEGER, "key" INTEGER, value INTEGER, patch INTEGER, self_ INTEGER, "match" INTEGER, gen INTEGER,
             draft INTEGER, row INTEGER, q INTEGER, words TEXT);
           CREATE TABLE "größen" (id INTEGER PRIMARY KEY, "länge" INTEGER, "ширина, см" INTEGER);
           CREATE TABLE "order" (id INTEGER PRIMARY KEY, "select" TEXT UNIQUE, "group" TEXT);
           CREATE TABLE name (id INTEGER PRIMARY KEY, name TEXT);
           CREATE TABLE tickets (id INTEGER PRIMARY KEY);
           CREATE TABLE countrys (code TEXT PRIMARY KEY);
           CREATE TABLE pairs ("left" INTEGER, "right" TEXT, PRIMARY KEY ("left", "right"));"#,
    )
    .unwrap();

    let made = Odd::builder()
        .insert("i")
        .query("q")
        .r#type("t")
        .table("ta")
        .all_columns("a")
        .str("s")
        .bool(true)
        .dsl("d")
        .columns("c");
    let made = made.star(1).count(2).find(3).builder(4).key(5).value(6).patch(7).self_(8).r#match(9).r#gen(10);
    let made = NewVerbs::insert(made.draft(11).row(12).q(13).words(Words::Expression), &mut conn).unwrap();
    assert_eq!(<Odd as Verbs>::find(made.new, &mut conn).unwrap(), made);
    assert_eq!(Odd::query().filter(odd::r#type.eq("t")).one(&mut conn).unwrap(), made);
    assert_eq!(
        Odd::query().filter(odd::q_.eq(13)).filter(odd::words.eq(Words::Expression)).one(&mut conn).unwrap(),
        made
    );

    let mut size = Größe::builder().länge(3).breite(4).insert(&mut conn).unwrap();
    size.länge = 5;
    size.save(&mut conn).unwrap();
    assert_eq!(Größe::query().filter(größen::breite.eq(4)).one(&mut conn).unwrap(), size);

    let order = Order::builder().from("a").insert(&mut conn).unwrap();
    let new = NewOrder { from: "a".into(), group: Some("g".into()) };
    let upserted = Order::upsert(new, order::from, &mut conn).unwrap();
    assert_eq!((upserted.id, upserted.group.as_deref()), (order.id, Some("g")));

    let name = Name::builder().name("n").insert(&mut conn).unwrap();
    assert_eq!(Name::query().filter(name::name_.eq("n")).one(&mut conn).unwrap(), name);

    let ticket = NewTicket {}.insert(&mut conn).unwrap();
    assert_eq!(Ticket::all(&mut conn).unwrap(), [ticket]);

    let country = Country::builder().code("ch").insert(&mut conn).unwrap();
    assert_eq!(Country::find("ch", &mut conn).unwrap(), country);

    let pair = NewPair { left: 1, right: "r".into() }.insert(&mut conn).unwrap();
    assert_eq!(Pair::find((1, "r".to_owned()), &mut conn).unwrap(), pair);
    pair.delete(&mut conn).unwrap();
    assert_eq!(Pair::count(&mut conn).unwrap(), 0);

    Seats::create_all(&mut conn).unwrap();
    let refused = Seat::builder().number(0).ticket_id(1).insert(&mut conn).unwrap_err();
    assert!(refused.violates(SeatConstraint::NumberCheck));
    Seat::builder().number(1).ticket_id(1).insert(&mut conn).unwrap();
    let refused = Seat::builder().number(1).ticket_id(1).insert(&mut conn).unwrap_err();
    assert!(refused.violates(SeatConstraint::NumberUnique));
}
