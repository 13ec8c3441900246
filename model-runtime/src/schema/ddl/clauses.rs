//! Writes the parts of a table, as they stand in CREATE TABLE and follow ADD in ALTER TABLE.

use std::fmt::Write;

use super::{Ddl, list, qualified, type_sql};
use crate::schema::Action;
use crate::schema::owned::{Check, Column, Exclusion, ForeignKey, PrimaryKey, Table, Unique};

impl Table {
    /// Its name, quoted, with that of its schema in front if it has one.
    #[must_use]
    pub fn quoted<DB: Ddl>(&self) -> String {
        qualified::<DB>(self.namespace.as_deref(), &self.name)
    }

    /// Its name for people, with that of its schema in front if it has one: `sales.orders`.
    #[must_use]
    pub fn full_name(&self) -> String {
        self.namespace.as_ref().map_or_else(|| self.name.clone(), |namespace| format!("{namespace}.{}", self.name))
    }

    /// Whether another one is meant by the same name, in the same schema.
    #[must_use]
    pub fn is_same<DB: Ddl>(&self, other: &Self) -> bool {
        DB::same_name(&self.name, &other.name) && self.namespace == other.namespace
    }
}

impl Column {
    /// What follows its name where it is defined: type, NOT NULL, DEFAULT and the like. A comment is not part of it, nor is the primary key.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] {
    /// use diesel::sqlite::Sqlite;
    /// use model_runtime::schema::{Column, Type};
    ///
    /// let age = Column { default: Some("0".to_owned()), ..Column::new("age", Type::named("INTEGER")) };
    /// assert_eq!(age.definition::<Sqlite>(), "INTEGER NOT NULL DEFAULT 0");
    /// # }
    /// ```
    #[must_use]
    pub fn definition<DB: Ddl>(&self) -> String {
        let sql = type_sql::<DB>(&self.ty);
        let (mut sql, identity) = match self.identity {
            Some(identity) => DB::identity(&sql, identity),
            None => (sql, ""),
        };
        if let Some(collation) = &self.collation {
            let _ = write!(sql, " COLLATE {collation}");
        }
        if !self.nullable && (self.generated.is_none() || DB::GENERATED_NOT_NULL) {
            sql.push_str(" NOT NULL");
        }
        if let Some(default) = &self.default {
            let _ = write!(sql, " DEFAULT {}", DB::default_clause(default));
        }
        if let Some(value) = &self.on_update {
            let _ = write!(sql, " ON UPDATE {value}");
        }
        if let Some(generated) = &self.generated {
            let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
            let _ = write!(sql, " GENERATED ALWAYS AS ({}) {kind}", generated.expression);
        }
        if !identity.is_empty() {
            let _ = write!(sql, " {identity}");
        }
        sql.trim_start().to_owned()
    }
}

impl PrimaryKey {
    /// The constraint, with its name if it has one.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        let prefixes = self.prefixes.iter().copied().chain(std::iter::repeat(None));
        let columns = self.columns.iter().zip(prefixes).map(|(column, prefix)| match prefix {
            Some(prefix) => format!("{}({prefix})", DB::quote(column)),
            None => DB::quote(column),
        });
        let columns: Vec<String> = columns.collect();
        format!("{}PRIMARY KEY ({})", constraint::<DB>(self.name.as_deref()), columns.join(", "))
    }
}

impl Unique {
    /// The constraint, with its name if it has one.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        let nulls = if self.nulls_not_distinct { "NULLS NOT DISTINCT " } else { "" };
        let options = self.options.as_ref().map(|options| format!(" {options}")).unwrap_or_default();
        format!("{}UNIQUE {nulls}{}{options}", constraint::<DB>(self.name.as_deref()), list::<DB>(&self.columns))
    }
}

impl ForeignKey {
    /// The constraint, with its name if it has one.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        let mut sql = format!(
            "{}FOREIGN KEY {} REFERENCES {}",
            constraint::<DB>(self.name.as_deref()),
            list::<DB>(&self.columns),
            qualified::<DB>(self.namespace.as_deref().filter(|_| !DB::NAMESPACE_OF_INDEX), &self.table),
        );
        if !self.references.is_empty() {
            let _ = write!(sql, " {}", list::<DB>(&self.references));
        }
        for (event, action) in [("DELETE", self.on_delete), ("UPDATE", self.on_update)] {
            // NO ACTION is what SQL does when nothing is said.
            if action != Action::NoAction {
                let _ = write!(sql, " ON {event} {}", action.sql());
            }
        }
        if DB::CAPABILITIES.deferrable_keys {
            sql.push_str(self.deferrable.clause());
        }
        sql
    }
}

impl Check {
    /// The constraint, with its name if it has one.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        format!("{}CHECK ({})", constraint::<DB>(self.name.as_deref()), self.condition)
    }
}

impl Exclusion {
    /// The constraint, with its name if it has one.
    #[must_use]
    pub fn sql<DB: Ddl>(&self) -> String {
        format!("{}{}", constraint::<DB>(self.name.as_deref()), self.definition)
    }
}

/// `CONSTRAINT name `, or nothing without a name.
fn constraint<DB: Ddl>(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", DB::quote(name))).unwrap_or_default()
}

impl Action {
    /// The action in SQL.
    pub const fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}
