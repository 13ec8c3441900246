/// What happened on a day, in a table for each year.
#[derive(Model)]
#[model(
    backends(postgres),
    primary_key(day, number),
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
