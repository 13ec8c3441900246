use model_runtime::Session;
use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_one(report: SalesReport))]
pub struct Customer {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct SalesReport {
    #[model(id, belongs_to(Customer))]
    pub customer_id: i64,
    pub total: i64,
}

fn add(report: SalesReport, session: &mut Session<AnyConnection>) {
    let _ = session.add(report);
}

fn merge(report: SalesReport, session: &mut Session<AnyConnection>) {
    let _ = session.merge(report);
}

fn change(report: model_runtime::Handle<SalesReport>, session: &mut Session<AnyConnection>) {
    let _ = session.row_mut(report);
}

fn assign(report: model_runtime::Handle<SalesReport>, session: &mut Session<AnyConnection>) {
    session[report].total = 1;
}

fn patch(report: model_runtime::Handle<SalesReport>, session: &mut Session<AnyConnection>) {
    let _ = session.patch(report, Default::default());
}

fn delete(report: model_runtime::Handle<SalesReport>, session: &mut Session<AnyConnection>) {
    let _ = session.delete(report);
}

fn set_parent(
    report: model_runtime::Handle<SalesReport>,
    customer: model_runtime::Handle<Customer>,
    session: &mut Session<AnyConnection>,
) {
    let _ = session.set(report, SalesReport::customer(), customer);
}

fn set_child(customer: model_runtime::Handle<Customer>, session: &mut Session<AnyConnection>) {
    let _ = session.set(customer, Customer::report(), None);
}

fn save(report: &mut SalesReport, session: &mut Session<AnyConnection>) {
    let _ = report.save(session);
}

fn delete_all(session: &mut Session<AnyConnection>) {
    let _ = SalesReport::query().delete_all(session);
}

fn main() {}
