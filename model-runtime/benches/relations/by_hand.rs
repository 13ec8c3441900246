//! The same in hand-written Diesel.

use diesel::prelude::*;

diesel::table! { users (id) { id -> BigInt, name -> Text, } }
diesel::table! { posts (id) { id -> BigInt, title -> Text, user_id -> BigInt, } }
diesel::table! { comments (id) { id -> BigInt, text -> Text, post_id -> BigInt, } }
diesel::table! { labels (id) { id -> BigInt, name -> Text, } }
diesel::table! { post_labels (post_id, label_id) { post_id -> BigInt, label_id -> BigInt, } }
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(post_labels -> labels (label_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments, labels, post_labels);

#[derive(Queryable, Selectable, Identifiable, Debug, Clone)]
pub struct User {
    pub id: i64,
    pub name: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug, Clone)]
#[diesel(belongs_to(User))]
pub struct Post {
    pub id: i64,
    pub title: String,
    pub user_id: i64,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug, Clone)]
#[diesel(belongs_to(Post))]
pub struct Comment {
    pub id: i64,
    pub text: String,
    pub post_id: i64,
}

#[derive(Queryable, Selectable, Identifiable, Debug, Clone)]
pub struct Label {
    pub id: i64,
    pub name: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations, Debug, Clone)]
#[diesel(primary_key(post_id, label_id), belongs_to(Post))]
pub struct PostLabel {
    pub post_id: i64,
    pub label_id: i64,
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

/// Users and their posts, each in one batch, with their keys.
macro_rules! insert_graph {
    ($conn:expr, $users:expr, $posts:expr) => {{
        use crate::by_hand::*;
        $conn
            .transaction(|conn| {
                let news: Vec<_> = (0..$users).map(|i| NewUser { name: format!("User {i}") }).collect();
                let keys: Vec<i64> =
                    diesel::insert_into(users::table).values(&news).returning(users::id).get_results(conn)?;
                let row = |(id, new): (i64, NewUser)| User { id, name: new.name };
                let users: Vec<User> = keys.into_iter().zip(news).map(row).collect();
                let post = |user: &User, i| NewPost { title: format!("Post {i}"), user_id: user.id };
                let news: Vec<_> = users.iter().flat_map(|user| (0..$posts).map(move |i| post(user, i))).collect();
                let keys: Vec<i64> =
                    diesel::insert_into(posts::table).values(&news).returning(posts::id).get_results(conn)?;
                let row = |(id, new): (i64, NewPost)| Post { id, title: new.title, user_id: new.user_id };
                let mut posts = keys.into_iter().zip(news).map(row);
                let with_posts = |user| (user, posts.by_ref().take($posts).collect::<Vec<_>>());
                QueryResult::Ok(users.into_iter().map(with_posts).collect::<Vec<_>>())
            })
            .unwrap()
    }};
}
pub(crate) use insert_graph;

/// Users with their posts with their comments.
macro_rules! load_eager {
    ($conn:expr) => {{
        use crate::by_hand::*;
        let users: Vec<User> = users::table.load($conn).unwrap();
        let posts: Vec<Post> = Post::belonging_to(&users).load($conn).unwrap();
        let comments: Vec<Comment> = Comment::belonging_to(&posts).load($conn).unwrap();
        let comments = comments.grouped_by(&posts);
        let posts: Vec<Vec<(Post, Vec<Comment>)>> = posts.into_iter().zip(comments).grouped_by(&users);
        users.into_iter().zip(posts).collect::<Vec<_>>()
    }};
}
pub(crate) use load_eager;

/// The rows of these.
macro_rules! load_queries {
    ($conn:expr) => {{
        use crate::by_hand::*;
        let users: Vec<User> = users::table.load($conn).unwrap();
        let posts: Vec<Post> = Post::belonging_to(&users).load($conn).unwrap();
        let comments: Vec<Comment> = Comment::belonging_to(&posts).load($conn).unwrap();
        (users, posts, comments)
    }};
}
pub(crate) use load_queries;

/// Posts with their authors, as one join.
macro_rules! load_joined_parents {
    ($conn:expr) => {{
        use crate::by_hand::*;
        posts::table.inner_join(users::table).load::<(Post, User)>($conn).unwrap()
    }};
}
pub(crate) use load_joined_parents;

/// The rows of these.
macro_rules! load_parents {
    ($conn:expr) => {{
        use crate::by_hand::*;
        let posts: Vec<Post> = posts::table.load($conn).unwrap();
        let users: Vec<User> = users::table.load($conn).unwrap();
        (posts, users)
    }};
}
pub(crate) use load_parents;

/// Posts with their labels.
macro_rules! load_labels {
    ($conn:expr) => {{
        use crate::by_hand::*;
        let posts: Vec<Post> = posts::table.load($conn).unwrap();
        let labels: Vec<(PostLabel, Label)> = PostLabel::belonging_to(&posts)
            .inner_join(labels::table)
            .select((PostLabel::as_select(), Label::as_select()))
            .load($conn)
            .unwrap();
        let labels: Vec<Vec<(PostLabel, Label)>> = labels.grouped_by(&posts);
        let labels = labels.into_iter().map(|labels| labels.into_iter().map(|(_, label)| label).collect::<Vec<_>>());
        posts.into_iter().zip(labels).collect::<Vec<_>>()
    }};
}
pub(crate) use load_labels;

/// The rows of these.
macro_rules! load_label_queries {
    ($conn:expr) => {{
        use crate::by_hand::*;
        let posts: Vec<Post> = posts::table.load($conn).unwrap();
        let labels: Vec<(PostLabel, Label)> = PostLabel::belonging_to(&posts)
            .inner_join(labels::table)
            .select((PostLabel::as_select(), Label::as_select()))
            .load($conn)
            .unwrap();
        (posts, labels)
    }};
}
pub(crate) use load_label_queries;
