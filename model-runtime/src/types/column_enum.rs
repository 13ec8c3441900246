//! Enums as columns.

use std::fmt::Display;

use diesel::deserialize;

/// An enum that is stored as a text or an integer for each variant. Derived by `ColumnEnum`.
///
/// ```
/// use model_runtime::ColumnEnum;
///
/// #[derive(ColumnEnum, Debug, Clone, Copy, PartialEq)]
/// enum Role {
///     Admin,
///     ReadOnly,
/// }
///
/// assert_eq!(Role::ReadOnly.code(), "read_only");
/// assert_eq!(Role::from_code("admin"), Some(Role::Admin));
/// ```
pub trait ColumnEnum: Sized + 'static {
    /// What is stored: `str` or an integer.
    type Code: ?Sized + ToOwned + Display + 'static;
    /// The name of the enum.
    const NAME: &'static str;
    /// What is stored for the variants, in their order.
    const CODES: &'static [&'static Self::Code];

    /// What is stored for this variant.
    fn code(&self) -> &'static Self::Code;

    /// The variant that is stored so.
    fn from_code(code: &Self::Code) -> Option<Self>;
}

/// The variant that is stored so, or an error that names the known ones.
///
/// # Errors
/// If there is none.
#[doc(hidden)]
pub fn read_code<E: ColumnEnum>(code: &E::Code) -> deserialize::Result<E> {
    E::from_code(code).ok_or_else(|| {
        let known: Vec<String> = E::CODES.iter().map(|code| format!("`{code}`")).collect();
        format!("`{code}` is not a `{}`; known are {}", E::NAME, known.join(", ")).into()
    })
}
