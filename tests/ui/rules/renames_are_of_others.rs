use model_runtime::prelude::*;

#[derive(Model)]
#[model(table = "people", renamed_from = "people")]
struct Person {
    id: i64,
    #[model(column = "full name", renamed_from = "full name")]
    name: String,
    #[model(renamed_from = "Forename")]
    first: String,
    #[model(renamed_from = "forename")]
    given: String,
    #[model(renamed_from = "Born")]
    birthday: Option<String>,
    born: Option<i32>,
}

#[derive(Model)]
#[model(renamed_from = "old.users")]
struct User {
    id: i64,
    #[model(renamed_from = "")]
    name: String,
    // Another name it is, where case is told apart.
    #[model(renamed_from = "EMail")]
    email: String,
}

fn main() {}
