//! A model, as everything after parsing sees it: plain data with the syntax it came from.

mod constraint;

use proc_macro2::Span;
use syn::{Attribute, Expr, Ident, LitStr, Path, Type, Visibility};

pub(crate) use constraint::{Action, Check, Deferrable, ForeignKey, Index, IndexPart, Partition, Partitioning, Unique};

/// A struct that becomes a model.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) docs: Vec<Attribute>,
    /// The table's name in SQL.
    pub(crate) table: Name,
    /// The schema of the database that the table is in, where the model says one.
    pub(crate) namespace: Option<Name>,
    /// The module that `table!` makes.
    pub(crate) module: Ident,
    /// What the database is to say of the table.
    pub(crate) comment: Option<String>,
    /// What follows the columns and constraints in SQL, where the model says it.
    pub(crate) options: Option<String>,
    /// How its rows are divided.
    pub(crate) partitioning: Partitioning,
    /// The name that the table had in SQL.
    pub(crate) renamed_from: Option<Name>,
    /// What migrations may drop, where the model says it.
    pub(crate) drop_ok: Option<DropOk>,
    pub(crate) columns: Vec<Column>,
    /// The columns that have no field.
    pub(crate) other_columns: Vec<OtherColumn>,
    /// The columns of the primary key, by position, in the order of the key.
    pub(crate) key: Vec<usize>,
    /// The name of the key's constraint, where it is given.
    pub(crate) key_name: Option<Name>,
    pub(crate) uniques: Vec<Unique>,
    pub(crate) indexes: Vec<Index>,
    pub(crate) checks: Vec<Check>,
    /// The exclusion constraints, in SQL.
    pub(crate) exclusions: Vec<Check>,
    /// The triggers, in SQL.
    pub(crate) triggers: Vec<Check>,
    /// The foreign keys that are relations.
    pub(crate) parents: Vec<Parent>,
    /// The foreign keys that the database knows, and by which nothing is loaded.
    pub(crate) other_keys: Vec<ForeignKey>,
    /// Relations to other models, apart from those of its own foreign keys.
    pub(crate) relations: Vec<Relation>,
    pub(crate) new: Companion,
    pub(crate) patch: Companion,
    pub(crate) builder: Ident,
    /// The enum of the table's constraints.
    pub(crate) constraints: Ident,
    /// What rules over the whole row take.
    pub(crate) values: Ident,
    pub(crate) row_rules: Vec<RowRule>,
    /// The databases that the model is for, where it does not say all.
    pub(crate) backends: Option<Vec<Backend>>,
    /// The table that is there, where nothing is generated for it.
    pub(crate) existing: Option<Existing>,
    /// The word `partial`, where the model says it.
    pub(crate) partial: Option<Ident>,
    /// What makes it a view, which is read only.
    pub(crate) view: Option<View>,
    /// Whether every field became a column.
    pub(crate) complete: bool,
}

/// A model that nothing writes.
pub(crate) struct View {
    /// Words that say how rows are written, or what the database makes sure of. The model has nothing of what they say.
    pub(crate) refused: Vec<Ident>,
}

/// A `table!` that somebody else wrote.
pub(crate) struct Existing {
    /// Its module.
    pub(crate) path: Path,
    /// Words that would declare what it declares.
    pub(crate) declares: Vec<Ident>,
}

/// Columns whose values a migration may drop.
pub(crate) struct DropOk {
    /// The word, for errors.
    pub(crate) ident: Ident,
    /// The names in SQL, in the order given.
    pub(crate) columns: Vec<Name>,
}

/// A database that a model can be for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
    Mysql,
}

/// A name in SQL, and where it comes from.
#[derive(Clone)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A field that is a column.
#[allow(clippy::struct_excessive_bools)] // each answers a question of its own
pub(crate) struct Column {
    pub(crate) index: usize,
    pub(crate) field: Ident,
    pub(crate) ty: Type,
    /// The type without `Option`.
    pub(crate) value_ty: Type,
    pub(crate) docs: Vec<Attribute>,
    /// The column's name in SQL.
    pub(crate) name: Name,
    /// What the column is called in `table!`.
    pub(crate) ident: Ident,
    pub(crate) sql_type: SqlType,
    pub(crate) nullable: bool,
    /// Whether values are finer than the column keeps.
    pub(crate) temporal: bool,
    pub(crate) role: Role,
    pub(crate) default: Option<Default>,
    /// The DEFAULT in SQL of a column that is always given.
    pub(crate) table_default: Option<String>,
    /// What an UPDATE sets it to, in SQL.
    pub(crate) on_update: Option<String>,
    /// The word `autoincrement`, where the field says it.
    pub(crate) autoincrement: Option<Ident>,
    /// How its texts are compared, in SQL.
    pub(crate) collation: Option<String>,
    pub(crate) db_type: Option<String>,
    /// What the database is to say of the column.
    pub(crate) comment: Option<String>,
    /// The name that the column had in SQL.
    pub(crate) renamed_from: Option<Name>,
    /// The SQL expression with which a migration fills rows that are there.
    pub(crate) backfill: Option<LitStr>,
    /// The words `id`, `assigned` and `protected`, where the field says them.
    pub(crate) id: Option<Ident>,
    pub(crate) assigned: Option<Ident>,
    pub(crate) protected: Option<Ident>,
    /// Whether the field's type is stored as JSON.
    pub(crate) json: bool,
    /// The model whose key this is, or a part of it.
    pub(crate) parent: Option<Path>,
    /// The rules its values follow.
    pub(crate) rules: Vec<Rule>,
    /// Whether its name and its SQL type are those of a table that is there.
    pub(crate) existing: bool,
    /// Whether the column's SQL type could be told.
    pub(crate) understood: bool,
}

/// A column that has no field.
pub(crate) struct OtherColumn {
    pub(crate) name: Name,
    pub(crate) db_type: String,
    pub(crate) not_null: bool,
    pub(crate) default: Option<String>,
    pub(crate) generated: Option<String>,
    pub(crate) collation: Option<String>,
    pub(crate) comment: Option<String>,
}

/// A rule of `#[validate(..)]`.
pub(crate) struct Rule {
    /// The word in the attribute, which is what the runtime calls the rule.
    pub(crate) ident: Ident,
    pub(crate) kind: RuleKind,
    /// The name of its CHECK.
    pub(crate) constraint: String,
    /// The word `constraint`, where it says that name.
    pub(crate) named: Option<Ident>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// What a rule asks for.
pub(crate) enum RuleKind {
    /// What its name says, as `email`.
    Plain,
    Length {
        min: Option<Expr>,
        max: Option<Expr>,
    },
    Range {
        min: Option<Expr>,
        max: Option<Expr>,
    },
    /// `contains`, `prefix` or `suffix` of a text.
    Part(Expr),
    Pattern(LitStr),
    OneOf(Vec<Expr>),
    /// The position of another field.
    Matches(usize),
    Custom(Expr),
}

/// A rule over several columns.
pub(crate) struct RowRule {
    /// The word in the attribute.
    pub(crate) ident: Ident,
    pub(crate) function: Expr,
    /// The word `constraint`, where it is given.
    pub(crate) named: Option<Ident>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

/// The SQL type of a column, without NULL.
#[derive(Clone)]
pub(crate) enum SqlType {
    /// One of Diesel's or the runtime's, by its path below `sql_types`.
    Known(&'static str),
    /// `Array<..>` or `Unsigned<..>`, which the runtime has, of another.
    Of(&'static str, Box<Item>),
    /// A type that is its own SQL type.
    Own(Path),
    /// The one that `sql_type` names.
    Named(Path),
}

/// The SQL type inside another, and whether its values may be NULL.
#[derive(Clone)]
pub(crate) struct Item {
    pub(crate) sql_type: SqlType,
    pub(crate) nullable: bool,
}

/// Who writes a column, and when.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// The key, made by the database.
    GeneratedKey,
    /// The key, made in Rust unless it is given.
    ClientKey,
    /// The key or a part of it, given.
    AssignedKey,
    Plain,
    CreatedAt,
    UpdatedAt,
    Version,
    /// Only the database writes it; with the expression it is generated from, if there is one.
    ReadOnly(Option<String>),
}

/// What a column gets when it is left out.
pub(crate) enum Default {
    /// A value, in Rust and in SQL.
    Literal { value: Expr, sql: String },
    /// What this function returns.
    With(Expr),
    /// The present time.
    Now,
    /// What the database makes of this expression.
    Sql(String),
}

/// A foreign key to the primary key of a model, which is a relation to its rows.
pub(crate) struct Parent {
    pub(crate) key: ForeignKey,
    /// What the relation to the parent is called.
    pub(crate) relation: Ident,
    /// Whether a row that loses its parent is deleted.
    pub(crate) deletes_orphans: bool,
    /// The words of the database's constraint: all but those of the relation.
    pub(crate) of_constraint: Vec<Ident>,
}

/// A relation to another model, by foreign keys that this one does not have.
pub(crate) struct Relation {
    /// What it is called.
    pub(crate) name: Ident,
    /// The model it leads to.
    pub(crate) model: Path,
    pub(crate) kind: RelationKind,
    /// Columns of that model, and whether each is ordered backwards.
    pub(crate) order: Vec<(String, bool)>,
    /// What says the order, for errors.
    pub(crate) order_span: Span,
}

/// Which foreign keys a relation goes by; the names are those of the relations the other way.
pub(crate) enum RelationKind {
    HasOne { inverse: Option<Ident> },
    HasMany { inverse: Option<Ident> },
    ManyToMany { through: Path, from: Option<Ident>, to: Option<Ident> },
}

/// A generated type beside the model.
pub(crate) struct Companion {
    pub(crate) ident: Ident,
    pub(crate) derives: Vec<Path>,
    /// Whether `derives` is what such a type derives if nothing else is said.
    pub(crate) derives_default: bool,
    pub(crate) attributes: Vec<proc_macro2::TokenStream>,
}

impl Model {
    pub(crate) fn name(&self) -> String {
        use syn::ext::IdentExt;
        self.ident.unraw().to_string()
    }

    /// The column at a position of `key`, `uniques` or `indexes`.
    pub(crate) fn column(&self, index: usize) -> Option<&Column> {
        self.columns.get(index)
    }

    /// The columns of the primary key.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = &Column> {
        self.key.iter().filter_map(|index| self.column(*index))
    }

    /// The columns an insert can give values for.
    pub(crate) fn insertable(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.is_insertable())
    }

    /// The columns a patch can change.
    pub(crate) fn patchable(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.is_patchable())
    }

    /// The columns an insert reads back, apart from the key.
    pub(crate) fn made(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(|column| column.is_made())
    }

    /// The columns of a foreign key.
    pub(crate) fn columns_of<'m>(&'m self, key: &'m ForeignKey) -> impl Iterator<Item = &'m Column> + Clone {
        key.columns.iter().filter_map(|index| self.column(*index))
    }

    /// The foreign keys: those that are relations, then the others.
    pub(crate) fn foreign_keys(&self) -> impl Iterator<Item = &ForeignKey> {
        self.parents.iter().map(|parent| &parent.key).chain(&self.other_keys)
    }

    /// What the relations are called: those of foreign keys, then the others.
    pub(crate) fn relation_names(&self) -> impl Iterator<Item = &Ident> {
        self.parents.iter().map(|parent| &parent.relation).chain(self.relations.iter().map(|relation| &relation.name))
    }

    /// The column with a role, if there is one.
    pub(crate) fn with_role(&self, role: &Role) -> Option<&Column> {
        self.columns.iter().find(|column| column.role == *role)
    }
}

impl Rule {
    /// Whether databases can express it.
    pub(crate) fn is_check(&self) -> bool {
        match self.kind {
            RuleKind::Plain => self.ident == "required",
            RuleKind::Pattern(_) | RuleKind::Custom(_) => false,
            _ => true,
        }
    }
}

impl SqlType {
    /// Whether it is an integer with a sign, or one that the derive cannot see into.
    pub(crate) fn may_be_integer(&self) -> bool {
        matches!(self, Self::Known("SmallInt" | "Integer" | "BigInt") | Self::Own(_) | Self::Named(_))
    }

    /// Whether the field's type is known, and not one of the user's.
    pub(crate) fn is_known(&self) -> bool {
        match self {
            Self::Known(_) => true,
            Self::Of(_, item) => item.sql_type.is_known(),
            Self::Own(_) | Self::Named(_) => false,
        }
    }
}

impl Column {
    pub(crate) fn is_key(&self) -> bool {
        matches!(self.role, Role::GeneratedKey | Role::ClientKey | Role::AssignedKey)
    }

    pub(crate) fn is_insertable(&self) -> bool {
        !matches!(self.role, Role::GeneratedKey | Role::ReadOnly(_))
    }

    pub(crate) fn is_patchable(&self) -> bool {
        matches!(self.role, Role::Plain | Role::CreatedAt | Role::UpdatedAt)
    }

    /// Whether the database may make its value: a default in SQL, or a column that only the database writes.
    pub(crate) fn is_made(&self) -> bool {
        matches!(self.role, Role::ReadOnly(_)) || matches!(self.default, Some(Default::Sql(_)))
    }

    /// Whether it may be left out of an insert for a default to apply.
    pub(crate) fn is_optional(&self) -> bool {
        self.default.is_some()
            || matches!(self.role, Role::ClientKey | Role::CreatedAt | Role::UpdatedAt | Role::Version)
    }

    /// Whether an insert has to give it.
    pub(crate) fn is_required(&self) -> bool {
        self.is_insertable() && !self.is_optional() && !self.nullable
    }
}
