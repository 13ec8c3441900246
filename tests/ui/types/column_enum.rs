use model_runtime::prelude::*;

#[derive(ColumnEnum, Debug, Clone)]
enum Role {
    Admin(i64),
    #[column_enum(renam = "user")]
    User,
}

#[derive(ColumnEnum, Debug, Clone)]
enum Empty {}

#[derive(ColumnEnum, Debug, Clone)]
struct NotAnEnum(i64);

// A model of such a column has nothing to add.
#[derive(Model)]
struct User {
    id: i64,
    role: Role,
    empty: Option<Empty>,
}

fn main() {}
