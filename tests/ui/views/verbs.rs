use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct SalesReport {
    #[model(id)]
    pub name: String,
    pub total: i64,
}

fn save(report: &mut SalesReport, conn: &mut AnyConnection) {
    let _ = report.save(conn);
}

fn save_many(reports: &mut [SalesReport], conn: &mut diesel::SqliteConnection) {
    let _ = SalesReport::save_many(reports, conn);
}

fn delete(report: &SalesReport, conn: &mut diesel::SqliteConnection) {
    let _ = report.delete(conn);
}

fn delete_many(conn: &mut AnyConnection) {
    let _ = SalesReport::delete_many(["ann".to_owned()], conn);
}

fn patch(report: &mut SalesReport, conn: &mut AnyConnection) {
    let _ = report.patch(Default::default(), conn);
}

fn update(conn: &mut AnyConnection) {
    let _ = SalesReport::update("ann", Default::default(), conn);
}

fn insert_rows(report: SalesReport, conn: &mut AnyConnection) {
    let _ = SalesReport::insert_rows([report], conn);
}

fn patch_all(conn: &mut AnyConnection) {
    let _ = SalesReport::query().patch_all(Default::default(), conn);
}

fn delete_all(conn: &mut AnyConnection) {
    let _ = SalesReport::query().filter(sales_reports::total.gt(1)).delete_all(conn);
}

fn main() {}
