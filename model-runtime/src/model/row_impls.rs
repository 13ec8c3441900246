//! The impls of Diesel that are the same for every model but for names.

/// Implements, for a model and its table, what Diesel asks of a row apart from loading it by position.
#[doc(hidden)]
#[macro_export]
macro_rules! __row_impls { ($model:ident, $new:ident, $patch:ident, $table:ident, $row:ident, ($($key:ident: $key_type:ty),+)) => {
    impl<DB: $crate::__private::Backend> $crate::__private::Selectable<DB> for $model {
        type SelectExpression = <$table::table as $crate::__private::Table>::AllColumns;
        fn construct_selection() -> Self::SelectExpression {
            $table::all_columns
        }
    }

    impl<DB: $crate::__private::Backend> $crate::__private::QueryableByName<DB> for $model
    where
        $row: $crate::__private::NamedColumns<$table::SqlType, DB>,
    {
        fn build<'a>(row: &impl $crate::__private::NamedRow<'a, DB>) -> $crate::__private::Loaded<Self> {
            let row = $crate::__private::NamedColumns::read(row, <Self as $crate::__private::Model>::SCHEMA)?;
            $crate::__private::Ok($crate::__private::Model::from_row(row))
        }
    }

    impl $crate::__private::HasTable for $model {
        type Table = $table::table;
        fn table() -> $table::table {
            $table::table
        }
    }

    impl $crate::__private::Shape for $new {
        type Values = $crate::__private::Draft<$model>;
    }

    impl $crate::__private::Shape for $patch {
        type Values = Self;
    }

    $crate::__identifiable!('a &'a $model, $model, ($($key: $key_type),+));
    $crate::__identifiable!('a &'_ &'a $model, $model, ($($key: $key_type),+));
} }

/// Implements `Identifiable` for a reference: by the key, or by a tuple of its parts.
#[doc(hidden)]
#[macro_export]
macro_rules! __identifiable {
    ($a:lifetime $reference:ty, $model:ident, ($key:ident: $key_type:ty)) => {
        impl<$a> $crate::__private::Identifiable for $reference {
            type Id = &$a $key_type;
            fn id(self) -> Self::Id {
                &self.$key
            }
        }
    };
    ($a:lifetime $reference:ty, $model:ident, ($($key:ident: $key_type:ty),+)) => {
        impl<$a> $crate::__private::Identifiable for $reference {
            type Id = ($(&$a $key_type),+);
            fn id(self) -> Self::Id {
                ($(&self.$key),+)
            }
        }
    };
}
