/// What happened on a day, in a table for each year.
#[derive(Model)]
#[model(
    backends(postgres),
    primary_key(day, number),
    column(name = "words", db_type = "tsvector", generated = "to_tsvector('english', what)"),
    column(name = "flags", db_type = "bit(3)", not_null, default_sql = "B'101'", comment = "of old"),
    index(name = "ix_events_words", columns(sql("words")), method = "gin"),
    partition_by = "RANGE (day)",
    partition(name = "events_2026", sql = "FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"),
    partition(
        name = "events_rest",
        sql = "DEFAULT",
        partition_by = "HASH (number)",
        partition(name = "events_rest_0", sql = "FOR VALUES WITH (MODULUS 1, REMAINDER 0)")
    )
)]
pub struct Event {
    pub day: NaiveDate,
    pub number: i32,
    pub what: String,
}
