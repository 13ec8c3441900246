//! Rows of views, by their keys and by queries; and schemas that list views.

use model_runtime::Error;
use model_runtime::prelude::*;

use super::models::schema::v_large_sales;
use super::models::*;
use super::{connect, db, shop};

fn report(customer: &Customer, sales: i64, total: Option<f64>) -> SalesReport {
    SalesReport { customer_id: customer.id, name: customer.name.clone(), sales, total }
}

#[test]
fn rows_are_found_by_their_keys() {
    let (mut conn, ann, bob) = shop();

    let mut of_ann = SalesReport::find(ann.id, &mut conn).unwrap();
    assert_eq!(of_ann, report(&ann, 3, Some(224.5)));
    assert_eq!(SalesReport::get(bob.id, &mut conn).unwrap(), Some(report(&bob, 0, None)));
    assert_eq!(SalesReport::get(bob.id + 1, &mut conn).unwrap(), None);
    assert!(matches!(SalesReport::find(bob.id + 1, &mut conn), Err(Error::NotFound { .. })));
    let keys = [bob.id, ann.id].map(|id| SalesReport::find(id, &mut conn).unwrap());
    assert_eq!(SalesReport::find_many([bob.id, ann.id], &mut conn).unwrap(), keys);
    // A key of several columns, and one of a type of its own.
    let tea = Product::all(&mut conn).unwrap().into_iter().find(|product| product.name == "tea").unwrap();
    assert!(Purchase::get((ann.id, tea.id), &mut conn).unwrap().is_some());
    let pot = ProductName::find(Name("pot".to_owned()), &mut conn).unwrap();
    assert_eq!(pot.name.0, "pot");

    Sale::query().filter(v_sales::amount.lt(100.0)).delete_all(&mut conn).unwrap();
    of_ann.reload(&mut conn).unwrap();
    assert_eq!(of_ann, report(&ann, 2, Some(220.0)));
}

#[test]
fn rows_are_queried() {
    let (mut conn, ann, bob) = shop();

    let reports = SalesReport::query().order(v_sales_reports::sales.desc()).all(&mut conn).unwrap();
    assert_eq!(reports, [report(&ann, 3, Some(224.5)), report(&bob, 0, None)]);
    assert_eq!((SalesReport::count(&mut conn).unwrap(), LargeSale::all(&mut conn).unwrap().len()), (2, 2));
    let of_none = || SalesReport::query().filter(v_sales_reports::total.is_null());
    assert!(of_none().exists(&mut conn).unwrap());
    assert_eq!(of_none().one(&mut conn).unwrap().name, "bob");
    let noted = LargeSale::query().filter(v_large_sales::note.is_not_null()).first(&mut conn).unwrap().unwrap();
    assert_eq!((noted.amount, noted.note.as_deref()), (120.0, Some("a year of it")));

    let page = LargeSale::query().page(PageRequest::new(2, 1), &mut conn).unwrap();
    assert_eq!((page.total, page.items.len()), (2, 1));
    let mut chunks = SalesReport::query().chunks(1);
    let mut names = Vec::new();
    while let Some(reports) = chunks.next(&mut conn).unwrap() {
        names.extend(reports.into_iter().map(|report| report.name));
    }
    assert_eq!(names, ["ann", "bob"]);
}

#[test]
fn a_schema_leaves_views_to_others() {
    let mut conn = db::empty();
    let report = Shop::create_all(&mut conn).unwrap();
    assert_eq!(report.created, ["v_customers", "v_products", "v_sales"]);
    assert!(!Shop::ddl_on(&mut conn).contains("v_purchases"));

    let mut conn = connect();
    let again = Shop::create_all(&mut conn).unwrap();
    assert_eq!((again.created.len(), again.unchanged.len()), (0, 3));
    let report = Shop::create::<Purchase, _>(&mut conn).unwrap();
    assert_eq!((report.created.len(), report.unchanged.len()), (0, 0));
    assert!(Shop::drift(&mut conn).unwrap().is_empty());
    assert!(SalesReport::SCHEMA.is_view && LargeSale::SCHEMA.is_view && !Sale::SCHEMA.is_view);

    for view in ["v_sales_reports", "v_large_sales", "v_purchases"] {
        diesel::sql_query(format!("DROP VIEW {view}")).run(&mut conn).unwrap();
    }
    assert_eq!(Shop::drop_all(&mut conn).unwrap().len(), 3);
}
