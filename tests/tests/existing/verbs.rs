//! Every verb, on rows whose fields are in another order than the columns.

use chrono::NaiveDate;
use model_runtime::prelude::*;
use model_runtime::{Error, any_unique};
use tests::schema::{e_memberships, e_users};

use super::models::*;
use super::{connect, user};

#[test]
fn rows_are_written_and_read_whatever_the_order_of_the_fields() {
    let mut conn = connect();
    let new = NewUser {
        born: NaiveDate::from_ymd_opt(1990, 2, 3),
        picture: Some(vec![1, 2]),
        kind: Set(Kind::Robot),
        ..user("ann")
    };

    let ann = new.insert(&mut conn).unwrap();

    assert_eq!((&*ann.name, ann.kind, ann.is_active, ann.small), ("ann", Kind::Robot, true, 1));
    assert_eq!(User::find(ann.id, &mut conn).unwrap(), ann);
    assert_eq!(User::query().filter(e_users::is_active).all(&mut conn).unwrap(), std::slice::from_ref(&ann));
    // By the columns of the table, whose order is another.
    let read: (i32, String, Option<String>, String) =
        e_users::table.select((e_users::id, e_users::name, e_users::email, e_users::type_)).one(&mut conn).unwrap();
    assert_eq!(read, (ann.id, "ann".to_owned(), ann.email.clone(), "robot".to_owned()));
    // Enums are values of the columns that hold them.
    let robots = User::query().filter(e_users::type_.eq(Kind::Robot)).count(&mut conn).unwrap();
    assert_eq!(robots, 1);
}

#[test]
fn many_rows_are_written_at_once() {
    let mut conn = connect();
    let names: Vec<String> = (0..200).map(|number| format!("user{number}")).collect();

    let users = User::insert_many(names.iter().map(|name| user(name)), &mut conn).unwrap();

    assert!(users.iter().map(|user| &user.name).eq(&names));
    assert_eq!(User::query().order(e_users::id).all(&mut conn).unwrap(), users);
    let keys: Vec<i32> = users.iter().take(3).map(|user| user.id).collect();
    assert_eq!(User::find_many(keys, &mut conn).unwrap(), users[..3]);
    let mut changed = users;
    changed.iter_mut().for_each(|user| user.score += 1.0);
    User::save_many(&mut changed, &mut conn).unwrap();
    assert_eq!(User::query().filter(e_users::score.gt(1.0)).count(&mut conn).unwrap(), 200);
    assert_eq!(User::delete_many(changed.iter().map(|user| user.id), &mut conn).unwrap(), 200);
    assert_eq!(User::count(&mut conn).unwrap(), 0);
}

#[test]
fn rows_are_changed_and_deleted() {
    let mut conn = connect();
    let mut ann = user("ann").insert(&mut conn).unwrap();

    ann.name = "Anna".into();
    ann.save(&mut conn).unwrap();
    ann.patch(UserPatch { email: Set(None), kind: Set(Kind::Robot), ..Default::default() }, &mut conn).unwrap();
    assert_eq!(User::find(ann.id, &mut conn).unwrap(), ann);
    assert_eq!((&*ann.name, &ann.email, ann.kind), ("Anna", &None, Kind::Robot));
    let patch = UserPatch { small: Set(7), ..Default::default() };
    User::update(ann.id, patch, &mut conn).unwrap();
    let patch = UserPatch { small: Set(8), ..Default::default() };
    assert_eq!(User::query().filter(e_users::small.eq(7)).patch_all(patch, &mut conn).unwrap(), 1);
    ann.reload(&mut conn).unwrap();
    assert_eq!(ann.small, 8);
    ann.delete(&mut conn).unwrap();
    assert_eq!(User::get(1, &mut conn).unwrap(), None);
}

#[test]
fn a_version_that_is_stale_is_refused() {
    let mut conn = connect();
    let ann = user("ann").insert(&mut conn).unwrap();
    let mut post = super::post("one", &ann, None).insert(&mut conn).unwrap();
    let mut stale = post.clone();
    post.title = Title("two".into());
    post.save(&mut conn).unwrap();
    assert_eq!(post.version, stale.version + 1);

    stale.title = Title("three".into());
    assert!(matches!(stale.save(&mut conn), Err(Error::Stale { .. })));
}

#[test]
fn rows_are_inserted_or_changed_by_a_unique_key() {
    let mut conn = connect();
    let ann = user("ann").insert(&mut conn).unwrap();

    let same = User::upsert(NewUser { name: "Anna".into(), ..user("ann") }, e_users::email, &mut conn).unwrap();
    let other = User::upsert(user("bob"), any_unique(), &mut conn).unwrap();
    assert_eq!((same.id, &*same.name), (ann.id, "Anna"));
    assert_ne!(other.id, ann.id);
    let (first, again) =
        (NewMembership { user_id: ann.id.into(), role: "guest".into(), group_name: "a".into() }, "owner");
    first.insert(&mut conn).unwrap();
    let new = NewMembership { user_id: ann.id.into(), role: again.into(), group_name: "a".into() };
    let member = Membership::upsert(new, (e_memberships::group_name, e_memberships::user_id), &mut conn).unwrap();
    assert_eq!(Membership::find(("a".to_owned(), ann.id), &mut conn).unwrap(), member);
    assert_eq!(member.role, "owner");
}

#[test]
fn rules_hold_and_refusals_are_told_by_the_names_of_the_constraints() {
    let mut conn = connect();
    user("ann").insert(&mut conn).unwrap();

    assert!(matches!(user("").insert(&mut conn), Err(Error::Validation(_))));
    let twice = NewUser { name: "other".into(), ..user("ann") }.insert(&mut conn).unwrap_err();
    assert!(twice.violates(UserConstraint::EmailUnique), "{twice}");
    let checked = user("bob").check().unwrap();
    diesel::insert_into(e_users::table).values(&checked).run(&mut conn).unwrap();
    assert_eq!(User::count(&mut conn).unwrap(), 2);
}

#[test]
fn a_builder_knows_the_required_columns() {
    let mut conn = connect();
    let ann = User::builder().name("ann").score(2.5).insert(&mut conn).unwrap();
    let post = Post::builder().title(Title("one".into())).user_id(&ann).insert(&mut conn).unwrap();
    assert_eq!((ann.email, post.user_id, post.topic_id), (None, ann.id, None));
}

#[test]
fn a_model_of_some_columns_reads_and_changes_these() {
    let mut conn = connect();
    let ann = user("ann").insert(&mut conn).unwrap();

    let mut name = UserName::find(ann.id, &mut conn).unwrap();
    name.name = "Anna".into();
    name.save(&mut conn).unwrap();

    assert_eq!(User::find(ann.id, &mut conn).unwrap().name, "Anna");
    assert_eq!(UserName::all(&mut conn).unwrap(), [name]);
    // The database decides whether the others can be left out.
    assert!(matches!(
        NewUserName { name: "bob".into() }.insert(&mut conn),
        Err(Error::Database(_) | Error::Constraint(_))
    ));
}

#[test]
fn tables_are_compared_with_their_models() {
    let mut conn = connect();
    let report = Tables::create_all(&mut conn).unwrap();
    assert_eq!(report.unchanged.len(), 5);
    assert!(Tables::ddl_on(&mut conn).contains("e_users"));
}
