//! Models of views: they are read in every way, and written in none, which the cases of `ui/views` show.

mod models;
mod reads;
mod relations;
mod session;

use model_runtime::prelude::*;
use models::*;

use crate::db;

/// An empty database with the tables and the views.
fn connect() -> db::Connection {
    let mut conn = db::empty();
    Shop::create_all(&mut conn).unwrap();
    for view in VIEWS {
        diesel::sql_query(view).run(&mut conn).unwrap();
    }
    conn
}

/// Ann bought tea twice and a pot, Bob bought nothing.
fn shop() -> (db::Connection, Customer, Customer) {
    let mut conn = connect();
    let [ann, bob] = ["ann", "bob"].map(|name| NewCustomer { name: name.into() }.insert(&mut conn).unwrap());
    let [tea, pot] = ["tea", "pot"].map(|name| NewProduct { name: name.into() }.insert(&mut conn).unwrap());
    let sales = [(&tea, 4.5, None), (&tea, 120.0, Some("a year of it")), (&pot, 100.0, None)];
    let sales = sales.map(|(product, amount, note)| sale(&ann, product, amount, note));
    Sale::insert_many(sales, &mut conn).unwrap();
    (conn, ann, bob)
}

fn sale(customer: &Customer, product: &Product, amount: f64, note: Option<&str>) -> NewSale {
    NewSale { customer_id: customer.into(), product_id: product.into(), amount, note: note.map(Into::into) }
}
