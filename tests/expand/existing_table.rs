/// A model over a table that was declared elsewhere.
#[derive(Model)]
#[model(existing = crate::schema::accounts, partial, unique(name = "accounts_email_key", columns(email)))]
pub struct Account {
    pub email: String,
    #[model(column = "type")]
    pub kind: Option<Kind>,
    pub id: i32,
    #[model(json)]
    pub settings: Settings,
    #[model(belongs_to(Company))]
    pub company_id: Option<i32>,
}
