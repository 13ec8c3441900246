/// A table that another program made, said in its words.
#[derive(Model)]
#[model(primary_key(name = "users_pkey"))]
pub struct User {
    pub id: i64,
    pub name: String,
}
