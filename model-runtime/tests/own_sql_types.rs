//! Enums and newtypes as columns, derived and as the derives expand.
#![cfg(feature = "sqlite")]
#![allow(missing_docs)]

use diesel::connection::SimpleConnection;
use model_runtime::prelude::*;
use model_runtime::schema::{ColumnSqlType, ColumnType as Type};
use model_runtime::{GeneratedKey, Key, StoredAs};

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Admin,
    #[column_enum(rename = "it's")]
    Other,
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(integer)]
pub enum Level {
    Low = -1,
    Middle,
    High = 10,
}

#[derive(ColumnEnum, Debug, Clone, Copy, PartialEq, Eq)]
#[column_enum(integer)]
#[repr(i64)]
pub enum Wide {
    Least = -9_223_372_036_854_775_808,
    Most = 9_223_372_036_854_775_807,
}

#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

#[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

// No `Eq`, no `Hash`: a newtype need not be able to be a key.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq)]
pub struct Ratio(f64);

#[cfg(feature = "chrono")]
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAt(chrono::NaiveDateTime);

/// What `ColumnEnum` expands to.
mod enum_by_hand {
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum State {
        Open,
        Closed,
    }

    impl ::model_runtime::__private::ColumnEnum for State {
        type Code = str;
        const NAME: &'static str = "State";
        const CODES: &'static [&'static str] = &["open", "closed"];
        fn code(&self) -> &'static str {
            match self {
                Self::Open => "open",
                Self::Closed => "closed",
            }
        }
        fn from_code(code: &str) -> Option<Self> {
            match code {
                "open" => Some(Self::Open),
                "closed" => Some(Self::Closed),
                _ => None,
            }
        }
    }
    impl ::model_runtime::__private::OwnSqlType for State {
        type Sql = <str as ::model_runtime::__private::StoredAs>::SqlType;
        type Inner = str;
        type Read = String;
        const ONE_OF: Option<&'static [&'static str]> = Some(&["'open'", "'closed'"]);
        fn inner(&self) -> &str {
            ::model_runtime::__private::ColumnEnum::code(self)
        }
        fn read(value: String) -> ::model_runtime::__private::Loaded<Self> {
            ::model_runtime::__private::read_code::<Self>(&value)
        }
    }
    ::model_runtime::__own_sql_type!(State);
}

/// What `ColumnType` expands to.
mod newtype_by_hand {
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub struct Slug(pub String);

    impl ::model_runtime::__private::NewtypeColumn for Slug {
        type Field = String;
        fn wrap(field: String) -> Self {
            Self(field)
        }
        fn field(&self) -> &String {
            &self.0
        }
        fn field_mut(&mut self) -> &mut String {
            &mut self.0
        }
    }
    impl ::model_runtime::__private::OwnSqlType for Slug {
        type Sql = <String as ::model_runtime::__private::StoredAs>::SqlType;
        type Inner = String;
        type Read = String;
        fn inner(&self) -> &String {
            &self.0
        }
        fn read(value: String) -> ::model_runtime::__private::Loaded<Self> {
            Ok(Self(value))
        }
    }
    ::model_runtime::__own_sql_type!(Slug);
    ::model_runtime::__own_key!(Slug);
}
use enum_by_hand::State;
use newtype_by_hand::Slug;

mod tables {
    diesel::table! {
        use diesel::sql_types::*;
        use super::super::*;
        users (id) {
            id -> UserId,
            role -> Role,
            old_role -> Nullable<Role>,
            level -> Level,
            email -> Nullable<Email>,
            state -> State,
            slug -> Slug,
            boss -> Nullable<UserId>,
            ratio -> Ratio,
            wide -> Wide,
        }
    }
}
use tables::users;

#[derive(Queryable, Selectable, Insertable, AsChangeset, Debug, PartialEq, Clone)]
#[diesel(table_name = users)]
pub struct User {
    id: UserId,
    role: Role,
    old_role: Option<Role>,
    level: Level,
    email: Option<Email>,
    state: State,
    slug: Slug,
    boss: Option<UserId>,
    ratio: Ratio,
    wide: Wide,
}

fn two_users() -> (SqliteConnection, [User; 2]) {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, role TEXT NOT NULL, old_role TEXT, level INTEGER NOT NULL,
            email TEXT, state TEXT NOT NULL, slug TEXT NOT NULL, boss INTEGER, ratio REAL NOT NULL, wide INTEGER NOT NULL)",
    )
    .unwrap();
    let first = User {
        id: UserId(i64::MAX),
        role: Role::Admin,
        old_role: None,
        level: Level::Low,
        email: None,
        state: State::Open,
        slug: Slug("ann".into()),
        boss: None,
        ratio: Ratio(0.5),
        wide: Wide::Least,
    };
    let second = User {
        id: UserId(1),
        role: Role::Other,
        old_role: Some(Role::Admin),
        level: Level::High,
        email: Some(Email("b@x".into())),
        state: State::Closed,
        slug: Slug("bob".into()),
        boss: Some(first.id),
        ratio: Ratio(2.0),
        wide: Wide::Most,
    };
    let users = [first, second];
    diesel::insert_into(users::table).values(&users[..]).execute(&mut conn).unwrap();
    (conn, users)
}

#[test]
fn values_come_back_as_they_were_written() {
    let (mut conn, users) = two_users();
    let found = users::table.order(users::slug).load::<User>(&mut conn).unwrap();
    assert_eq!(found, users);
    let stored = users::table
        .order(users::slug)
        .select((
            diesel::dsl::sql::<diesel::sql_types::Text>("role"),
            diesel::dsl::sql::<diesel::sql_types::Integer>("level"),
        ))
        .load::<(String, i32)>(&mut conn);
    assert_eq!(stored, Ok(vec![("admin".into(), -1), ("it's".into(), 10)]));
}

#[test]
fn columns_compare_with_values_of_their_type() {
    let (mut conn, [first, second]) = two_users();
    macro_rules! finds { ($condition:expr => $($user:expr),*) => {
        let found = users::table.filter($condition).order(users::slug).load::<User>(&mut conn).unwrap();
        let expected: Vec<User> = vec![$($user.clone()),*];
        assert_eq!(found, expected);
    } }
    finds!(users::role.eq(Role::Admin) => first);
    finds!(users::role.ne(&Role::Admin) => second);
    finds!(users::role.eq_any([Role::Admin, Role::Other]) => first, second);
    finds!(users::level.gt(Level::Middle) => second);
    finds!(users::old_role.is_null() => first);
    finds!(users::old_role.eq(Role::Admin) => second);
    finds!(users::old_role.eq(Some(Role::Admin)) => second);
    finds!(users::email.eq(Email("b@x".into())) => second);
    finds!(users::email.eq_any(&[Email("b@x".into())]) => second);
    finds!(users::slug.eq(&first.slug) => first);
    finds!(users::boss.eq(first.id) => second);
    finds!(users::id.eq_any(vec![first.id, UserId(7)]) => first);
    finds!(users::state.eq(State::Closed).or(users::id.eq(first.id)) => first, second);
    assert_eq!(users::table.find(UserId(1)).first::<User>(&mut conn).unwrap(), second);
    diesel::update(users::table.find(UserId(1))).set(users::role.eq(Role::Admin)).execute(&mut conn).unwrap();
    finds!(users::role.eq(Role::Admin).and(users::level.eq(Level::High)) => User { role: Role::Admin, ..second });
}

#[test]
fn types_with_an_order_have_a_minimum_and_a_maximum() {
    let (mut conn, [first, second]) = two_users();
    let highest = users::table.select(diesel::dsl::max(users::id)).first::<Option<UserId>>(&mut conn);
    assert_eq!(highest, Ok(Some(first.id)));
    let lowest = users::table.select(diesel::dsl::min(users::level)).first::<Option<Level>>(&mut conn);
    assert_eq!(lowest, Ok(Some(Level::Low)));
    let last = users::table.select(diesel::dsl::max(users::slug)).first::<Option<Slug>>(&mut conn);
    assert_eq!(last, Ok(Some(second.slug)));
}

/// The error, as an application sees it.
fn told<T: std::fmt::Debug>(result: QueryResult<T>) -> String {
    model_runtime::Error::from(result.unwrap_err()).to_string()
}

#[test]
fn an_unknown_value_is_told_with_the_known_ones() {
    let (mut conn, _) = two_users();
    conn.batch_execute("UPDATE users SET role = 'king' WHERE id = 1; UPDATE users SET level = 7 WHERE id <> 1")
        .unwrap();
    let error = told(users::table.select(users::role).load::<Role>(&mut conn));
    assert!(error.contains("cannot read column `role`: `king` is not a `Role`; known are `admin`, `it's`"), "{error}");
    let error = told(users::table.select(users::level).load::<Level>(&mut conn));
    assert!(error.contains("`7` is not a `Level`; known are `-1`, `0`, `10`"), "{error}");
    let error = model_runtime::Error::from(users::table.select(users::role).load::<Role>(&mut conn).unwrap_err());
    assert!(matches!(error, model_runtime::Error::Decode(_)), "{error}");
}

#[test]
fn codes_are_those_of_the_variants() {
    assert_eq!((Role::Other.code(), Level::High.code()), ("it's", &10));
    assert_eq!((Role::from_code("admin"), Role::from_code("Admin")), (Some(Role::Admin), None));
    assert_eq!(Wide::CODES, [&i64::MIN, &i64::MAX]);
}

#[test]
fn schemas_know_the_stored_type_and_its_values() {
    assert_eq!(<Role as ColumnSqlType>::TYPE, Type::Text { max_length: None });
    assert_eq!(<Role as ColumnSqlType>::ONE_OF, Some(&["'admin'", "'it''s'"][..]));
    assert_eq!(<diesel::sql_types::Nullable<Level> as ColumnSqlType>::ONE_OF, Some(&["-1", "0", "10"][..]));
    assert_eq!((<Level as ColumnSqlType>::TYPE, <Wide as ColumnSqlType>::TYPE), (Type::Integer, Type::BigInt));
    assert_eq!((<UserId as ColumnSqlType>::TYPE, <UserId as ColumnSqlType>::ONE_OF), (Type::BigInt, None));
}

#[test]
fn newtypes_are_keys_where_their_field_is() {
    fn can_be_made<K: Key + GeneratedKey>() {}
    fn stored_as_itself<T: StoredAs<SqlType = T>>() {}
    // That it stands for its parent is shown by compiling.
    #[expect(dead_code, reason = "there is no model here to call it with")]
    fn stands_for<P: Model<Key = UserId>>(id: UserId) -> [Fk<P>; 2] {
        [id.into(), model_runtime::IntoFk::into_fk(id)]
    }
    can_be_made::<UserId>();
    stored_as_itself::<Slug>();
    stored_as_itself::<Role>();
}

#[cfg(all(feature = "chrono", feature = "uuid"))]
#[test]
fn newtypes_are_times_and_uuids_where_their_field_is() {
    use model_runtime::{ClientKey, Now, Truncate};

    #[derive(ColumnType, Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
    struct Token(uuid::Uuid);

    assert_ne!(Token::generate(), Token::generate());
    let nanos = chrono::DateTime::from_timestamp_nanos(1_000_001).naive_utc();
    let mut seen = SeenAt(nanos);
    assert_eq!(seen.truncate(), 1);
    assert_eq!(seen, SeenAt(chrono::DateTime::from_timestamp_nanos(1_000_000).naive_utc()));
    assert!(SeenAt::now().0 > nanos);
}
