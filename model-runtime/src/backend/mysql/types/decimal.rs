//! Decimals as `DECIMAL`.

use diesel::mysql::{Mysql, MysqlValue};

crate::backend::decimal_as_numeric!(Mysql, MysqlValue<'_>);
