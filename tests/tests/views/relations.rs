//! Relations between views and tables, both ways, and between views.

use model_runtime::prelude::*;

use super::models::schema::v_large_sales;
use super::models::*;
use super::shop;

#[test]
fn rows_are_loaded_with_those_of_views() {
    let (mut conn, ann, bob) = shop();

    let customers = Customer::query()
        .with(Customer::report().with(SalesReport::large()))
        .with(Customer::products())
        .order(v_customers::id)
        .all(&mut conn)
        .unwrap();

    let of_ann = customers[0].related(Customer::report()).unwrap();
    assert_eq!((of_ann.sales, of_ann.related(SalesReport::large()).len()), (3, 2));
    let products = customers[0].related(Customer::products());
    assert_eq!(products.iter().map(|product| &*product.name).collect::<Vec<_>>(), ["tea", "pot"]);
    assert_eq!(customers[1].related(Customer::report()).map(|report| report.sales), Some(0));

    let reports = SalesReport::query().with(SalesReport::customer()).with_count(SalesReport::large());
    let reports = reports.order(v_sales_reports::customer_id).all(&mut conn).unwrap();
    assert_eq!(*reports[0].related(SalesReport::customer()), ann);
    assert_eq!(reports[0].count_of(SalesReport::large()), 2);
    assert_eq!(Customer::report().load_for(&bob, &mut conn).unwrap().map(|report| report.name), Some(bob.name));
    let large = LargeSale::all(&mut conn).unwrap();
    assert_eq!(LargeSale::report().load_for(&large[0], &mut conn).unwrap().customer_id, ann.id);
}

#[test]
fn conditions_and_joins_follow_relations() {
    let (mut conn, ann, _) = shop();

    let buyers = Customer::query().filter(Customer::report().any(v_sales_reports::sales.gt(0))).all(&mut conn).unwrap();
    assert_eq!(buyers, std::slice::from_ref(&ann));
    let of_ann = SalesReport::query().filter(SalesReport::customer().is(&ann)).one(&mut conn).unwrap();
    assert_eq!(of_ann.sales, 3);
    let joined = SalesReport::query().join(SalesReport::customer()).filter(v_customers::name.eq("bob"));
    assert_eq!(joined.count(&mut conn).unwrap(), 1);
    let joined = LargeSale::query().join(LargeSale::report()).filter(v_sales_reports::name.eq("ann"));
    assert_eq!(joined.count(&mut conn).unwrap(), 2);
}

#[test]
fn views_are_joined_by_plain_diesel() {
    let (mut conn, ..) = shop();

    let totals = v_sales_reports::table
        .inner_join(v_customers::table)
        .order(v_customers::id)
        .select((v_customers::name, v_sales_reports::sales));
    let totals: Vec<(String, i64)> = totals.all(&mut conn).unwrap();
    assert_eq!(totals, [("ann".to_owned(), 3), ("bob".to_owned(), 0)]);
    let amounts = v_large_sales::table
        .inner_join(v_sales_reports::table)
        .order(v_large_sales::id)
        .select((v_large_sales::amount, v_sales_reports::total));
    let amounts: Vec<(f64, Option<f64>)> = amounts.all(&mut conn).unwrap();
    assert_eq!(amounts, [(120.0, Some(224.5)), (100.0, Some(224.5))]);
}
