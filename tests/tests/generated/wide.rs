//! What a compiler takes in one struct.

use diesel::pg::Pg;
use model_cli::rust::{Options, models};
use model_runtime::schema::{Action, Column, Deferrable, ForeignKey, PrimaryKey, Table, Type};

/// The compiler takes each attribute as a step of a recursion, of which it has 128.
#[test]
fn a_table_to_which_many_refer_has_one_list() {
    let table = |name: String, foreign_keys: Vec<ForeignKey>| Table {
        columns: vec![Column::new("id", Type::named("bigint"))],
        primary_key: Some(PrimaryKey { columns: vec!["id".to_owned()], ..PrimaryKey::default() }),
        foreign_keys,
        ..Table::named(name)
    };
    let key = ForeignKey {
        name: None,
        columns: vec!["id".to_owned()],
        namespace: None,
        table: "terms".to_owned(),
        references: vec!["id".to_owned()],
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        deferrable: Deferrable::Not,
    };
    let of = |children: usize| {
        let children = (0..children).map(|number| table(format!("child_{number}"), vec![key.clone()]));
        let tables: Vec<Table> = std::iter::once(table("terms".to_owned(), Vec::new())).chain(children).collect();
        models::<Pg>(&tables, &Options::default()).source
    };
    let few = of(90);
    assert!(few.contains("#[model(has_one(child0: Child0))]\n#[model(has_one(child1: Child1))]\n"), "{few}");
    let many = of(130);
    assert!(many.contains("#[model(\n    has_one(child0: Child0),\n    has_one(child1: Child1),\n"), "{many}");
    assert!(many.contains("    has_one(child129: Child129)\n)]\npub struct Term {\n"), "{many}");
}
