//! Tables as data: what models declare, what a database has, and how they differ.

mod column_type;
mod table;

pub use column_type::{ColumnSqlType, ColumnType, ColumnValue};
pub use table::{
    Action, CheckSchema, ColumnSchema, ForeignKeySchema, IndexSchema, Role, TableSchema, UniqueSchema, check, column,
    foreign_key, generated_key, index, nullable, unique,
};

/// The tables of a database are not those of the models.
#[derive(Debug)]
pub struct SchemaError {}
impl std::fmt::Display for SchemaError {
    fn fmt(&self, _f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
