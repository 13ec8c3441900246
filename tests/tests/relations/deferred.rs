//! Rows that refer to each other, by keys that the database looks at when the transaction ends.

use model_runtime::prelude::*;

use crate::db;

/// A team has a leader, who is in a team.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "d_teams", has_many(members: Member))]
pub struct Team {
    #[model(id, assigned)]
    pub id: i64,
    #[model(belongs_to(Member, deferrable))]
    pub leader_id: i64,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "d_members", has_one(leads: Team))]
pub struct Member {
    #[model(id, assigned)]
    pub id: i64,
    #[model(belongs_to(Team, deferrable))]
    pub team_id: i64,
}

/// What looks at its team at once, unless a transaction puts that off.
#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "d_visits")]
pub struct Visit {
    #[model(id, assigned)]
    pub id: i64,
    #[model(belongs_to(Team, deferrable = "immediate"))]
    pub team_id: i64,
    #[model(belongs_to(Member, deferrable = "Deferred"))]
    pub member_id: Option<i64>,
}

schema! { pub Club: Team, Member, Visit }

fn write(team: i64, members: &[i64], conn: &mut db::Connection) -> model_runtime::Result<()> {
    let mut transaction = model_runtime::database::Transaction::begin(conn)?;
    NewTeam { id: team, leader_id: members[0].into() }.insert(&mut transaction)?;
    Member::insert_many(members[1..].iter().map(|id| NewMember { id: *id, team_id: team.into() }), &mut transaction)?;
    transaction.commit()
}

/// MySQL has no such keys: there, each statement is looked at.
#[test]
fn rows_of_a_cycle_are_written_in_any_order() {
    let mut conn = db::empty();
    Club::create_all(&mut conn).unwrap();
    assert!(Club::create_all(&mut conn).unwrap().created.is_empty(), "what is there is what was asked for");
    let mut transaction = model_runtime::database::Transaction::begin(&mut conn).unwrap();
    let team = NewTeam { id: 1, leader_id: 2.into() }.insert(&mut transaction);
    if db::capabilities().deferrable_keys {
        team.unwrap();
        NewMember { id: 2, team_id: 1.into() }.insert(&mut transaction).unwrap();
        transaction.commit().unwrap();
        let team = Team::query().with(Team::leader().with(Member::team())).one(&mut conn).unwrap();
        assert_eq!(team.related(Team::leader()).related(Member::team()).id, 1);
        assert_eq!(Member::leads().load_for(team.related(Team::leader()), &mut conn).unwrap().unwrap().id, 1);
        let error = write(7, &[8, 9], &mut conn).unwrap_err();
        assert!(error.is_foreign_key_violation(), "{error}");
        assert_eq!(Team::count(&mut conn).unwrap(), 1);
        let mut transaction = model_runtime::database::Transaction::begin(&mut conn).unwrap();
        let visit = NewVisit { id: 1, team_id: 9.into(), member_id: None }.insert(&mut transaction);
        assert!(visit.unwrap_err().violates(VisitConstraint::TeamFk));
        drop(transaction);
        let mut transaction = model_runtime::database::Transaction::begin(&mut conn).unwrap();
        NewVisit { id: 1, team_id: 1.into(), member_id: Some(9.into()) }.insert(&mut transaction).unwrap();
        assert!(transaction.commit().unwrap_err().is_foreign_key_violation());
        model_runtime::assert_no_drift!(&mut conn, Club);
    } else {
        assert!(team.unwrap_err().violates(TeamConstraint::LeaderFk));
    }
}
