//! Rules about the rules of a field, one function each.

use proc_macro2::Span;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, UnOp};

use crate::diag::Diagnostics;
use crate::ir::{Rule, RuleKind};

/// A field with rules.
pub(crate) struct Ruled<'m> {
    /// The struct.
    pub(crate) owner: &'m Ident,
    pub(crate) field: &'m Ident,
    /// The field's place among those of the struct.
    pub(crate) position: usize,
    /// Whether the type is an `Option`.
    pub(crate) nullable: bool,
    /// Whether the field is a column of its own, which rules are CHECKs of.
    pub(crate) stored: bool,
    /// Whether Rust writes the field.
    pub(crate) written: bool,
    pub(crate) rules: &'m [Rule],
}

/// Checks every rule about the rules of a field.
pub(crate) fn rules(of: &Ruled<'_>, diag: &mut Diagnostics) {
    bounds_are_given(of, diag);
    bounds_are_in_order(of, diag);
    values_are_alike(of, diag);
    required_is_on_an_option(of, diag);
    matches_is_another_field(of, diag);
    ruled_fields_are_written(of, diag);
    named_rules_are_checks(of, diag);
}

impl Ruled<'_> {
    /// The field, in words.
    fn describe(&self) -> String {
        format!("field `{}` of `{}`", self.field.unraw(), self.owner.unraw())
    }
}

/// A length or a range has a bound.
fn bounds_are_given(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules {
        if let RuleKind::Length { min: None, max: None } | RuleKind::Range { min: None, max: None } = rule.kind {
            diag.error(
                &rule.ident,
                format_args!("`{}` has no bound: {}", rule.ident, of.describe()),
                format_args!("write `{0}(min = 1)`, `{0}(max = 50)` or both", rule.ident),
            );
        }
    }
}

/// The lower bound of a length or range is not above the upper one.
fn bounds_are_in_order(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules {
        let (RuleKind::Length { min: Some(min), max: Some(max) } | RuleKind::Range { min: Some(min), max: Some(max) }) =
            &rule.kind
        else {
            continue;
        };
        if let (Some(least), Some(greatest)) = (number(min), number(max))
            && least > greatest
        {
            diag.error(
                min,
                format_args!("no value is from {least} to {greatest}: {}", of.describe()),
                format_args!("write `{}(min = {greatest}, max = {least})`", rule.ident),
            );
        }
    }
}

/// The value of a literal number.
fn number(value: &Expr) -> Option<f64> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_digits().parse().ok(),
        Expr::Lit(ExprLit { lit: Lit::Float(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => number(expr).map(|number| -number),
        _ => None,
    }
}

/// The values of `one_of` are all texts or all integers, each once.
fn values_are_alike(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules {
        let RuleKind::OneOf(values) = &rule.kind else { continue };
        let is_integer = |value: &Expr| number(value).is_some() && !is_float(value);
        let mut seen: Vec<String> = Vec::new();
        for value in values {
            let text = value.to_token_stream().to_string();
            if is_float(value) || values.first().is_some_and(|first| is_integer(first) != is_integer(value)) {
                diag.error(
                    value,
                    format_args!("`one_of` has values of different kinds: {}", of.describe()),
                    "the values are all texts or all integers",
                );
            } else if seen.contains(&text) {
                diag.error(value, format_args!("`one_of` names {text} twice: {}", of.describe()), "remove one");
            }
            seen.push(text);
        }
    }
}

fn is_float(value: &Expr) -> bool {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Float(_), .. }) => true,
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => is_float(expr),
        _ => false,
    }
}

/// Only a value that can be missing can be required.
fn required_is_on_an_option(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules.iter().filter(|rule| rule.ident == "required" && !of.nullable) {
        diag.error(
            &rule.ident,
            format_args!("`required` is for an `Option`, and {} always has a value", of.describe()),
            "leave it out; for text that is not empty write `length(min = 1)`",
        );
    }
}

/// A field does not match itself.
fn matches_is_another_field(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules {
        if matches!(rule.kind, RuleKind::Matches(position) if position == of.position) {
            let at: Span = rule.ident.span();
            diag.error_at(at, format_args!("{} is to match itself", of.describe()), "name another field");
        }
    }
}

/// What only the database writes cannot be refused before it is written.
fn ruled_fields_are_written(of: &Ruled<'_>, diag: &mut Diagnostics) {
    if let Some(rule) = of.rules.first().filter(|_| !of.written) {
        diag.error_at(
            rule.ident.span(),
            format_args!("only the database writes {}, so `{}` cannot refuse a value", of.describe(), rule.ident),
            "leave the rule out, or write a `check(..)` on the struct",
        );
    }
}

/// Only what a database can check has a name there.
fn named_rules_are_checks(of: &Ruled<'_>, diag: &mut Diagnostics) {
    for rule in of.rules.iter().filter(|rule| !of.stored || !rule.is_check()) {
        if let Some(word) = &rule.named {
            diag.error(
                word,
                format_args!("`{}` is checked in Rust alone, and no CHECK has that name: {}", rule.ident, of.describe()),
                "leave `constraint` out; a condition in SQL is `#[model(check(name = \"..\", sql = \"..\"))]` on a model",
            );
        }
    }
}
