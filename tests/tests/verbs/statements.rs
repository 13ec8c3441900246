//! How many statements are sent, how many transactions are begun, and what is prepared once only.

use std::collections::BTreeSet;

use crate::db::{capabilities, connect, rows_of_an_insert};
use model_runtime::database::QueryLog;
use model_runtime::prelude::*;
use tests::models::*;

#[test]
fn one_row_is_one_statement_without_a_transaction() {
    let conn = &mut connect();
    let mut user = NewUser::named("a").insert(conn).unwrap();
    let log = QueryLog::of(conn).unwrap();
    let check_sent = |what: &str, expected: (usize, usize)| {
        assert_eq!((log.count(), log.transactions()), expected, "{what}: {log}");
        log.clear();
    };
    let check = |what: &str| check_sent(what, (1, 0));
    // Where INSERT does not return the key, it is asked for.
    let returns = capabilities().returning;
    let made = |what: &str| check_sent(what, if returns { (1, 0) } else { (2, 0) });

    NewUser::named("b").insert(conn).unwrap();
    made("insert");
    User::insert_many(["c", "d"].map(NewUser::named), conn).unwrap();
    made("insert_many");
    user.save(conn).unwrap();
    check("save");
    user.patch(UserPatch { name: Set("x".into()), ..Default::default() }, conn).unwrap();
    check("patch");
    User::update(1, UserPatch { name: Set("x".into()), ..Default::default() }, conn).unwrap();
    check("update");
    User::upsert(NewUser::named("b"), users::email, conn).unwrap();
    check_sent("upsert", if returns { (1, 0) } else { (2, 1) });
    User::find(1, conn).unwrap();
    check("find");
    User::find_many([1, 2, 3], conn).unwrap();
    check("find_many");
    user.reload(conn).unwrap();
    check("reload");
    User::all(conn).unwrap();
    check("all");
    User::count(conn).unwrap();
    check("count");
    User::query().exists(conn).unwrap();
    check("exists");
    user.delete(conn).unwrap();
    check("delete");
    User::delete_many([2, 3], conn).unwrap();
    check("delete_many");
    NewCrate { width: 1, height: 1 }.insert(conn).unwrap().save(conn).unwrap();
    // Columns that the database computes are returned, or read again in the transaction of the write.
    check_sent("generated columns", if returns { (2, 0) } else { (4, 2) });
}

#[test]
fn several_statements_share_one_transaction() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    let count = rows_of_an_insert() + 72;
    User::insert_many((0..count).map(|i| NewUser::named(&format!("u{i}"))), conn).unwrap();

    assert_eq!(log.transactions(), 1);
    // As many as go into one, and the rest: 64 and 8 rows where they are listed.
    assert_eq!(log.count_of("INSERT INTO"), if capabilities().arrays_from.is_some() { 2 } else { 3 });
}

#[test]
fn reading_back_what_a_trigger_wrote_shares_the_transaction_of_the_write() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    let mut row = NewDocument { name: "a".into() }.insert(conn).unwrap();
    assert_eq!((log.count_of("INSERT INTO"), log.count_of("SELECT"), log.transactions()), (1, 1, 1));
    row.save(conn).unwrap();

    assert_eq!((log.count_of("UPDATE"), log.count_of("SELECT"), log.transactions()), (1, 2, 2));
}

#[test]
fn the_second_execution_prepares_nothing() {
    let conn = &mut connect();
    let mut n = 0;
    let log = QueryLog::of(conn).unwrap();
    let mut all = |conn: &mut crate::db::Connection| {
        n += 1;
        let name = |of: &str| format!("{of}{n}");
        let mut user = NewUser::named(&name("a")).insert(conn).unwrap();
        let many = (0..20).map(|i| NewUser::named(&name(&format!("b{i}-"))));
        let mut many = User::insert_many(many, conn).unwrap();
        User::save_many(&mut many, conn).unwrap();
        user.save(conn).unwrap();
        user.patch(UserPatch { name: Set(name("x")), ..Default::default() }, conn).unwrap();
        User::update(user.id, UserPatch { name: Set(name("y")), ..Default::default() }, conn).unwrap();
        User::upsert(NewUser::named(&name("a")), users::email, conn).unwrap();
        User::get_or_create(NewUser::named(&name("c")), users::email, conn).unwrap();
        User::find(user.id, conn).unwrap();
        User::find_many([1, 2, 3], conn).unwrap();
        user.reload(conn).unwrap();
        let mut document = NewDocument { name: name("d") }.insert(conn).unwrap();
        document.save(conn).unwrap();
        let query = || User::query().filter(users::id.eq(1));
        query().all(conn).unwrap();
        query().order(users::id).page(PageRequest::new(1, 5), conn).unwrap();
        query().count(conn).unwrap();
        query().exists(conn).unwrap();
        query().chunks(5).next(conn).unwrap();
        query().filter_some(Some(users::name.eq("x"))).all(conn).unwrap();
        query().patch_all(UserPatch { name: Set(name("z")), ..Default::default() }, conn).unwrap();
        query().filter(users::id.lt(0)).delete_all(conn).unwrap();
        user.delete(conn).unwrap();
        User::delete_many([1_000, 2_000], conn).unwrap();
    };

    all(conn);
    assert!(!log.prepared().is_empty());
    log.clear();
    all(conn);

    assert_eq!(log.prepared(), Vec::<String>::new());
    assert!(log.count() > 20);
}

#[test]
fn batches_of_any_size_prepare_a_bounded_number_of_statements() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    for count in (1..200).chain([1_000]) {
        let lines = (0..count).map(|i| NewLine::of(i, count as i32, "Tea"));
        let keys: Vec<_> = Line::insert_many(lines, conn).unwrap().iter().map(Line::key).collect();
        assert_eq!(Line::find_many(keys.clone(), conn).unwrap().len(), keys.len());
        assert_eq!(Line::delete_many(keys.clone(), conn).unwrap(), keys.len());
    }

    let prepared = log.prepared();
    assert_eq!(prepared.iter().collect::<BTreeSet<_>>().len(), prepared.len(), "nothing is prepared twice");
    let prepared_of = |verb: &str| prepared.iter().filter(|sql| sql.starts_with(verb) && sql.contains("lines")).count();
    // 22 sizes; or 16, and one for all that are bound as arrays.
    assert!(prepared_of("INSERT") <= if capabilities().arrays_from.is_some() { 17 } else { 22 });
    assert!(prepared_of("SELECT") <= 22 && prepared_of("DELETE") <= 22, "{}", prepared.len());
}

#[test]
fn a_batch_of_defaults_is_not_sent_row_by_row() {
    let conn = &mut connect();
    let log = QueryLog::of(conn).unwrap();

    Ticket::insert_many((0..128).map(|i| NewTicket::of(&format!("t{i}"))), conn).unwrap();

    // What the database made besides the keys is read in the transaction of the write, where INSERT does not return it.
    assert_eq!((log.count_of("INSERT INTO"), log.transactions()), (1, usize::from(!capabilities().returning)));
}
