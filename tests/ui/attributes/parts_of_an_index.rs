use model_runtime::prelude::*;

#[derive(Model)]
#[model(
    index(columns(nulls(title), author)),
    index(columns(desc(titel))),
    index(columns(desc(title, author))),
    index(columns(sql(lower))),
    index(columns(sql("lower(title)"))),
    index(columns(desc(title), title)),
    index(columns(author), include(nobody))
)]
struct Post {
    id: i64,
    title: String,
    author: String,
}

fn main() {}
