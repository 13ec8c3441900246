//! The same on MariaDB and MySQL, in a program of its own: it is compiled with another feature than the rest.
#![allow(missing_docs)]

mod program;

use diesel::MysqlConnection;
use diesel::connection::SimpleConnection;
use diesel::mysql::Mysql;
use model_cli::rust::Models;
use model_runtime::schema::Reflection;
use tests::data::{chinook, sakila_on_mysql};
use tests::db::mysql::{Tested, answering, url};

use program::{Places, Program};

/// A database, and an empty one, which go with it.
struct Pair([MysqlConnection; 2]);

impl Drop for Pair {
    fn drop(&mut self) {
        for conn in &mut self.0 {
            let name = Tested::texts(conn, "SELECT database()").remove(0);
            let _ = conn.batch_execute(&format!("DROP DATABASE {name}"));
        }
    }
}

impl Pair {
    /// Adds the models of what a script makes; `None` where no server answers.
    fn new(program: &mut Program, name: &'static str, sql: &str) -> Option<(Self, Models)> {
        let mut pair = Self([answering()?, answering()?]);
        let [conn, copy] = &mut pair.0;
        conn.batch_execute(sql).unwrap();
        let tables = Reflection::new().views().read(conn).unwrap();
        let [url, copy] = [conn, copy].map(|conn| of_database(&Tested::texts(conn, "SELECT database()").remove(0)));
        let (connection, backend) = ("diesel::MysqlConnection", "diesel::mysql::Mysql");
        let models = program.add::<Mysql>(name, &tables, &Places { connection, backend, url, copy });
        Some((pair, models))
    }
}

/// The URL of a database of the server.
fn of_database(name: &str) -> String {
    let url = url();
    let (path, options) = url.split_once('?').map_or((&*url, String::new()), |(path, rest)| (path, format!("?{rest}")));
    let (server, _) = path.rsplit_once('/').unwrap();
    format!("{server}/{name}{options}")
}

/// A database with what only these servers have, and with names that Rust does not take.
const ODD: &str = r"
CREATE TABLE `order` (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT 'it''s \\counted',
    `type` VARCHAR(20) NOT NULL DEFAULT 'it''s', `e-mail` VARCHAR(50), `we``ird` TEXT,
    UNIQUE KEY `u q` (`e-mail`), KEY pre (`we``ird`(10)), FULLTEXT KEY words (`we``ird`, `type`)
) COMMENT 'it''s a `table`';
CREATE TABLE numbers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    tiny TINYINT NOT NULL DEFAULT -5, utiny TINYINT UNSIGNED DEFAULT 200, small SMALLINT, usmall SMALLINT UNSIGNED,
    medium MEDIUMINT, umedium MEDIUMINT UNSIGNED, umany INT UNSIGNED, ubig BIGINT UNSIGNED DEFAULT 18446744073709551615,
    filled INT(5) UNSIGNED ZEROFILL, filled_tiny TINYINT ZEROFILL, flag BOOLEAN NOT NULL DEFAULT TRUE,
    price DECIMAL(10, 2) NOT NULL DEFAULT -1.50, whole DECIMAL(5), upos DECIMAL(6, 3) UNSIGNED,
    f FLOAT DEFAULT 0.5, d DOUBLE, fixed FLOAT(7, 4), dfixed DOUBLE(7, 4) UNSIGNED,
    released YEAR, bits BIT(3) NOT NULL DEFAULT b'101', twice INT AS (small * 2) STORED,
    CONSTRAINT positive CHECK (small >= 0), CHECK (usmall <> 5),
    UNIQUE KEY both_of (usmall, umedium), KEY downwards (small DESC)
);
CREATE TABLE others (
    id INT NOT NULL PRIMARY KEY,
    mood ENUM('sad', 'it''s ok', 'a,b') NOT NULL DEFAULT 'sad', tags SET('x', 'y') NOT NULL DEFAULT 'x,y',
    born DATE, at_noon TIME, at_time TIME(3), made DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    plain DATETIME, seen TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3), moment TIMESTAMP NULL,
    doc JSON, c CHAR(3), tt TINYTEXT, mt MEDIUMTEXT, lt LONGTEXT, latin VARCHAR(20) CHARACTER SET latin1,
    b BINARY(4), vb VARBINARY(10), tb TINYBLOB, bl BLOB, mb MEDIUMBLOB, lb LONGBLOB,
    place POINT NOT NULL, shape GEOMETRY, length_of INT AS (char_length(tt)) VIRTUAL,
    CONSTRAINT short CHECK (char_length(c) <= 2), SPATIAL KEY sp (place), KEY by_plain (plain, c)
);
CREATE TABLE people (
    `Person Id` INT NOT NULL AUTO_INCREMENT, boss_id INT, `Full Name` VARCHAR(100) NOT NULL,
    PRIMARY KEY (`Person Id`), CONSTRAINT fk_boss FOREIGN KEY (boss_id) REFERENCES people (`Person Id`) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE TABLE pairs (
    a INT NOT NULL, b VARCHAR(10) NOT NULL, up_a INT, up_b VARCHAR(10), PRIMARY KEY (b, a),
    CONSTRAINT up FOREIGN KEY (up_b, up_a) REFERENCES pairs (b, a) ON DELETE SET NULL
);
CREATE TABLE order_people (
    order_id INT UNSIGNED NOT NULL, person_id INT NOT NULL, PRIMARY KEY (order_id, person_id),
    FOREIGN KEY (order_id) REFERENCES `order` (id) ON DELETE CASCADE, FOREIGN KEY (person_id) REFERENCES people (`Person Id`)
);
CREATE TABLE passports (person_id INT NOT NULL PRIMARY KEY, number VARCHAR(20) NOT NULL, UNIQUE KEY one_number (number),
    CONSTRAINT of_person FOREIGN KEY (person_id) REFERENCES people (`Person Id`));
CREATE TABLE codes (code CHAR(2) NOT NULL PRIMARY KEY, `self` INT, `table` INT, `Other Self` INT AS (1) VIRTUAL);
CREATE TABLE small_keys (id TINYINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT);
CREATE TABLE kinds (kind ENUM('a', 'b') NOT NULL, n INT NOT NULL, PRIMARY KEY (kind, n));
CREATE TABLE float_keys (f FLOAT NOT NULL PRIMARY KEY);
CREATE VIEW names AS SELECT `Person Id` AS id, `Full Name`, boss_id FROM people;
CREATE TABLE bit_keys (bits BIT(3) NOT NULL PRIMARY KEY);
CREATE TABLE texts (id INT NOT NULL PRIMARY KEY, kind LONGTEXT, word VARCHAR(255), far VARCHAR(255), plain VARCHAR(255),
    bits BIT(2), CHECK (kind IN ('a', 'b')), KEY by_word (word), UNIQUE KEY of_bits (bits, far));
CREATE TABLE no_key (a TEXT);
CREATE TABLE prefixes (name TEXT NOT NULL, n INT NOT NULL, PRIMARY KEY (name(20), n));
CREATE TABLE counters (n INT NOT NULL AUTO_INCREMENT UNIQUE, name VARCHAR(20) NOT NULL DEFAULT 'x' PRIMARY KEY);
CREATE TABLE logs (day DATE NOT NULL, part INT NOT NULL, PRIMARY KEY (day, part)) PARTITION BY RANGE (year(day)) SUBPARTITION BY HASH (part)
    (PARTITION `old ones` VALUES LESS THAN (2025) (SUBPARTITION a, SUBPARTITION b), PARTITION rest VALUES LESS THAN MAXVALUE (SUBPARTITION c, SUBPARTITION d));
CREATE TABLE words (word VARCHAR(20) NOT NULL PRIMARY KEY) PARTITION BY LIST COLUMNS (word) (PARTITION a VALUES IN ('a', 'it''s', NULL), PARTITION b VALUES IN ('b'));
CREATE TABLE hashed (id INT NOT NULL PRIMARY KEY) PARTITION BY LINEAR KEY (id) PARTITIONS 3;
INSERT INTO logs VALUES ('2024-05-05', 1), ('2026-05-05', 2);
INSERT INTO `order` (`e-mail`) VALUES (NULL), ('a');
INSERT INTO numbers (released, filled, filled_tiny, upos, fixed, dfixed, whole) VALUES (1999, 7, 8, 1.5, 2.5, 3.25, 12), (NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO others (id, place, made, doc, born, at_time, tt, b)
    VALUES (1, POINT(1, 2), '2024-01-02 03:04:05.678901', '[1]', '2000-02-29', '01:02:03.5', 'text', 'ab');
INSERT INTO people (boss_id, `Full Name`) VALUES (NULL, 'Zoë'), (1, 'Ann');
INSERT INTO small_keys (a) VALUES (1), (2);
INSERT INTO kinds VALUES ('a', 1), ('b', 1);
INSERT INTO pairs VALUES (1, 'x', NULL, NULL), (2, 'y', 1, 'x');
";

/// What is said of it.
const TOLD: [&str; 10] = [
    "`bit_keys`: its primary key has a type that Rust has none for",
    "`float_keys`: its primary key has a type without an order, which a key of a model has",
    "`names.id`: it is taken for the key, by its name; where it does not tell the rows of the view apart, mark another field with `#[model(id)]`",
    "`no_key`: it has no primary key, by which a model tells its rows apart",
    "`prefixes`: its primary key is of the first characters of a text, and a model has it of the whole",
    "`numbers.bits`: Rust has no type for `bit(3)`",
    "`others.place`: Rust has no type for `point`; rows without it are refused, so the model is for reading",
    "`others.shape`: Rust has no type for `geometry`",
    "`small_keys.id`: the database counts it where it is not given, and rows of the model give it",
    "`texts.bits`: Rust has no type for `bit(2)`",
];

#[test]
fn models_of_mysql_databases() {
    let mut program = Program::new("mysql");
    let mut pairs = Vec::new();
    if let Some((pair, models)) = Pair::new(&mut program, "odd", ODD) {
        let told: Vec<String> = models.notes.iter().map(ToString::to_string).collect();
        assert_eq!(told, TOLD);
        pairs.push(pair);
    }
    for (name, sql) in [("chinook", chinook("mysql")), ("sakila", sakila_on_mysql())] {
        pairs.extend(sql.and_then(|sql| Pair::new(&mut program, name, &sql)).map(|(pair, _)| pair));
    }
    program.passes();
    // Databases go when everything that was compiled has run.
    drop(pairs);
}
