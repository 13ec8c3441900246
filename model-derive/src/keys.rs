//! The table of attribute keys: what there is, where it stands, how it is written.
//!
//! The parser, the error messages and the attribute reference of the guide all read it.

/// Where a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In `#[model(..)]` on the struct.
    Struct,
    /// In `#[model(..)]` on a field.
    Field,
    /// In `#[column_enum(..)]` on an enum.
    Enum,
    /// In `#[column_enum(..)]` on a variant of an enum.
    Variant,
    /// In `#[validate(..)]` on a field.
    Rule,
    /// In `#[validate(..)]` on a struct.
    RowRule,
    /// In the list of any rule.
    AnyRule,
    /// In the list of another key, such as `belongs_to(..)`.
    Inside(&'static str),
}

/// How a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `key`
    Flag,
    /// `key = "text"`
    Text,
    /// `key = 1`
    Literal,
    /// `key = path::to::it`
    Path,
    /// `key = expression`
    Expression,
    /// `key(..)`
    List,
}

/// An attribute key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) place: Place,
    /// The forms it may take, the usual one first.
    pub(crate) forms: &'static [Form],
    /// Whether it may be given several times.
    pub(crate) repeats: bool,
    /// A correct use.
    pub(crate) example: &'static str,
    /// What it does, for the reference.
    pub(crate) summary: &'static str,
}

const fn key(
    place: Place,
    name: &'static str,
    forms: &'static [Form],
    example: &'static str,
    summary: &'static str,
) -> Key {
    Key { name, place, forms, repeats: false, example, summary }
}

const fn repeated(key: Key) -> Key {
    Key { repeats: true, ..key }
}

use Form::{Expression, Flag, List, Literal, Path, Text};
use Place::{AnyRule, Enum, Field, Inside, RowRule, Rule, Struct, Variant};

/// Every key.
#[rustfmt::skip]
pub(crate) const KEYS: &[Key] = &[
    key(Struct, "table", &[Text], r#"#[model(table = "users")]"#,
        "The table's name in SQL. Left out, it is the struct's name in snake case with an `s`, as in Diesel."),
    key(Struct, "namespace", &[Text], r#"#[model(namespace = "sales")]"#,
        "The schema of the database that the table is in: on MySQL a database, on SQLite one that is attached. Left out, it is the schema of the connection. Statements, foreign keys and `table!` say it; `create_all` creates it on PostgreSQL and MySQL if it is not there."),
    key(Struct, "module", &[Text], r#"#[model(module = "users_table")]"#,
        "The name of the generated module with the table and its columns. Left out, it is the table's name."),
    key(Struct, "existing", &[Path], "#[model(existing = crate::schema::users)]",
        "The module of a `table!` that is there, as `diesel print-schema` writes it: nothing is generated for the table, and each field is checked against its column."),
    key(Struct, "partial", &[Flag], "#[model(existing = crate::schema::users, partial)]",
        "The model has some of the columns of an existing table. What it inserts has the other columns' defaults."),
    key(Struct, "view", &[Flag], "#[model(view, table = \"sales_reports\")]",
        "The model is of a view, or of a table that is not to be written: it can be read, joined and related, and nothing writes it. Its key is what tells its rows apart. No schema creates it."),
    key(Struct, "primary_key", &[List], "#[model(primary_key(order_id, line))]",
        "The fields of the primary key, in order. Keys of several fields are given, not made by the database. `primary_key(name = \"..\", columns(..))` names its constraint."),
    repeated(key(Struct, "unique", &[List], "#[model(unique(org_id, email))]",
        "A unique constraint over fields; `unique(name = \"..\", columns(..))` names it. May be repeated.")),
    repeated(key(Struct, "index", &[List], r#"#[model(index(columns(user_id, published_at), where = "published_at IS NOT NULL"))]"#,
        "An index over fields, in short `index(user_id, published_at)`. May be repeated.")),
    repeated(key(Struct, "check", &[List], r#"#[model(check(name = "ck_users_age", sql = "age >= 0"))]"#,
        "A CHECK constraint. May be repeated.")),
    repeated(key(Struct, "exclude", &[List], r#"#[model(exclude(name = "ex_bookings", sql = "USING gist (room WITH =, during WITH &&)"))]"#,
        "An exclusion constraint of PostgreSQL: no two rows for which all these comparisons hold. Such a model is for one database: see `backends`. May be repeated.")),
    repeated(key(Struct, "trigger", &[List], r#"#[model(backends(sqlite), trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER INSERT ON users BEGIN UPDATE counts SET n = n + 1; END"))]"#,
        "A trigger of SQLite, which is created with the table, and again where a migration makes the table anew. Further ones that a database has are no difference. The model is for SQLite alone: see `backends`. May be repeated.")),
    repeated(key(Struct, "has_one", &[List], "#[model(has_one(profile: Profile))]",
        "A relation to at most one row of a model that has a foreign key to this one. May be repeated.")),
    repeated(key(Struct, "has_many", &[List], "#[model(has_many(posts: Post))]",
        "A relation to the rows of a model that has a foreign key to this one. May be repeated.")),
    repeated(key(Struct, "belongs_to", &[List], "#[model(belongs_to(Order, columns(shop_id, order_number)))]",
        "A foreign key of several fields, in the order of the parent's key; of one field it stands on the field. May be repeated.")),
    repeated(key(Struct, "foreign_key", &[List], r#"#[model(foreign_key(columns(email), references(User, "email")))]"#,
        "A foreign key to columns that are unique and not the primary key, or a second one of the same field. The database knows it; it is no relation. May be repeated.")),
    repeated(key(Struct, "many_to_many", &[List], "#[model(many_to_many(tags: Tag, through = PostTag))]",
        "A relation to the rows of a model by those of another, which has foreign keys to both. May be repeated.")),
    key(Struct, "new", &[Text, List], r#"#[model(new(name = "InsertUser", derive(Debug, Deserialize)))]"#,
        "The name of the insert type (`NewUser` if left out), what it derives, and further attributes of it."),
    key(Struct, "patch", &[Text, List], r#"#[model(patch(name = "UserChanges", derive(Debug, Deserialize)))]"#,
        "The name of the update type (`UserPatch` if left out), what it derives, and further attributes of it."),
    key(Struct, "builder", &[Text], r#"#[model(builder = "MakeUser")]"#,
        "The name of the builder type; `UserBuilder` if left out."),

    key(Struct, "constraints", &[Text], r#"#[model(constraints = "UserRefusal")]"#,
        "The name of the enum of the table's constraints; `UserConstraint` if left out."),
    key(Struct, "comment", &[Text], r#"#[model(comment = "who may log in")]"#,
        "What the database is to say of the table, where it keeps comments (PostgreSQL, MySQL). `drift` tells where a database says something else; `create_all` takes that."),
    key(Struct, "options", &[Text], r#"#[model(options = "ENGINE = InnoDB DEFAULT COLLATE utf8mb4_unicode_ci")]"#,
        "What follows the columns and constraints where the table is created, in SQL: `WITHOUT ROWID`, `WITH (fillfactor = 70)`. Such a model is for one database: see `backends`. A database keeps it in words of its own, so `drift` does not look at it, and `model check` does."),
    key(Struct, "partition_by", &[Text], r#"#[model(partition_by = "RANGE (day)")]"#,
        "How the rows of the table are divided, in SQL: what follows PARTITION BY (PostgreSQL, MySQL). Such a model is for one database: see `backends`."),
    repeated(key(Struct, "partition", &[List], r#"#[model(partition_by = "LIST (part)", partition(name = "logs_a", sql = "FOR VALUES IN ('a')"))]"#,
        "A partition, which is created with the table. Further ones that a database has are no difference. May be repeated.")),
    key(Struct, "renamed_from", &[Text], r#"#[model(renamed_from = "members")]"#,
        "The name that the table had in SQL. A migration renames it, where it would drop one table and create another. Nothing but migrations reads it."),
    key(Struct, "drop_ok", &[List], r#"#[model(drop_ok("nickname", "age"))]"#,
        "The names in SQL of columns whose values a migration may lose: columns that have no field any more, and columns that get a narrower type. Nothing but migrations reads it."),
    key(Struct, "values", &[Text], r#"#[model(values = "UserFields")]"#,
        "The name of the struct that rules over the whole row take; `UserValues` if left out. It is made if there is such a rule."),
    key(Struct, "backends", &[List], "#[model(backends(postgres))]",
        "The databases that the model is for, among `sqlite`, `postgres` and `mysql`: its columns may have types that only these have, and it cannot be used on others. Left out, it is for every backend that is enabled."),

    key(Field, "id", &[Flag], "#[model(id)]",
        "The field is the primary key. A field called `id` is one without saying so."),
    key(Field, "assigned", &[Flag], "#[model(id, assigned)]",
        "The key is given when a row is inserted, not made by the database or the runtime."),
    key(Field, "column", &[Text], r#"#[model(column = "e-mail")]"#,
        "The column's name in SQL. Left out, it is the field's name."),
    key(Field, "sql_type", &[Path], "#[model(sql_type = diesel::sql_types::Text)]",
        "The column's Diesel SQL type, for aliases, types of your own, and types defined inside a function."),
    key(Field, "db_type", &[Text], r#"#[model(db_type = "citext")]"#,
        "The name of the column's type in DDL, in place of the usual one."),
    key(Field, "comment", &[Text], r#"#[model(comment = "in cents")]"#,
        "What the database is to say of the column, where it keeps comments (PostgreSQL, MySQL). `drift` tells where a database says something else; `create_all` takes that."),
    key(Field, "renamed_from", &[Text], r#"#[model(renamed_from = "surname")]"#,
        "The name that the column had in SQL. A migration renames it, and its values stay. Nothing but migrations reads it."),
    key(Field, "backfill", &[Text], r#"#[model(backfill = "0")]"#,
        "The SQL expression with which a migration fills the rows that are there, when it adds the column or makes it NOT NULL. Nothing but migrations reads it."),
    key(Field, "default", &[Literal], "#[model(default = true)]",
        "The value of a column that is left to `Auto`: filled in by Rust, and the column's DEFAULT in DDL."),
    key(Field, "default_with", &[Expression], "#[model(default_with = now)]",
        "A function that makes the value of a column left to `Auto`; `now` is the present time."),
    key(Field, "default_sql", &[Text], r#"#[model(default_sql = "CURRENT_TIMESTAMP")]"#,
        "The column's DEFAULT in SQL: the database fills it in when the column is left to `Auto`. Keys and foreign keys are always given; of them it is in the table alone, for rows that others write."),
    key(Field, "on_update_sql", &[Text], r#"#[model(read_only, default_sql = "CURRENT_TIMESTAMP", on_update_sql = "CURRENT_TIMESTAMP")]"#,
        "What an UPDATE that does not say otherwise sets the column to, in SQL (`ON UPDATE` of MySQL). What saves a whole row says otherwise, unless the column is `read_only`."),
    key(Field, "autoincrement", &[Flag], "#[model(read_only, autoincrement)]",
        "The database counts the column where an insert leaves it out, as it always does if it is `read_only` (PostgreSQL: `GENERATED BY DEFAULT AS IDENTITY`; MySQL: `AUTO_INCREMENT`, which has to be in a key). The key of a model needs no such word."),
    key(Field, "collation", &[Text], r#"#[model(collation = "NOCASE")]"#,
        "How the column's texts are compared: the name of a collation, in SQL. The databases have collations of their own, so such a model is for one of them: see `backends`."),
    key(Field, "generated", &[Text], r#"#[model(generated = "first_name || ' ' || last_name")]"#,
        "The expression the database generates the column from; it can be read and not written."),
    key(Field, "read_only", &[Flag], "#[model(read_only)]",
        "Only the database writes the column (a trigger, a default): it is read back after an insert."),
    key(Field, "json", &[Flag], "#[model(json)]",
        "The field's type is stored as JSON, by its `Serialize` and `Deserialize`; `Json<T>` says the same in the type."),
    key(Field, "jsonb", &[Flag], "#[model(jsonb)]",
        "As `json`, in a column of PostgreSQL's type `jsonb`, which can be indexed and searched."),
    key(Field, "protected", &[Flag], "#[model(protected, default = false)]",
        "The column can be set from Rust, and is skipped by the `Deserialize` of the insert and update types."),
    key(Field, "created_at", &[Flag], "#[model(created_at)]",
        "The time the row was inserted, filled in by the runtime."),
    key(Field, "updated_at", &[Flag], "#[model(updated_at)]",
        "The time of the last write, filled in by the runtime."),
    key(Field, "version", &[Flag], "#[model(version)]",
        "An integer that counts writes: a row that somebody else has written since it was read is not overwritten."),
    key(Field, "unique", &[Flag, Text], "#[model(unique)]",
        "A unique constraint on the column; `unique = \"name\"` names it."),
    key(Field, "index", &[Flag, Text], "#[model(index)]",
        "An index on the column; `index = \"name\"` names it."),
    key(Field, "belongs_to", &[List], r#"#[model(belongs_to(User, on_delete = "cascade"))]"#,
        "A foreign key to another model."),

    key(Enum, "rename_all", &[Text], r#"#[column_enum(rename_all = "kebab-case")]"#,
        "How the names of the variants are stored: `snake_case` (if left out), `lowercase`, `kebab-case`, `camelCase`, `PascalCase` or `SCREAMING_SNAKE_CASE`."),
    key(Enum, "integer", &[Flag], "#[column_enum(integer)]",
        "The discriminants are stored, as 32-bit integers, or as those of `#[repr(i16)]` or `#[repr(i64)]`."),
    key(Enum, "postgres_type", &[Text], r#"#[column_enum(postgres_type = "mood")]"#,
        "The name of the type that the enum has of its own on PostgreSQL, made by `CREATE TYPE .. AS ENUM`. On other databases it is stored as text all the same."),
    key(Enum, "namespace", &[Text], r#"#[column_enum(postgres_type = "mood", namespace = "people")]"#,
        "The schema of the database that this type is in. Left out, it is where names without a schema lead."),
    key(Variant, "rename", &[Text], r#"#[column_enum(rename = "read-only")]"#,
        "The text that is stored for the variant."),

    key(Rule, "email", &[Flag, List], "#[validate(email)]",
        "An e-mail address, as HTML defines it: `a@localhost` is one, names in quotes and other scripts are not."),
    key(Rule, "url", &[Flag, List], "#[validate(url)]",
        "A URL with a scheme. Needs the feature `validate-url`."),
    key(Rule, "ip", &[Flag, List], "#[validate(ip)]",
        "An IP address, version 4 or 6."),
    key(Rule, "credit_card", &[Flag, List], "#[validate(credit_card)]",
        "The number of a payment card, with a correct check digit. Needs the feature `validate-credit-card`."),
    key(Rule, "phone", &[Flag, List], "#[validate(phone)]",
        "A phone number with its country code, `+49 30 123456`. Needs the feature `validate-phone`."),
    key(Rule, "ascii", &[Flag, List], "#[validate(ascii)]",
        "ASCII characters only."),
    key(Rule, "alphanumeric", &[Flag, List], "#[validate(alphanumeric)]",
        "Letters and digits only, of any script."),
    key(Rule, "length", &[List], "#[validate(length(min = 1, max = 50))]",
        "A length: of text in characters, of `Vec<u8>` in bytes, of other lists in elements. A CHECK; the greatest length of text makes its type a VARCHAR."),
    key(Rule, "range", &[List], "#[validate(range(min = 0, max = 150))]",
        "A number from one bound to another, both included; NaN is in no range. A CHECK."),
    repeated(key(Rule, "contains", &[List, Text], r#"#[validate(contains("@"))]"#,
        "A text with this in it. A CHECK. May be repeated.")),
    key(Rule, "prefix", &[List, Text], r#"#[validate(prefix("https://"))]"#,
        "A text that starts with this. A CHECK."),
    key(Rule, "suffix", &[List, Text], r#"#[validate(suffix(".org"))]"#,
        "A text that ends in this. A CHECK."),
    repeated(key(Rule, "pattern", &[List, Text], r#"#[validate(pattern("^[a-z]+$"))]"#,
        "A text in which a regular expression, in the syntax of the crate `regex`, is found. May be repeated.")),
    key(Rule, "one_of", &[List], r#"#[validate(one_of("draft", "live"))]"#,
        "One of these texts or integers. A CHECK."),
    key(Rule, "matches", &[List], "#[validate(matches(password))]",
        "The same value as another field. A CHECK."),
    key(Rule, "required", &[Flag, List], "#[validate(required)]",
        "A value, in a field that is an `Option`. A CHECK."),
    repeated(key(Rule, "custom", &[List], "#[validate(custom(check_iban))]",
        "What a function of `&T` says, which returns `Result<(), E>`: a text or an `Invalid` is what is wrong. May be repeated.")),
    key(Rule, "nested", &[Flag, List], "#[validate(nested)]",
        "The rules of the fields of a value stored as JSON, whose type has `#[derive(Validate)]`; lists and maps of such too."),

    repeated(key(RowRule, "custom", &[List], "#[validate(custom(starts_before_it_ends))]",
        "What a function says of the whole row: it takes `&UserValues<'_>`, where each field is there if it is known. May be repeated.")),

    key(AnyRule, "message", &[Text], r#"email(message = "we need an address to write to")"#,
        "The message of the error, in place of the usual one; `{min}`, `{max}` and the like stand for the rule's parameters."),
    key(AnyRule, "code", &[Text], r#"email(code = "no_address")"#,
        "The code of the error, in place of the rule's name."),
    key(AnyRule, "constraint", &[Text], r#"range(min = 0, constraint = "users_age_check")"#,
        "The name of the rule's CHECK, in place of `ck_<table>_<column>_<rule>`."),
    key(Inside("length"), "min", &[Expression], "length(min = 1)", "The least length."),
    key(Inside("length"), "max", &[Expression], "length(max = 50)", "The greatest length."),
    key(Inside("length"), "equal", &[Expression], "length(equal = 2)", "The only length."),
    key(Inside("range"), "min", &[Expression], "range(min = 0)", "The least number."),
    key(Inside("range"), "max", &[Expression], "range(max = 150)", "The greatest number."),
    key(Inside("custom"), "function", &[Path], "custom(function = check_iban)",
        "The function; it may stand without a name, too."),

    key(Inside("belongs_to"), "name", &[Text], r#"belongs_to(User, name = "author")"#,
        "What the relation is called; the field's name without `_id` if left out."),
    key(Inside("belongs_to"), "constraint", &[Text], r#"belongs_to(User, constraint = "fk_posts_author")"#,
        "The constraint's name."),
    key(Inside("belongs_to"), "on_delete", &[Text], r#"belongs_to(User, on_delete = "cascade")"#,
        "What happens when the parent is deleted: `no action` (if left out), `restrict`, `cascade`, `set null` or `set default`."),
    key(Inside("belongs_to"), "on_update", &[Text], r#"belongs_to(User, on_update = "cascade")"#,
        "What happens when the parent's key changes; the words of `on_delete`."),
    key(Inside("belongs_to"), "columns", &[List], "belongs_to(Order, columns(shop_id, order_number))",
        "The fields, where they are several; then `belongs_to` is on the struct."),
    key(Inside("belongs_to"), "deferrable", &[Flag, Text], "belongs_to(User, deferrable)",
        "The database looks at the key when the transaction ends, and not before (`DEFERRABLE INITIALLY DEFERRED`). MySQL cannot, and looks at once. `deferrable = \"immediate\"`: it looks at once, unless a transaction says `SET CONSTRAINTS`."),
    key(Inside("belongs_to"), "orphan", &[Text], r#"belongs_to(User, orphan = "delete")"#,
        "`delete`: a row that is taken from its parent's collection is deleted. Then `on_delete` is `cascade` if left out."),

    key(Inside("foreign_key"), "columns", &[List], r#"foreign_key(columns(email), references(User, "email"))"#,
        "The fields, in the order of the columns that they refer to."),
    key(Inside("foreign_key"), "references", &[List], r#"foreign_key(columns(email), references(User, "email"))"#,
        "The model that it refers to, and the names in SQL of the columns, which have to be unique together. `schema!` checks that they are there, unique and of the same types."),
    key(Inside("foreign_key"), "constraint", &[Text], r#"foreign_key(columns(email), references(User, "email"), constraint = "fk_email")"#,
        "The constraint's name."),
    key(Inside("foreign_key"), "on_delete", &[Text], r#"foreign_key(columns(email), references(User, "email"), on_delete = "cascade")"#,
        "What happens when the row referred to is deleted, as in `belongs_to`."),
    key(Inside("foreign_key"), "on_update", &[Text], r#"foreign_key(columns(email), references(User, "email"), on_update = "cascade")"#,
        "What happens when its columns change."),
    key(Inside("foreign_key"), "deferrable", &[Flag, Text], r#"foreign_key(columns(email), references(User, "email"), deferrable)"#,
        "Looked at when the transaction ends, as in `belongs_to`."),

    key(Inside("has_one"), "inverse", &[Path], "has_one(profile: Profile, inverse = owner)",
        "The name of the relation the other way, where several foreign keys of the model lead here."),
    key(Inside("has_many"), "inverse", &[Path], "has_many(posts: Post, inverse = author)",
        "The name of the relation the other way, where several foreign keys of the model lead here."),
    key(Inside("has_many"), "order", &[Text], r#"has_many(posts: Post, order = "published_at DESC, id")"#,
        "The columns that the rows are ordered by, unless a query says otherwise."),
    key(Inside("many_to_many"), "through", &[Path], "many_to_many(tags: Tag, through = PostTag)",
        "The model with the foreign keys."),
    key(Inside("many_to_many"), "from", &[Path], "many_to_many(friends: User, through = Friendship, from = user, to = friend)",
        "The relation of that model to this one, where several lead here."),
    key(Inside("many_to_many"), "to", &[Path], "many_to_many(friends: User, through = Friendship, from = user, to = friend)",
        "The relation of that model to the other, where several lead there."),
    key(Inside("many_to_many"), "order", &[Text], r#"many_to_many(tags: Tag, through = PostTag, order = "name")"#,
        "The columns that the rows are ordered by, unless a query says otherwise."),

    key(Inside("primary_key"), "name", &[Text], r#"primary_key(name = "users_pkey")"#,
        "The constraint's name; `pk_<table>` if left out. MySQL calls every primary key `PRIMARY`."),
    key(Inside("primary_key"), "columns", &[List], r#"primary_key(name = "order_lines_pkey", columns(order_id, line))"#,
        "The fields; left out, the key is the field with `id`."),
    key(Inside("unique"), "name", &[Text], r#"unique(name = "uq_users_login", columns(org_id, email))"#,
        "The constraint's name."),
    key(Inside("unique"), "columns", &[List], r#"unique(name = "uq_users_login", columns(org_id, email))"#,
        "The fields."),
    key(Inside("unique"), "nulls_not_distinct", &[Flag], "unique(columns(org_id, code), nulls_not_distinct)",
        "NULL counts as a value, so that it is there once (`NULLS NOT DISTINCT` of PostgreSQL 15). Such a model is for one database: see `backends`."),
    key(Inside("unique"), "options", &[Text], r#"unique(columns(board_id, position), options = "DEFERRABLE INITIALLY DEFERRED")"#,
        "What follows the columns, in SQL (PostgreSQL): when it is looked at, further columns that its index holds (`INCLUDE`). An upsert cannot go by one that is deferrable. Such a model is for one database: see `backends`."),
    key(Inside("index"), "name", &[Text], r#"index(name = "ix_posts_recent", columns(user_id))"#,
        "The index's name."),
    key(Inside("index"), "columns", &[List], r#"index(name = "ix_posts_recent", columns(user_id, desc(published_at), sql("lower(title)")))"#,
        "The fields, in order; `desc(field)` for one from its greatest value down, `sql(\"..\")` for anything else that an index may have there: an expression, a column with a collation."),
    key(Inside("index"), "include", &[List], "index(columns(user_id), include(title))",
        "Further fields whose values the index holds (`INCLUDE` of PostgreSQL)."),
    key(Inside("index"), "method", &[Text], r#"index(columns(tags), method = "gin")"#,
        "The index's kind, where it is not the usual one: what follows `USING` on PostgreSQL, `FULLTEXT` or `SPATIAL` on MySQL. Such a model is for one database: see `backends`."),
    key(Inside("index"), "where", &[Text], r#"index(columns(user_id), where = "deleted_at IS NULL")"#,
        "The condition, in SQL, of a partial index."),
    key(Inside("index"), "unique", &[Flag], r#"index(columns(email), where = "deleted_at IS NULL", unique)"#,
        "The index allows each value once. With `sql(\"..\")` among its parts it is no key that an upsert can go by."),
    key(Inside("index"), "nulls_not_distinct", &[Flag], "index(columns(org_id, code), unique, nulls_not_distinct)",
        "NULL counts as a value, so that a unique index has it once (`NULLS NOT DISTINCT` of PostgreSQL 15). Such a model is for one database: see `backends`."),
    key(Inside("check"), "name", &[Text], r#"check(name = "ck_users_age", sql = "age >= 0")"#,
        "The constraint's name."),
    key(Inside("check"), "sql", &[Text], r#"check(name = "ck_users_age", sql = "age >= 0")"#,
        "The condition, in SQL."),
    key(Inside("exclude"), "name", &[Text], r#"exclude(name = "ex_bookings", sql = "USING gist (room WITH =)")"#,
        "The constraint's name."),
    key(Inside("exclude"), "sql", &[Text], r#"exclude(name = "ex_bookings", sql = "USING gist (room WITH =)")"#,
        "What follows EXCLUDE, in SQL."),
    key(Inside("trigger"), "name", &[Text], r#"trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER DELETE ON users BEGIN SELECT 1; END")"#,
        "The trigger's name."),
    key(Inside("trigger"), "sql", &[Text], r#"trigger(name = "counted", sql = "CREATE TRIGGER counted AFTER DELETE ON users BEGIN SELECT 1; END")"#,
        "The statement that creates it, in SQL."),
    key(Inside("partition"), "name", &[Text], r#"partition(name = "logs_a", sql = "FOR VALUES IN ('a')")"#,
        "The partition's name: on PostgreSQL that of a table in the same schema."),
    key(Inside("partition"), "sql", &[Text], r#"partition(name = "p2026", sql = "VALUES LESS THAN (2027)")"#,
        "Which rows it has, in SQL. Left out where that goes by a hash on MySQL."),
    key(Inside("partition"), "partition_by", &[Text], r#"partition(name = "logs_a", sql = "FOR VALUES IN ('a')", partition_by = "RANGE (day)")"#,
        "How its rows are divided in turn, in SQL. On MySQL the table says that, for all its partitions: `RANGE (..) SUBPARTITION BY HASH (..)`."),
    repeated(key(Inside("partition"), "partition", &[List], r#"partition(name = "logs_a", sql = "FOR VALUES IN ('a')", partition_by = "HASH (id)", partition(name = "logs_a_0", sql = "FOR VALUES WITH (MODULUS 1, REMAINDER 0)"))"#,
        "A partition of the partition. May be repeated.")),
    key(Inside("new"), "name", &[Text], r#"new(name = "InsertUser")"#, "The type's name."),
    key(Inside("new"), "derive", &[List], "new(derive(Debug, Clone, Deserialize))",
        "What the type derives, in place of `Debug, Clone`."),
    key(Inside("new"), "attr", &[List], r#"new(attr(serde(rename_all = "camelCase")))"#,
        "Further attributes of the type."),
    key(Inside("patch"), "name", &[Text], r#"patch(name = "UserChanges")"#, "The type's name."),
    key(Inside("patch"), "derive", &[List], "patch(derive(Debug, Clone, Deserialize))",
        "What the type derives besides `Default`, in place of `Debug, Clone`."),
    key(Inside("patch"), "attr", &[List], r#"patch(attr(serde(rename_all = "camelCase")))"#,
        "Further attributes of the type."),
];

/// The keys of a place. The list of a rule has those of any rule besides its own.
pub(crate) fn of(place: Place) -> impl Iterator<Item = &'static Key> {
    let is_rule = matches!(place, Inside(list) if KEYS.iter().any(|key| key.name == list && key.place == Rule));
    KEYS.iter().filter(move |key| key.place == place || (is_rule && key.place == AnyRule))
}

impl Place {
    /// The place in words.
    pub(crate) fn describe(self) -> String {
        match self {
            Struct => "`#[model(..)]` on a struct".to_owned(),
            Field => "`#[model(..)]` on a field".to_owned(),
            Enum => "`#[column_enum(..)]` on an enum".to_owned(),
            Variant => "`#[column_enum(..)]` on a variant".to_owned(),
            Rule => "`#[validate(..)]` on a field".to_owned(),
            RowRule => "`#[validate(..)]` on a struct".to_owned(),
            AnyRule => "the list of a rule".to_owned(),
            Inside(key) => format!("`{key}(..)`"),
        }
    }

    /// The attribute whose settings these are.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Struct | Field | Inside(_) => "model",
            Rule | RowRule | AnyRule => "validate",
            Enum | Variant => "column_enum",
        }
    }
}

impl Form {
    /// The form in words, after "takes".
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Flag => "no value",
            Text => "a string",
            Literal => "a literal",
            Path => "a path",
            Expression => "an expression",
            List => "a list in parentheses",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use super::{AnyRule, Enum, Field, Inside, KEYS, Place, RowRule, Rule, Struct, Variant};

    const HEAD: &str = "# Attributes\n\nEverything that the attributes take. This page is made from the table of keys that the macros read.\n";

    fn section(text: &mut String, title: &str, place: Place) {
        write!(text, "\n{title}\n").unwrap();
        for key in KEYS.iter().filter(|key| key.place == place) {
            let forms: Vec<_> = key.forms.iter().map(|form| form.describe()).collect();
            let level = if matches!(place, Inside(_) | AnyRule) { "####" } else { "###" };
            write!(text, "\n{level} `{}`\n\n{}\n\nTakes {}", key.name, key.summary, forms.join(" or ")).unwrap();
            text.push_str(if key.repeats { "; may be repeated.\n" } else { ".\n" });
            write!(text, "\n```text\n{}\n```\n", key.example).unwrap();
            if matches!(place, Inside(_) | AnyRule | RowRule) {
                continue;
            }
            let lists = KEYS.iter().any(|inner| inner.place == Inside(key.name));
            // `index` and `unique` of a field take no list.
            if lists && key.forms.contains(&super::List) {
                section(text, &format!("Inside `{}(..)`:", key.name), Inside(key.name));
            }
        }
    }

    fn reference() -> String {
        let mut text = HEAD.to_owned();
        section(&mut text, "## `#[model(..)]` on the struct", Struct);
        section(&mut text, "## `#[model(..)]` on a field", Field);
        section(&mut text, "## `#[validate(..)]` on a field", Rule);
        section(&mut text, "Inside the list of any rule:", AnyRule);
        section(&mut text, "## `#[validate(..)]` on the struct", RowRule);
        section(&mut text, "## `#[column_enum(..)]` on the enum", Enum);
        section(&mut text, "## `#[column_enum(..)]` on a variant", Variant);
        text
    }

    /// The attribute reference is what the table says; `UPDATE_DOCS=1` writes it anew.
    #[test]
    fn the_reference_is_up_to_date() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/src/reference/attributes.md");
        let reference = reference();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &reference).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == reference, "{} is stale: run this test with `UPDATE_DOCS=1`", path.display());
    }

    /// The text of the files of a folder, and of those below it.
    fn texts(folder: &str, extension: &str) -> Vec<String> {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests").join(folder)];
        let mut texts = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|found| found == extension) {
                    texts.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
        texts
    }

    /// Every key is refused somewhere, by name, and its example is read without a word.
    #[test]
    fn every_key_has_a_rejected_case() {
        let told = texts("ui", "stderr").concat();
        for key in KEYS {
            let (Inside(_) | AnyRule) = key.place else {
                assert!(told.contains(&format!("error: `{}` takes ", key.name)), "no ui case refuses `{}`", key.name);
                continue;
            };
            let place = format!("write `{}`", key.example);
            let name = format!("`{}` takes ", key.name);
            assert!(
                told.contains(&name) && told.contains(&place),
                "no ui case refuses `{}` in {}",
                key.name,
                key.place.describe()
            );
        }
    }

    #[test]
    fn every_key_has_an_accepted_case() {
        let input = texts("expand", "rs").concat() + &texts("tests", "rs").concat() + include_str!("column_enum.rs");
        for key in KEYS {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            assert!(input.split(|c| !word(c)).any(|found| found == key.name), "no accepted case of `{}`", key.name);
        }
    }

    /// Examples are attributes that the macro takes.
    #[test]
    fn examples_are_read() {
        for key in KEYS {
            let mut diag = crate::diag::Diagnostics::default();
            let is_rule = |list| KEYS.iter().any(|key| key.name == list && key.place == Rule);
            let attribute = format!("#[{}(", key.place.attribute());
            let inner = key.example.strip_prefix(&*attribute).and_then(|rest| rest.strip_suffix(")]"));
            let place = match key.place {
                AnyRule => Rule,
                Inside(list) if is_rule(list) => Rule,
                Inside("belongs_to") => Field,
                Inside(_) => Struct,
                place => place,
            };
            let tokens = inner.unwrap_or(key.example).parse().unwrap();
            crate::attr::Settings::of_list(tokens, place, &mut diag);
            assert_eq!(diag.count(), 0, "{}", key.example);
            diag.finish();
        }
    }
}
