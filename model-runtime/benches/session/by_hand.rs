//! The same by hand, as it is written with Diesel.

use diesel::prelude::*;

diesel::table! {
    users {
        id -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    posts {
        id -> BigInt,
        title -> Text,
        user_id -> BigInt,
    }
}

#[derive(Queryable, AsChangeset, Identifiable)]
#[diesel(table_name = users)]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Queryable)]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub user_id: i64,
}

#[derive(Insertable)]
#[diesel(table_name = users)]
pub struct NewUser {
    pub name: String,
}

#[derive(Insertable)]
#[diesel(table_name = posts)]
pub struct NewPost {
    pub title: String,
    pub user_id: i64,
}

/// Inserts users, then their posts, in a batch each; the keys come back by what `$keys` does.
macro_rules! insert {
    ($module:ident, $Connection:ty, $users:expr, $posts:expr) => {
        pub mod $module {
            use super::*;

            pub fn insert(conn: &mut $Connection, count: usize, each: usize) -> (Vec<User>, Vec<Post>) {
                conn.transaction(|conn| {
                    let news: Vec<_> = (0..count).map(|i| NewUser { name: format!("User {i}") }).collect();
                    let keys: Vec<i64> = $users(&news, conn)?;
                    let row = |(id, new): (i64, NewUser)| User { id, name: new.name };
                    let users: Vec<User> = keys.into_iter().zip(news).map(row).collect();
                    let post = |user: &User, i| NewPost { title: format!("Post {i}"), user_id: user.id };
                    let news: Vec<_> = users.iter().flat_map(|user| (0..each).map(move |i| post(user, i))).collect();
                    let keys: Vec<i64> = $posts(&news, conn)?;
                    let row = |(id, new): (i64, NewPost)| Post { id, title: new.title, user_id: new.user_id };
                    QueryResult::Ok((users, keys.into_iter().zip(news).map(row).collect()))
                })
                .unwrap()
            }
        }
    };
}

macro_rules! returning {
    ($module:ident, $Connection:ty) => {
        insert!(
            $module,
            $Connection,
            |news: &Vec<NewUser>, conn: &mut $Connection| {
                diesel::insert_into(users::table).values(news).returning(users::id).get_results(conn)
            },
            |news: &Vec<NewPost>, conn: &mut $Connection| {
                diesel::insert_into(posts::table).values(news).returning(posts::id).get_results(conn)
            }
        );
    };
}
returning!(sqlite, SqliteConnection);
returning!(postgres, PgConnection);

diesel::define_sql_function! {
    /// The key of the first row that the connection inserted last.
    fn last_insert_id() -> diesel::sql_types::Unsigned<diesel::sql_types::BigInt>;
}

/// The keys of so many rows that were just inserted.
fn keys(count: usize, conn: &mut MysqlConnection) -> QueryResult<Vec<i64>> {
    let first = diesel::select(last_insert_id()).get_result::<u64>(conn)? as i64;
    Ok((first..first + count as i64).collect())
}

insert!(
    mysql,
    MysqlConnection,
    |news: &Vec<NewUser>, conn: &mut MysqlConnection| {
        diesel::insert_into(users::table).values(news).execute(conn)?;
        keys(news.len(), conn)
    },
    |news: &Vec<NewPost>, conn: &mut MysqlConnection| {
        diesel::insert_into(posts::table).values(news).execute(conn)?;
        keys(news.len(), conn)
    }
);

/// Reads users, changes each, and writes one after the other.
macro_rules! update {
    ($conn:expr) => {
        $conn
            .transaction(|conn| {
                let mut users: Vec<User> = users::table.load(conn)?;
                for user in &mut users {
                    user.name.push('!');
                    diesel::update(users::table.find(user.id)).set(users::name.eq(&user.name)).execute(conn)?;
                }
                QueryResult::Ok(users)
            })
            .unwrap()
    };
}

/// A connection on which that is done.
pub trait Update {
    fn update(&mut self) -> Vec<User>;
}

impl Update for SqliteConnection {
    fn update(&mut self) -> Vec<User> {
        update!(self)
    }
}

impl Update for PgConnection {
    fn update(&mut self) -> Vec<User> {
        update!(self)
    }
}

impl Update for MysqlConnection {
    fn update(&mut self) -> Vec<User> {
        update!(self)
    }
}

pub fn update(conn: &mut impl Update) -> Vec<User> {
    conn.update()
}

/// Writes one column of one row.
pub fn update_one(conn: &mut SqliteConnection, key: i64) {
    conn.transaction(|conn| diesel::update(users::table.find(key)).set(users::name.eq("changed")).execute(conn))
        .unwrap();
}
