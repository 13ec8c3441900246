use model_runtime::prelude::*;

#[derive(Model)]
#[model(unique(email))]
struct User {
    id: i64,
    #[model(unique)]
    email: String,
    #[model(index = "ix")]
    a: i64,
    #[model(index = "ix")]
    b: i64,
}

#[derive(Model)]
#[model(primary_key(name = "posts_key"), unique(name = "posts_key", columns(slug)))]
struct Post {
    id: i64,
    slug: String,
}

#[derive(Model)]
#[model(exclude(name = "busy", sql = "USING gist (room WITH =)"), check(name = "fk_room", sql = "room > 0"))]
struct Booking {
    id: i64,
    #[model(index = "busy", belongs_to(Post, constraint = "fk_room"))]
    room: i64,
}

fn main() {}
