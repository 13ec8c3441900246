//! What the derive's relations expand to: the same for every model, but for names and types.

/// A relation: its type, and the function of the model that gives it.
#[doc(hidden)]
#[macro_export]
macro_rules! __relation {
    ($vis:vis $marker:ident = $name:ident $text:literal $hash:literal: $from:ident => $to:path, $way:ty, $holds:ident $(order $order:expr)?) => {
        #[allow(non_camel_case_types)]
        $vis enum $marker {}
        impl $crate::relation::Relation for $marker {
            type From = $from;
            type To = $to;
            type Way = $way;
            type Holds = $crate::relation::$holds;
            const NAME: &'static str = $text;
            $(const ORDER: &'static [(&'static str, bool)] = {
                const ORDER: &[(&str, bool)] = &$order;
                $crate::relation::check_order::<$to>(ORDER);
                ORDER
            };)?
        }
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

/// A foreign key of a field.
#[doc(hidden)]
#[macro_export]
macro_rules! __reference {
    ($marker:ident: $child:ident => $parent:path, $form:ident $field:ident, $position:tt) => {
        impl $crate::relation::Reference for $marker {
            type Child = $child;
            type Parent = $parent;
            const COLUMNS: &'static [usize] = &[$position];
            fn parent(child: &$child) -> $crate::__private::Option<<$parent as $crate::Model>::Key> {
                $crate::__reference!(@read $form child.$field)
            }
            fn set_parent(child: &mut $crate::Draft<$child>, key: <$parent as $crate::Model>::Key) {
                child.$position = $crate::__reference!(@written $form key);
            }
        }
    };
    (@read required $($field:tt)*) => { $crate::relation::as_key(&$($field)*) };
    (@read optional $($field:tt)*) => { $($field)*.as_ref().and_then($crate::relation::as_key) };
    (@written required $key:ident) => { $crate::relation::as_key(&$key) };
    (@written optional $key:ident) => { $crate::relation::as_key(&$key).map($crate::__private::Some) };
}

/// The only foreign key from one model to another.
#[doc(hidden)]
#[macro_export]
macro_rules! __refers_to {
    ($marker:ident: $child:ident => $parent:path) => {
        impl $crate::relation::RefersTo<$parent> for $child {
            type Reference = $marker;
        }
    };
}

/// What Diesel joins a table to that of its parent by, where it is not said.
#[doc(hidden)]
#[macro_export]
macro_rules! __joined {
    ($marker:ident: $child:path => $parent:path) => {
        impl $crate::relation::RefersToTable<$crate::__private::TableOf<$parent>> for $child {}
        const _: () = {
            use $crate::__private::{Otherwise as _, Probe, TableOf};
            use $crate::relation::{ChildOf, Joined, On};
            type Parent =
                <TableOf<$parent> as Joined<{ Probe::<(TableOf<$parent>, $child)>::REFERS_TO_TABLE }, $child>>::Table;
            impl ChildOf<Parent> for $child {
                type Reference = $marker;
            }
            impl $crate::__private::JoinTo<Parent> for $child {
                type FromClause = Parent;
                type OnClause = On<$marker>;
                fn join_target(parent: Parent) -> (Parent, Self::OnClause) {
                    (parent, On::KEYS)
                }
            }
        };
    };
}

/// What Diesel joins a table to those of its children by. The children are not known here, and tell by a trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __joins_children {
    ($table:path) => {
        impl<T> $crate::__private::JoinTo<T> for $table
        where
            T: $crate::relation::ChildOf<$table>,
        {
            type FromClause = T;
            type OnClause = $crate::relation::On<T::Reference>;
            fn join_target(child: T) -> (Self::FromClause, Self::OnClause) {
                (child, $crate::relation::On::KEYS)
            }
        }
    };
}
