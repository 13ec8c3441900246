use model_runtime::prelude::*;

#[derive(Model)]
pub struct Customer {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
#[model(
    view,
    primary_key(name = "reports_pkey"),
    unique(name, total),
    index(name, total),
    check(name = "ck_total", sql = "total > 0"),
    exclude(name = "ex_total", sql = "USING gist (total WITH =)"),
    trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER INSERT ON reports BEGIN SELECT 1; END"),
    column(name = "words", db_type = "tsvector"),
    partition_by = "HASH (id)",
    partition(name = "sales_0", sql = "DEFAULT"),
    options = "WITHOUT ROWID",
    new = "InsertReport",
    patch = "ReportChanges",
    builder = "MakeReport",
    constraints = "ReportRefusal",
    values = "ReportFields",
    comment = "what was sold",
    renamed_from = "sales_reports",
    drop_ok("total", "total")
)]
#[validate(custom(is_sound))]
pub struct SalesReport {
    #[model(id, assigned)]
    pub id: i64,
    #[model(belongs_to(Customer, constraint = "fk", on_delete = "set null", on_update = "cascade", deferrable, orphan = "delete"))]
    pub customer_id: i64,
    #[model(unique, index, default = "nobody", db_type = "citext")]
    #[validate(length(min = 1))]
    pub name: String,
    #[model(default_sql = "0", protected, comment = "in cents", renamed_from = "name", backfill = "0")]
    pub total: i64,
    #[model(default_with = now)]
    pub first: chrono::NaiveDateTime,
    #[model(created_at)]
    pub created_at: String,
    #[model(updated_at)]
    pub updated_at: String,
    #[model(version)]
    pub version: String,
    #[model(read_only, autoincrement, on_update_sql = "1", collation = "NOCASE")]
    pub read: i64,
    #[model(generated = "total * 2")]
    pub double: i64,
}

fn main() {}
