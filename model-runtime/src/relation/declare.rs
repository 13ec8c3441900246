//! What the derive's relations expand to: the same for every model, but for names and types.

/// A relation: its type, and the function of the model that gives it.
#[doc(hidden)]
#[macro_export]
macro_rules! __relation {
    ($vis:vis $marker:ident = $name:ident $text:literal $hash:literal: $from:ident => $to:ty, $way:ty, $holds:ident $(order $order:expr)?) => {
        #[allow(non_camel_case_types)]
        $vis enum $marker {}
        impl $crate::relation::Relation for $marker {
            type From = $from;
            type To = $crate::__model_or!($to);
            type Way = $way;
            type Holds = $crate::relation::$holds;
            const NAME: &'static str = $text;
            $(const ORDER: &'static [(&'static str, bool)] = &$order;)?
        }
        $(const _: () = $crate::relation::check_order::<$to>(&$order);)?
        impl $crate::relation::Named<$hash> for $from {
            type Relation = $marker;
        }
        impl $from {
            #[doc = concat!("The relation `", $text, "` of a `", stringify!($from), "` to [`", stringify!($to), "`].")]
            #[must_use]
            #[allow(dead_code)]
            $vis const fn $name() -> $crate::relation::Related<$marker> {
                $crate::relation::Related::ALL
            }
        }
    };
}

/// The relation of a foreign key to its parent; whether it is the only one to that model, and what can become of a row's parent: it is
/// another one (`moves`), or none, so that columns become NULL (`nulls`) or the row is deleted (`deletes`). Rows of a view can only be read
/// (`reads`): for what the compiler says of it, both are there with a bound that never holds.
#[doc(hidden)]
#[macro_export]
macro_rules! __belongs_to {
    (
        $vis:vis $marker:ident = $name:ident $text:literal $hash:literal: $child:ident => $parent:ty,
        $holds:ident $fields:tt $($only:ident $(joined ($($table:tt)+))?)? $(; $change:ident $($nulled:ident)*)*
    ) => {
        $crate::__relation!($vis $marker = $name $text $hash: $child => $parent, $crate::relation::Up<$marker>, $holds);
        $crate::__belongs_to!(@key $marker: $child => $parent, $fields [$($change)*]);
        $(
            $crate::__belongs_to!(@$only $marker: $child => $parent);
            $($crate::__joined!($marker: $($table)+ => $parent);)?
        )?
        $($crate::__belongs_to!(@$change $marker: $child => $parent, $fields [$($nulled)*]);)*
    };
    (@key $marker:ident: $child:ident => $parent:ty, [$($field:ident $position:tt $each:ident),+] $changes:tt) => {
        impl $crate::relation::Reference for $marker {
            type Child = $child;
            type Parent = $crate::__model_or!($parent);
            const COLUMNS: &'static [usize] = &[$($position),+];
            const DELETES_ORPHANS: bool = $crate::__belongs_to!(@orphans $changes);
            fn parent(child: &$child) -> $crate::__private::Option<<$crate::__model_or!($parent) as $crate::Model>::Key> {
                $crate::relation::as_key(($($crate::__belongs_to!(@read $each child.$field)),+))
            }
            // A key of one column is no tuple.
            #[allow(unused_parens)]
            fn set_parent(
                child: &mut $crate::Draft<$child>,
                key: $crate::__private::Option<<$crate::__model_or!($parent) as $crate::Model>::Key>,
            ) {
                match key.and_then($crate::relation::as_key) {
                    $crate::__private::Some(($($field),+)) => {
                        $(child.$position = $crate::__private::Some($crate::__belongs_to!(@value $each $field));)+
                    }
                    $crate::__private::None => { $($crate::__belongs_to!(@null_draft $each child.$position);)+ }
                }
            }
            fn parent_of_draft(
                child: &$crate::Draft<$child>,
            ) -> $crate::__private::Option<<$crate::__model_or!($parent) as $crate::Model>::Key> {
                $crate::relation::as_key(($($crate::__belongs_to!(@read_draft $each child.$position)),+))
            }
            #[allow(unused_parens)]
            fn set_parent_of_row(
                child: &mut $child,
                key: $crate::__private::Option<<$crate::__model_or!($parent) as $crate::Model>::Key>,
            ) {
                match key.and_then($crate::relation::as_key) {
                    $crate::__private::Some(($($field),+)) => { $(child.$field = $crate::__belongs_to!(@value $each $field);)+ }
                    $crate::__private::None => { $($crate::__belongs_to!(@null $each child.$field);)+ }
                }
            }
        }
    };
    (@orphans []) => { false };
    (@orphans [deletes $($rest:ident)*]) => { true };
    (@orphans [$first:ident $($rest:ident)*]) => { $crate::__belongs_to!(@orphans [$($rest)*]) };
    (@read_draft One $($field:tt)*) => { $crate::__private::Clone::clone($($field)*.as_ref()?) };
    (@read_draft Optional $($field:tt)*) => { $crate::__private::Clone::clone($($field)*.as_ref()?.as_ref()?) };
    (@null_draft One $($field:tt)*) => { $($field)* = $crate::__private::None };
    (@null_draft Optional $($field:tt)*) => { $($field)* = $crate::__private::Some($crate::__private::None) };
    (@null One $($field:tt)*) => {};
    (@null Optional $($field:tt)*) => { $($field)* = $crate::__private::None };
    (@only $marker:ident: $child:ident => $parent:ty) => {
        impl $crate::relation::RefersTo<$crate::__model_or!($parent)> for $child {
            type Reference = $marker;
        }
    };
    (@moves $marker:ident: $child:ident => $parent:ty, [$($field:ident $position:tt $each:ident),+] []) => {
        impl $crate::relation::Moves for $marker {
            #[allow(unused_parens)]
            fn to(key: <$crate::__model_or!($parent) as $crate::Model>::Key) -> <$child as $crate::Model>::Patch {
                let mut patch: <$child as $crate::Model>::Patch = $crate::__private::Default::default();
                if let $crate::__private::Some(($($field),+)) = $crate::relation::as_key(key) {
                    $(patch.$field = $crate::Assign::Set($crate::__belongs_to!(@value $each $field));)+
                }
                patch
            }
        }
    };
    (@nulls $marker:ident: $child:ident => $parent:ty, $fields:tt [$($field:ident)+]) => {
        impl $crate::relation::LetsGo for $marker {
            fn patch() -> $crate::__private::Option<<$child as $crate::Model>::Patch> {
                let mut patch: <$child as $crate::Model>::Patch = $crate::__private::Default::default();
                $(patch.$field = $crate::Assign::Set($crate::__private::None);)+
                $crate::__private::Some(patch)
            }
        }
    };
    (@deletes $marker:ident: $child:ident => $parent:ty, $fields:tt []) => {
        impl $crate::relation::LetsGo for $marker {
            fn patch() -> $crate::__private::Option<<$child as $crate::Model>::Patch> {
                $crate::__private::None
            }
        }
    };
    (@reads $marker:ident: $child:ident => $parent:ty, $fields:tt []) => {
        impl $crate::relation::Moves for $marker
        where
            for<'never> $child: $crate::__private::Writable,
        {
            fn to(_key: <$crate::__model_or!($parent) as $crate::Model>::Key) -> <$child as $crate::Model>::Patch {
                $crate::__private::Default::default()
            }
        }
        impl $crate::relation::LetsGo for $marker
        where
            for<'never> $child: $crate::__private::Writable,
        {
            fn patch() -> $crate::__private::Option<<$child as $crate::Model>::Patch> {
                $crate::__private::None
            }
        }
    };
    (@aliased $marker:ident: $child:ident => $parent:ty, $fields:tt [$table:ident $alias:ident $function:ident $name:ident]) => {
        $crate::__private::alias! {
            pub const $name: Alias<$alias> = $table as $name;
        }
        impl $child {
            #[doc = concat!("The table once more, as `", stringify!($name), "`: for queries that join rows to their `", stringify!($function), "`.")]
            #[must_use]
            #[allow(dead_code)]
            pub const fn $function() -> $crate::__private::Alias<$alias> {
                $name
            }
        }
    };
    (@alias_joins $marker:ident: $child:ident => $parent:ty, $fields:tt [$table:ident $alias:ident]) => {
        // Diesel has the other way round by this one. The trait for all other tables would do for one alias of a table only.
        impl $crate::__private::JoinTo<$table::table> for $crate::__private::Alias<$alias> {
            type FromClause = $table::table;
            type OnClause = $crate::relation::On<Self, $table::table>;
            fn join_target(joined: $table::table) -> (Self::FromClause, Self::OnClause) {
                (joined, $crate::relation::On::aliased::<$marker>())
            }
        }
    };
    (@read One $($field:tt)*) => { $crate::__private::Clone::clone(&$($field)*) };
    (@read Optional $($field:tt)*) => { $crate::__private::Clone::clone(&$($field)*)? };
    (@value One $value:ident) => { $value };
    (@value Optional $value:ident) => { $crate::__private::Some($value) };
}

/// What Diesel joins a table and that of its parent by, where it is not said.
#[doc(hidden)]
#[macro_export]
macro_rules! __joined {
    // A table that is there is joined to such another as `joinable!` says.
    ($marker:ident: existing $child:path => $parent:ty) => {
        const _: () = {
            use $crate::__private::{Otherwise as _, Probe};
            use $crate::relation::Stands;
            type Parent = <$crate::__table_or!($parent) as Stands<
                { !Probe::<$crate::__model_or!($parent)>::IS_EXISTING },
                $marker,
            >>::Table;
    $crate::__joined!(@both $marker: $child, Parent);
        };
    };
    ($marker:ident: $child:path => $parent:ty) => {
        impl $crate::relation::RefersToTable<$crate::__table_or!($parent)> for $child {}
        const _: () = {
            use $crate::__private::{Otherwise as _, Probe};
            use $crate::relation::Joined;
            type Parent = <$crate::__table_or!($parent) as Joined<
                { Probe::<($crate::__table_or!($parent), $child)>::REFERS_TO_TABLE },
                $child,
            >>::Table;
    $crate::__joined!(@both $marker: $child, Parent);
        };
    };
    (@both $marker:ident: $child:path, $parent:ident) => {
        impl $crate::relation::Joins<$parent> for $child {
            fn on() -> $crate::relation::On<Self, $parent> {
                $crate::relation::On::of::<$marker>()
            }
        }
        impl $crate::relation::Joins<$child> for $parent {
            fn on() -> $crate::relation::On<Self, $child> {
                $crate::relation::On::of::<$marker>()
            }
        }
    };
}

/// Lets Diesel join a table to those that tell how. They are not known here, and tell by a trait; or to one that may tell.
#[doc(hidden)]
#[macro_export]
macro_rules! __joins {
    (existing $model:ty, $other:ty) => {
        // The quantifier makes a bound of something that holds or not for the types at hand.
        impl $crate::__private::JoinTo<$other> for $crate::__private::TableOf<$model>
        where
            for<'a> $model: $crate::relation::Adjoins<$other>,
        {
            type FromClause = $other;
            type OnClause = $crate::relation::On<$other, Self>;
            fn join_target(joined: $other) -> (Self::FromClause, Self::OnClause) {
                (joined, <$model as $crate::relation::Adjoins<$other>>::on())
            }
        }
    };
    ($table:path) => {
        impl<T> $crate::__private::JoinTo<T> for $table
        where
            T: $crate::relation::Joins<$table>,
        {
            type FromClause = T;
            type OnClause = $crate::relation::On<T, $table>;
            fn join_target(joined: T) -> (Self::FromClause, Self::OnClause) {
                (joined, <T as $crate::relation::Joins<$table>>::on())
            }
        }
    };
}

/// The foreign keys of a model, in its impl of `Model`.
#[doc(hidden)]
#[macro_export]
macro_rules! __foreign_keys {
    ($($marker:ident)*) => {
        const FOREIGN_KEYS: &'static [$crate::relation::ForeignKey<Self>] = &[$($crate::relation::ForeignKey::of::<$marker>()),*];
    };
}
