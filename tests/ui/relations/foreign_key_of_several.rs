use model_runtime::prelude::*;

#[derive(Model, Debug)]
#[model(primary_key(shop, number))]
pub struct Order {
    pub shop: String,
    pub number: i32,
}

#[derive(Model, Debug)]
#[model(belongs_to(Order))]
pub struct WithoutColumns {
    pub id: i64,
    pub shop: String,
    pub number: i32,
}

#[derive(Model, Debug)]
pub struct OnField {
    pub id: i64,
    #[model(belongs_to(Order, columns(shop, number)))]
    pub shop: String,
    pub number: i32,
}

#[derive(Model, Debug)]
#[model(belongs_to(Order, columns(shop, nmber)))]
pub struct UnknownField {
    pub id: i64,
    pub shop: String,
    pub number: i32,
}

#[derive(Model, Debug)]
#[model(belongs_to(Order, columns(number, shop)))]
pub struct InTheWrongOrder {
    pub id: i64,
    pub shop: String,
    pub number: i32,
}

#[derive(Model, Debug)]
#[model(belongs_to(Order, columns(shop, number), on_delete = "set null"))]
pub struct NotAllNull {
    pub id: i64,
    pub shop: Option<String>,
    pub number: i32,
}

#[derive(Model, Debug)]
#[model(belongs_to(Order, columns(shop, number), orphan = "remove"))]
pub struct WhatHappensToOrphans {
    pub id: i64,
    pub shop: String,
    pub number: i32,
}

fn main() {}
