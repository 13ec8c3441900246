//! Fields of any serde type, stored as JSON.

use std::collections::BTreeMap;

use diesel::SqliteConnection;
use model_runtime::prelude::*;
use model_runtime::{Json, Result};

/// A document with fields that SQL has no types for.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Document {
    /// The key.
    pub id: i64,
    /// A list.
    #[model(json)]
    pub tags: Vec<String>,
    /// A map, or NULL.
    #[model(json)]
    pub scores: Option<BTreeMap<String, i32>>,
    /// Made by the database unless it is given.
    #[model(json, default_sql = "'[1, 2]'")]
    pub levels: Vec<i32>,
    /// The same by type, without the attribute.
    pub extra: Json<Vec<bool>>,
}

schema! {
    /// The database of these tests.
    pub Documents: Document
}

fn connect() -> Result<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    Documents::create_all(&mut conn)?;
    Ok(conn)
}

fn document(tags: &[&str]) -> NewDocument {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    NewDocument { tags, scores: None, levels: Auto, extra: Json(vec![true]) }
}

#[test]
fn values_come_back_as_they_were() -> Result<()> {
    let mut conn = connect()?;
    let made = NewDocument {
        scores: Some([("ü".to_owned(), -1)].into()),
        levels: Set(vec![]),
        ..document(&["", "quote \" and '", "\u{1F980}"])
    }
    .insert(&mut conn)?;
    assert_eq!(Document::find(made.id, &mut conn)?, made);
    assert_eq!(made.scores.as_ref().and_then(|scores| scores.get("ü")), Some(&-1));
    Ok(())
}

#[test]
fn what_the_database_makes_is_read_back() -> Result<()> {
    let mut conn = connect()?;
    let given = NewDocument { levels: Set(vec![7]), ..document(&["a"]) };
    let made = Document::insert_many([document(&["b"]), given], &mut conn)?;
    assert_eq!((made[0].levels.as_slice(), made[1].levels.as_slice()), (&[1, 2][..], &[7][..]));
    assert_eq!(Document::all(&mut conn)?, made);
    Ok(())
}

#[test]
fn a_missing_value_is_null_and_not_the_json_null() -> Result<()> {
    let mut conn = connect()?;
    document(&[]).insert(&mut conn)?;
    assert_eq!(Document::query().filter(documents::scores.is_null()).count(&mut conn)?, 1);
    Ok(())
}

#[test]
fn changes_are_saved_and_patched() -> Result<()> {
    let mut conn = connect()?;
    let mut document = document(&["a"]).insert(&mut conn)?;
    document.tags.push("b".to_owned());
    document.save(&mut conn)?;
    let scores = Some([("x".to_owned(), 1)].into());
    document.patch(DocumentPatch { scores: Set(scores), ..Default::default() }, &mut conn)?;
    assert_eq!(document.tags, ["a", "b"]);
    assert_eq!(Document::find(document.id, &mut conn)?, document);
    Ok(())
}

#[test]
fn text_that_is_not_the_type_is_a_decode_error() -> Result<()> {
    let mut conn = connect()?;
    let id = document(&[]).insert(&mut conn)?.id;
    diesel::sql_query("UPDATE documents SET tags = '{\"not\": \"a list\"}'").execute(&mut conn)?;
    let error = Document::find(id, &mut conn).unwrap_err().to_string();
    assert!(error.contains("`tags`") && error.contains("`Document`"), "{error}");
    Ok(())
}

#[test]
fn plain_diesel_reads_rows_with_json() -> Result<()> {
    let mut conn = connect()?;
    let made = document(&["a"]).insert(&mut conn)?;
    let by_name: Vec<Document> = diesel::sql_query("SELECT * FROM documents").load(&mut conn)?;
    let selected: Vec<Document> = documents::table.select(Document::as_select()).load(&mut conn)?;
    assert_eq!((by_name, selected), (vec![made.clone()], vec![made]));
    Ok(())
}
