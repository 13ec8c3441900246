//! Serde types as `JSON`.

use diesel::mysql::{Mysql, MysqlValue};

crate::backend::json_as_bytes!(Mysql, MysqlValue<'_>);
