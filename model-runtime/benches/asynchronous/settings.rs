//! A table with a unique key, for upserts: as a model, and in hand-written Diesel.

use model_runtime::prelude::{Schema as _, schema};
use model_runtime::schema::Define;

use crate::models::model::Bench;

schema! { pub Settings: model::Setting }

/// Makes all tables anew, on a connection of either kind.
pub(crate) async fn create_tables<C: Define>(conn: &mut C) {
    for tables in [Bench::TABLES, Settings::TABLES] {
        C::pending(C::drop_tables(tables, conn)).await.unwrap();
        C::pending(C::create_tables("Bench", tables, conn)).await.unwrap();
    }
}

/// The number of settings, each of which is upserted many times.
const SETTINGS: usize = 100;

/// The name of the `i`th setting.
fn name(i: usize) -> String {
    format!("setting {}", i % SETTINGS)
}

/// As a model.
pub(crate) mod model {
    use model_runtime::prelude::*;

    /// A value by its name.
    #[derive(Model, Debug, Clone)]
    #[model(table = "settings")]
    pub struct Setting {
        pub id: i64,
        #[model(unique)]
        pub name: String,
        pub value: i64,
    }

    /// The `i`th setting.
    pub(crate) fn setting(i: usize) -> NewSetting {
        NewSetting { name: super::name(i), value: i as i64 }
    }
}

/// In hand-written Diesel.
pub(crate) mod by_hand {
    use diesel::prelude::*;

    diesel::table! { settings (id) { id -> BigInt, name -> Text, value -> BigInt, } }

    /// What is read back; nobody looks at it.
    #[allow(dead_code)]
    #[derive(Queryable, Debug, Clone)]
    pub(crate) struct Setting {
        id: i64,
        name: String,
        value: i64,
    }

    #[derive(Insertable, Debug, Clone)]
    #[diesel(table_name = settings, treat_none_as_default_value = false)]
    pub(crate) struct NewSetting {
        pub name: String,
        pub value: i64,
    }

    /// The `i`th setting.
    pub(crate) fn setting(i: usize) -> NewSetting {
        NewSetting { name: super::name(i), value: i as i64 }
    }
}
