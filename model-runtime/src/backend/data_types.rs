//! Names of types are read and written without losing anything, on each backend.

use proptest::prelude::*;

use crate::schema::{DataType, Ddl, Type};

/// Every type, with and without its numbers.
fn types() -> Vec<DataType> {
    use DataType::*;
    let enumeration = |name: &str| Enum {
        namespace: None,
        name: name.to_owned(),
        values: vec!["'a'".to_owned(), "'it''s (b), c'".to_owned()],
    };
    let mut types = vec![
        Boolean, TinyInt, SmallInt, MediumInt, Integer, BigInt, Float, Double, Text, Blob, Date, Uuid, Json, Jsonb,
    ];
    types.extend([TinyInt, SmallInt, MediumInt, Integer, BigInt].map(|signed| Unsigned(Box::new(signed))));
    types.extend(
        [(None, None), (Some(10), Some(0)), (Some(38), Some(12))]
            .map(|(precision, scale)| Decimal { precision, scale }),
    );
    types.extend([Char(1), Char(36), Varchar(None), Varchar(Some(50)), Clob(255), Clob(0xffff), Clob(0x00ff_ffff)]);
    types.extend([Binary(16), Varbinary(32), SizedBlob(255), SizedBlob(0xffff), SizedBlob(0x00ff_ffff)]);
    types.extend(
        [None, Some(0), Some(3)].into_iter().flat_map(|digits| [Time(digits), Timestamp(digits), TimestampTz(digits)]),
    );
    types.extend([Named("inet".to_owned()), enumeration(""), enumeration("mood")]);
    types.extend([Text, Varchar(Some(5)), Timestamp(Some(3))].map(|item| Array(Box::new(item))));
    types
}

/// The types whose names mean something else to the backend: those that it does not have.
fn replaced<DB: Ddl>() -> Vec<String> {
    let differs = |ty: &DataType| {
        let back = DataType::parse::<DB>(&ty.sql::<DB>());
        (back != *ty).then(|| format!("{ty:?} -> {}", ty.sql::<DB>()))
    };
    types().iter().filter_map(differs).collect()
}

/// Names, each of which means the same as its own spelling.
fn spelled<DB: Ddl>(names: &[(&str, &str)]) {
    for (name, expected) in names {
        let ty = DataType::parse::<DB>(name);
        assert_eq!(ty.sql::<DB>(), *expected, "{name}: {ty:?}");
        assert_eq!(DataType::parse::<DB>(expected), ty, "{name}");
        assert!(DB::same_type(&Type::named(*name), &Type::named(*expected)), "{name}");
    }
}

/// Whatever a database calls a type, it means the same once it is written in one spelling, and is itself to a comparison.
fn keeps_any_name<DB: Ddl>() {
    let word = prop_oneof![
        "[a-zA-Z_]{1,8}",
        "[0-9]{1,5}",
        r#"["'`(),\[\] .é-]{1,3}"#,
        prop::sample::select(vec![
            "varchar",
            "numeric",
            "unsigned",
            "time",
            "with time zone",
            "enum",
            "char",
            "[]",
            "(1)",
            "(10, 2)"
        ])
        .prop_map(str::to_owned),
    ];
    let name = prop::collection::vec(word, 0..6).prop_map(|words| words.join(" "));
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(name in name)| {
        let ty = DataType::parse::<DB>(&name);
        prop_assert_eq!(&DataType::parse::<DB>(&ty.sql::<DB>()), &ty, "{} is {}", name, ty.sql::<DB>());
        prop_assert!(DB::same_type(&Type::named(&*name), &Type::named(&*name)));
    });
}

#[cfg(feature = "sqlite")]
#[test]
fn on_sqlite() {
    use diesel::sqlite::Sqlite;
    spelled::<Sqlite>(&[
        ("int", "INTEGER"),
        ("Character  Varying (8)", "VARCHAR(8)"),
        ("NUMERIC(10,2)", "DECIMAL(10, 2)"),
        ("double  precision", "REAL"),
        ("datetime", "TIMESTAMP"),
        ("UNSIGNED BIG INT", "unsigned big int"),
        ("varchar(8, 9)", "varchar(8,9)"),
        ("", ""),
    ]);
    insta::assert_snapshot!("types_sqlite", replaced::<Sqlite>().join("\n"));
    keeps_any_name::<Sqlite>();
}

#[cfg(feature = "postgres-dialect")]
#[test]
fn on_postgres() {
    use diesel::pg::Pg;
    spelled::<Pg>(&[
        ("character varying(50)", "VARCHAR(50)"),
        ("timestamp without time zone", "TIMESTAMP"),
        ("timestamp(6) with time zone", "TIMESTAMPTZ"),
        ("time(3) without time zone", "TIME(3)"),
        ("timetz", "time with time zone"),
        ("numeric(10,2)", "NUMERIC(10, 2)"),
        ("numeric(4)", "NUMERIC(4, 0)"),
        ("decimal(4, 1) []", "NUMERIC(4, 1)[]"),
        ("int8", "BIGINT"),
        ("serial", "INTEGER"),
        ("float(10)", "REAL"),
        ("character", "CHAR(1)"),
        ("text[][]", "TEXT[]"),
        ("numeric(3,-2)", "numeric(3,-2)"),
        ("\"mood\"", "mood"),
        ("\"My Mood\"[]", "\"My Mood\"[]"),
        ("geometry(Point, 4326)", "geometry(point,4326)"),
        ("interval day to second(3)", "interval day to second(3)"),
        ("bit varying(5)", "bit varying(5)"),
    ]);
    insta::assert_snapshot!("types_postgres", replaced::<Pg>().join("\n"));
    keeps_any_name::<Pg>();
}

#[cfg(feature = "mysql-dialect")]
#[test]
fn on_mysql() {
    use diesel::mysql::Mysql;
    spelled::<Mysql>(&[
        ("bigint(20)", "BIGINT"),
        ("int(10) unsigned", "INT UNSIGNED"),
        ("tinyint(1)", "BOOLEAN"),
        ("tinyint(4)", "TINYINT"),
        ("decimal(10,2)", "DECIMAL(10, 2)"),
        ("numeric", "DECIMAL(10, 0)"),
        ("datetime(6)", "DATETIME(6)"),
        ("datetime", "DATETIME"),
        ("timestamp(3)", "TIMESTAMP(3)"),
        ("enum('A','b')", "ENUM('A', 'b')"),
        ("mediumtext", "MEDIUMTEXT"),
        ("set('a','b')", "set('a','b')"),
        ("int(10) unsigned zerofill", "int(10) unsigned zerofill"),
        ("year(4)", "year(4)"),
    ]);
    insta::assert_snapshot!("types_mysql", replaced::<Mysql>().join("\n"));
    keeps_any_name::<Mysql>();
}
