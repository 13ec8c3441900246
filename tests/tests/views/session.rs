//! A session keeps rows of views as it keeps others, and reads them anew after anything was written.

use model_runtime::Session;
use model_runtime::prelude::*;

use super::models::*;
use super::{sale, shop};

#[test]
fn rows_are_kept_and_related() {
    let (conn, ann, _) = shop();
    let mut s = Session::new(conn);

    let report = s.find::<SalesReport>(ann.id).unwrap();
    assert_eq!((s[report].sales, s.get::<SalesReport>(ann.id).unwrap()), (3, Some(report)));
    let customer = s.related(report, SalesReport::customer()).unwrap();
    assert_eq!(s[customer], ann);
    assert_eq!(s.related(customer, Customer::report()).unwrap(), Some(report));
    assert_eq!(s.related(report, SalesReport::large()).unwrap().len(), 2);
    let customers = s.all(Customer::query().with(Customer::products()).order(v_customers::id)).unwrap();
    assert_eq!(s.loaded(customers[0], Customer::products()).unwrap().len(), 2);
    let reports = s.all(SalesReport::query().order(v_sales_reports::customer_id)).unwrap();
    assert_eq!((reports.len(), reports[0], s.is_dirty()), (2, report, false));
    // Verbs on a session give copies.
    assert_eq!(SalesReport::find(ann.id, &mut s).unwrap().sales, 3);
    assert_eq!(SalesReport::count(&mut s).unwrap(), 2);
}

#[test]
fn what_is_written_is_seen_in_views() {
    let (mut conn, ann, _) = shop();
    let tea = Product::query().filter(v_products::name.eq("tea")).one(&mut conn).unwrap();
    let mut s = Session::new(conn);
    let report = s.find::<SalesReport>(ann.id).unwrap();
    let customer = s.find::<Customer>(ann.id).unwrap();
    assert_eq!(s.related(report, SalesReport::large()).unwrap().len(), 2);

    s.add(sale(&ann, &tea, 200.0, None)).unwrap();
    s.flush().unwrap();
    assert_eq!(s.fresh(report).unwrap().sales, 4);
    assert_eq!(s.related(report, SalesReport::large()).unwrap().len(), 3);
    // By a verb, too, after which a query finds it as it is now.
    sale(&ann, &tea, 300.0, None).insert(&mut s).unwrap();
    s.find::<SalesReport>(ann.id).unwrap();
    assert_eq!(s[report].sales, 5);

    s.rollback().unwrap();
    assert_eq!(s.fresh(report).unwrap().sales, 3);
    assert_eq!(s.related(report, SalesReport::large()).unwrap().len(), 2);

    s.delete(customer).unwrap();
    s.commit().unwrap();
    assert_eq!(s.get::<SalesReport>(ann.id).unwrap(), None);
}

#[test]
fn what_a_savepoint_wrote_is_not_seen_after_it() {
    let (mut conn, ann, _) = shop();
    let tea = Product::query().filter(v_products::name.eq("tea")).one(&mut conn).unwrap();
    let mut s = Session::new(conn);

    let failed = s.savepoint(|s| {
        s.add(sale(&ann, &tea, 1.0, None))?;
        let report = s.find::<SalesReport>(ann.id)?;
        assert_eq!(s[report].sales, 4);
        s.find::<SalesReport>(-1)
    });

    assert!(failed.is_err());
    let report = s.find::<SalesReport>(ann.id).unwrap();
    assert_eq!(s[report].sales, 3);
}
