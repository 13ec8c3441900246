//! Columns of enums and newtypes in queries, and types beside a model whose fields are not `Debug` or `Clone`.

use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, max, sql};
use model_runtime::prelude::*;
use model_runtime::sql_types::Own;

/// How important something is.
#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(integer)]
pub enum Level {
    Low,
    High,
}

/// A word without blanks.
#[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(pub String);

/// A project.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Project {
    #[model(id, assigned)]
    pub slug: Slug,
    pub level: Level,
    pub highest: Option<Level>,
}

/// Something to be done.
#[derive(Model, Debug, Clone, PartialEq)]
pub struct Task {
    pub id: i64,
    #[model(belongs_to(Project))]
    pub project: Slug,
    pub r#type: Level,
}

schema! {
    /// Work to be done.
    pub Work: Project, Task
}

/// A key that is a newtype.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(i64);

/// Not `Clone`; `Debug` is what Diesel asks for.
#[derive(ColumnType, Debug)]
pub struct Token(String);

#[derive(Model)]
struct Session {
    id: SessionId,
    token: Token,
}

fn slug(text: &str) -> Slug {
    Slug(text.to_owned())
}

fn filled() -> model_runtime::Result<SqliteConnection> {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    Work::create_all(&mut conn)?;
    for (name, level, highest) in [("a", Level::Low, None), ("b", Level::High, Some(Level::High))] {
        NewProject { slug: slug(name), level, highest }.insert(&mut conn)?;
    }
    for (project, level) in [("a", Level::Low), ("a", Level::High), ("b", Level::Low)] {
        NewTask { project: slug(project).into(), r#type: level }.insert(&mut conn)?;
    }
    Ok(conn)
}

#[test]
fn columns_of_one_type_compare_across_models() {
    let mut conn = filled().unwrap();
    let joined = tasks::table
        .inner_join(projects::table.on(tasks::project.eq(projects::slug)))
        .filter(tasks::r#type.eq(projects::level));
    assert_eq!(joined.select(tasks::id).load::<i64>(&mut conn), Ok(vec![1]));
    let chosen = projects::table.filter(projects::level.eq(Level::High)).select(projects::slug);
    assert_eq!(tasks::table.filter(tasks::project.eq_any(chosen)).count().get_result(&mut conn), Ok(1));
    let maybe = projects::table.filter(projects::highest.eq(projects::level.nullable())).select(projects::slug);
    assert_eq!(maybe.load::<Slug>(&mut conn), Ok(vec![slug("b")]));
}

#[test]
fn columns_are_ordered_grouped_and_counted() {
    let mut conn = filled().unwrap();
    let counts = tasks::table.group_by(tasks::project).select((tasks::project, count_star(), max(tasks::r#type)));
    let counts = counts.order(tasks::project.desc()).load::<(Slug, i64, Option<Level>)>(&mut conn);
    assert_eq!(counts, Ok(vec![(slug("b"), 1, Some(Level::Low)), (slug("a"), 2, Some(Level::High))]));
    let either = tasks::table.filter(tasks::r#type.eq_any([Level::Low, Level::High])).count().get_result(&mut conn);
    assert_eq!(either, Ok(3));
    let mut patched = Project::find(slug("a"), &mut conn).unwrap();
    patched.patch(ProjectPatch { highest: Set(Some(Level::Low)), ..Default::default() }, &mut conn).unwrap();
    assert_eq!(Project::query().filter(projects::highest.is_not_null()).count(&mut conn).unwrap(), 2);
}

#[test]
fn sql_is_given_the_type_by_name() {
    let mut conn = filled().unwrap();
    let high = projects::table.filter(projects::level.eq(sql::<Own<Level>>("0 + 1"))).select(projects::slug);
    assert_eq!(high.load::<Slug>(&mut conn), Ok(vec![slug("b")]));
}

#[test]
fn types_beside_a_model_are_debug_and_clone_where_their_fields_are() {
    let new = NewTask { project: slug("a").into(), r#type: Level::Low };
    assert_eq!(format!("{:?}", new.clone()), r#"NewTask { project: Key(Slug("a")), type: Low }"#);
    let patch = TaskPatch { r#type: Set(Level::High), ..Default::default() };
    assert_eq!(format!("{:?}", patch.clone()), "TaskPatch { project: Unset, type: Set(High) }");

    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute("CREATE TABLE sessions (id INTEGER PRIMARY KEY, token TEXT NOT NULL)").unwrap();
    let session = NewSession { token: Token("t".to_owned()) }.insert(&mut conn).unwrap();
    assert_eq!((session.key(), session.token.0.as_str()), (SessionId(1), "t"));
}
