use model_runtime::prelude::*;

diesel::table! {
    notes (id) {
        id -> diesel::sql_types::BigInt,
    }
}

#[derive(Model)]
#[model(existing = crate::notes, column(name = "words", db_type = "tsvector"))]
struct Note {
    id: i64,
}

#[derive(Model)]
#[model(column(name = "words"), column(name = "ID", db_type = "xml"), column(name = " ", db_type = "xml"))]
struct Page {
    id: i64,
}

fn main() {}
