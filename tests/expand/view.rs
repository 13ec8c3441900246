/// What a customer has bought, as a view sums it up.
#[derive(Model)]
#[model(view, has_many(large: LargeSale))]
pub struct SalesReport {
    #[model(id, belongs_to(Customer))]
    pub customer_id: i64,
    pub name: String,
    pub last: Option<NaiveDateTime>,
    #[model(json)]
    pub tags: Vec<String>,
}
