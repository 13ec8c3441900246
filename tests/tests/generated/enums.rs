//! Enums of PostgreSQL that are called the same, in two schemas.

use diesel::pg::Pg;
use model_cli::rust::{Options, models, tables};
use model_runtime::schema::{Column, PrimaryKey, Table, Type};

#[test]
fn types_that_are_called_the_same_are_two() {
    let of = |namespace: Option<&str>| Type::Enum {
        namespace: namespace.map(str::to_owned),
        name: "mood".to_owned(),
        values: vec!["'a'".to_owned(), "'b'".to_owned()],
    };
    let table = Table {
        columns: vec![
            Column::new("id", Type::named("bigint")),
            Column::new("own", of(None)),
            Column::new("theirs", of(Some("people"))),
            Column::new("again", of(Some("people"))),
        ],
        primary_key: Some(PrimaryKey { columns: vec!["id".to_owned()], ..PrimaryKey::default() }),
        ..Table::named("things")
    };

    let source = models::<Pg>(std::slice::from_ref(&table), &Options::default()).source;
    for part in [
        "#[column_enum(postgres_type = \"mood\")]\npub enum Mood {\n",
        "#[column_enum(postgres_type = \"mood\", namespace = \"people\")]\npub enum PeopleMood {\n",
        "    pub own: Mood,\n    pub theirs: PeopleMood,\n    pub again: PeopleMood,\n",
    ] {
        assert!(source.contains(part), "{part} in {source}");
    }
    assert_eq!(source.matches("pub enum ").count(), 2, "{source}");

    let text = tables::<Pg>(&[table]);
    for part in [
        "    #[diesel(postgres_type(name = \"mood\"))]\n",
        "    #[diesel(postgres_type(name = \"mood\", schema = \"people\"))]\n",
    ] {
        assert_eq!(text.source.matches(part).count(), 1, "{part} in {}", text.source);
    }
}
