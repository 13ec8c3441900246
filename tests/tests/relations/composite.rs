//! Relations by keys of several columns.

use model_runtime::prelude::*;
use model_runtime::relation::{Existing, Replaced};

use crate::db;

/// A shop numbers its orders by itself.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "c_shops", has_many(orders: Order))]
pub struct Shop {
    #[model(id, assigned)]
    #[validate(length(max = 10))]
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "c_orders",
    primary_key(shop, number),
    has_many(lines: Line, order = "position"),
    has_one(invoice: Invoice),
    has_many(notes: Note),
    many_to_many(coupons: Coupon, through = OrderCoupon, order = "code")
)]
pub struct Order {
    #[validate(length(max = 10))]
    #[model(belongs_to(Shop, name = "seller", on_delete = "cascade"))]
    pub shop: String,
    pub number: i32,
    pub buyer: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "c_lines",
    primary_key(shop, number, position),
    belongs_to(Order, columns(shop, number), on_delete = "cascade", on_update = "cascade")
)]
pub struct Line {
    #[validate(length(max = 10))]
    pub shop: String,
    pub number: i32,
    pub position: i32,
    pub amount: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "c_invoices",
    belongs_to(Order, columns(order_shop, order_number), name = "of"),
    unique(order_shop, order_number)
)]
pub struct Invoice {
    pub id: i64,
    #[validate(length(max = 10))]
    pub order_shop: String,
    pub order_number: i32,
    pub total: i64,
}

/// A note is of an order, or of none: then either column, or both, may be NULL.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "c_notes", belongs_to(Order, columns(shop, number), constraint = "fk_notes", on_delete = "set null"))]
pub struct Note {
    pub id: i64,
    #[validate(length(max = 10))]
    pub shop: Option<String>,
    pub number: Option<i32>,
    pub text: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "c_coupons", many_to_many(orders: Order, through = OrderCoupon))]
pub struct Coupon {
    #[model(id, assigned)]
    #[validate(length(max = 10))]
    pub code: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "c_order_coupons",
    primary_key(shop, number, code),
    belongs_to(Order, columns(shop, number), orphan = "delete")
)]
pub struct OrderCoupon {
    #[validate(length(max = 10))]
    pub shop: String,
    pub number: i32,
    #[validate(length(max = 10))]
    #[model(belongs_to(Coupon, name = "coupon"))]
    pub code: String,
}

schema! { pub Shops: Shop, Order, Line, Invoice, Note, Coupon, OrderCoupon }

fn order(number: i32, buyer: &str) -> NewOrder {
    NewOrder { shop: Fk::Parent, number, buyer: buyer.into() }
}

fn line(position: i32) -> NewLine {
    NewLine { shop: Fk::Parent, number: Fk::Parent, position, amount: i64::from(position) * 10 }
}

fn note(text: &str) -> NewNote {
    NewNote { shop: None, number: None, text: text.into() }
}

/// Two shops, whose orders have the same numbers.
fn filled() -> (db::Connection, Vec<Order>) {
    let mut conn = db::empty();
    Shops::create_all(&mut conn).unwrap();
    let mut orders = Vec::new();
    for name in ["north", "süd"] {
        let shop = NewShop { name: name.into() }
            .with(
                Shop::orders(),
                [1, 2]
                    .map(|number| order(number, name).with(Order::lines(), (1..=number).map(line).collect::<Vec<_>>())),
            )
            .insert(&mut conn)
            .unwrap();
        orders.extend(shop.related(Shop::orders()).iter().map(|order| (**order).clone()));
    }
    (conn, orders)
}

#[test]
fn keys_of_several_columns_are_filled_in() {
    let (mut conn, orders) = filled();
    let keys: Vec<_> = orders.iter().map(Order::key).collect();
    assert_eq!(keys, [("north".into(), 1), ("north".into(), 2), ("süd".into(), 1), ("süd".into(), 2)]);
    assert_eq!(Order::lines().count_for_all(&orders, &mut conn).unwrap(), [1, 2, 1, 2]);
    assert_eq!(Line::count(&mut conn).unwrap(), 6);
}

#[test]
fn related_rows_are_found_by_several_columns() {
    let (mut conn, orders) = filled();
    let found = Order::query()
        .with(Order::lines())
        .with(Order::invoice())
        .order((c_orders::shop, c_orders::number))
        .all(&mut conn)
        .unwrap();
    let positions: Vec<Vec<i32>> =
        found.iter().map(|order| order.related(Order::lines()).iter().map(|line| line.position).collect()).collect();
    assert_eq!(positions, [vec![1], vec![1, 2], vec![1], vec![1, 2]]);
    assert!(found.iter().all(|order| order.related(Order::invoice()).is_none()));

    let lines =
        Line::query().with(Line::order().with(Order::seller())).filter(c_lines::position.eq(2)).all(&mut conn).unwrap();
    let sellers: Vec<_> =
        lines.iter().map(|line| &*line.related(Line::order()).related(Order::seller()).name).collect();
    assert_eq!(sellers.len(), 2);
    assert!(sellers.contains(&"north") && sellers.contains(&"süd"));
    let last = Order::lines().order(c_lines::position.desc()).limit(1).load_for_all(&orders, &mut conn).unwrap();
    assert_eq!(last.iter().map(|lines| lines[0].position).collect::<Vec<_>>(), [1, 2, 1, 2]);
}

#[test]
fn conditions_and_joins_go_by_several_columns() {
    let (mut conn, orders) = filled();
    let of_second = Line::query().filter(Line::order().is(&orders[1])).count(&mut conn).unwrap();
    assert_eq!(of_second, 2);
    let with_second_line = Order::query().filter(Order::lines().any(c_lines::position.eq(2))).count(&mut conn).unwrap();
    assert_eq!(with_second_line, 2);
    assert_eq!(Order::query().filter(Order::lines().none(c_lines::position.eq(2))).count(&mut conn).unwrap(), 2);
    assert_eq!(Order::query().filter(Order::invoice().missing()).count(&mut conn).unwrap(), 4);
    let pairs: Vec<(String, i32)> = c_lines::table
        .inner_join(c_orders::table)
        .filter(c_orders::number.eq(2))
        .order((c_orders::shop, c_lines::position))
        .select((c_orders::shop, c_lines::position))
        .all(&mut conn)
        .unwrap();
    assert_eq!(pairs.len(), 4);
    assert_eq!(Order::lines().query_for(&orders[3]).delete_all(&mut conn).unwrap(), 2);
    assert_eq!(Line::count(&mut conn).unwrap(), 4);
}

/// A foreign key with a NULL in any of its columns leads nowhere.
#[test]
fn a_key_with_a_null_in_it_leads_nowhere() {
    let (mut conn, orders) = filled();
    let half = NewNote { shop: Some("north".into()), ..note("half") };
    let whole = NewNote { shop: Some("north".into()), number: Some(2.into()), text: "whole".into() };
    let notes = Note::insert_many([note("none"), half, whole], &mut conn).unwrap();
    let of_notes = Note::order().load_for_all(&notes, &mut conn).unwrap();
    assert_eq!(of_notes.iter().map(|order| order.as_deref()).collect::<Vec<_>>(), [None, None, Some(&orders[1])]);
    assert_eq!(Note::query().filter(Note::order().missing()).count(&mut conn).unwrap(), 2);
    assert_eq!(Note::query().filter(Note::order().exists()).count(&mut conn).unwrap(), 1);

    Order::notes().attach(&orders[3], &notes, &mut conn).unwrap();
    assert_eq!(Order::notes().count_for(&orders[3], &mut conn).unwrap(), 3);
    let replaced = Order::notes().replace(&orders[3], [&notes[1]], &mut conn).unwrap();
    assert_eq!(replaced, Replaced { attached: 0, detached: 2 });
    orders[3].delete(&mut conn).unwrap();
    let shops: Vec<_> = Note::all(&mut conn).unwrap().into_iter().map(|note| (note.shop, note.number)).collect();
    assert_eq!(shops, [(None, None), (None, None), (None, None)]);
    assert_eq!(Order::notes().insert_for(&orders[0], [note("new")], &mut conn).unwrap()[0].number, Some(1));
}

#[test]
fn rows_with_several_columns_in_their_key_are_linked() {
    let (mut conn, orders) = filled();
    let coupon = |code: &str| NewCoupon { code: code.into() };
    let [ten, _] = &Order::coupons().insert_for(&orders[0], [coupon("ten"), coupon("five")], &mut conn).unwrap()[..]
    else {
        panic!()
    };
    assert_eq!(Order::coupons().attach(&orders[2], [ten], &mut conn).unwrap(), 1);
    assert_eq!(
        Coupon::orders().attach(ten, [Fk::key(orders[0].key()), Fk::key(orders[1].key())], &mut conn).unwrap(),
        1
    );
    assert_eq!(Order::coupons().count_for_all(&orders, &mut conn).unwrap(), [2, 1, 1, 0]);
    assert_eq!(Coupon::orders().load_for(ten, &mut conn).unwrap().len(), 3);
    assert_eq!(Coupon::orders().detach(ten, &orders[..2], &mut conn).unwrap(), 2);
    let six = order(6, "six")
        .with(Order::seller(), Existing(Shop { name: "north".into() }))
        .with(Order::coupons(), [Existing(ten.clone())]);
    assert_eq!(six.insert(&mut conn).unwrap().shop, "north");
    assert_eq!(Coupon::orders().count_for(ten, &mut conn).unwrap(), 2);
}

#[test]
fn a_key_of_several_columns_that_leads_nowhere_is_refused() {
    let (mut conn, _) = filled();
    let invoice = NewInvoice { order_shop: "north".into(), order_number: 7.into(), total: 1 };
    let error = invoice.insert(&mut conn).unwrap_err();
    assert!(error.violates(InvoiceConstraint::OfFk), "{error}");
    let error =
        NewInvoice { order_shop: "north".into(), order_number: Fk::Parent, total: 1 }.insert(&mut conn).unwrap_err();
    assert_eq!(error.to_string(), "invalid `Invoice`: `order_number`: the key of its `Order` is not known");
    // What was created is what the models say: creating it again finds no difference.
    assert!(Shops::create_all(&mut conn).unwrap().created.is_empty());
}
