//! Tables as data: what models declare, what a database has, and how they differ.
//!
//! Three forms, each with one use: [`TableSchema`] is the const data a model carries, [`Table`] its owned form, which
//! DDL, reflection and comparison work on, and [`Schema`] the list of models that make up a database.

mod check;
mod column;
mod column_type;
mod data_type;
mod ddl;
mod declared;
mod define;
mod diff;
mod difference;
pub(crate) mod drift;
mod enums;
mod error;
#[doc(hidden)]
pub mod existing;
mod foreign_key;
mod index;
pub(crate) mod live;
mod names;
mod namespaces;
#[doc(hidden)]
pub mod on;
mod order;
#[doc(hidden)]
pub mod own;
mod owned;
mod partition;
mod referred;
mod reflection;
mod script;
mod table;
mod unexpressed;
mod words;

pub use crate::backend::tokens::names_in;
pub use check::check_schema;
pub use column::{ColumnSchema, Role, column, generated_key, nullable, other_column};
// For backends with types of their own.
#[allow(unused_imports)]
pub(crate) use column_type::column_sql_types;
pub use column_type::{ColumnSqlType, ColumnType, ColumnValue};
pub use data_type::DataType;
// For backends with types in other schemas.
#[allow(unused_imports)]
pub(crate) use ddl::qualified;
pub use ddl::{
    Comment, Ddl, create_domain, create_enum, create_index, create_partition, create_sequences, create_table,
    create_tables, create_trigger, drop_circles, drop_enum, drop_tables, partition_clause, partition_list, type_sql,
};
pub use define::{CreateReport, Define, Schema, reflect};
use diff::compare_worded;
pub use diff::{compare, diff};
pub use difference::{Difference, Part};
use enums::enum_types;
pub use error::SchemaError;
pub use foreign_key::{Action, Deferrable, ForeignKeySchema, foreign_key};
pub use index::{IndexPartSchema, IndexSchema, index};
pub(crate) use live::Reflect;
pub use names::rename_in;
pub(crate) use namespaces::Namespace;
pub use namespaces::namespaces;
pub use order::in_order;
pub use owned::{
    Check, Column, Exclusion, ForeignKey, Generated, Identity, Index, IndexColumn, PrimaryKey, Table, Trigger, Type,
    Unique, View,
};
pub use partition::{Partition, PartitionSchema, partition};
pub use reflection::Reflection;
pub(crate) use reflection::{Namespaces, grouped};
pub use script::script;
pub use table::{
    CheckSchema, ExclusionSchema, TableSchema, TriggerSchema, UniqueSchema, check, exclusion, table_of, trigger, unique,
};
pub use unexpressed::UnexpressedRule;
pub(crate) use unexpressed::unexpressed;
