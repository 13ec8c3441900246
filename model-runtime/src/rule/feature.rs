//! Rules that are there with a feature only; without it, using one is a compile error that names the feature.

/// A type that the rule `url` can be put on.
#[diagnostic::on_unimplemented(
    message = "the rule `url` needs the feature `validate-url` of `model-runtime`",
    label = "the feature is not enabled",
    note = "in Cargo.toml: `model-runtime = {{ .., features = [\"validate-url\"] }}`"
)]
pub trait UrlRule {}
#[cfg(feature = "validate-url")]
impl<T> UrlRule for T {}

/// A type that the rule `credit_card` can be put on.
#[diagnostic::on_unimplemented(
    message = "the rule `credit_card` needs the feature `validate-credit-card` of `model-runtime`",
    label = "the feature is not enabled",
    note = "in Cargo.toml: `model-runtime = {{ .., features = [\"validate-credit-card\"] }}`"
)]
pub trait CreditCardRule {}
#[cfg(feature = "validate-credit-card")]
impl<T> CreditCardRule for T {}

/// A type that the rule `phone` can be put on.
#[diagnostic::on_unimplemented(
    message = "the rule `phone` needs the feature `validate-phone` of `model-runtime`",
    label = "the feature is not enabled",
    note = "in Cargo.toml: `model-runtime = {{ .., features = [\"validate-phone\"] }}`"
)]
pub trait PhoneRule {}
#[cfg(feature = "validate-phone")]
impl<T> PhoneRule for T {}
