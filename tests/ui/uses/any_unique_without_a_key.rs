use model_runtime::prelude::*;

#[derive(Model)]
struct Note {
    id: i64,
    text: String,
}

fn uses(conn: &mut SqliteConnection) {
    let new = NewNote { text: String::new() };
    let _ = Note::upsert(new, any_unique(), conn);
}

fn main() {}
