//! Models as `garde` sees them.
#![allow(missing_docs)]

use model_runtime::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(model_runtime::Validate, Debug, Clone, Serialize, Deserialize)]
pub struct Address {
    #[validate(length(min = 1))]
    pub street: String,
}

#[derive(Model, Debug, Clone)]
pub struct User {
    pub id: i64,
    #[validate(email)]
    pub email: String,
    #[model(default = 1)]
    #[validate(range(min = 1))]
    pub level: i32,
    #[model(json)]
    #[validate(nested)]
    pub addresses: Vec<Address>,
}

/// What a web framework asks of a body.
fn report(value: &impl garde::Validate<Context = ()>) -> Vec<String> {
    match value.validate() {
        Ok(()) => Vec::new(),
        Err(report) => report.iter().map(|(path, error)| format!("{path}: {error}")).collect(),
    }
}

#[test]
fn insert_types_update_types_rows_and_nested_values_are_validated() {
    let address = |street: &str| Address { street: street.to_owned() };
    let new = NewUser { email: "ann@example.com".into(), level: Auto, addresses: vec![address("Main")] };
    assert_eq!(report(&new), [""; 0]);

    let new = NewUser { email: "ann".into(), level: Set(0), addresses: vec![address("Main"), address("")] };
    let expected = [
        "email: is not an e-mail address",
        "level: must be at least 1",
        "addresses[1].street: must have a length of at least 1",
    ];
    assert_eq!(report(&new), expected);
    let row = User { id: 1, email: new.email.clone(), level: 0, addresses: new.addresses.clone() };
    assert_eq!(report(&row), expected);
    let patch = UserPatch { level: Set(0), ..Default::default() };
    assert_eq!(report(&patch), ["level: must be at least 1"]);
    assert_eq!(report(&UserPatch::default()), [""; 0]);
    assert_eq!(report(&address("")), ["street: must have a length of at least 1"]);
}
