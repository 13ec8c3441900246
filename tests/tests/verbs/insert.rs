//! One row: defaults, keys of every kind, values at their limits.

use crate::db::connect;
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;
use uuid::Uuid;

#[test]
fn a_new_row_gets_its_key_and_defaults() {
    let conn = &mut connect();

    let alice = NewUser::named("Alice").insert(conn).unwrap();

    assert_eq!((alice.id, alice.is_active, alice.bio.as_deref()), (1, true, None));
    assert_eq!(alice.created_at.and_utc().timestamp_subsec_nanos() % 1_000, 0, "times are cut to microseconds");
    assert_eq!(User::find(1, conn).unwrap(), alice, "the value returned is the row stored");
}

#[test]
fn a_builder_inserts_as_a_struct_does() {
    let conn = &mut connect();

    let alice = User::builder().name("Alice").email("a@x").bio("Hi").is_active(false).insert(conn).unwrap();

    assert_eq!((alice.bio.as_deref(), alice.is_active), (Some("Hi"), false));
    assert_eq!(User::find(alice.id, conn).unwrap(), alice);
}

#[test]
fn times_finer_than_the_column_are_cut_in_memory_too() {
    let conn = &mut connect();
    let fine = chrono::DateTime::from_timestamp(1_700_000_000, 123_456_789).unwrap().naive_utc();

    let alice = NewUser { created_at: Set(fine), ..NewUser::named("Alice") }.insert(conn).unwrap();

    assert_eq!(alice.created_at.and_utc().timestamp_subsec_nanos(), 123_456_000);
    assert_eq!(User::find(alice.id, conn).unwrap(), alice);
}

#[test]
fn unicode_and_empty_text_are_kept() {
    let conn = &mut connect();
    let texts = ["", " ", "Ünïcødé 日本語 🦀", "O'Brien \"; DROP TABLE users; --", "line\nbreak", "a\0b"];
    let known = |text: &&str| crate::db::has_nul() || !text.contains('\0');
    for (i, text) in texts.into_iter().filter(known).enumerate() {
        let new = NewUser { bio: Some(text.to_owned()), ..NewUser::named(&format!("user{i}")) };

        let user = new.insert(conn).unwrap();

        assert_eq!(User::find(user.id, conn).unwrap().bio.as_deref(), Some(text));
    }
}

#[test]
fn a_uuid_key_is_made_in_rust_unless_given() {
    let conn = &mut connect();
    let given = Uuid::from_u128(7);

    let made = NewAccount::of(1, "a").insert(conn).unwrap();
    let kept = NewAccount { id: Set(given), ..NewAccount::of(1, "b") }.insert(conn).unwrap();

    assert_eq!((made.id.get_version_num(), kept.id), (7, given));
    assert_eq!((made.version, made.quota), (1, 100));
    assert_eq!(Account::find(made.id, conn).unwrap(), made);
    assert_eq!(Account::find(given, conn).unwrap(), kept);
}

#[test]
fn a_given_key_comes_back_with_what_the_database_filled() {
    let conn = &mut connect();

    let left = NewCountry::of("AT", "Austria").insert(conn).unwrap();
    let given = NewCountry { currency: Set("CHF".into()), ..NewCountry::of("CH", "Switzerland") }.insert(conn).unwrap();

    assert_eq!((left.currency.as_str(), given.currency.as_str()), ("EUR", "CHF"));
    assert_eq!(Country::find("AT", conn).unwrap(), left);
}

#[test]
fn a_composite_key_finds_its_row() {
    let conn = &mut connect();

    let line = NewLine::of(1, 2, "Tea").insert(conn).unwrap();

    assert_eq!(Line::find((1, 2), conn).unwrap(), line);
    assert_eq!(Line::get((2, 1), conn).unwrap(), None);
}

#[test]
fn a_key_of_its_own_type_refers_to_the_same_table() {
    let conn = &mut connect();

    let root = Member::builder().name("Root").insert(conn).unwrap();
    let leaf = Member::builder().name("Leaf").leader_id(&root).insert(conn).unwrap();
    let twig = NewMember { name: "Twig".into(), leader_id: Some(leaf.id.into()) }.insert(conn).unwrap();

    assert_eq!((root.leader_id, leaf.leader_id, twig.leader_id), (None, Some(MemberId(1)), Some(MemberId(2))));
    assert_eq!(Member::find(MemberId(3), conn).unwrap(), twig);
}

#[test]
fn a_generated_column_comes_back() {
    let conn = &mut connect();

    let made = NewCrate { width: 3, height: 4 }.insert(conn).unwrap();

    assert_eq!(made.area, 12);
    assert_eq!(Crate::find(made.id, conn).unwrap(), made);
}

#[test]
fn what_a_trigger_writes_comes_back() {
    let conn = &mut connect();

    let one = NewDocument { name: "one".into() }.insert(conn).unwrap();
    let more =
        Document::insert_many([NewDocument { name: "b".into() }, NewDocument { name: "a".into() }], conn).unwrap();

    assert_eq!(one.changes, 1);
    assert_eq!(more.iter().map(|d| (&*d.name, d.changes)).collect::<Vec<_>>(), [("b", 1), ("a", 1)]);
    assert_eq!(Document::find(one.id, conn).unwrap(), one);
}

#[test]
fn a_row_without_columns_to_give_is_inserted() {
    let conn = &mut connect();

    assert_eq!(NewMarker {}.insert(conn).unwrap(), Marker { id: 1 });
    assert_eq!(NewLabel { name: "red".into() }.insert(conn).unwrap(), Label { name: "red".into() });
}

#[test]
fn a_parent_that_was_never_given_is_an_error_before_any_sql() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    let error = NewPost::of(Fk::Parent, "Orphan").insert(conn).unwrap_err();

    let Error::Validation(errors) = error else { panic!("{error}") };
    assert_eq!((errors.model(), &*errors.field_errors()[0].field), ("Post", "user_id"));
    assert!(errors.to_string().contains("the key of its `User` is not known"), "{errors}");
    assert!(log.is_empty());
}

#[test]
fn a_parent_is_given_by_key_or_by_row() {
    let conn = &mut connect();
    let alice = NewUser::named("Alice").insert(conn).unwrap();

    let by_key = NewPost::of(alice.id, "By key").insert(conn).unwrap();
    let by_row = NewPost::of(&alice, "By row").insert(conn).unwrap();
    let built = Post::builder().title("Built").user_id(&alice).insert(conn).unwrap();

    assert!([by_key, by_row, built].iter().all(|post| post.user_id == alice.id && post.version == 1));
}

#[test]
fn unchecked_values_are_inserted_with_their_defaults() {
    let conn = &mut connect();

    let alice = NewUser::named("Alice").unchecked().insert(conn).unwrap();

    assert!(alice.is_active);
    assert_eq!(User::find(alice.id, conn).unwrap(), alice);
}
