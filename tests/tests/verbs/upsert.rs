//! `upsert` and `get_or_create`, on unique keys of every kind.

use crate::db::{capabilities, connect};
use chrono::NaiveDateTime;
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;
use uuid::Uuid;

fn past() -> NaiveDateTime {
    "2020-01-01T00:00:00".parse().unwrap()
}

#[test]
fn upsert_inserts_a_row_that_is_not_there() {
    let conn = &mut connect();

    let alice = User::upsert(NewUser::named("Alice"), users::email, conn).unwrap();

    assert_eq!(User::all(conn).unwrap(), [alice]);
}

#[test]
fn upsert_updates_the_row_with_the_same_unique_key() {
    let conn = &mut connect();
    let old =
        NewUser { created_at: Set(past()), updated_at: Set(past()), bio: Some("Hi".into()), ..NewUser::named("a") };
    let old = old.insert(conn).unwrap();

    let new = User::upsert(NewUser { name: "Changed".into(), ..NewUser::named("a") }, users::email, conn).unwrap();

    assert_eq!((new.id, new.name.as_str(), new.bio.as_deref()), (old.id, "Changed", None));
    assert_eq!(new.created_at, past(), "the time of creation is kept");
    assert!(new.updated_at > past(), "the time of update moves on");
    assert_eq!(User::all(conn).unwrap(), [new]);
}

#[test]
fn columns_left_to_their_default_keep_their_value() {
    let conn = &mut connect();
    NewUser { is_active: Set(false), ..NewUser::named("a") }.insert(conn).unwrap();

    let kept = User::upsert(NewUser::named("a"), users::email, conn).unwrap();
    let set = User::upsert(NewUser { is_active: Set(true), ..NewUser::named("a") }, users::email, conn).unwrap();

    assert_eq!((kept.is_active, set.is_active), (false, true));
}

#[test]
fn columns_left_to_the_default_of_the_database_keep_their_value() {
    let conn = &mut connect();
    NewCountry { currency: Set("CHF".into()), ..NewCountry::of("CH", "Schweiz") }.insert(conn).unwrap();

    let kept = Country::upsert(NewCountry::of("CH", "Suisse"), countries::code, conn).unwrap();

    assert_eq!((kept.name.as_str(), kept.currency.as_str()), ("Suisse", "CHF"));
}

#[test]
fn upsert_takes_composite_keys_and_counts_the_version_on() {
    let conn = &mut connect();
    let old = NewAccount { quota: Set(7), ..NewAccount::of(1, "a") }.insert(conn).unwrap();
    let other = NewAccount::of(2, "a").insert(conn).unwrap();

    let new = NewAccount { note: Some("n".into()), version: Set(50), ..NewAccount::of(1, "a") };
    let new = Account::upsert(new, (accounts::org, accounts::handle), conn).unwrap();

    assert_eq!((new.id, new.version, new.quota, new.note.as_deref()), (old.id, 2, 7, Some("n")));
    assert_eq!(Account::find(other.id, conn).unwrap(), other);
    assert_eq!(Account::find(old.id, conn).unwrap(), new);
}

#[test]
fn upsert_on_a_given_primary_key() {
    let conn = &mut connect();
    let id = Uuid::from_u128(5);
    let new = |handle: &str| NewAccount { id: Set(id), ..NewAccount::of(1, handle) };

    Account::upsert(new("a"), accounts::id, conn).unwrap();
    let changed = Account::upsert(new("b"), accounts::id, conn).unwrap();
    Line::upsert(NewLine::of(1, 1, "Tea"), (lines::order_id, lines::line), conn).unwrap();
    let line = Line::upsert(NewLine::of(1, 1, "Milk"), (lines::order_id, lines::line), conn).unwrap();

    assert_eq!((changed.id, changed.handle.as_str(), changed.version), (id, "b", 2));
    assert_eq!(line.product, "Milk");
    assert_eq!((Account::count(conn).unwrap(), Line::count(conn).unwrap()), (1, 1));
}

#[test]
fn upsert_of_nothing_but_a_key_returns_the_row() {
    let conn = &mut connect();

    for _ in 0..2 {
        let label = Label::upsert(NewLabel { name: "red".into() }, labels::name, conn).unwrap();
        assert_eq!(label.name, "red");
    }

    assert_eq!(Label::count(conn).unwrap(), 1);
}

#[test]
fn upsert_returns_what_the_database_computes() {
    let conn = &mut connect();

    let new = || NewDocument { name: "a".into() };
    assert_eq!(Document::upsert(new(), documents::name, conn).unwrap().changes, 1);
    let again = Document::upsert(new(), documents::name, conn).unwrap();

    assert_eq!(Document::find(again.id, conn).unwrap(), again);
}

#[test]
fn upsert_on_null_inserts_because_nulls_differ() {
    let conn = &mut connect();
    let new = |guest: &str| NewSeat { code: None, guest: guest.into() };

    Seat::upsert(new("a"), seats::code, conn).unwrap();
    Seat::upsert(new("b"), seats::code, conn).unwrap();

    assert_eq!(Seat::count(conn).unwrap(), 2);
}

#[test]
fn upsert_reports_other_constraints() {
    let conn = &mut connect();
    NewAccount { id: Set(Uuid::from_u128(1)), ..NewAccount::of(1, "a") }.insert(conn).unwrap();

    let clash = NewAccount { id: Set(Uuid::from_u128(1)), ..NewAccount::of(2, "b") };
    let error = Account::upsert(clash, (accounts::org, accounts::handle), conn).unwrap_err();

    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(Account::count(conn).unwrap(), 1);
}

#[test]
fn upsert_with_an_unfilled_parent_sends_nothing() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    let new = User::builder().name("x").email("x");
    User::upsert(new, users::email, conn).unwrap();
    assert!(!log.is_empty());
    log.clear();
    assert!(matches!(NewPost::of(Fk::Parent, "x").check(), Err(Error::Validation(_))));
    assert!(log.is_empty());
}

#[test]
fn get_or_create_says_whether_the_row_is_new() {
    let conn = &mut connect();

    let (made, new) = User::get_or_create(NewUser::named("a"), users::email, conn).unwrap();
    let other = NewUser { name: "Other".into(), is_active: Set(false), ..NewUser::named("a") };
    let (found, again) = User::get_or_create(other, users::email, conn).unwrap();

    assert_eq!((new, again), (true, false));
    assert_eq!(found, made, "the row that is there stays as it is");
    assert_eq!(User::all(conn).unwrap(), [made]);
}

#[test]
fn get_or_create_takes_composite_keys() {
    let conn = &mut connect();
    let target = (accounts::org, accounts::handle);

    let (a, _) = Account::get_or_create(NewAccount::of(1, "a"), target, conn).unwrap();
    let (b, new) = Account::get_or_create(NewAccount::of(1, "b"), target, conn).unwrap();
    let (again, old) = Account::get_or_create(NewAccount::of(1, "a"), target, conn).unwrap();

    assert_eq!((new, old, again.id), (true, false, a.id));
    assert_ne!(a.id, b.id);
}

#[test]
fn get_or_create_finds_with_one_statement_and_creates_with_two() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    User::get_or_create(NewUser::named("a"), users::email, conn).unwrap();
    let key = usize::from(!capabilities().returning);
    assert_eq!((log.count(), log.transactions()), (2 + key, 0));
    log.clear();
    User::get_or_create(NewUser::named("a"), users::email, conn).unwrap();

    assert_eq!((log.count(), log.count_of("SELECT")), (1, 1));
}

#[test]
fn get_or_create_on_null_creates_because_nulls_differ() {
    let conn = &mut connect();
    let new = || NewSeat { code: None, guest: "a".into() };

    let (_, first) = Seat::get_or_create(new(), seats::code, conn).unwrap();
    let (_, second) = Seat::get_or_create(new(), seats::code, conn).unwrap();

    assert!(first && second);
}

#[test]
fn get_or_create_returns_what_a_trigger_wrote() {
    let conn = &mut connect();

    let (made, _) = Document::get_or_create(NewDocument { name: "a".into() }, documents::name, conn).unwrap();

    assert_eq!(made.changes, 1);
}

#[test]
fn a_nullable_column_a_builder_was_not_given_keeps_its_value() {
    let conn = &mut connect();
    let kept = User::builder().name("a").email("a@example.com").bio("kept").insert(conn).unwrap();

    let again = User::upsert(User::builder().name("b").email("a@example.com"), users::email, conn).unwrap();

    assert_eq!((again.id, again.name.as_str(), again.bio), (kept.id, "b", kept.bio));
}

/// Two unique keys, of which a write may mean either.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Member {
    pub id: i64,
    #[model(unique)]
    pub email: String,
    #[model(unique)]
    pub badge: Option<i32>,
    pub name: String,
}
schema! { pub Club: Member }

fn member(email: &str, badge: i32, name: &str) -> NewMember {
    NewMember { email: email.into(), badge: Some(badge), name: name.into() }
}

#[test]
fn of_several_unique_keys_the_one_that_is_meant_decides() {
    let conn = &mut crate::db::empty();
    Club::create_all(conn).unwrap();
    let ann = member("ann@x", 1, "Ann").insert(conn).unwrap();
    let bob = member("bob@x", 2, "Bob").insert(conn).unwrap();

    let changed = Member::upsert(member("ann@x", 1, "Anna"), members::email, conn).unwrap();
    assert_eq!((changed.id, &*changed.name), (ann.id, "Anna"));
    let moved = Member::upsert(member("ann@x", 3, "Anna"), members::email, conn).unwrap();
    assert_eq!((moved.id, moved.badge), (ann.id, Some(3)));
    let new = Member::upsert(member("cid@x", 4, "Cid"), members::badge, conn).unwrap();

    // Bob has the badge: his row is not the one that is meant.
    let error = Member::upsert(member("dan@x", 2, "Dan"), members::email, conn).unwrap_err();
    assert!(error.violates(MemberConstraint::BadgeUnique), "{error}");
    let error = Member::upsert(member("ann@x", 2, "Anna"), members::email, conn).unwrap_err();
    assert!(error.violates(MemberConstraint::BadgeUnique), "{error}");
    let error = Member::get_or_create(member("dan@x", 2, "Dan"), members::email, conn).unwrap_err();
    assert!(error.violates(MemberConstraint::BadgeUnique), "{error}");
    let (same, is_new) = Member::get_or_create(member("x@x", 2, "X"), members::badge, conn).unwrap();
    assert_eq!((&same, is_new), (&bob, false));

    // NULL is not the same as NULL.
    let none = |email: &str| NewMember { badge: None, ..member(email, 0, "n") };
    let (one, two) = (none("e@x"), none("f@x"));
    let one = Member::upsert(one, members::badge, conn).unwrap();
    let two = Member::upsert(two, members::badge, conn).unwrap();
    assert_eq!(Member::query().order(members::id).all(conn).unwrap(), [moved, bob, new, one, two]);
}
