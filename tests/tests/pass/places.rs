//! Places: modules, functions, macros; types from elsewhere.
#![allow(unused_qualifications)] // that paths may be long is the point here

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;

mod types {
    use super::{ColumnEnum, ColumnType};

    #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Role {
        Admin,
        Member,
    }

    #[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Code(pub String);
}

pub(crate) mod inner {
    use model_runtime::prelude::*;

    use super::types;

    /// Not to be seen from outside.
    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Member {
        pub(crate) id: i64,
        pub(crate) role: super::types::Role,
        pub(crate) other: crate::pass::places::types::Role,
        pub(crate) third: types::Role,
        pub(crate) maybe: Option<self::types::Role>,
        pub(crate) code: types::Code,
    }

    /// The second model of the module.
    #[derive(Model, Debug, Clone, PartialEq)]
    pub(crate) struct Badge {
        pub(crate) id: i64,
        #[model(belongs_to(Member, constraint = "fk_badges_member", on_delete = "cascade"))]
        pub(crate) member_id: i64,
    }
}

type Words = String;

/// A type that only its alias names.
#[derive(Model, Debug, Clone, PartialEq)]
struct Note {
    id: i64,
    #[model(sql_type = diesel::sql_types::Text)]
    words: Words,
    secret: model_runtime::Sensitive<String>,
    data: model_runtime::Json<Vec<i64>>,
}

macro_rules! made { ($name:ident, $table:literal, $key:ty, $($field:ident: $ty:ty),*) => {
    /// Made by a macro.
    #[derive(Model, Debug, Clone, PartialEq)]
    #[model(table = $table)]
    struct $name {
        id: $key,
        $($field: $ty,)*
    }
} }
made!(Made, "mades", i64, text: String, maybe: Option<i64>, bytes: Vec<u8>, role: types::Role, some: Option<types::Role>);

#[test]
fn models_work_wherever_they_stand() {
    use inner::{Badge, Member};
    use types::{Code, Role};

    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE members (id INTEGER PRIMARY KEY, role TEXT, other TEXT, third TEXT, maybe TEXT, code TEXT);
         CREATE TABLE badges (id INTEGER PRIMARY KEY, member_id INTEGER);
         CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT, secret TEXT, data TEXT);
         CREATE TABLE mades (id INTEGER PRIMARY KEY, text TEXT, maybe INTEGER, bytes BLOB, role TEXT, some TEXT);
         CREATE TABLE locals (id INTEGER PRIMARY KEY, name TEXT);",
    )
    .unwrap();

    let member = Member::builder().role(Role::Admin).other(Role::Member).third(Role::Admin).code(Code("c".into()));
    let member = member.insert(&mut conn).unwrap();
    let badge = Badge::builder().member_id(&member).insert(&mut conn).unwrap();
    assert_eq!((badge.member_id, member.maybe), (member.id, None));
    assert_eq!(Member::query().filter(inner::members::role.eq(Role::Admin)).count(&mut conn).unwrap(), 1);

    let note = Note::builder()
        .words("w")
        .secret("s".to_owned())
        .data(model_runtime::Json(vec![1, 2]))
        .insert(&mut conn)
        .unwrap();
    assert_eq!(Note::find(note.id, &mut conn).unwrap(), note);

    let made = Made::builder().text("t").bytes([1]).role(Role::Admin).some(Role::Member).insert(&mut conn).unwrap();
    assert_eq!(Made::find(made.id, &mut conn).unwrap(), made);

    #[derive(Model, Debug, Clone, PartialEq)]
    struct Local {
        id: i64,
        name: String,
    }
    let local = NewLocal { name: "n".into() }.insert(&mut conn).unwrap();
    assert_eq!(Local::query().filter(locals::name.eq("n")).one(&mut conn).unwrap(), local);
}
