/// A row for two databases, with types that not all have.
#[derive(Model)]
#[model(backends(postgres, mysql))]
pub struct Sample {
    pub id: u64,
    pub tags: Vec<String>,
    pub moods: Option<Vec<Option<Mood>>>,
    pub mood: Mood,
    #[model(sql_type = diesel::sql_types::Array<diesel::sql_types::SmallInt>)]
    pub small: Vec<i16>,
    #[model(jsonb)]
    pub details: Option<Details>,
}
