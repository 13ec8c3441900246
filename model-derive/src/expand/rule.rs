//! Rules as const data of columns, and the struct that rules over the whole row take.

use proc_macro2::{Group, Literal, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, Type, UnOp};

use super::value::by_position;
use crate::ir::{Column, Model, Rule, RuleKind};

/// A field that `matches` may name.
pub(crate) struct Field<'m> {
    pub(crate) ident: &'m Ident,
    /// What it is called in SQL.
    pub(crate) column: &'m str,
    /// Its type without `Option`.
    pub(crate) ty: &'m Type,
}

/// The fields of a model.
fn fields<'m>(model: &'m Model) -> Vec<Field<'m>> {
    let field = |column: &'m Column| {
        let Column { field, name, value_ty, .. } = column;
        Field { ident: field, column: &name.text, ty: value_ty }
    };
    model.columns.iter().map(field).collect()
}

/// `.rules(&[..])` of a column that has any.
pub(super) fn of_column(column: &Column, model: &Model) -> Option<TokenStream> {
    if column.rules.is_empty() {
        return None;
    }
    let fields = fields(model);
    let rules = column.rules.iter().map(|rule| self::rule(rule, &column.value_ty, &fields));
    Some(quote!(.rules(__m::rules!(#(#rules),*))))
}

/// A rule of a field whose type, without `Option`, is `ty`, as `rules!` takes it.
pub(crate) fn rule(rule: &Rule, ty: &Type, fields: &[Field<'_>]) -> TokenStream {
    let (ident, constraint) = (&rule.ident, &rule.constraint);
    let span = ident.span();
    // A type that the rule does not go on is a mistake of the rule, so that is where the compiler shows it.
    let at = placed(ty.to_token_stream(), span);
    let bound = |bound: &Option<Expr>, value: fn(&Expr, &Type) -> TokenStream| match bound {
        Some(bound) => {
            let value = value(bound, ty);
            quote!(__m::Some(#value))
        }
        None => quote!(__m::None),
    };
    let arguments = match &rule.kind {
        RuleKind::Plain => quote!(#constraint),
        RuleKind::Length { min, max } => {
            let (min, max) = (bound(min, |value, _| quote!(#value)), bound(max, |value, _| quote!(#value)));
            quote!(#constraint, #min, #max)
        }
        RuleKind::Range { min, max } => {
            let (min, max) = (bound(min, number), bound(max, number));
            quote!(#constraint, #min, #max)
        }
        RuleKind::Part(text) => quote!(#constraint, #text),
        RuleKind::Pattern(pattern) => quote! {
            #constraint,
            #pattern,
            __m::pattern!(#pattern)
        },
        RuleKind::OneOf(values) => {
            let values = values.iter().map(literal);
            quote!(#constraint, const { &[#(#values),*] })
        }
        RuleKind::Matches(position) => {
            let Some(Field { ident: other, column, ty: other_ty }) = fields.get(*position) else {
                return TokenStream::new();
            };
            let (position, word) =
                (Literal::usize_unsuffixed(*position), syn::ext::IdentExt::unraw(*other).to_string());
            let other_ty = placed(other_ty.to_token_stream(), span);
            let call = quote!(#ident<#at, #other_ty>(#constraint, #position, #word, #column));
            return with_texts(rule, &call);
        }
        RuleKind::Custom(function) => {
            let outcome = quote_spanned!(function.span()=> __m::outcome(#function(value)));
            quote!(#constraint, &__m::Custom::<#ty>(|value| #outcome))
        }
    };
    with_texts(rule, &quote!(#ident<#at>(#arguments)))
}

fn with_texts(rule: &Rule, call: &TokenStream) -> TokenStream {
    let code = rule.code.as_ref().map(|code| quote!(.with_code(#code)));
    let message = rule.message.as_ref().map(|message| quote!(.with_message(#message)));
    quote!(#call #code #message)
}

/// A bound of a range. What it is cannot be asked of an expression, so that of a constant comes from the field's type.
fn number(value: &Expr, ty: &Type) -> TokenStream {
    let fraction = match literal_kind(value) {
        Some(Lit::Float(_)) => true,
        Some(_) => false,
        None => matches!(ty, Type::Path(path) if path.path.is_ident("f64") || path.path.is_ident("f32")),
    };
    // Spelled with its type, a literal is not cast, and one that does not fit is told.
    match (fraction, literal_kind(value)) {
        (true, Some(_)) => quote!(__m::Number::Fraction(#value)),
        (false, Some(_)) => quote!(__m::Number::Integer(#value)),
        (true, None) => quote!(__m::Number::Fraction((#value) as ::core::primitive::f64)),
        (false, None) => quote!(__m::Number::Integer((#value) as ::core::primitive::i128)),
    }
}

/// A value of `one_of`.
fn literal(value: &Expr) -> TokenStream {
    match literal_kind(value) {
        Some(Lit::Int(_)) => quote!(__m::Literal::Integer(#value)),
        _ => quote!(__m::Literal::Text(#value)),
    }
}

/// The literal of an expression, without its sign.
fn literal_kind(value: &Expr) -> Option<&Lit> {
    match value {
        Expr::Lit(ExprLit { lit, .. }) => Some(lit),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => literal_kind(expr),
        _ => None,
    }
}

/// The tokens, shown at a place.
fn placed(tokens: TokenStream, at: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        token.set_span(token.span().located_at(at));
        match token {
            TokenTree::Group(group) => Group::new(group.delimiter(), placed(group.stream(), at)).into(),
            other => other,
        }
    };
    tokens.into_iter().map(place).collect()
}

/// expands to: a struct with a reference to each value, if a rule over the whole row takes one.
pub(super) fn values(model: &Model) -> Option<TokenStream> {
    if model.row_rules.is_empty() {
        return None;
    }
    let (vis, ident) = (&model.vis, &model.values);
    let doc =
        format!("The values of a [`{}`] for rules over several of them: each is there if it is known.", model.name());
    let fields = model.columns.iter().map(|column| {
        let Column { field, ty, .. } = column;
        let doc = format!("The field `{}`.", column.word());
        quote!(#[doc = #doc] #vis #field: ::core::option::Option<&'a #ty>)
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        #vis struct #ident<'a> { #(#fields),* }
    })
}

/// `.row_rules(&[..])` of a table that has any.
pub(super) fn of_rows(model: &Model) -> Option<TokenStream> {
    if model.row_rules.is_empty() {
        return None;
    }
    let ident = &model.values;
    let fields = by_position(model.columns.iter());
    let rules = model.row_rules.iter().map(|rule| {
        let function = &rule.function;
        let text = function.to_token_stream().to_string();
        let code = rule.code.as_ref().map(|code| quote!(.with_code(#code)));
        let message = rule.message.as_ref().map(|message| quote!(.with_message(#message)));
        let outcome = quote_spanned!(function.span()=> __m::outcome(#function(&row)));
        quote! {
            __m::RowRule::new(#text, |values| {
                let row = __m::known!(values #ident #fields);
                #outcome
            }) #code #message
        }
    });
    Some(quote!(.row_rules(&[#(#rules),*])))
}
