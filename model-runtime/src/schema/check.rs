//! Checks of a list of models, at compile time.

use super::{TableSchema, referred};
use crate::model::TableName;

/// Fails to compile if the models of a list do not make up a database.
///
/// Two models must not share a table, however its name is capitalised, and a foreign key must refer to a table of the
/// list, which is no view, and there to columns that are unique together and have the types of its own. All faults are reported at once.
///
/// ```compile_fail
/// use model_runtime::schema::{Action, ColumnSchema, Deferrable, ForeignKeySchema, TableSchema, check_schema};
/// # use diesel::sql_types::BigInt;
///
/// const POSTS: TableSchema = TableSchema::new(
///     "Post",
///     "posts",
///     &[ColumnSchema::new::<i64, BigInt>("id"), ColumnSchema::new::<i64, BigInt>("user_id")],
///     &["id"],
/// )
/// .foreign_keys(&[ForeignKeySchema {
///     name: "fk_posts_user_id",
///     columns: &["user_id"],
///     parent: "User",
///     table: "users",
///     namespace: None,
///     references: &["id"],
///     on_delete: Action::Cascade,
///     on_update: Action::NoAction,
///     deferrable: Deferrable::Not,
///     is_relation: true,
/// }]);
///
/// // schema `Blog`: `Post` refers to table `users` by foreign key `fk_posts_user_id`, but no model of that table is in
/// // the list; add `User`
/// const _: () = check_schema("Blog", &[&POSTS]);
/// ```
///
/// # Panics
/// If there is a fault, which in a const is a compile error.
pub const fn check_schema(name: &str, tables: &[&TableSchema]) {
    let mut faults = Text::new();
    let mut rest = tables;
    while let [table, others @ ..] = rest {
        if let Some(other) = find(others, table.table_name()) {
            faults = faults
                .fault(name, table.model)
                .push("` and `")
                .push(other.model)
                .push("` both have the table `")
                .push(table.name)
                .push("`; give one of them another name with `#[model(table = \"..\")]`, or list it in another schema");
        }
        let mut keys = table.foreign_keys;
        while let [key, others @ ..] = keys {
            let missing = match find(tables, TableName { namespace: key.namespace, name: key.table }) {
                Some(parent) if parent.is_view => {
                    Some(("`, and that is a view, which no database refers to: give `", "` the `belongs_to`"))
                }
                Some(parent) => {
                    if let Some(why) = referred::why_not(table, key, parent) {
                        faults = faults
                            .fault(name, table.model)
                            .push("` refers by foreign key `")
                            .push(key.name)
                            .push("` to columns of `")
                            .push(key.parent)
                            .push(why);
                    }
                    None
                }
                None => Some(("`, but no model of that table is in the list; add `", "`")),
            };
            if let Some((what, end)) = missing {
                faults = faults
                    .fault(name, table.model)
                    .push("` refers to table `")
                    .push(key.table)
                    .push("` by foreign key `")
                    .push(key.name)
                    .push(what)
                    .push(key.parent)
                    .push(end);
            }
            keys = others;
        }
        rest = others;
    }
    assert!(faults.is_empty(), "{}", faults.as_str());
}

const fn find<'a>(tables: &[&'a TableSchema], name: TableName) -> Option<&'a TableSchema> {
    let mut rest = tables;
    while let [table, others @ ..] = rest {
        // Names of other lengths, which are most of them, are told apart in one step.
        if table.name.len() == name.name.len()
            && table.name.eq_ignore_ascii_case(name.name)
            && is_same(table.namespace, name.namespace)
        {
            return Some(table);
        }
        rest = others;
    }
    None
}

const fn is_same(a: Option<&str>, b: Option<&str>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        (None, None) => true,
        _ => false,
    }
}

/// Text that is put together in a const.
pub(super) struct Text {
    bytes: [u8; 4096],
    length: usize,
}

impl Text {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; 4096], length: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Starts the next fault, on a line of its own.
    const fn fault(self, schema: &str, model: &str) -> Self {
        let line = if self.is_empty() { self } else { self.push("\n") };
        line.push("schema `").push(schema).push("`: `").push(model)
    }

    /// Appends a piece; one that does not fit is left out whole, so that the text stays UTF-8.
    pub(super) const fn push(mut self, piece: &str) -> Self {
        let free = self.bytes.split_at_mut(self.length).1;
        if let Some((place, _)) = free.split_at_mut_checked(piece.len()) {
            place.copy_from_slice(piece.as_bytes());
            self.length += piece.len();
        }
        self
    }

    pub(super) const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "the models do not go together",
        }
    }
}
