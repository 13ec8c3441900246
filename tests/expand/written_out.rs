/// A table that another program made, said in its words.
#[derive(Model)]
#[model(
    primary_key(name = "users_pkey"),
    comment = "who may log in",
    index(name = "users_recent", columns(org_id, desc(seen_at)), include(name), method = "btree"),
    index(name = "users_login", columns(sql("lower(name)"), org_id), unique)
)]
pub struct User {
    pub id: i64,
    #[model(comment = "whose user it is")]
    pub org_id: i64,
    #[validate(length(max = 50, constraint = "users_name_check"))]
    pub name: String,
    pub seen_at: NaiveDateTime,
}
