//! MariaDB or MySQL.

use diesel::connection::SimpleConnection;
use diesel::mysql::Mysql;
use model_runtime::schema::{Identity, IndexColumn, Reflection, Type};
use tests::db::mysql::{Tested, answering};

use crate::{read, round_trip, table};

const ODD: &str = r"
    CREATE TABLE `we``ird t.able` (
        `select` BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'it''s the \key',
        `ünï cö` VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_german1_ci NOT NULL DEFAULT 'it''s, ''x''',
        mood ENUM('sad','it''s ok','a,b') DEFAULT 'sad', tags SET('x','y') NOT NULL DEFAULT 'x,y',
        n INT DEFAULT (1 + 2), flag BOOLEAN NOT NULL DEFAULT TRUE, d DECIMAL(10,2) DEFAULT -1.50, bits BIT(3) DEFAULT b'101',
        doc JSON, body TEXT, raw VARBINARY(10), at TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
        len INT AS (char_length(body)) VIRTUAL, twice INT AS (n * 2) STORED, place POINT NOT NULL,
        CONSTRAINT `c k` CHECK (n > 0 AND mood <> 'it''s'),
        UNIQUE KEY `u q` (`ünï cö`, n DESC), KEY pre (body(10), raw(3)), FULLTEXT KEY words (body), SPATIAL KEY sp (place)
    ) COMMENT 'it''s a `table`';
    CREATE TABLE pairs (a INT NOT NULL, b VARCHAR(10) NOT NULL, up_a INT, up_b VARCHAR(10), PRIMARY KEY (b, a),
        CONSTRAINT up FOREIGN KEY (up_b, up_a) REFERENCES pairs (b, a) ON UPDATE CASCADE ON DELETE SET NULL)
        ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4;
    CREATE TABLE counted (a INT NOT NULL PRIMARY KEY, n INT NOT NULL AUTO_INCREMENT, own INT, KEY `by n` (n), UNIQUE KEY ux (own),
        CONSTRAINT own FOREIGN KEY (own) REFERENCES counted (n));
    CREATE TABLE keyless (a BIGINT UNSIGNED, KEY fk_a (a), CONSTRAINT fk_a FOREIGN KEY (a) REFERENCES `we``ird t.able` (`select`)) ENGINE = InnoDB;
    CREATE TABLE other_engine (a INT) ENGINE = MyISAM DEFAULT CHARACTER SET utf8mb4;
    CREATE TABLE years (d DATE NOT NULL, n INT NOT NULL, PRIMARY KEY (d, n)) PARTITION BY RANGE (YEAR(d)) SUBPARTITION BY HASH (n + 1)
        (PARTITION `p 1` VALUES LESS THAN (2020) (SUBPARTITION s0, SUBPARTITION s1), PARTITION p2 VALUES LESS THAN MAXVALUE (SUBPARTITION s2, SUBPARTITION s3));
    CREATE TABLE lists (a INT, b VARCHAR(9)) PARTITION BY LIST COLUMNS (b) (PARTITION x VALUES IN ('it''s', 'a\b', NULL), PARTITION y VALUES IN (''));
    CREATE TABLE keyed (a INT PRIMARY KEY) PARTITION BY LINEAR KEY (a) PARTITIONS 2;
    CREATE TABLE by_pairs (a INT, b DATE) PARTITION BY RANGE COLUMNS (a, b) (PARTITION x VALUES LESS THAN (1, '2020-01-01'), PARTITION y VALUES LESS THAN (MAXVALUE, MAXVALUE));
    CREATE VIEW z AS SELECT a AS `x y`, 'it''s \' AS b FROM pairs; CREATE VIEW a_uses_z AS SELECT `x y` FROM z;";

#[test]
fn odd_tables_are_made_again() {
    let (Some(mut conn), Some(mut copy)) = (answering(), answering()) else { return };
    conn.batch_execute(ODD).unwrap();
    let found = read(&mut conn);

    round_trip::<Mysql, _>(&found, Reflection::new().views(), &mut copy);

    let odd = table("we`ird t.able", &found);
    let column = |name: &str| odd.column(name).unwrap();
    assert_eq!(column("select").identity, Some(Identity::ByDefault));
    assert_eq!(column("select").comment.as_deref(), Some("it's the \\key"));
    assert_eq!(odd.comment.as_deref(), Some("it's a `table`"));
    assert_eq!(column("ünï cö").collation.as_deref(), Some("latin1_german1_ci"));
    assert_eq!(column("mood").ty, Type::named("enum('sad','it''s ok','a,b')"));
    assert_eq!(column("doc").ty, Type::named("json"));
    assert!(column("at").on_update.as_deref().is_some_and(|sql| sql.eq_ignore_ascii_case("current_timestamp(3)")));
    assert!(!column("len").generated.as_ref().unwrap().stored && column("twice").generated.as_ref().unwrap().stored);
    let index = |name: &str| odd.indexes.iter().find(|index| index.name == name).unwrap();
    assert_eq!(index("u q").columns[1], IndexColumn::Descending("n".to_owned()));
    assert_eq!(index("pre").columns[0], IndexColumn::Expression("`body`(10)".to_owned()));
    assert_eq!(index("words").method.as_deref(), Some("FULLTEXT"));
    assert_eq!(index("sp").method.as_deref(), Some("SPATIAL"));
    assert!(table("other_engine", &found).options.as_ref().unwrap().starts_with("ENGINE = MyISAM"));
    let years = table("years", &found);
    assert_eq!(years.partition_by.as_deref(), Some("RANGE (year(`d`)) SUBPARTITION BY HASH (`n` + 1)"));
    assert_eq!((&*years.partitions[0].name, &*years.partitions[0].bound), ("p 1", "VALUES LESS THAN (2020)"));
    assert_eq!(years.partitions[1].partitions[1].name, "s3");
    assert_eq!(table("lists", &found).partitions[0].bound, r"VALUES IN ('it''s','a\b',NULL)");
    assert!(table("keyed", &found).partition_by.as_ref().unwrap().starts_with("LINEAR KEY"));
    assert!(table("keyless", &found).indexes.is_empty());
    assert_eq!(table("counted", &found).column("n").unwrap().identity, Some(Identity::ByDefault));
}

/// Another database is a schema.
#[test]
fn other_databases() {
    let (Some(mut conn), Some(mut other)) = (answering(), answering()) else { return };
    let name = Tested::texts(&mut other, "SELECT database()").remove(0);
    other.batch_execute("CREATE TABLE parents (id INT PRIMARY KEY)").unwrap();
    conn.batch_execute(&format!("CREATE TABLE c (p INT, CONSTRAINT f FOREIGN KEY (p) REFERENCES {name}.parents (id))"))
        .unwrap();
    let own = Tested::texts(&mut conn, "SELECT database()").remove(0);
    let found = Reflection::new().namespaces([&*own, &*name]).read(&mut conn).unwrap();
    assert_eq!((found[0].namespace.as_deref(), found[1].namespace.as_deref()), (None, Some(&*name)));
    assert_eq!(found[0].foreign_keys[0].namespace.as_deref(), Some(&*name));
    assert!(Reflection::new().all_namespaces().read(&mut conn).unwrap().contains(&found[1]));
    conn.batch_execute("DROP TABLE c").unwrap();
}
