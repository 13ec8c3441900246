//! Two tables: as models, and in hand-written Diesel.

/// As models.
pub(crate) mod model {
    use model_runtime::prelude::*;

    /// Three columns, as in Diesel's own benchmarks.
    #[derive(Model, Debug, Clone)]
    #[model(table = "users")]
    pub struct User {
        pub id: i64,
        pub name: String,
        pub hair_color: Option<String>,
    }

    /// Ten columns.
    #[derive(Model, Debug, Clone)]
    #[model(table = "posts")]
    pub struct Post {
        pub id: i64,
        pub title: String,
        pub body: String,
        pub summary: Option<String>,
        pub language: String,
        pub author: i64,
        pub likes: i32,
        pub score: f64,
        pub published: bool,
        pub reply_to: Option<i64>,
    }

    schema! { pub Bench: User, Post }

    /// The `i`th user.
    pub(crate) fn user(i: usize) -> NewUser {
        NewUser { name: super::name(i), hair_color: super::color(i) }
    }

    /// The `i`th post.
    pub(crate) fn post(i: usize) -> NewPost {
        NewPost {
            title: super::name(i),
            body: super::body(i),
            summary: super::color(i),
            language: "en".to_owned(),
            author: super::number(i),
            likes: 3,
            score: 0.5,
            published: true,
            reply_to: None,
        }
    }
}

/// In hand-written Diesel.
pub(crate) mod by_hand {
    use diesel::prelude::*;

    diesel::table! { users (id) { id -> BigInt, name -> Text, hair_color -> Nullable<Text>, } }
    diesel::table! {
        posts (id) {
            id -> BigInt,
            title -> Text,
            body -> Text,
            summary -> Nullable<Text>,
            language -> Text,
            author -> BigInt,
            likes -> Integer,
            score -> Double,
            published -> Bool,
            reply_to -> Nullable<BigInt>,
        }
    }

    #[derive(Queryable, AsChangeset, Identifiable, Debug, Clone)]
    #[diesel(table_name = users, treat_none_as_null = true)]
    pub struct User {
        pub id: i64,
        pub name: String,
        pub hair_color: Option<String>,
    }

    // NULL spelled as NULL: Diesel's default form of a missing value takes no batches on SQLite.
    #[derive(Insertable, Debug, Clone)]
    #[diesel(table_name = users, treat_none_as_default_value = false)]
    pub struct NewUser {
        pub name: String,
        pub hair_color: Option<String>,
    }

    #[derive(Queryable, AsChangeset, Identifiable, Debug, Clone)]
    #[diesel(table_name = posts, treat_none_as_null = true)]
    pub struct Post {
        pub id: i64,
        pub title: String,
        pub body: String,
        pub summary: Option<String>,
        pub language: String,
        pub author: i64,
        pub likes: i32,
        pub score: f64,
        pub published: bool,
        pub reply_to: Option<i64>,
    }

    #[derive(Insertable, Debug, Clone)]
    #[diesel(table_name = posts, treat_none_as_default_value = false)]
    pub struct NewPost {
        pub title: String,
        pub body: String,
        pub summary: Option<String>,
        pub language: String,
        pub author: i64,
        pub likes: i32,
        pub score: f64,
        pub published: bool,
        pub reply_to: Option<i64>,
    }

    /// The `i`th user.
    pub(crate) fn user(i: usize) -> NewUser {
        NewUser { name: super::name(i), hair_color: super::color(i) }
    }

    /// The `i`th post.
    pub(crate) fn post(i: usize) -> NewPost {
        NewPost {
            title: super::name(i),
            body: super::body(i),
            summary: super::color(i),
            language: "en".to_owned(),
            author: super::number(i),
            likes: 3,
            score: 0.5,
            published: true,
            reply_to: None,
        }
    }
}

fn name(i: usize) -> String {
    format!("User {i}")
}

fn body(i: usize) -> String {
    format!("The quick brown fox jumps over the lazy dog for the {i}th time.")
}

fn color(i: usize) -> Option<String> {
    i.is_multiple_of(2).then(|| format!("hair color {i}"))
}

fn number(i: usize) -> i64 {
    i64::try_from(i).unwrap_or_default()
}
