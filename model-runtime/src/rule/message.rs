//! What a broken rule says, in English, and the parameters for saying it in another language.

use std::borrow::Cow;

use super::{Invalid, Rule, RuleKind};
use crate::error::FieldError;

/// Names and values that a message is made of.
pub(crate) type Params = Vec<(&'static str, String)>;

impl RuleKind {
    fn params(self) -> Params {
        let bound = |name, value: Option<String>| value.map(|value| (name, value));
        match self {
            Self::Length { min, max } => bound("min", min.map(|min| min.to_string()))
                .into_iter()
                .chain(bound("max", max.map(|max| max.to_string())))
                .collect(),
            Self::Range { min, max } => bound("min", min.map(|min| min.to_string()))
                .into_iter()
                .chain(bound("max", max.map(|max| max.to_string())))
                .collect(),
            Self::Contains(part) | Self::Prefix(part) | Self::Suffix(part) | Self::Pattern(part) => {
                vec![(self.code(), part.to_owned())]
            }
            Self::OneOf(literals) => {
                let words: Vec<_> = literals.iter().map(ToString::to_string).collect();
                vec![("one_of", words.join(", "))]
            }
            Self::Matches { field, .. } => vec![("field", field.to_owned())],
            _ => Params::new(),
        }
    }

    /// The message, if no other is given.
    fn message(self) -> Cow<'static, str> {
        match self {
            Self::Email => "is not an e-mail address".into(),
            Self::Url => "is not a URL".into(),
            Self::Ip => "is not an IP address".into(),
            Self::CreditCard => "is not the number of a payment card".into(),
            Self::Phone => "is not a phone number with its country code".into(),
            Self::Ascii => "has other characters than ASCII".into(),
            Self::Alphanumeric => "has other characters than letters and digits".into(),
            Self::Length { min, max } => match (min, max) {
                (Some(min), Some(max)) if min == max => format!("must have a length of {min}"),
                (Some(min), Some(max)) => format!("must have a length of {min} to {max}"),
                (Some(min), None) => format!("must have a length of at least {min}"),
                (None, Some(max)) => format!("must have a length of at most {max}"),
                (None, None) => "has no length".to_owned(),
            }
            .into(),
            Self::Range { min, max } => match (min, max) {
                (Some(min), Some(max)) => format!("must be from {min} to {max}"),
                (Some(min), None) => format!("must be at least {min}"),
                (None, Some(max)) => format!("must be at most {max}"),
                (None, None) => "is not a number".to_owned(),
            }
            .into(),
            Self::Contains(part) => format!("must contain `{part}`").into(),
            Self::Prefix(part) => format!("must start with `{part}`").into(),
            Self::Suffix(part) => format!("must end in `{part}`").into(),
            // An expression tells most people nothing; it is among the parameters.
            Self::Pattern(_) => "does not have the expected form".into(),
            Self::OneOf(literals) => {
                let words: Vec<_> = literals.iter().map(|literal| format!("`{literal}`")).collect();
                format!("must be one of {}", words.join(", ")).into()
            }
            Self::Matches { field, .. } => format!("must be the same as `{field}`").into(),
            Self::Required => "a value is required".into(),
            Self::Custom | Self::Nested => "is not valid".into(),
        }
    }
}

impl Rule {
    /// The error of a value that breaks the rule.
    pub(crate) fn error(&self, field: impl Into<Cow<'static, str>>) -> FieldError {
        let params = self.kind.params();
        let message = match self.message {
            Some(message) => filled(message, &params),
            None => self.kind.message(),
        };
        FieldError {
            field: field.into(),
            code: self.code.into(),
            message,
            params,
            row: None,
            constraint: self.kind.is_check().then(|| self.constraint.into()),
        }
    }

    /// The error of a value in which a function found something wrong.
    pub(super) fn custom_error(&self, field: String, invalid: Invalid) -> FieldError {
        // What the attribute says goes before what the function says.
        let code = invalid.code.filter(|_| self.code == self.kind.code()).unwrap_or(self.code.into());
        let message = self.message.map_or(invalid.message, Cow::Borrowed);
        FieldError { field: field.into(), code, message, params: Params::new(), row: None, constraint: None }
    }
}

/// The message with the parameters in place of their names in braces.
fn filled(message: &'static str, params: &Params) -> Cow<'static, str> {
    if !message.contains('{') {
        return message.into();
    }
    let fill = |text: String, (name, value): &(&str, String)| text.replace(&format!("{{{name}}}"), value);
    params.iter().fold(message.to_owned(), fill).into()
}
