/// An article, with one of everything.
#[derive(Model)]
#[model(
    table = "articles",
    module = "article_table",
    unique(slug, locale),
    unique(name = "uq_articles_code", columns(code)),
    index(author_id, published_at),
    index(name = "ix_articles_live", columns(slug), where = "deleted_at IS NULL", unique),
    check(name = "ck_articles_rating", sql = "rating >= 0"),
    exclude(name = "ex_articles_slug", sql = "USING gist (slug WITH =)"),
    options = "WITH (fillfactor = 70)",
    constraints = "ArticleRefusal",
    values = "ArticleFields",
    new(name = "InsertArticle", derive(Debug, Clone, serde::Deserialize), attr(serde(deny_unknown_fields))),
    patch(name = "ArticleChanges", derive(Debug, serde::Serialize, serde::Deserialize)),
    builder = "MakeArticle",
    renamed_from = "pages",
    drop_ok("nickname", "rating")
)]
#[validate(custom(live_has_a_body, code = "no_body"))]
pub struct Article {
    #[model(id, default_sql = "gen_random_uuid()")]
    pub key: Uuid,
    #[model(column = "URL part", index)]
    #[validate(length(min = 1, max = 50), pattern("^[a-z-]+$", message = "letters and dashes"))]
    pub slug: String,
    #[model(default = "en", backfill = "'en'", collation = "\"de-x-icu\"")]
    pub locale: String,
    #[model(db_type = "citext", index = "ix_code", renamed_from = "short name")]
    pub code: Option<String>,
    #[model(default_sql = "1", belongs_to(Person, name = "author", on_delete = "set null", on_update = "cascade"))]
    pub author_id: Option<i64>,
    #[model(default = 0)]
    #[validate(range(min = 0, max = MAX_RATING), custom(is_even))]
    pub rating: i32,
    #[model(default_with = now)]
    pub published_at: NaiveDateTime,
    #[model(default_with = make_token)]
    pub token: Sensitive<String>,
    #[model(default_sql = "'draft'")]
    pub state: State,
    #[model(protected, default = false)]
    pub is_featured: bool,
    #[model(generated = "length(body)")]
    pub body_length: i32,
    #[model(read_only, default_sql = "0", on_update_sql = "views + 1")]
    pub views: i64,
    #[model(read_only, autoincrement)]
    pub number: i64,
    #[model(sql_type = diesel::sql_types::Text)]
    pub body: Markdown,
    pub r#type: String,
    pub table: String,
    pub deleted_at: Option<NaiveDateTime>,
    #[model(created_at)]
    pub created_at: NaiveDateTime,
    #[model(updated_at)]
    pub updated_at: NaiveDateTime,
    #[model(version)]
    pub version: i32,
}
