use model_runtime::prelude::*;

#[derive(ColumnEnum, Debug)]
enum Role {
    Admin(i64),
    #[column_enum(renam = "user")]
    User,
}

#[derive(ColumnEnum, Debug)]
enum Empty {}

#[derive(ColumnEnum, Debug)]
struct NotAnEnum(i64);

fn main() {}
