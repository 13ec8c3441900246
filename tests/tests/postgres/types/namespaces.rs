//! Enums whose types are in another schema than the tables.

use diesel::connection::SimpleConnection;
use model_runtime::assert_no_drift;

use super::*;
use crate::db::Tested as _;

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(postgres_type = "A stage", namespace = "of enums")]
pub enum Stage {
    New,
    #[column_enum(rename = "it's done")]
    Done,
}

/// One that is called the same, where names without a schema lead.
#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(postgres_type = "A stage")]
pub enum OwnStage {
    New,
    Old,
}

#[derive(Model, Debug, Clone, PartialEq)]
#[model(table = "ns_tasks", backends(postgres), check(name = "ck_stage", sql = "stage <> 'new' OR before IS NULL"))]
pub struct Task {
    pub id: i64,
    #[model(default_sql = "'new'")]
    pub stage: Stage,
    pub before: Option<Stage>,
    pub own: OwnStage,
    pub all: Vec<Stage>,
}

schema! { pub Tasks: Task }

// One test, because the schema is one for all connections.
#[test]
fn types_of_another_schema() {
    let conn = &mut empty();
    conn.batch_execute("DROP SCHEMA IF EXISTS \"of enums\" CASCADE").unwrap();
    let ddl = Tasks::ddl::<diesel::pg::Pg>();
    assert!(ddl.contains("CREATE TYPE \"of enums\".\"A stage\" AS ENUM ('new', 'it''s done');\n"), "{ddl}");
    assert!(ddl.contains("\"all\" \"of enums\".\"A stage\"[] NOT NULL"), "{ddl}");

    assert_eq!(Tasks::create_all(conn).unwrap().created, ["ns_tasks"]);
    assert_eq!(Tasks::create_all(conn).unwrap().unchanged, ["ns_tasks"]);
    let all = vec![Stage::Done, Stage::New];
    let task = NewTask { stage: Auto, before: None, own: OwnStage::Old, all: all.clone() }.insert(conn).unwrap();
    assert_eq!(task.stage, Stage::New);
    let mut done = Task { stage: Stage::Done, before: Some(Stage::New), ..task };
    done.save(conn).unwrap();
    assert_eq!(Task::find(done.id, conn).unwrap(), done);
    let new = |before| NewTask { stage: Set(Stage::Done), before, own: OwnStage::New, all: Vec::new() };
    Task::insert_many((0..30).map(|n| new((n % 2 == 0).then_some(Stage::New))), conn).unwrap();
    let query = || Task::query().filter(ns_tasks::before.eq(Stage::New));
    assert_eq!(query().count(conn).unwrap(), 16);
    assert_eq!(query().filter(ns_tasks::own.eq(OwnStage::Old)).filter(ns_tasks::all.eq(all)).one(conn).unwrap(), done);
    assert_no_drift!(conn, Tasks);

    // A type of the same name in another place is another one.
    conn.batch_execute(
        "ALTER TABLE ns_tasks DROP CONSTRAINT ck_stage, ALTER before TYPE \"A stage\" USING NULL;
         ALTER TABLE ns_tasks ADD CONSTRAINT ck_stage CHECK (stage <> 'new' OR before IS NULL)",
    )
    .unwrap();
    let drift = Tasks::drift(conn).unwrap();
    let told: Vec<String> = drift.iter().map(|found| format!("{} {}", found.code(), found.part.name())).collect();
    assert_eq!(told, ["type_changed before"]);
    conn.batch_execute("ALTER TYPE \"of enums\".\"A stage\" ADD VALUE 'late'").unwrap();
    assert_eq!(Tasks::drift(conn).unwrap().len(), 2);

    Tasks::drop_all(conn).unwrap();
    let left =
        "SELECT typname::text FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE nspname = 'of enums'";
    assert_eq!(conn.texts(left), [""; 0]);
    conn.batch_execute("DROP SCHEMA \"of enums\"").unwrap();
}
