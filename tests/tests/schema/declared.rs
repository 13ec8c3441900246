//! Constraints, defaults and generated columns at work, and the text that declares them.

use diesel::sqlite::Sqlite;
use model_runtime::prelude::*;
use model_runtime::{ConstraintKind, Error};

use crate::models::{Article, Level, NewArticle, Shop, Sku, State, articles};
use crate::{empty, run, shop};

fn pen() -> NewArticle {
    NewArticle {
        sku: Sku("pen".into()),
        state: Auto,
        level: None,
        stock: Auto,
        note: Auto,
        score: Auto,
        token: Auto,
        shelf: None,
        slot: None,
        code: None,
        owner_id: None,
    }
}

#[test]
fn the_ddl_of_a_model() {
    let ddl = Shop::ddl::<Sqlite>();
    let article = ddl.split_once("CREATE TABLE \"articles\"").unwrap().1;
    let article = article.split_once("CREATE TABLE").unwrap().0;
    let expected = r#" (
    "id" INTEGER NOT NULL CONSTRAINT "pk_articles" PRIMARY KEY AUTOINCREMENT,
    "sku" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'draft',
    "level" INTEGER,
    "stock" INTEGER NOT NULL DEFAULT 5,
    "note" TEXT NOT NULL DEFAULT 'it''s',
    "score" REAL NOT NULL DEFAULT -1.5,
    "token" TEXT NOT NULL DEFAULT (lower(hex(randomblob(4)))),
    "twice" INTEGER NOT NULL GENERATED ALWAYS AS (stock * 2) STORED,
    "shelf" INTEGER,
    "slot" INTEGER,
    "code" TEXT,
    "owner_id" INTEGER,
    CONSTRAINT "uq_articles_code" UNIQUE ("code"),
    CONSTRAINT "uq_articles_place" UNIQUE ("shelf", "slot"),
    CONSTRAINT "fk_articles_owner_id" FOREIGN KEY ("owner_id") REFERENCES "people" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "ck_articles_state" CHECK ("state" IN ('draft', 'it''s live')),
    CONSTRAINT "ck_articles_level" CHECK ("level" IN (-1, 10)),
    CONSTRAINT "ck_articles_stock" CHECK (stock >= 0)
);
CREATE UNIQUE INDEX "ix_articles_live_sku" ON "articles" ("sku") WHERE state = 'it''s live';
CREATE INDEX "ix_articles_state_level" ON "articles" ("state", "level");
"#;
    assert_eq!(article, expected);

    // As text it makes the same tables as `create_all`.
    let mut conn = empty();
    diesel::connection::SimpleConnection::batch_execute(&mut conn, &ddl).unwrap();
    assert!(Shop::create_all(&mut conn).unwrap().created.is_empty());
}

#[test]
fn one_table_at_a_time() {
    let mut conn = empty();
    assert_eq!(Shop::create::<crate::models::people::Person, _>(&mut conn).unwrap().created, ["people"]);
    assert_eq!(Shop::create::<Article, _>(&mut conn).unwrap().created, ["articles"]);
    assert_eq!(Shop::create::<Article, _>(&mut conn).unwrap().unchanged, ["articles"]);
    assert_eq!(Shop::create_all(&mut conn).unwrap().unchanged, ["people", "articles"]);
}

#[test]
fn defaults_and_generated_columns_come_back() {
    let mut conn = shop();
    let made = pen().insert(&mut conn).unwrap();
    assert_eq!((made.state, made.stock, &*made.note, made.twice), (State::Draft, 5, "it's", 10));
    assert!((made.score + 1.5).abs() < f64::EPSILON);
    assert_eq!(made.token.len(), 8);
    assert_eq!(Article::find(made.id, &mut conn).unwrap(), made);

    // The same from SQL that knows nothing of the model.
    run("INSERT INTO articles (sku) VALUES ('cup')", &mut conn).unwrap();
    let by_hand = Article::query().filter(articles::sku.eq(Sku("cup".into()))).one(&mut conn).unwrap();
    let id = by_hand.id;
    assert_eq!(Article { id, sku: Sku("cup".into()), token: by_hand.token.clone(), ..made.clone() }, by_hand);
    assert_ne!(by_hand.token, made.token);

    // A generated column cannot be written, and follows the others.
    let mut made = made;
    made.stock = 7;
    made.save(&mut conn).unwrap();
    made.reload(&mut conn).unwrap();
    assert_eq!(made.twice, 14);
    assert!(run("UPDATE articles SET twice = 1", &mut conn).is_err());
}

#[test]
fn enums_are_restricted_in_the_database_too() {
    let mut conn = shop();
    let mut article =
        NewArticle { state: Set(State::Live), level: Some(Level::Low), ..pen() }.insert(&mut conn).unwrap();
    for (column, bad) in
        [("state", "'gone'"), ("state", "'Draft'"), ("state", "1"), ("level", "0"), ("level", "'high'")]
    {
        let name = format!("ck_articles_{column}");
        for sql in [
            format!("INSERT INTO articles (sku, {column}) VALUES ('x', {bad})"),
            format!("UPDATE articles SET {column} = {bad}"),
        ] {
            // Plain Diesel knows no model, and so no column.
            let error = run(&sql, &mut conn).unwrap_err();
            let found = error.constraint().unwrap_or_else(|| panic!("{sql}: {error}"));
            assert_eq!((found.kind, found.name.as_deref()), (ConstraintKind::Check, Some(&*name)), "{sql}");
        }
    }
    article.reload(&mut conn).unwrap();
    assert_eq!((article.state, article.level), (State::Live, Some(Level::Low)));
    run("UPDATE articles SET level = NULL", &mut conn).unwrap();
}

#[test]
fn a_refused_value_names_its_constraint_and_column() {
    let mut conn = shop();
    // The triggers write what the model would not.
    for (column, bad) in [("state", "'gone'"), ("level", "3")] {
        run(
            &format!("CREATE TRIGGER spoil AFTER INSERT ON articles BEGIN UPDATE articles SET {column} = {bad}; END"),
            &mut conn,
        )
        .unwrap();
        let Err(Error::Validation(errors)) = pen().insert(&mut conn) else { panic!("{column} is not refused") };
        let found = &errors.field_errors()[0];
        assert_eq!((&*found.field, &*found.code), (column, "one_of"));
        assert_eq!(found.constraint.as_deref(), Some(&*format!("ck_articles_{column}")));
        run("DROP TRIGGER spoil", &mut conn).unwrap();
    }
    let error = NewArticle { stock: Set(-1), ..pen() }.insert(&mut conn).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the check `ck_articles_stock` on column `stock` of table `articles` refused the write"
    );
    assert_eq!(Article::count(&mut conn).unwrap(), 0);
    pen().insert(&mut conn).unwrap();
}

#[test]
fn unique_constraints_and_indexes() {
    let mut conn = shop();
    let first = NewArticle { code: Some("a".into()), shelf: Some(1), slot: Some(2), state: Set(State::Live), ..pen() };
    first.clone().insert(&mut conn).unwrap();
    let refused = [
        ("uq_articles_code", NewArticle { code: Some("a".into()), ..pen() }),
        ("uq_articles_place", NewArticle { shelf: Some(1), slot: Some(2), ..pen() }),
        ("ix_articles_live_sku", NewArticle { state: Set(State::Live), ..pen() }),
    ];
    for (name, new) in refused {
        let error = new.insert(&mut conn).unwrap_err();
        assert!(error.is_unique_violation(), "{error}");
        assert_eq!(error.constraint().unwrap().name.as_deref(), Some(name));
        assert!(matches!(error, Error::Constraint(_)));
    }
    // Outside its condition the partial index refuses nothing; NULLs are not the same.
    NewArticle { shelf: Some(1), ..pen() }.insert(&mut conn).unwrap();
    NewArticle { shelf: Some(1), ..pen() }.insert(&mut conn).unwrap();
    assert_eq!(Article::count(&mut conn).unwrap(), 3);
}
