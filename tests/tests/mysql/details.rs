//! What tables of MariaDB and MySQL have beyond those of others: collations, engines, columns that an UPDATE sets, counted ones beside the key.

use model_runtime::assert_no_drift;
use model_runtime::prelude::*;
use model_runtime::schema::Part;

use crate::db::empty;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "w_parcels", backends(mysql), options = "ENGINE = InnoDB DEFAULT COLLATE utf8mb4_unicode_ci")]
#[model(primary_key(depot, code))]
pub struct Parcel {
    #[model(default_sql = "1")]
    pub depot: i32,
    #[model(db_type = "varchar(20)", collation = "utf8mb4_bin")]
    pub code: String,
    #[model(db_type = "varchar(20)", unique)]
    pub label: String,
    #[model(read_only, autoincrement, unique)]
    pub number: i64,
    pub weight: i32,
    #[model(
        read_only,
        db_type = "datetime(6)",
        default_sql = "'2020-01-01 00:00:00.000000'",
        on_update_sql = "CURRENT_TIMESTAMP(6)"
    )]
    pub weighed_at: chrono::NaiveDateTime,
}
schema! { pub Parcels: Parcel }

fn parcel(code: &str, label: &str) -> NewParcel {
    NewParcel { depot: 1, code: code.to_owned(), label: label.to_owned(), weight: 1 }
}

#[test]
fn the_table_is_as_the_model_says() {
    let conn = &mut empty();
    Parcels::create_all(conn).unwrap();
    assert_no_drift!(conn, Parcels);

    let mut first = parcel("a", "first").insert(conn).unwrap();
    // The key is compared to the letter, the label as the table does it.
    let second = parcel("A", "second").insert(conn).unwrap();
    assert_eq!((first.number, second.number), (1, 2));
    let refused = parcel("b", "FIRST").insert(conn).unwrap_err();
    assert!(refused.violates(ParcelConstraint::LabelUnique), "{refused}");

    let before = first.weighed_at;
    assert_eq!(before.to_string(), "2020-01-01 00:00:00");
    first.weight = 2;
    first.save(conn).unwrap();
    assert!(Parcel::find((1, "a".to_owned()), conn).unwrap().weighed_at > before);
    assert_eq!(Parcel::find((1, "A".to_owned()), conn).unwrap(), second);

    diesel::sql_query("INSERT INTO w_parcels (code, label, weight) VALUES ('c', 'third', 3)").run(conn).unwrap();
    assert_eq!(Parcel::find((1, "c".to_owned()), conn).unwrap().number, 4);
}

#[test]
fn other_collations_and_updates_are_told() {
    let conn = &mut empty();
    Parcels::create_all(conn).unwrap();
    let change = "ALTER TABLE w_parcels MODIFY code VARCHAR(20) COLLATE utf8mb4_general_ci NOT NULL, \
                  MODIFY weighed_at DATETIME(6) NOT NULL DEFAULT '2020-01-01'";
    diesel::sql_query(change).run(conn).unwrap();
    let parts: Vec<Part> = Parcels::drift(conn).unwrap().into_iter().map(|difference| difference.part).collect();
    assert_eq!(parts, [Part::Collation("code".to_owned()), Part::OnUpdate("weighed_at".to_owned())]);
    // Nothing of that keeps the models from working.
    Parcels::create_all(conn).unwrap();
}
