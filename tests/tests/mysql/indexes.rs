//! Indexes that MariaDB and MySQL alone have.

use model_runtime::prelude::*;

use crate::db::empty;

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "w_letters", backends(mysql), index(name = "w_words", columns(body), method = "FULLTEXT"))]
pub struct Letter {
    pub id: i64,
    pub body: String,
}
schema! { pub Letters: Letter }

/// The text is as long as any other: the index is of its words.
#[test]
fn an_index_of_words_takes_any_text() {
    let conn = &mut empty();
    Letters::create_all(conn).unwrap();
    let ddl = Letters::ddl_on(conn);
    assert!(ddl.contains("`body` LONGTEXT NOT NULL"), "{ddl}");
    assert!(ddl.contains("CREATE FULLTEXT INDEX `w_words` ON `w_letters` (`body`)"), "{ddl}");
    let body = "word ".repeat(1_000);
    let letter = NewLetter { body: body.clone() }.insert(conn).unwrap();
    assert_eq!(Letter::find(letter.id, conn).unwrap().body, body);
}
