use model_runtime::prelude::*;

#[derive(Model)]
#[model(has_one, has_many = "posts", many_to_many)]
pub struct Model1 {
    pub id: i64,
}

#[derive(Model)]
#[model(
    has_one(a: Child, inverse = 1),
    has_many(b: Child, inverse(x), order = 3),
    many_to_many(c: Child, through = 1, from(x), to(x), order(id))
)]
pub struct Model2 {
    pub id: i64,
}

#[derive(Model)]
#[model(has_many(posts), has_many(b: Child, inverse = other, invers = parent), has_many(c: Child, inverse = other, order = "id sideways"), many_to_many(d: Child))]
pub struct Model3 {
    pub id: i64,
}

#[derive(Model)]
pub struct Child {
    pub id: i64,
    #[model(belongs_to(Model2, name = "parent"))]
    pub parent_id: i64,
    #[model(belongs_to(Model3))]
    pub other_id: i64,
}

fn main() {}
