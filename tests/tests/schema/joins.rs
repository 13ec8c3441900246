//! The tables of one list meet in a query, whichever module their models are in.

use model_runtime::prelude::*;

use crate::models::people::{Person, people};
use crate::models::{Article, Order, Sku, articles, orders};
use crate::shop;

#[test]
fn three_tables_in_one_query() {
    let mut conn = shop();
    let ann = Person::builder().name("Ann").insert(&mut conn).unwrap();
    let bob = Person::builder().name("Bob").insert(&mut conn).unwrap();
    let pen = Article::builder().sku(Sku("pen".into())).owner_id(&bob).insert(&mut conn).unwrap();
    Order::builder().person_id(&ann).number(1).article_id(&pen).insert(&mut conn).unwrap();

    let rows: Vec<(Order, Person, Article)> = orders::table
        .inner_join(people::table.on(people::id.eq(orders::person_id)))
        .inner_join(articles::table.on(articles::id.eq(orders::article_id)))
        .load(&mut conn)
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0].1.name, &rows[0].2.sku), (&ann.name, &pen.sku));

    let sold: Vec<Person> = Person::query()
        .map(|query| {
            query
                .inner_join(articles::table.on(articles::owner_id.eq(people::id.nullable())))
                .inner_join(orders::table.on(orders::article_id.eq(articles::id)))
        })
        .all(&mut conn)
        .unwrap();
    assert_eq!(sold, [bob]);
    let unsold = Article::query()
        .filter(diesel::dsl::not(diesel::dsl::exists(orders::table.filter(orders::article_id.eq(articles::id)))));
    assert_eq!(unsold.count(&mut conn).unwrap(), 0);
}
