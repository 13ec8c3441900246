//! Fields of types that their columns cannot hold.
use model_runtime::prelude::*;

diesel::table! {
    users (id) {
        id -> Integer,
        name -> Text,
        age -> Nullable<Integer>,
        state -> Integer,
        settings -> Text,
        place -> Text,
    }
}

#[derive(ColumnEnum, Debug)]
pub enum State {
    Open,
    Shut,
}

#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Settings {
    pub dark: bool,
}

pub struct Place;

#[derive(Model)]
#[model(existing = users)]
pub struct User {
    pub id: i64,
    pub name: i64,
    pub age: Option<String>,
    pub state: State,
    #[model(json)]
    pub settings: Settings,
    pub place: Place,
}

fn main() {}
