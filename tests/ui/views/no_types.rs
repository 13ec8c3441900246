use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct SalesReport {
    #[model(id)]
    pub name: String,
    pub total: i64,
}

fn insert_type(conn: &mut AnyConnection) {
    let _ = NewSalesReport { name: "ann".into(), total: 1 }.insert(conn);
}

fn builder(conn: &mut AnyConnection) {
    let _ = SalesReport::builder().name("ann").insert(conn);
}

fn insert(report: SalesReport, conn: &mut AnyConnection) {
    let _ = report.insert(conn);
}

fn main() {}
