//! Names inside of SQL.

use super::Ddl;
use crate::backend::tokens;

/// SQL in which the name of a column is replaced by another: conditions and expressions, after the column has been renamed. Names of functions and
/// texts stay as they are.
///
/// ```
/// # #[cfg(feature = "sqlite")] {
/// use diesel::sqlite::Sqlite;
/// use model_runtime::schema::rename_in;
///
/// assert_eq!(rename_in::<Sqlite>("length(name) > 0 AND \"name\" <> 'name'", "name", "title"), "length(\"title\") > 0 AND \"title\" <> 'name'");
/// # }
/// ```
#[must_use]
pub fn rename_in<DB: Ddl>(sql: &str, old: &str, new: &str) -> String {
    tokens::rename_in(sql, |name| DB::same_name(name, old), &DB::quote(new))
}
