use model_runtime::prelude::*;

#[derive(ColumnEnum, Debug)]
#[column_enum(rename_all, integer = true, postgres_type(a), namespace = 1)]
enum State {
    #[column_enum(rename(draft))]
    Draft,
}

#[derive(ColumnEnum, Debug)]
#[column_enum(integer, rename_all = "kebab-case", postgres_type = "level")]
enum Level {
    Low = 1 << 2,
    #[column_enum(rename = "high")]
    High = 3_000_000_000,
}

#[derive(ColumnEnum, Debug)]
#[column_enum(rename_all = "train", postgres_type = "a.b", namespace = "")]
#[column_enum]
enum Kind {
    A,
    #[column_enum(rename = "a")]
    B,
}

#[derive(ColumnEnum, Debug)]
#[column_enum(namespace = "people")]
enum Mood {
    Sad,
}

fn main() {}
