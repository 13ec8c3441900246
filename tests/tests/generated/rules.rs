//! CHECKs as servers keep them, and the rules that they become.

use diesel::pg::Pg;
use model_cli::rust::{Options, models};
use model_runtime::schema::{Check, Column, PrimaryKey, Table, Type};

/// What the field of a column with this type says, if the table has this CHECK.
fn field(ty: &str, condition: &str) -> String {
    let column = |name: &str, ty: &str| Column::new(name, Type::named(ty));
    let table = Table {
        columns: vec![column("id", "bigint"), column("v", ty)],
        primary_key: Some(PrimaryKey { columns: vec!["id".to_owned()], ..PrimaryKey::default() }),
        checks: vec![Check { name: Some("ck".to_owned()), condition: condition.to_owned() }],
        ..Table::named("things")
    };
    let source = models::<Pg>(&[table], &Options::default()).source;
    let (_, rest) = source.split_once("pub id: i64,\n").unwrap();
    rest.split("    pub v").next().unwrap().trim().to_owned()
}

#[test]
fn checks_of_postgres_become_rules() {
    for (ty, condition, expected) in [
        ("integer", "v >= 0", "range(min = 0, constraint = \"ck\")"),
        ("integer", "(v >= 0) AND (v <= 150)", "range(min = 0, max = 150, constraint = \"ck\")"),
        ("smallint", "v >= '-5'::integer", "range(min = -5, constraint = \"ck\")"),
        ("double precision", "v <= (9)::double precision", "range(max = 9, constraint = \"ck\")"),
        ("double precision", "v >= (0.5)::double precision", "range(min = 0.5, constraint = \"ck\")"),
        ("text", "char_length(v) <= 50", "length(max = 50, constraint = \"ck\")"),
        ("text", "(char_length(v) >= 1) AND (char_length(v) <= 50)", "length(min = 1, max = 50, constraint = \"ck\")"),
        ("text", "v = ANY (ARRAY['a'::text, 'it''s'::text])", "one_of(\"a\", \"it's\", constraint = \"ck\")"),
        ("integer", "v = ANY (ARRAY[1, 2])", "one_of(1, 2, constraint = \"ck\")"),
    ] {
        let found = field(ty, condition);
        assert!(found.ends_with(&format!("#[validate({expected})]")), "{condition}: {found}");
    }
}

/// A rule would be written otherwise, or be another one.
#[test]
fn what_is_no_rule_stays_a_check() {
    for (ty, condition) in [
        ("integer", "v > 0"),
        ("integer", "v <> 5"),
        ("integer", "(v >= 0) AND (id <= 150)"),
        ("integer", "(v >= 0) OR (v <= -5)"),
        ("integer", "v >= id"),
        ("numeric", "v >= (0)::numeric"),
        ("text", "length(v) <= 50"),
        ("text", "v ~ '^[a-z]+$'::text"),
        ("text", "lower(v) = v"),
        ("text", "v = ANY (ARRAY['a'::text, lower('B'::text)])"),
        ("boolean", "v"),
        ("integer", ""),
    ] {
        let found = field(ty, condition);
        assert!(!found.contains("validate"), "{condition}: {found}");
    }
}
