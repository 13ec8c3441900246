//! What tables of SQLite have beyond their columns: collations, tables without numbers of rows; and defaults of keys.

use model_runtime::assert_no_drift;
use model_runtime::prelude::*;
use model_runtime::schema::Part;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(backends(sqlite), options = "WITHOUT ROWID")]
pub struct Word {
    #[model(id, assigned, collation = "NOCASE", default_sql = "'the'")]
    pub text: String,
    #[model(collation = "RTRIM", unique)]
    pub stem: Option<String>,
    #[model(default_sql = "'the'", belongs_to(Word, on_delete = "set default"))]
    pub of: String,
}
schema! { pub Words: Word }

fn word(text: &str, stem: &str, of: &str) -> NewWord {
    NewWord { text: text.to_owned(), stem: Some(stem.to_owned()), of: of.to_owned().into() }
}

#[test]
fn the_table_is_as_the_model_says() {
    let mut conn = Database::<SqliteConnection>::open("sqlite::memory:").unwrap().get().unwrap();
    let conn = &mut conn;
    Words::create_all(conn).unwrap();
    assert!(Words::ddl::<diesel::sqlite::Sqlite>().contains(") WITHOUT ROWID"));
    assert_no_drift!(conn, Words);

    word("the", "the", "the").insert(conn).unwrap();
    let refused = word("THE", "t", "the").insert(conn).unwrap_err();
    assert!(refused.violates(WordConstraint::PrimaryKey), "{refused}");
    let refused = word("this", "the  ", "the").insert(conn).unwrap_err();
    assert!(refused.violates(WordConstraint::StemUnique), "{refused}");

    // The database puts the DEFAULT of a foreign key there, and rows of others get that of a key.
    let those = word("those", "thos", "the").insert(conn).unwrap();
    word("them", "them", "those").insert(conn).unwrap();
    those.delete(conn).unwrap();
    assert_eq!(Word::find("them", conn).unwrap().of, "the");
    Word::find("the", conn).unwrap();
}

#[test]
fn another_collation_is_told() {
    let mut conn = Database::<SqliteConnection>::open("sqlite::memory:").unwrap().get().unwrap();
    let conn = &mut conn;
    let plain = Words::ddl::<diesel::sqlite::Sqlite>()
        .replace(" COLLATE RTRIM", "")
        .replace("COLLATE NOCASE", "COLLATE nocase");
    diesel::connection::SimpleConnection::batch_execute(&mut **conn, &plain).unwrap();
    let parts: Vec<Part> = Words::drift(conn).unwrap().into_iter().map(|difference| difference.part).collect();
    assert_eq!(parts, [Part::Collation("stem".to_owned())]);
}
