//! What happens to rows when the row they refer to goes or changes its key.

use model_runtime::prelude::*;

use crate::models::people::Person;
use crate::models::{Article, Order, Picture, Shop, Sku};
use crate::{Conn, run, shop};

fn article(conn: &mut Conn) -> (Person, Article) {
    let owner = Person::builder().name("Ann").insert(conn).unwrap();
    let article = Article::builder().sku(Sku("pen".into())).owner_id(&owner).insert(conn).unwrap();
    (owner, article)
}

#[test]
fn set_null_keeps_the_row_without_its_parent() {
    let mut conn = shop();
    let (owner, mut article) = article(&mut conn);
    owner.delete(&mut conn).unwrap();
    article.reload(&mut conn).unwrap();
    assert_eq!(article.owner_id, None);
}

#[test]
fn a_changed_key_is_followed() {
    let mut conn = shop();
    let (_, mut article) = article(&mut conn);
    run("UPDATE people SET id = 70", &mut conn).unwrap();
    article.reload(&mut conn).unwrap();
    assert_eq!(article.owner_id, Some(70));
}

#[test]
fn cascade_takes_children_and_their_children_along() {
    let mut conn = shop();
    let (_, article) = article(&mut conn);
    let original = Picture::builder().article_id(&article).bytes(vec![1]).insert(&mut conn).unwrap();
    Picture::builder().article_id(&article).bytes(vec![2]).original_id(&original).insert(&mut conn).unwrap();
    original.delete(&mut conn).unwrap();
    assert_eq!(Picture::count(&mut conn).unwrap(), 0);

    Picture::builder().article_id(&article).bytes(vec![3]).insert(&mut conn).unwrap();
    article.delete(&mut conn).unwrap();
    assert_eq!(Picture::count(&mut conn).unwrap(), 0);
}

#[test]
fn restrict_and_no_action_keep_the_parent() {
    let mut conn = shop();
    let (owner, article) = article(&mut conn);
    Order::builder().person_id(&owner).number(1).article_id(&article).insert(&mut conn).unwrap();
    for error in [owner.delete(&mut conn).unwrap_err(), article.delete(&mut conn).unwrap_err()] {
        assert!(error.is_foreign_key_violation(), "{error}");
    }
    assert!(run("UPDATE people SET id = 70", &mut conn).unwrap_err().is_foreign_key_violation());
    assert_eq!((Person::count(&mut conn).unwrap(), Article::count(&mut conn).unwrap()), (1, 1));
}

#[test]
fn a_parent_that_is_not_there_is_refused() {
    let mut conn = shop();
    let error = Article::builder().sku(Sku("pen".into())).owner_id(99).insert(&mut conn).unwrap_err();
    assert!(error.is_foreign_key_violation(), "{error}");
    assert_eq!(Article::count(&mut conn).unwrap(), 0);
}

#[test]
fn tables_with_rows_are_dropped_together() {
    let mut conn = shop();
    let (owner, article) = article(&mut conn);
    let original = Picture::builder().article_id(&article).bytes(vec![]).insert(&mut conn).unwrap();
    Picture::builder().article_id(&article).bytes(vec![]).original_id(&original).insert(&mut conn).unwrap();
    Order::builder().person_id(&owner).number(1).article_id(&article).insert(&mut conn).unwrap();
    let dropped = Shop::drop_all(&mut conn).unwrap();
    assert_eq!(dropped, ["every \"type\"", "orders", "pictures", "articles", "people"]);
    assert_eq!(Shop::create_all(&mut conn).unwrap().created.len(), 5);
    assert_eq!(Article::count(&mut conn).unwrap(), 0);
}
