#[derive(Model)]
#[model(table = "order_lines", primary_key(order_id, line), foreign_key(columns(line, quantity), references(Slot, "number", "size"), on_delete = "cascade"))]
pub struct OrderLine {
    #[model(belongs_to(Order, on_delete = "cascade"))]
    pub order_id: i64,
    pub line: i32,
    #[model(belongs_to(Product))]
    pub product_id: Option<i64>,
    pub quantity: i32,
}
