use model_runtime::prelude::*;

#[derive(Model)]
#[model(view)]
pub struct SalesReport {
    #[model(id)]
    pub customer_id: i64,
    pub total: i64,
}

#[derive(Model)]
pub struct Comment {
    pub id: i64,
    #[model(belongs_to(SalesReport))]
    pub report_id: i64,
}

schema! { pub Shop: SalesReport, Comment }

fn main() {}
