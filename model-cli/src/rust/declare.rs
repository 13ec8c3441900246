//! Tables as structs: fields, their attributes, and those of the struct.

use model_runtime::schema::{Column, DataType, Ddl, Identity, Index, IndexColumn, Table, type_sql};

use super::names::{self, Names};
use super::types::{self, FieldType};
use super::{Note, Options, constrain, default, key};

/// A struct of a file.
#[derive(Debug)]
pub(super) struct Struct<'t> {
    pub(super) table: &'t Table,
    pub(super) ident: String,
    pub(super) fields: Vec<Field<'t>>,
    /// The columns that tell its rows apart.
    pub(super) key: Vec<String>,
    /// The lists of `#[model(..)]` on the struct, one for each line.
    pub(super) attributes: Vec<String>,
    /// What its fields and relations are called.
    pub(super) names: Names,
}

/// A field of a struct, or a column that has none.
#[derive(Debug)]
pub(super) struct Field<'t> {
    pub(super) column: &'t Column,
    pub(super) ident: String,
    /// `None` where Rust has no type for the column.
    pub(super) ty: Option<FieldType>,
    /// What stands in `#[model(..)]`.
    pub(super) attributes: Vec<String>,
    /// What stands in `#[validate(..)]`.
    pub(super) rules: Vec<String>,
    /// Whether it is the key, made by the database.
    pub(super) is_key: bool,
}

/// An enum of a file.
#[derive(Debug)]
pub(super) struct Enumeration {
    pub(super) ident: String,
    /// The schema that the type in the database is in, if it is another one.
    pub(super) namespace: Option<String>,
    /// The type in the database, if it has a name.
    pub(super) name: String,
    /// Variants, and the texts that are stored for them.
    pub(super) variants: Vec<(String, String)>,
    values: Vec<String>,
    /// Whether a key is made of it, which has to have an order.
    pub(super) in_key: bool,
}

impl Struct<'_> {
    /// The field of a column.
    pub(super) fn field(&self, column: &str) -> Option<&Field<'_>> {
        self.fields.iter().find(|field| field.column.name == column)
    }

    /// What the field of a column is called, if it has one.
    pub(super) fn ident(&self, column: &str) -> Option<&str> {
        self.field(column).filter(|field| field.ty.is_some()).map(|field| &*field.ident)
    }

    /// Whether it is of a view.
    pub(super) fn is_view(&self) -> bool {
        self.table.view.is_some()
    }
}

/// The structs of tables, and the enums that their fields have.
pub(super) fn structs<'t, DB: Ddl>(
    tables: &'t [Table],
    options: &Options,
    notes: &mut Vec<Note>,
) -> (Vec<Struct<'t>>, Vec<Enumeration>) {
    let (mut types, mut modules) = (Names::of_types(), Names::of_modules());
    types.free(&options.schema, "");
    let mut structs = Vec::new();
    for table in tables {
        let note =
            |part: Option<String>, reason: &str| Note { table: table.full_name(), part, reason: reason.to_owned() };
        match key::of::<DB>(table, tables, options) {
            Ok(key) => {
                let guessed = key.columns.iter().filter(|_| key.guessed);
                notes.extend(guessed.map(|column| note(Some(column.clone()), key::GUESSED)));
                structs.push(struct_of(table, key.columns, &mut types, &mut modules));
            }
            Err(reason) => notes.push(note(None, reason)),
        }
    }
    let mut enums = Vec::new();
    for model in &mut structs {
        fields::<DB>(model, options, &mut types, &mut enums, notes);
        if !model.is_view() {
            constrain::constraints::<DB>(model, notes);
        }
    }
    (structs, enums)
}

/// What is said of a column that has no type, as those of views on SQLite that are computed.
pub(super) const NO_TYPE: &str = "the database does not say its type";

/// Whether Rust has a type for a column.
pub(super) fn has_type<DB: Ddl>(name: &str, table: &Table, options: &Options) -> bool {
    table.column(name).is_some_and(|column| {
        types::enum_of::<DB>(column).is_some() || types::field_type::<DB>(column, true, None, options.times).is_some()
    })
}

/// A column that the struct has no field for.
fn without_field<DB: Ddl>(column: &Column) -> String {
    let setting = |word: &str, text: Option<&String>| text.map(|text| format!(", {word} = {}", literal(text)));
    let db_type = types::spelled::<DB>(column).unwrap_or_default();
    let generated = column.generated.as_ref().map(|generated| one_line(&generated.expression));
    let mut text = format!("column(name = {}, db_type = {}", literal(&column.name), literal(&db_type));
    if !column.nullable {
        text.push_str(", not_null");
    }
    let settings = [
        setting("default_sql", column.default.as_ref()),
        setting("generated", generated.as_ref()),
        setting("collation", column.collation.as_ref()),
        setting("comment", column.comment.as_ref()),
    ];
    text.extend(settings.into_iter().flatten());
    text + ")"
}

fn struct_of<'t>(table: &'t Table, key: Vec<String>, types: &mut Names, modules: &mut Names) -> Struct<'t> {
    // One that is called as one of another schema has the name of its own in front.
    let beside = |name: &str| table.namespace.as_ref().map(|namespace| format!("{namespace}_{name}"));
    let mut ident = names::of_struct(&table.name);
    if let Some(longer) = beside(&table.name).filter(|_| types.has(&ident)) {
        ident = names::of_struct(&longer);
    }
    let ident = types.free(&ident, "Row");
    let mut attributes: Vec<String> =
        table.namespace.iter().map(|name| format!("namespace = {}", literal(name))).collect();
    if table.view.is_some() {
        attributes.push("view".to_owned());
    }
    if names::table_of(&ident) != table.name {
        attributes.push(format!("table = {}", literal(&table.name)));
    }
    // As the derive does it: the table's name where Rust takes it.
    let is_free = names::is_word(&table.name) && table.name != ident;
    let inferred = if is_free { table.name.clone() } else { names::table_of(&ident) };
    // A module of another case than modules have is one that the compiler warns of.
    let wanted = if is_free { names::of_field(&table.name) } else { inferred.clone() };
    let wanted = beside(&wanted).filter(|_| modules.has(&wanted)).unwrap_or(wanted);
    let module = modules.free(&wanted, "_table");
    if module != inferred {
        attributes.push(format!("module = {}", literal(&module)));
    }
    Struct { table, ident, fields: Vec::new(), key, attributes, names: Names::default() }
}

/// A string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// What is said of the primary key on the struct: its fields if there are several, and its name if it is not the usual one.
fn primary_key(model: &Struct<'_>) -> Option<String> {
    let own = model.table.primary_key.as_ref().and_then(|key| key.name.as_ref());
    let own = own.filter(|name| **name != format!("pk_{}", model.table.name));
    let fields: Vec<&str> = model.key.iter().filter_map(|name| Some(&*model.field(name)?.ident)).collect();
    let fields = fields.join(", ");
    match (own, model.key.len() > 1) {
        (Some(name), true) => Some(format!("primary_key(name = {}, columns({fields}))", literal(name))),
        (Some(name), false) => Some(format!("primary_key(name = {})", literal(name))),
        (None, true) => Some(format!("primary_key({fields})")),
        (None, false) => None,
    }
}

/// SQL with one space for each run of white space outside of quotes.
pub(super) fn one_line(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quote = None;
    for c in sql.trim().chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            None if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
    // A comment ends with its line.
    if out.contains("--") { sql.trim().to_owned() } else { out }
}

fn fields<'t, DB: Ddl>(
    model: &mut Struct<'t>,
    options: &Options,
    types: &mut Names,
    enums: &mut Vec<Enumeration>,
    notes: &mut Vec<Note>,
) {
    let table: &'t Table = model.table;
    let counted = table.counted_key().map(|column| &*column.name);
    for column in &table.columns {
        let ident = model.names.free(&names::of_field(&column.name), "_");
        let enumeration = types::enum_of::<DB>(column).map(|of| enumeration(of, model, column, types, enums));
        let in_key = is_in_key::<DB>(column, table, options);
        let ty = types::field_type::<DB>(column, in_key, enumeration.as_deref(), options.times);
        let mut field = Field { column, ident, ty, attributes: Vec::new(), rules: Vec::new(), is_key: false };
        let is_counted = counted == Some(&*column.name);
        // The key of a parent is the parent's to make.
        let is_parents = table.foreign_keys.iter().any(|key| key.columns == [column.name.as_str()]);
        field.is_key = is_counted && !is_parents && field.ty.as_ref().is_some_and(|ty| key::can_count(&ty.rust));
        let note = |reason: &str| Note {
            table: table.full_name(),
            part: Some(column.name.clone()),
            reason: reason.to_owned(),
        };
        match &field.ty {
            Some(ty) => {
                let declared = attributes::<DB>(&field, ty, model);
                if is_counted && says_count(&field) {
                    notes.push(note("the database counts it where it is not given, and rows of the model give it"));
                }
                notes.extend(left_out::<DB>(column, model).map(note));
                field.attributes = declared;
            }
            None => {
                let ty = type_sql::<DB>(&column.ty);
                let reason = if ty.is_empty() { NO_TYPE.to_owned() } else { format!("Rust has no type for `{ty}`") };
                let is_needed = !column.nullable && column.default.is_none() && column.generated.is_none();
                let refused = if is_needed && !model.is_view() {
                    "; rows without it are refused, so the model is for reading"
                } else {
                    ""
                };
                notes.push(note(&(reason + refused)));
                if !model.is_view() {
                    model.attributes.push(without_field::<DB>(column));
                }
            }
        }
        model.fields.push(field);
    }
    let of_type = model.fields.iter().find_map(|field| field.ty.as_ref()?.only);
    // Of SQLite, which alone tells of them.
    let of_triggers = (!table.triggers.is_empty() && !model.is_view()).then_some("sqlite");
    if let Some(only) = of_type.or(of_triggers) {
        model.attributes.push(format!("backends({only})"));
    }
    model.attributes.extend(primary_key(model));
    if !model.is_view() {
        model.attributes.extend(table.options.as_ref().map(|sql| format!("options = {}", literal(sql))));
        model.attributes.extend(table.comment.as_ref().map(|text| format!("comment = {}", literal(text))));
    }
}

/// Whether the model has a key or an index that is made of the column, which decides about its type on MySQL. Foreign keys do not count, as they
/// may be left out: a type that is said without need is none too many.
fn is_in_key<DB: Ddl>(column: &Column, table: &Table, options: &Options) -> bool {
    let is_of = |names: &[String]| {
        names.contains(&column.name) && names.iter().all(|name| has_type::<DB>(name, table, options))
    };
    let is_usual = |index: &&Index| index.method.as_ref().is_none_or(|kind| !DB::INDEX_KINDS.contains(&&**kind));
    let names = |index: &Index| -> Vec<String> {
        let name = |part: &IndexColumn| match part {
            IndexColumn::Column(name) | IndexColumn::Descending(name) => Some(name.clone()),
            IndexColumn::Expression(_) => None,
        };
        index.columns.iter().filter_map(name).collect()
    };
    table.primary_key.iter().any(|key| is_of(&key.columns))
        || table.uniques.iter().any(|unique| is_of(&unique.columns))
        || table.indexes.iter().filter(is_usual).any(|index| names(index).contains(&column.name))
}

/// The enum of a column, made if there is none yet.
fn enumeration(
    of: types::Enum,
    model: &Struct<'_>,
    column: &Column,
    types: &mut Names,
    enums: &mut Vec<Enumeration>,
) -> String {
    let in_key = model.key.contains(&column.name);
    let is_it = |known: &&mut Enumeration| {
        !of.name.is_empty() && (known.name == of.name && known.namespace == of.namespace) && known.values == of.values
    };
    let known = enums.iter_mut().find(is_it);
    if let Some(known) = known {
        known.in_key |= in_key;
        return known.ident.clone();
    }
    let name = if of.name.is_empty() {
        format!("{}_{}", names::singular(&model.table.name), column.name)
    } else {
        of.name.clone()
    };
    let beside = of.namespace.as_ref().map(|namespace| names::of_struct(&format!("{namespace}_{name}")));
    let own = names::of_struct(&name);
    let ident = types.free(&beside.filter(|_| types.has(&own)).unwrap_or(own), "Value");
    let mut variants = Names::default();
    let variants = of.values.iter().map(|value| {
        let text =
            value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')).unwrap_or(value).replace("''", "'");
        (variants.free(&names::of_variant(&text), "Value"), text)
    });
    let variants = variants.collect();
    let types::Enum { namespace, name, values } = of;
    enums.push(Enumeration { ident: ident.clone(), namespace, name, variants, values, in_key });
    ident
}

/// What `#[model(..)]` says of a field, apart from foreign keys.
fn attributes<DB: Ddl>(field: &Field<'_>, ty: &FieldType, model: &Struct<'_>) -> Vec<String> {
    let (column, mut list) = (field.column, Vec::new());
    if let [only] = &*model.key
        && *only == column.name
    {
        if field.ident != "id" {
            list.push("id".to_owned());
        }
        if !field.is_key && ty.rust != "uuid::Uuid" && !model.is_view() {
            list.push("assigned".to_owned());
        }
    }
    if field.ident != column.name {
        list.push(format!("column = {}", literal(&column.name)));
    }
    list.extend(ty.attribute.map(str::to_owned));
    if model.is_view() {
        return list;
    }
    list.extend(db_type::<DB>(column, ty, field.is_key));
    if let Some(generated) = &column.generated {
        list.push(format!("generated = {}", literal(&one_line(&generated.expression))));
    } else if says_count(field) {
        // A row says what it refers to, and what tells it apart.
        let is_given = is_key_column(column, model);
        list.extend((!is_given).then(|| "read_only".to_owned()));
        list.push("autoincrement".to_owned());
    } else if let Some(sql) = default::of::<DB>(column) {
        // What the database writes by itself is not written with the rest of a row.
        list.extend(column.on_update.as_ref().map(|_| "read_only".to_owned()));
        let is_sql = is_key_column(column, model) || column.on_update.is_some();
        list.push(if is_sql { default::in_sql(sql) } else { default::attribute(sql, &ty.rust) });
    }
    list.extend(column.on_update.as_ref().map(|sql| format!("on_update_sql = {}", literal(sql))));
    list.extend(column.collation.as_ref().map(|sql| format!("collation = {}", literal(sql))));
    list.extend(column.comment.as_ref().map(|text| format!("comment = {}", literal(text))));
    list
}

/// The name of the column's type, where the model's would be another.
fn db_type<DB: Ddl>(column: &Column, ty: &FieldType, is_counted: bool) -> Option<String> {
    // SQLite counts a column of one type only, and servers count integers as they are declared.
    if is_counted && !DB::CAPABILITIES.server {
        return None;
    }
    let found = DataType::parse::<DB>(&type_sql::<DB>(&column.ty));
    let same = ty.sql.as_ref().is_some_and(|sql| DataType::parse::<DB>(sql) == found);
    let spelled = types::spelled::<DB>(column).filter(|_| !same)?;
    Some(format!("db_type = {}", literal(&spelled)))
}

/// Whether the model has to say that the database counts a column. The key that it makes is counted, and so is the number of a row.
fn says_count(field: &Field<'_>) -> bool {
    !field.is_key && field.column.identity.is_some_and(|identity| identity != Identity::RowNumber)
}

fn is_key_column(column: &Column, model: &Struct<'_>) -> bool {
    model.key.contains(&column.name) || model.table.foreign_keys.iter().any(|key| key.columns.contains(&column.name))
}

/// What a column has that its field does not say.
fn left_out<DB: Ddl>(column: &Column, model: &Struct<'_>) -> Option<&'static str> {
    match column.identity {
        _ if model.is_view() => None,
        Some(Identity::Always) => {
            Some("a value of one's own is refused by the database (GENERATED ALWAYS), not by the model")
        }
        _ => column.default.as_deref().and_then(default::unusable::<DB>),
    }
}
