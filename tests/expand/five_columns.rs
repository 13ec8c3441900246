/// Somebody with an account.
#[derive(Model)]
pub struct User {
    pub id: i64,
    /// The name to be shown.
    pub name: String,
    #[model(unique)]
    pub email: String,
    #[model(default = true)]
    pub is_active: bool,
    pub bio: Option<String>,
}
