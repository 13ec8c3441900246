//! The derive macros of `model-runtime`.

mod column_enum;
mod column_type;

use proc_macro::TokenStream;

/// Makes an enum a column type, stored as a text or an integer for each variant.
///
/// A variant is stored under its name in `snake_case`; `#[column_enum(rename_all = "kebab-case")]` on the enum and
/// `#[column_enum(rename = "..")]` on a variant change that. `#[column_enum(integer)]` stores the discriminants as 32-bit
/// integers, or as those of `#[repr(i16)]` or `#[repr(i64)]`. The enum has to be `Debug`.
#[proc_macro_derive(ColumnEnum, attributes(column_enum))]
pub fn column_enum(input: TokenStream) -> TokenStream {
    column_enum::derive(input.into()).into()
}

/// Makes a struct with one field a column type of its own, stored as its field is.
///
/// It can be a key where its field can, if it is `Clone, PartialEq, Eq, Hash, Debug`. The struct has to be `Debug`.
#[proc_macro_derive(ColumnType)]
pub fn column_type(input: TokenStream) -> TokenStream {
    column_type::derive(input.into()).into()
}
