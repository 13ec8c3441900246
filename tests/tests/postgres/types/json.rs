//! `jsonb`.

use diesel::PgJsonbExpressionMethods;
use model_runtime::Json;
use serde::{Deserialize, Serialize};

use super::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    pub street: String,
    pub number: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "documents_b", backends(postgres))]
pub struct Document {
    pub id: i64,
    #[model(sql_type = diesel::sql_types::Jsonb)]
    pub value: serde_json::Value,
    #[model(sql_type = diesel::sql_types::Jsonb)]
    pub tags: Json<Vec<String>>,
    #[model(jsonb)]
    pub address: Address,
    #[model(jsonb)]
    pub other: Option<Address>,
    #[model(sql_type = diesel::sql_types::Jsonb)]
    pub maybe: Option<Json<Address>>,
    #[model(json)]
    pub text: Address,
}

schema! { pub OfDocuments: Document }

fn address(number: i32) -> Address {
    Address { street: "it's".into(), number }
}

fn document(number: i32) -> NewDocument {
    NewDocument {
        value: serde_json::json!({"a": {"b": [1, null]}}),
        tags: Json(vec!["x".into()]),
        address: address(number),
        other: None,
        maybe: Some(Json(address(0))),
        text: address(number),
    }
}

#[test]
fn values_come_back_as_they_were() {
    let conn = &mut created::<OfDocuments>();
    let row = document(1).insert(conn).unwrap();
    assert_eq!(Document::find(row.id, conn).unwrap(), row);
    let by_name: Document = diesel::sql_query("SELECT * FROM documents_b").one(conn).unwrap();
    assert_eq!(by_name, row);

    let mut changed = row;
    (changed.address, changed.maybe) = (address(2), None);
    changed.save(conn).unwrap();
    let patch = DocumentPatch { other: Set(Some(address(3))), tags: Set(Json(vec![])), ..Default::default() };
    changed.patch(patch, conn).unwrap();
    assert_eq!(Document::find(changed.id, conn).unwrap(), changed);
    assert_eq!((changed.address.number, changed.other.unwrap().number), (2, 3));

    let rows = Document::insert_many((0..20).map(document), conn).unwrap();
    assert_eq!(Document::find_many(rows.iter().map(|row| row.id).collect::<Vec<_>>(), conn).unwrap(), rows);
}

#[test]
fn the_operators_of_diesel_find_them() {
    let conn = &mut created::<OfDocuments>();
    let rows = Document::insert_many((0..3).map(document), conn).unwrap();
    let found = Document::query().filter(documents_b::address.contains(serde_json::json!({"number": 2})));
    assert_eq!(found.one(conn).unwrap(), rows[2]);
    let found = Document::query().filter(documents_b::value.retrieve_by_path_as_text(vec!["a", "b", "0"]).eq("1"));
    assert_eq!(found.count(conn).unwrap(), 3);
    let found = Document::query().filter(documents_b::tags.eq(Json(vec!["x".to_owned()])));
    assert_eq!(found.count(conn).unwrap(), 3);
    let street: serde_json::Value =
        diesel::dsl::sql::<diesel::sql_types::Jsonb>("SELECT address -> 'street' FROM documents_b LIMIT 1")
            .one(conn)
            .unwrap();
    assert_eq!(street, "it's");
}

#[test]
fn the_columns_are_jsonb() {
    let conn = &mut created::<OfDocuments>();
    let named = |name: &str| format!("Named({name:?})");
    let expected = ["bigint", "jsonb", "jsonb", "jsonb", "jsonb", "jsonb", "json"];
    assert_eq!(types("documents_b", conn), expected.map(named));
}

#[test]
fn a_value_that_does_not_fit_names_its_column() {
    let conn = &mut created::<OfDocuments>();
    let row = document(1).insert(conn).unwrap();
    diesel::sql_query("UPDATE documents_b SET address = '[1]'").run(conn).unwrap();
    let error = Document::find(row.id, conn).unwrap_err().to_string();
    assert!(error.contains("address"), "{error}");
}
