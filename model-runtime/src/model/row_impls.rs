//! The impls of Diesel that are the same for every model but for names.

/// Implements, for a model and its table, what Diesel asks of a row.
#[doc(hidden)]
#[macro_export]
macro_rules! __row_impls {
    // A view is read, and that is all.
    (view $model:ident, $($rest:tt)+) => {
        $crate::__row_impls!(@read $model, $($rest)+);
    };
    ($model:ident, $new:ident, $patch:ident, existing $table:ident $($rest:tt)+) => {
        $crate::__row_impls!(@read $model, existing $table $($rest)+);
        $crate::__row_impls!(@write $model, $new, $patch, $table);
    };
    ($model:ident, $new:ident, $patch:ident, $table:ident, $($rest:tt)+) => {
        $crate::__row_impls!(@read $model, $table, $($rest)+);
        $crate::__row_impls!(@write $model, $new, $patch, $table);
    };
    // The columns of the table are the fields, in their order.
    (@read $model:ident, $table:ident, $($rest:tt)+) => {
        impl $crate::__private::Selected for $model {
            type Columns = <$table::table as $crate::__private::Table>::AllColumns;
            fn columns() -> Self::Columns {
                $table::all_columns
            }
        }

        // Whether two tables may meet is asked of the model: its own crate knows every answer, so that coherence does too.
        impl<T: $crate::__private::Table> ::diesel::query_source::TableNotEqual<T> for $table::table where
            $model: $crate::__private::Meets<T>
        {
        }

        $crate::__row_impls!(@row $model, $table, ($table::SqlType), $($rest)+);
    };
    // The fields are columns of a table that is there. Which tables may meet it is said where it is declared, and by `schema!`.
    (@read $model:ident, existing $table:ident ($($column:ident),+), $($rest:tt)+) => {
        impl $crate::__private::Existing for $model {}

        impl $crate::__private::Selected for $model {
            type Columns = ($($column,)+);
            fn columns() -> Self::Columns {
                ($($column,)+)
            }
        }

        $crate::__row_impls!(
            @row $model, $table, (($($crate::__private::SqlTypeOf<$column>,)+)), $($rest)+
        );
    };
    (
        @row $model:ident, $table:ident, ($sql:ty), $row:ident,
        ($($key:ident: $key_type:ty),+) $(, $convert:expr)?
    ) => {
        impl<DB: $crate::__private::Backend> $crate::__private::Queryable<$sql, DB> for $model
        where
            $crate::__private::Sound<Self, $row>: $crate::__private::FromStaticSqlRow<$sql, DB>,
        {
            type Row = $crate::__private::Sound<Self, $row>;
            fn build(row: Self::Row) -> $crate::__private::Loaded<Self> {
                let row = row.into_row();
                $(let convert: fn($row) -> <Self as $crate::__private::Model>::Row = $convert; let row = convert(row);)?
                $crate::__private::Ok($crate::__private::Model::from_row(row))
            }
        }

        impl<DB: $crate::__private::Backend> $crate::__private::Selectable<DB> for $model {
            type SelectExpression = <Self as $crate::__private::Selected>::Columns;
            fn construct_selection() -> Self::SelectExpression {
                <Self as $crate::__private::Selected>::columns()
            }
        }

        impl<DB: $crate::__private::Backend> $crate::__private::QueryableByName<DB> for $model
        where
            $row: $crate::__private::ReadColumns<$sql, DB>,
        {
            fn build<'a>(row: &impl $crate::__private::NamedRow<'a, DB>) -> $crate::__private::Loaded<Self> {
                let row: $row = $crate::__private::ReadColumns::by_name(row, <Self as $crate::__private::Model>::SCHEMA)?;
                $(let convert: fn($row) -> <Self as $crate::__private::Model>::Row = $convert; let row = convert(row);)?
                $crate::__private::Ok($crate::__private::Model::from_row(row))
            }
        }

        impl $crate::__private::HasTable for $model {
            type Table = $table::table;
            fn table() -> $table::table {
                $table::table
            }
        }

        impl $crate::__private::Addable for $model {
            type Model = Self;
            fn into_values(self) -> $crate::__private::ToAdd<Self> {
                $crate::__private::ToAdd::row(self)
            }
        }

        $crate::__garde!(row $model);

        $crate::__identifiable!('a &'a $model, $model, ($($key: $key_type),+));
        $crate::__identifiable!('a &'_ &'a $model, $model, ($($key: $key_type),+));
    };
    (@write $model:ident, $new:ident, $patch:ident, $table:ident) => {
        impl $crate::__private::Writable for $model {}

        impl $crate::__private::Shape for $new {
            type Values = $crate::__private::Draft<$model>;
        }

        impl $crate::__private::Shape for $patch {
            type Values = Self;
        }

        $crate::__garde!(new $new where Clone, patch $patch);
        $crate::__not_as_it_is!($table, $new, $patch);
    };
}

/// `Debug` and `Clone` for an insert or update type, if these of its fields' types have them.
///
/// `#[derive(..)]` would report a type that lacks the trait once per generated type, and nothing may ever need it.
#[doc(hidden)]
#[macro_export]
macro_rules! __derived {
    ($name:ident { $($field:ident),* } $(where $owned:ty)*) => {
        $crate::__derived!(Debug $name { $($field),* } [$($owned),*]);
        $crate::__derived!(Clone $name { $($field),* } [$($owned),*]);
    };
    (Debug $name:ident { $($field:ident),* } [$($owned:ty),*]) => {
        #[automatically_derived]
        impl $crate::__private::Debug for $name
        where
            $(for<'owned> $owned: $crate::__private::Debug,)*
        {
            fn fmt(&self, f: &mut $crate::__private::Formatter<'_>) -> $crate::__private::Formatted {
                f.debug_struct(stringify!($name))
                    $(.field(stringify!($field).trim_start_matches("r#"), &self.$field))*
                    .finish()
            }
        }
    };
    (Clone $name:ident { $($field:ident),* } [$($owned:ty),*]) => {
        #[automatically_derived]
        impl $crate::__private::Clone for $name
        where
            $(for<'owned> $owned: $crate::__private::Clone,)*
        {
            fn clone(&self) -> Self {
                Self { $($field: $crate::__private::Clone::clone(&self.$field)),* }
            }
        }
    };
}

/// A column, or a tuple of columns, as a unique key of a model; or any of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __unique_key {
    ($model:ident, any) => {
        impl $crate::__private::UniqueKey<$model> for $crate::__private::AnyUnique {
            const COLUMNS: $crate::__private::Option<$crate::__private::ColumnSet> = $crate::__private::None;
        }
    };
    ($model:ident, $columns:ty, $positions:expr) => {
        impl $crate::__private::UniqueKey<$model> for $columns {
            const COLUMNS: $crate::__private::Option<$crate::__private::ColumnSet> =
                $crate::__private::Some($crate::__private::ColumnSet::of(&$positions));
        }
    };
}

/// What a model does with its fields by position: make a row of their values, and hand them out.
#[doc(hidden)]
#[macro_export]
macro_rules! __fields {
    ($($position:tt $field:ident),*) => {
        fn from_row(row: Self::Row) -> Self {
            Self { $($field: row.$position),* }
        }
        fn value(&self, column: usize) -> $crate::__private::Option<&dyn $crate::__private::Any> {
            let value: &dyn $crate::__private::Any = match column {
                $($position => &self.$field,)*
                _ => return $crate::__private::None,
            };
            $crate::__private::Some(value)
        }
    };
}

/// What an update type does with its fields: hand out the values that are set, by position, and write them into a row.
#[doc(hidden)]
#[macro_export]
macro_rules! __changes {
    ($model:ident) => {
        fn value(&self, _column: usize) -> $crate::__private::Option<&dyn $crate::__private::Any> {
            $crate::__private::None
        }
        fn apply(self, _row: &mut $model) {}
    };
    ($model:ident $($position:literal $field:ident),+) => {
        fn value(&self, column: usize) -> $crate::__private::Option<&dyn $crate::__private::Any> {
            let value: &dyn $crate::__private::Any = match column {
                $($position => self.$field.as_option()?,)+
                _ => return $crate::__private::None,
            };
            $crate::__private::Some(value)
        }
        fn apply(self, row: &mut $model) {
            $(self.$field.apply(&mut row.$field);)+
        }
    };
}

/// The struct that rules over a whole row take: what is known of the values, by position.
#[doc(hidden)]
#[macro_export]
macro_rules! __known {
    ($values:ident $name:ident $($position:literal $field:ident),*) => {
        $name { $($field: $crate::__private::known_value($values, $position)),* }
    };
}

/// Rules, each a constructor of `Rule` with the types it checks.
#[doc(hidden)]
#[macro_export]
macro_rules! __rules {
    ($($rule:ident <$($ty:ty),+> ($($argument:tt)*) $(.$with:ident($text:literal))*),*) => {
        // A const of its own: what names a constant of the user's is not promoted to one otherwise.
        const { &[$($crate::__private::Rule::$rule::<$($ty),+>($($argument)*)$(.$with($text))*),*] }
    };
}

/// A regular expression that is compiled once.
#[doc(hidden)]
#[macro_export]
macro_rules! __pattern {
    ($pattern:literal) => {{
        static PATTERN: $crate::__private::Pattern = $crate::__private::Pattern::new($pattern);
        &PATTERN
    }};
}

/// A setter of a builder: `builder.field position conversion(Type)`, and the place in the list of a required column.
///
/// Without docs of its own it gets a sentence.
#[doc(hidden)]
#[macro_export]
macro_rules! __setter {
    ($vis:vis $builder:ident.$field:ident $($rest:tt)*) => {
        $crate::__setter! {
            #[doc = concat!("Gives the column of the field `", stringify!($field), "`.")] $vis $builder.$field $($rest)*
        }
    };
    ($(#[$doc:meta])+ $vis:vis $builder:ident.$field:ident $position:tt $conversion:ident($($value:ty),+) $(, $place:ident)?) => {
        $(#[$doc])+
        $vis fn $field(self, value: $crate::__takes!($conversion $($value),+)) -> $crate::__state!($builder $($place)?) {
            $crate::__give!($builder self value $position $conversion)
        }
    };
}

/// How the fields of a `NewX` become values by position, and fields again, and which rows of a session are among them; in its impl of `NewRow`.
///
/// Each field is of a kind: `Plain`, `Assign` where it may be left out, `One` and `Optional` for keys of parents; `None` for columns that it
/// has no field for.
#[doc(hidden)]
#[macro_export]
macro_rules! __new_values {
    ($self:ident [$($kind:ident $value:ident),*] [$($of:ident $field:ident $position:tt),*] [$($held:ident $parent:ident $at:tt),*]) => {
        fn into_draft($self) -> $crate::Draft<Self::Model> {
            ($($crate::__new_values!(@give $kind $self.$value),)*)
        }
        fn from_draft(
            draft: $crate::Draft<Self::Model>,
            row_at: &dyn $crate::__private::Fn(::core::primitive::usize) -> $crate::__private::Option<$crate::__private::RowRef>,
        ) -> $crate::__private::Option<Self> {
            let _ = (&draft, row_at);
            $crate::__private::Some(Self { $($field: $crate::__new_values!(@take $of draft.$position, row_at $position)),* })
        }
        #[allow(unused_mut)]
        fn rows(&$self) -> $crate::__private::Vec<(::core::primitive::usize, $crate::__private::RowRef)> {
            let mut rows = $crate::__private::Vec::new();
            $(rows.extend($crate::__new_values!(@row $held $self.$parent).map(|row| ($at, row)));)*
            rows
        }
    };
    (@give None $self:ident.$field:ident) => { $crate::__private::None };
    (@give Plain $self:ident.$field:ident) => { $crate::__private::Some($self.$field) };
    (@give Assign $self:ident.$field:ident) => { $self.$field.into_option() };
    (@give One $self:ident.$field:ident) => { $self.$field.into_key() };
    (@give Optional $self:ident.$field:ident) => { $crate::__private::optional_key($self.$field) };
    (@take Plain $draft:ident.$position:tt, $($row:tt)*) => { $draft.$position? };
    (@take Assign $draft:ident.$position:tt, $($row:tt)*) => { $crate::Assign::from_option($draft.$position) };
    (@take One $draft:ident.$position:tt, $row_at:ident $at:tt) => { $crate::Fk::of_parts($draft.$position, $row_at($at)) };
    (@take Optional $draft:ident.$position:tt, $row_at:ident $at:tt) => { $crate::__private::optional_fk($draft.$position, $row_at($at)) };
    (@row One $self:ident.$field:ident) => { $self.$field.row() };
    (@row Optional $self:ident.$field:ident) => { $self.$field.as_ref().and_then($crate::Fk::row) };
}

/// The builder with a value. A parent may be a row of a session, which is kept beside the values.
#[doc(hidden)]
#[macro_export]
macro_rules! __give {
    ($builder:ident $self:ident $value:ident $position:tt fk) => {{
        let parent = $crate::__private::given::fk($value);
        let building = $self.0.parent($position, parent.row());
        $builder(building.give(|to| to.$position = $crate::Fk::into_key(parent)))
    }};
    ($builder:ident $self:ident $value:ident $position:tt nullable_fk) => {{
        let parent = $crate::__private::given::nullable_fk($value);
        let building = $self.0.parent($position, parent.as_ref().and_then($crate::Fk::row));
        $builder(building.give(|to| to.$position = $crate::__private::optional_key(parent)))
    }};
    ($builder:ident $self:ident $value:ident $position:tt $conversion:ident) => {
        $builder($self.0.give(|to| to.$position = $crate::__private::given::$conversion($value)))
    };
}

/// The parents of a row to insert that a builder was given as rows of a session, in its impl of `NewVerbs`.
#[doc(hidden)]
#[macro_export]
macro_rules! __built_rows {
    () => {
        fn rows(&self) -> $crate::__private::Vec<(::core::primitive::usize, $crate::__private::RowRef)> {
            self.0.rows()
        }
    };
}

/// What a setter takes.
#[doc(hidden)]
#[macro_export]
macro_rules! __takes {
    (plain $value:ty) => { $value };
    (into $value:ty) => { impl $crate::__private::Into<$value> };
    (nullable $value:ty) => { impl $crate::__private::IntoNullable<$value> };
    (fk $parent:ty, $key:ty) => { impl $crate::__private::IntoFk<$parent, $key> };
    (nullable_fk $parent:ty, $key:ty) => { impl $crate::__private::IntoOptionalFk<$parent, $key> };
}

/// The state of a builder after a setter.
#[doc(hidden)]
#[macro_export]
macro_rules! __state {
    ($builder:ident) => { Self };
    ($builder:ident $place:ident) => { $builder<S::Fill<$crate::__private::$place>> };
}

/// Implements `Identifiable` for a reference: by the key, or by a tuple of its parts.
///
/// What Diesel asks of the key is a bound here, because a key that lacks it is reported as no [`Key`](crate::Key).
#[doc(hidden)]
#[macro_export]
macro_rules! __identifiable {
    ($a:lifetime $reference:ty, $model:ident, ($key:ident: $key_type:ty)) => {
        impl<$a> $crate::__private::Identifiable for $reference
        where
            &$a $key_type: $crate::__private::Hash + $crate::__private::Eq,
        {
            type Id = &$a $key_type;
            fn id(self) -> Self::Id {
                &self.$key
            }
        }
    };
    ($a:lifetime $reference:ty, $model:ident, ($($key:ident: $key_type:ty),+)) => {
        impl<$a> $crate::__private::Identifiable for $reference
        where
            $(&$a $key_type: $crate::__private::Hash + $crate::__private::Eq,)+
        {
            type Id = ($(&$a $key_type),+);
            fn id(self) -> Self::Id {
                ($(&self.$key),+)
            }
        }
    };
}
