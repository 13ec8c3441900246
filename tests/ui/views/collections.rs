use model_runtime::Session;
use model_runtime::prelude::*;
use model_runtime::relation::Existing;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(has_many(large: LargeSale), many_to_many(products: Product, through = Purchase))]
pub struct Customer {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
pub struct Product {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view)]
pub struct LargeSale {
    pub id: i64,
    #[model(belongs_to(Customer))]
    pub customer_id: Option<i64>,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(view, primary_key(customer_id, product_id))]
pub struct Purchase {
    #[model(belongs_to(Customer))]
    pub customer_id: i64,
    #[model(belongs_to(Product))]
    pub product_id: i64,
}

fn attach(customer: &Customer, sale: &LargeSale, conn: &mut AnyConnection) {
    let _ = Customer::large().attach(customer, [sale], conn);
}

fn detach(customer: &Customer, sale: &LargeSale, conn: &mut AnyConnection) {
    let _ = Customer::large().detach(customer, [sale], conn);
}

fn attach_through(customer: &Customer, product: &Product, conn: &mut AnyConnection) {
    let _ = Customer::products().attach(customer, [product], conn);
}

fn detach_through(customer: &Customer, product: &Product, conn: &mut AnyConnection) {
    let _ = Customer::products().detach(customer, [product], conn);
}

fn insert_through(customer: &Customer, conn: &mut AnyConnection) {
    let _ = Customer::products().insert_for(customer, [NewProduct { name: "tea".into() }], conn);
}

fn graph(product: Product, conn: &mut AnyConnection) {
    let _ = NewCustomer { name: "ann".into() }.with(Customer::products(), [Existing(product)]).insert(conn);
}

fn graph_of_rows(sale: LargeSale) {
    let _ = NewCustomer { name: "ann".into() }.with(Customer::large(), [sale]);
}

fn append(
    customer: model_runtime::Handle<Customer>,
    sale: model_runtime::Handle<LargeSale>,
    session: &mut Session<AnyConnection>,
) {
    let _ = session.append(customer, Customer::large(), sale);
}

fn remove(
    customer: model_runtime::Handle<Customer>,
    sale: model_runtime::Handle<LargeSale>,
    session: &mut Session<AnyConnection>,
) {
    let _ = session.remove(customer, Customer::large(), sale);
}

fn append_through(
    customer: model_runtime::Handle<Customer>,
    product: model_runtime::Handle<Product>,
    session: &mut Session<AnyConnection>,
) {
    let _ = session.append(customer, Customer::products(), product);
}

fn main() {}
