use model_runtime::prelude::*;

#[derive(Model)]
#[model(table = 1, namespace(a), module(a), primary_key = "id", unique, index = "ix", check = "a > 0", exclude, trigger, column, options, partition_by, partition, new, patch = 1, builder(a), backends, existing, partial = 1, view = 1, comment, renamed_from, drop_ok = "a")]
struct Model1 {
    id: i64,
}

#[derive(Model)]
struct Model2 {
    #[model(id = "yes")]
    a: i64,
    #[model(assigned = true)]
    b: i64,
    #[model(column(x))]
    c: String,
    #[model(sql_type(Text))]
    d: String,
    #[model(db_type = 3)]
    e: String,
    #[model(default(1), comment = 1, renamed_from(g), backfill = 0)]
    f: i64,
    #[model(default_with)]
    g: i64,
    #[model(default_sql = 5)]
    h: i64,
    #[model(on_update_sql, autoincrement = true, collation(a))]
    h2: i64,
    #[model(generated)]
    i: i64,
    #[model(read_only = 1)]
    j: i64,
    #[model(protected = "x")]
    k: Option<i64>,
    #[model(created_at = "now")]
    l: chrono::NaiveDateTime,
    #[model(updated_at(now))]
    m: chrono::NaiveDateTime,
    #[model(version = 1)]
    n: i32,
    #[model(json = true)]
    o2: Option<String>,
    #[model(jsonb(a))]
    o3: Option<String>,
    #[model(unique = 1)]
    o: i32,
    #[model(index(a))]
    p: i32,
    #[model(belongs_to = "User")]
    q: i64,
}

#[derive(Model)]
#[model(
    primary_key(name, columns = "id"),
    unique(name, columns = "a", nulls_not_distinct = 1, options),
    index(columns(a), name(x), where(a), unique = 1, nulls_not_distinct = 1, method, include = "a"),
    check(name = 1, sql),
    exclude(name = 1, sql),
    trigger(name = 1, sql),
    column(name = 1, db_type, not_null = 1, default_sql, generated, collation, comment),
    partition_by = "RANGE (a)",
    partition(name = 1, sql, partition_by, partition = 1),
    new(name(x), derive = "Debug", attr),
    patch(name, derive, attr = 1)
)]
struct Model3 {
    id: i64,
    a: i64,
    #[model(belongs_to(Model1, name, constraint = 1, on_delete(cascade), on_update, columns = 1, deferrable = 1, orphan))]
    model_id: i64,
}

fn main() {}
