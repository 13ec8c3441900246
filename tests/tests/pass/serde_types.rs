//! Insert and update types from JSON.

use model_runtime::prelude::*;
use serde::{Deserialize, Serialize};

/// An account.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    table = "accounts",
    new(derive(Debug, PartialEq, Serialize, Deserialize)),
    patch(derive(Debug, PartialEq, Serialize, Deserialize))
)]
pub struct Account {
    pub id: i64,
    pub name: String,
    pub bio: Option<String>,
    #[model(default = true)]
    pub is_active: bool,
    #[model(protected, default = false)]
    pub is_admin: bool,
}

#[test]
fn absent_is_auto_and_null_is_null() {
    let new: NewAccount = serde_json::from_str(r#"{"name": "a", "is_admin": true}"#).unwrap();
    assert_eq!(new, NewAccount { name: "a".into(), bio: None, is_active: Auto, is_admin: Auto });

    let patch: AccountPatch = serde_json::from_str(r#"{"bio": null, "is_admin": true}"#).unwrap();
    assert_eq!(patch, AccountPatch { bio: Set(None), ..Default::default() });
    assert_eq!(serde_json::from_str::<AccountPatch>("{}").unwrap(), AccountPatch::default());
}

#[test]
fn what_is_written_is_read_again() {
    let patch = AccountPatch { name: Set("b".into()), bio: Set(None), ..Default::default() };
    let text = serde_json::to_string(&patch).unwrap();
    assert_eq!(text, r#"{"name":"b","bio":null}"#);
    assert_eq!(serde_json::from_str::<AccountPatch>(&text).unwrap(), patch);

    let new = NewAccount { name: "a".into(), bio: Some("b".into()), is_active: Set(false), is_admin: Auto };
    let text = serde_json::to_string(&new).unwrap();
    assert_eq!(serde_json::from_str::<NewAccount>(&text).unwrap(), new);
}
