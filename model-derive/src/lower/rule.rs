//! `#[validate(..)]`: the rules of fields and of whole rows.

use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, ExprPath, Ident, Lit, LitStr};

use crate::attr::{Setting, Settings};
use crate::diag::{Diagnostics, did_you_mean, list};
use crate::ir::{RowRule, Rule, RuleKind};
use crate::keys::{self, Place};

/// What the rules of a field have to know.
pub(crate) struct Of<'m> {
    /// What the names of their CHECKs start with, as `ck_users_name`, if there is a table.
    pub(crate) constraint: Option<&'m str>,
    /// The struct.
    pub(crate) owner: &'m Ident,
    /// The struct's fields, in their order.
    pub(crate) fields: &'m [Ident],
}

/// The rules of a field.
pub(crate) fn rules(attributes: &[Attribute], of: &Of<'_>, diag: &mut Diagnostics) -> Vec<Rule> {
    let settings = Settings::of_attributes(attributes, Place::Rule, diag);
    let mut rules: Vec<Rule> = Vec::new();
    for key in keys::of(Place::Rule) {
        for (i, setting) in settings.all(key.name).enumerate() {
            let Some(Parts { kind, texts: Texts { code, message, constraint, named } }) = parts(setting, of, diag)
            else {
                continue;
            };
            let number = if i > 0 { format!("_{}", i + 1) } else { String::new() };
            let usual = || of.constraint.map(|prefix| format!("{prefix}_{}{number}", key.name)).unwrap_or_default();
            let constraint = constraint.unwrap_or_else(usual);
            rules.push(Rule { ident: setting.ident.clone(), kind, constraint, named, code, message });
        }
    }
    rules
}

/// The rules of a whole row.
pub(crate) fn row_rules(attributes: &[Attribute], diag: &mut Diagnostics) -> Vec<RowRule> {
    let settings = Settings::of_attributes(attributes, Place::RowRule, diag);
    let rules = settings.all("custom").filter_map(|setting| {
        let (values, inner) = values(setting, diag);
        let function = function(setting, values, &inner, diag)?;
        let Texts { code, message, named, .. } = texts(&inner);
        Some(RowRule { ident: setting.ident.clone(), function, named, code, message })
    });
    rules.collect()
}

/// What a rule says in its parentheses.
struct Parts {
    kind: RuleKind,
    texts: Texts,
}

/// What any rule may say.
#[derive(Default)]
struct Texts {
    code: Option<String>,
    message: Option<String>,
    constraint: Option<String>,
    /// The word `constraint`.
    named: Option<Ident>,
}

fn parts(setting: &Setting, of: &Of<'_>, diag: &mut Diagnostics) -> Option<Parts> {
    if let Some(text) = setting.text() {
        let kind = part(setting, &Expr::Lit(ExprLit { attrs: Vec::new(), lit: Lit::Str(text) }), diag)?;
        return Some(Parts { kind, texts: Texts::default() });
    }
    let (mut values, inner) = values(setting, diag);
    let bound = |key: &str| inner.get(key).and_then(Setting::expression).cloned();
    let kind = match setting.key.name {
        "length" => {
            let equal = bound("equal");
            none(setting, &values, diag)?;
            Some(RuleKind::Length { min: bound("min").or(equal.clone()), max: bound("max").or(equal) })
        }
        "range" => {
            none(setting, &values, diag)?;
            Some(RuleKind::Range { min: bound("min"), max: bound("max") })
        }
        "contains" | "prefix" | "suffix" | "pattern" => {
            let value = single(setting, &mut values, "text", diag)?;
            part(setting, &value, diag)
        }
        "one_of" if values.is_empty() => {
            diag.error(&setting.ident, "`one_of` names no value", format_args!("write `{}`", setting.key.example));
            None
        }
        "one_of" => Some(RuleKind::OneOf(values)),
        "matches" => other(setting, &mut values, of, diag),
        "custom" => function(setting, values, &inner, diag).map(RuleKind::Custom),
        _ => none(setting, &values, diag).map(|()| RuleKind::Plain),
    }?;
    Some(Parts { kind, texts: texts(&inner) })
}

/// The values without a name, and the settings.
fn values(setting: &Setting, diag: &mut Diagnostics) -> (Vec<Expr>, Settings) {
    let (values, rest) = setting.values(diag);
    (values, Settings::of_list(rest, Place::Inside(setting.key.name), diag))
}

fn texts(inner: &Settings) -> Texts {
    let named = inner.flag("constraint").cloned();
    let [code, message, constraint] = ["code", "message", "constraint"].map(|key| inner.string(key));
    Texts { code, message, constraint, named }
}

/// That a rule was given no value without a name.
fn none(setting: &Setting, values: &[Expr], diag: &mut Diagnostics) -> Option<()> {
    for value in values {
        match keys::of(Place::Inside(setting.key.name)).find(|key| is_word(value, key.name)) {
            Some(key) => {
                let takes: Vec<_> = key.forms.iter().map(|form| form.describe()).collect();
                let found = if matches!(value, Expr::Call(_)) { "a list" } else { "no value" };
                diag.error(
                    value,
                    format_args!("`{}` takes {}, found {found}", key.name, takes.join(" or ")),
                    format_args!("write `{}`", key.example),
                );
            }
            None => diag.error(
                value,
                format_args!("`{}` takes no value without a name", setting.key.name),
                format_args!("write `{}`", setting.key.example),
            ),
        }
    }
    values.is_empty().then_some(())
}

/// Whether a value is this word, or a call of it.
fn is_word(value: &Expr, word: &str) -> bool {
    match value {
        Expr::Path(path) => path.path.is_ident(word),
        Expr::Call(call) => is_word(&call.func, word),
        _ => false,
    }
}

/// The only value of a rule.
fn single(setting: &Setting, values: &mut Vec<Expr>, what: &str, diag: &mut Diagnostics) -> Option<Expr> {
    let (value, second) = (values.pop(), values.pop());
    let at = second.as_ref().map_or(setting.ident.span(), Spanned::span);
    if value.is_none() || second.is_some() {
        let found = if second.is_some() { "several" } else { "none" };
        diag.error_at(
            at,
            format_args!("`{}` takes one {what}, found {found}", setting.key.name),
            format_args!("write `{}`", setting.key.example),
        );
        return None;
    }
    value
}

/// The text of a rule; of `pattern` a regular expression.
fn part(setting: &Setting, value: &Expr, diag: &mut Diagnostics) -> Option<RuleKind> {
    let literal = match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    };
    if setting.key.name == "pattern" {
        let Some(literal) = literal else {
            diag.error(value, "`pattern` takes a string literal", format_args!("write `{}`", setting.key.example));
            return None;
        };
        return is_regex(literal, diag).then(|| RuleKind::Pattern(literal.clone()));
    }
    if literal.is_some_and(|text| text.value().is_empty() || text.value().contains('\0')) {
        diag.error(
            value,
            format_args!("`{}` needs a text, without NUL characters", setting.key.name),
            format_args!("write `{}`", setting.key.example),
        );
        return None;
    }
    Some(RuleKind::Part(value.clone()))
}

fn is_regex(pattern: &LitStr, diag: &mut Diagnostics) -> bool {
    let parsed = regex_syntax::parse(&pattern.value());
    if let Err(error) = &parsed {
        // The error draws the pattern with a mark; its last line says what is wrong.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
        diag.error(
            pattern,
            format_args!("this is not a regular expression: {reason}"),
            "the syntax is that of the crate `regex`; a raw string saves backslashes: `pattern(r\"^\\d+$\")`",
        );
    }
    parsed.is_ok()
}

/// The other field of `matches`.
fn other(setting: &Setting, values: &mut Vec<Expr>, of: &Of<'_>, diag: &mut Diagnostics) -> Option<RuleKind> {
    let value = single(setting, values, "field", diag)?;
    let ident = match &value {
        Expr::Path(path) => path.path.get_ident(),
        _ => None,
    };
    let word = ident.map(|ident| ident.unraw().to_string()).unwrap_or_default();
    let words: Vec<_> = of.fields.iter().map(|field| field.unraw().to_string()).collect();
    if let Some(position) = words.iter().position(|field| *field == word) {
        return Some(RuleKind::Matches(position));
    }
    let near = did_you_mean(&word, words.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`? "));
    diag.error(
        &value,
        format_args!("`matches` takes a field of `{}`", of.owner.unraw()),
        format_args!("{}the fields are {}", near.unwrap_or_default(), list(words.iter().map(String::as_str))),
    );
    None
}

/// The function of `custom`, with or without its name.
fn function(setting: &Setting, mut values: Vec<Expr>, inner: &Settings, diag: &mut Diagnostics) -> Option<Expr> {
    if let Some(path) = inner.get("function").and_then(|function| function.path(diag)) {
        none(setting, &values, diag)?;
        return Some(Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path }));
    }
    single(setting, &mut values, "function", diag)
}
