//! The rule whose crate is large.
#![allow(missing_docs)]

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone)]
pub struct User {
    pub id: i64,
    #[validate(phone)]
    pub phone: String,
}

#[test]
fn phone_numbers_have_their_country_code() {
    let is_valid = |phone: &str| NewUser { phone: phone.to_owned() }.check().is_ok();
    assert!(is_valid("+49 30 901820") && is_valid("+14152370800"));
    assert!(!is_valid("030 901820") && !is_valid("+49") && !is_valid("phone") && !is_valid(""));
}
