//! Tables of a shop, and views that sum up and choose what is in them.
#![allow(missing_docs)] // `table!` has no docs where nobody writes them

use model_runtime::prelude::*;

/// As `diesel print-schema` writes a table.
pub mod schema {
    diesel::table! {
        v_large_sales (id) {
            note -> Nullable<Text>,
            id -> BigInt,
            customer_id -> BigInt,
            amount -> Double,
        }
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "v_customers",
    has_many(sales: Sale, order = "id"),
    has_one(report: SalesReport),
    many_to_many(products: Product, through = Purchase, order = "id")
)]
pub struct Customer {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "v_products")]
pub struct Product {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "v_sales")]
pub struct Sale {
    pub id: i64,
    #[model(belongs_to(Customer, on_delete = "cascade"))]
    pub customer_id: i64,
    #[model(belongs_to(Product))]
    pub product_id: i64,
    pub amount: f64,
    pub note: Option<String>,
}

/// What each customer has bought.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(view, table = "v_sales_reports", has_many(large: LargeSale, order = "id"))]
pub struct SalesReport {
    #[model(id, belongs_to(Customer))]
    pub customer_id: i64,
    pub name: String,
    pub sales: i64,
    #[model(column = "sum")]
    pub total: Option<f64>,
}

/// Sales of a hundred or more; the fields are in another order than the columns.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(view, existing = schema::v_large_sales)]
pub struct LargeSale {
    pub id: i64,
    pub amount: f64,
    #[model(belongs_to(SalesReport, name = "report"))]
    pub customer_id: i64,
    pub note: Option<String>,
}

/// Which customer has bought which products, however often.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(view, table = "v_purchases", primary_key(customer_id, product_id))]
pub struct Purchase {
    #[model(belongs_to(Customer))]
    pub customer_id: i64,
    #[model(belongs_to(Product))]
    pub product_id: i64,
}

/// A table that this program does not write, and a column of it.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(view, table = "v_products", module = "product_names")]
pub struct ProductName {
    #[model(id)]
    pub name: Name,
}

#[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub String);

schema! { pub Shop: Customer, Product, Sale, SalesReport, Purchase; existing: LargeSale }

pub const VIEWS: [&str; 3] = [
    "CREATE VIEW v_sales_reports AS SELECT c.id AS customer_id, c.name, COUNT(s.id) AS sales, SUM(s.amount) AS sum \
     FROM v_customers c LEFT JOIN v_sales s ON s.customer_id = c.id GROUP BY c.id, c.name",
    "CREATE VIEW v_large_sales AS SELECT note, id, customer_id, amount FROM v_sales WHERE amount >= 100",
    "CREATE VIEW v_purchases AS SELECT DISTINCT customer_id, product_id FROM v_sales",
];
