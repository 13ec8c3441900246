use model_runtime::prelude::*;

#[derive(Model)]
pub struct Country {
    pub id: i64,
    #[model(unique)]
    pub code: String,
    pub name: String,
}

#[derive(Model)]
#[model(foreign_key, foreign_key = "code", foreign_key(columns(code)), foreign_key(columns(code), references(Country)))]
#[model(foreign_key(columns(cod), references(Country, "code")), foreign_key(columns(code), references(Country, "code", "name")))]
#[model(foreign_key(columns(code), references(Country, "code"), on_delete = "set null"))]
#[model(foreign_key(columns(code), references(Country, "code"), on_delete = "set null"))]
#[model(foreign_key(columns(code), references(Country, "code"), constraint = "fk_later", deferrable = "later"))]
pub struct Wrong {
    pub id: i64,
    pub code: String,
}

#[derive(Model)]
#[model(foreign_key(columns = "code", references = Country, constraint, on_delete, on_update = cascade, deferrable = true))]
pub struct Forms {
    pub id: i64,
    pub code: String,
}

#[derive(Model)]
#[model(foreign_key(columns(name), references(Country, "name")))]
pub struct NotUnique {
    pub id: i64,
    pub name: String,
}

#[derive(Model)]
#[model(foreign_key(columns(code), references(Country, "Code")))]
pub struct NotThere {
    pub id: i64,
    pub code: String,
}

#[derive(Model)]
#[model(foreign_key(columns(code), references(Country, "code")))]
pub struct OtherType {
    pub id: i64,
    pub code: i32,
}

#[derive(Model)]
#[model(foreign_key(columns(country), references(Country, "id")))]
pub struct OtherTypeThanKey {
    pub id: i64,
    pub country: String,
}

#[derive(Model)]
#[model(foreign_key(columns(country), references(Country, "id")))]
pub struct OtherWidthIsFine {
    pub id: i64,
    pub country: i32,
}

schema! { pub World: Country, NotUnique, NotThere, OtherType, OtherTypeThanKey, OtherWidthIsFine }

fn main() {}
