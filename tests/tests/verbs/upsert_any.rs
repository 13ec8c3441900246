//! `upsert` and `get_or_create` by whichever unique key finds a row.

use crate::db::{Connection, capabilities, connect, empty};
use diesel::connection::SimpleConnection;
use model_runtime::Error;
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::{
    Account, Country, Label, NewAccount, NewCountry, NewLabel, NewSeat, NewUser, Seat, User, accounts,
};
use uuid::Uuid;

/// Two unique constraints, a unique index, a generated column, a version, and a default.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(unique(team, shirt), index(name = "ix_players_passport", columns(passport), unique))]
pub struct Player {
    pub id: i64,
    #[model(unique)]
    pub email: String,
    pub team: i32,
    pub shirt: Option<i32>,
    pub passport: Option<String>,
    pub name: String,
    #[model(default = 10)]
    pub goals: i32,
    #[model(generated = "goals * 2")]
    pub points: i32,
    #[model(belongs_to(Player, name = "captain"))]
    pub captain_id: Option<i64>,
    #[model(version)]
    pub version: i32,
}

/// A given key, a unique column of which the database knows the default, and a column that a trigger might write.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Site {
    #[model(id, assigned)]
    pub code: String,
    #[model(unique, default_sql = "1")]
    pub place: i32,
    pub title: String,
    #[model(read_only, default_sql = "0")]
    pub visits: i64,
}

schema! { pub League: Player, Site }

fn league() -> Connection {
    let mut conn = empty();
    League::create_all(&mut conn).unwrap();
    conn
}

fn player(email: &str, team: i32, shirt: i32, name: &str) -> NewPlayer {
    NewPlayer {
        email: email.into(),
        team,
        shirt: Some(shirt),
        passport: None,
        name: name.into(),
        goals: Auto,
        captain_id: None,
        version: Auto,
    }
}

fn players(conn: &mut Connection) -> Vec<Player> {
    Player::query().order(players::id).all(conn).unwrap()
}

#[test]
fn a_row_that_no_key_finds_is_inserted() {
    let conn = &mut league();

    let ann = Player::upsert(player("ann", 1, 7, "Ann"), any_unique(), conn).unwrap();
    let bob = Player::upsert(player("bob", 1, 8, "Bob"), any_unique(), conn).unwrap();

    assert_eq!((ann.goals, ann.points, ann.version), (10, 20, 1));
    assert_eq!(players(conn), [ann, bob]);
}

#[test]
fn whichever_key_finds_a_row_it_is_updated() {
    let conn = &mut league();
    let other = player("zoe", 9, 7, "Zoe").insert(conn).unwrap();
    let ann = NewPlayer { passport: Some("P1".into()), goals: Set(3), ..player("ann", 1, 7, "Ann") };
    let ann = ann.insert(conn).unwrap();

    let by_email = Player::upsert(player("ann", 2, 8, "Anna"), any_unique(), conn).unwrap();
    assert_eq!((by_email.id, by_email.team, by_email.shirt, &*by_email.name), (ann.id, 2, Some(8), "Anna"));
    assert_eq!((by_email.goals, by_email.points, by_email.version), (3, 6, 2), "what is left to its default is kept");
    let by_pair = NewPlayer { passport: Some("P2".into()), goals: Set(5), ..player("anna", 2, 8, "An") };
    let by_pair = Player::upsert(by_pair, any_unique(), conn).unwrap();
    assert_eq!((by_pair.id, &*by_pair.email, by_pair.points, by_pair.version), (ann.id, "anna", 10, 3));
    let by_index = NewPlayer { passport: Some("P2".into()), ..player("a", 3, 3, "A") };
    let by_index = Player::upsert(by_index, any_unique(), conn).unwrap();
    assert_eq!((by_index.id, &*by_index.email, by_index.team), (ann.id, "a", 3));
    let by_all = Player::upsert(player("a", 3, 3, "Same"), any_unique(), conn).unwrap();
    assert_eq!((by_all.id, by_all.version, by_all.passport.as_deref()), (ann.id, 5, None));

    assert_eq!(players(conn), [other, by_all]);
}

#[test]
fn values_that_belong_to_several_rows_change_none_of_them() {
    let conn = &mut league();
    let ann = player("ann", 1, 7, "Ann").insert(conn).unwrap();
    let bob = NewPlayer { passport: Some("P".into()), ..player("bob", 1, 8, "Bob") }.insert(conn).unwrap();
    let both = || player("ann", 1, 8, "Both");

    let error = Player::upsert(both(), any_unique(), conn).unwrap_err();
    assert!(matches!(error, Error::MultipleFound { model: "Player" }), "{error}");
    assert!(error.to_string().contains("several `Player`"), "{error}");
    let error = Player::get_or_create(both(), any_unique(), conn).unwrap_err();
    assert!(matches!(error, Error::MultipleFound { model: "Player" }), "{error}");
    // The transaction around it goes on.
    conn.atomic(|conn| {
        let passport = NewPlayer { passport: Some("P".into()), ..player("ann", 1, 7, "Both") };
        let error = Player::upsert(passport, any_unique(), conn).unwrap_err();
        assert!(matches!(error, Error::MultipleFound { .. }), "{error}");
        player("cid", 2, 1, "Cid").insert(conn)
    })
    .unwrap();

    let found = players(conn);
    assert_eq!((&found[0], &found[1], found.len()), (&ann, &bob, 3));
}

#[test]
fn null_equals_nothing() {
    let conn = &mut league();
    let none = |email: &str| NewPlayer { shirt: None, ..player(email, 1, 0, "n") };

    let one = Player::upsert(none("one"), any_unique(), conn).unwrap();
    let two = Player::upsert(none("two"), any_unique(), conn).unwrap();
    let (three, is_new) = Player::get_or_create(none("three"), any_unique(), conn).unwrap();
    let again = Player::upsert(none("two"), any_unique(), conn).unwrap();

    assert_eq!((again.id, again.version, is_new), (two.id, 2, true));
    assert_eq!(players(conn), [one, again, three]);
}

#[test]
fn given_keys_and_keys_made_in_rust_count_and_stay() {
    let conn = &mut connect();
    let old = NewAccount { id: Set(Uuid::from_u128(1)), quota: Set(7), ..NewAccount::of(1, "a") }.insert(conn).unwrap();

    // By its unique pair, whatever key was made for the new row; then by its key.
    let by_pair = NewAccount { note: Some("n".into()), ..NewAccount::of(1, "a") };
    let by_pair = Account::upsert(by_pair, any_unique(), conn).unwrap();
    let by_key = NewAccount { id: Set(old.id), ..NewAccount::of(2, "b") };
    let by_key = Account::upsert(by_key, any_unique(), conn).unwrap();

    assert_eq!((by_pair.id, by_pair.version, by_pair.quota, by_pair.note.as_deref()), (old.id, 2, 7, Some("n")));
    assert_eq!((by_key.id, by_key.version, by_key.org, &*by_key.handle), (old.id, 3, 2, "b"));
    assert_eq!(by_key.created_at, old.created_at);
    assert_eq!(Account::query().order(accounts::id).all(conn).unwrap(), [by_key]);
}

#[test]
fn with_one_unique_key_it_is_the_one_that_is_meant() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    for _ in 0..2 {
        let label = Label::upsert(NewLabel { name: "red".into() }, any_unique(), conn).unwrap();
        Country::upsert(NewCountry::of("CH", "Schweiz"), any_unique(), conn).unwrap();
        let seat = NewSeat { code: Some("1A".into()), guest: label.name };
        Seat::upsert(seat, any_unique(), conn).unwrap();
        User::get_or_create(NewUser::named("a"), any_unique(), conn).unwrap();
    }

    assert_eq!((Label::count(conn).unwrap(), Country::count(conn).unwrap()), (1, 1));
    assert_eq!((Seat::count(conn).unwrap(), User::count(conn).unwrap()), (1, 1));
    assert_eq!(log.count_of("ON CONFLICT DO NOTHING"), 0);
    log.clear();
    Country::upsert(NewCountry::of("CH", "Suisse"), any_unique(), conn).unwrap();
    let and_read = usize::from(!capabilities().returning);
    assert_eq!(log.count(), 1 + and_read);
}

#[test]
fn one_statement_inserts_and_two_update() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    Account::upsert(NewAccount::of(1, "a"), any_unique(), conn).unwrap();
    assert_eq!(log.count(), 1);
    log.clear();
    Account::upsert(NewAccount::of(1, "a"), any_unique(), conn).unwrap();

    // Where nothing is given back, the row is read again.
    let and_read = usize::from(!capabilities().returning);
    assert_eq!((log.count(), log.count_of("INSERT"), log.transactions()), (2 + and_read, 1, 0));
}

#[test]
fn get_or_create_leaves_what_it_finds() {
    let conn = &mut league();
    let ann = player("ann", 1, 7, "Ann").insert(conn).unwrap();

    let (by_email, first) = Player::get_or_create(player("ann", 2, 2, "x"), any_unique(), conn).unwrap();
    let (by_pair, second) = Player::get_or_create(player("x", 1, 7, "x"), any_unique(), conn).unwrap();
    let (new, third) = Player::get_or_create(player("bob", 1, 8, "Bob"), any_unique(), conn).unwrap();

    assert_eq!((&by_email, &by_pair, first, second, third), (&ann, &ann, false, false, true));
    assert_eq!(players(conn), [ann, new]);
}

#[test]
fn other_constraints_refuse_as_always() {
    let conn = &mut league();
    let ann = player("ann", 1, 7, "Ann").insert(conn).unwrap();
    let lost = |email: &str| NewPlayer { captain_id: Some(99_999.into()), ..player(email, 1, 7, "x") };

    let update = Player::upsert(lost("ann"), any_unique(), conn).unwrap_err();
    let insert = Player::upsert(NewPlayer { shirt: None, ..lost("bob") }, any_unique(), conn).unwrap_err();

    assert!(update.violates(PlayerConstraint::CaptainFk), "{update}");
    assert!(insert.violates(PlayerConstraint::CaptainFk), "{insert}");
    assert_eq!(players(conn), [ann]);
}

#[test]
fn what_no_row_can_be_looked_for_by_refuses() {
    let conn = &mut league();
    let site = |code: &str| NewSite { code: code.into(), place: Auto, title: code.into() };
    let a = Site::upsert(site("a"), any_unique(), conn).unwrap();

    // Nobody but the database knows that its place is taken.
    let error = Site::upsert(site("b"), any_unique(), conn).unwrap_err();
    assert!(error.violates(SiteConstraint::PlaceUnique), "{error}");
    let error = Site::get_or_create(site("b"), any_unique(), conn).unwrap_err();
    assert!(error.violates(SiteConstraint::PlaceUnique), "{error}");
    let changed = NewSite { title: "A".into(), ..site("a") };
    let changed = Site::upsert(changed, any_unique(), conn).unwrap();

    assert_eq!((a.place, changed.place, &*changed.title), (1, 1, "A"));
    assert_eq!(Site::all(conn).unwrap(), [changed]);
}

#[test]
fn a_unique_index_of_some_rows_finds_none() {
    if !capabilities().partial_indexes {
        return;
    }
    let conn = &mut connect();
    conn.batch_execute("CREATE UNIQUE INDEX one_boss ON accounts (quota) WHERE quota = 1").unwrap();
    let boss = |handle: &str| NewAccount { quota: Set(1), ..NewAccount::of(1, handle) };
    let a = Account::upsert(boss("a"), any_unique(), conn).unwrap();

    let error = Account::upsert(boss("b"), any_unique(), conn).unwrap_err();

    assert!(error.is_unique_violation(), "{error}");
    assert_eq!(Account::upsert(boss("a"), any_unique(), conn).unwrap().id, a.id);
    assert_eq!(Account::count(conn).unwrap(), 1);
}
