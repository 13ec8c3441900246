//! Models of two schemas of a database, which have a table of the same name each.

use model_runtime::prelude::*;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(namespace = "depot", table = "shelves", has_many(crates: Crate, order = "id"))]
pub struct Shelf {
    pub id: i64,
    #[model(unique)]
    pub label: String,
    #[model(version)]
    pub version: i32,
}

/// Its table has the name of that of [`Crate`]; what the two have in common is no more than that.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "crates", module = "plain_crates")]
pub struct PlainCrate {
    pub id: i64,
    pub name: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(
    namespace = "depot",
    table = "crates",
    has_many(beside: Crate, inverse = on_top_of),
    many_to_many(labels: Label, through = Labelled)
)]
pub struct Crate {
    pub id: i64,
    #[model(index)]
    pub name: String,
    #[model(belongs_to(Shelf, on_delete = "cascade"))]
    pub shelf_id: i64,
    #[model(belongs_to(Crate, name = "on_top_of", on_delete = "set null"))]
    pub below_id: Option<i64>,
    #[validate(range(min = 0))]
    #[model(default = 1)]
    pub weight: i32,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(namespace = "depot", table = "labels")]
pub struct Label {
    #[model(id, assigned)]
    pub word: String,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(namespace = "depot", table = "crate_labels", primary_key(crate_id, word))]
pub struct Labelled {
    #[model(belongs_to(Crate, on_delete = "cascade"))]
    pub crate_id: i64,
    #[model(belongs_to(Label, name = "label"))]
    pub word: String,
}

/// A table of the connection's schema, which refers to another one.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "slips")]
pub struct Slip {
    pub id: i64,
    #[model(belongs_to(Shelf))]
    pub shelf_id: i64,
}

schema! { pub Slips: Shelf, Slip }

/// What `diesel print-schema` writes of a table in a schema.
pub mod depot {
    diesel::table! {
        depot.shelves (id) {
            id -> BigInt,
            label -> Text,
            version -> Integer,
        }
    }
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(existing = depot::shelves, namespace = "depot")]
pub struct Old {
    pub id: i64,
    #[model(unique = "uq_shelves_label")]
    pub label: String,
    #[model(version)]
    pub version: i32,
}

schema! { pub Depot: Shelf, Crate, PlainCrate, Label, Labelled }
schema! { pub Older: PlainCrate; existing: Old }
