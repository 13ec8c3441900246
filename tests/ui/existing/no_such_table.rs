//! A path to no `table!`, and to one of a schema.
use model_runtime::prelude::*;

mod schema {
    diesel::table! {
        crm.users (id) {
            id -> Integer,
        }
    }
}

#[derive(Model)]
#[model(existing = schema::user)]
pub struct Person {
    pub id: i32,
}

#[derive(Model)]
#[model(existing = schema::users)]
pub struct User {
    pub id: i32,
}

mod plain {
    diesel::table! {
        users (id) {
            id -> Integer,
        }
    }
}

#[derive(Model)]
#[model(existing = plain::users, namespace = "crm")]
pub struct Unqualified {
    pub id: i32,
}

#[derive(Model)]
#[model(existing = plain::users, table = "people")]
pub struct Renamed {
    pub id: i32,
}

fn main() {}
