//! `#[derive(ColumnEnum)]`: an enum that is stored as a text or an integer for each variant.

use std::collections::HashMap;

use ident_case::RenameRule;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{format_ident, quote};
use syn::{Data, DeriveInput, Expr, ExprLit, ExprUnary, Fields, Ident, Lit, LitStr, UnOp, Variant};

use crate::attr::{Setting, Settings};
use crate::column_type;
use crate::diag::Diagnostics;
use crate::keys::Place;

/// What `rename_all` takes.
const RULES: &str = "`snake_case`, `lowercase`, `kebab-case`, `camelCase`, `PascalCase`, `SCREAMING_SNAKE_CASE`";

/// How the variants are stored.
#[derive(Clone, Copy)]
enum Storage {
    Text(RenameRule),
    /// As an integer of this type.
    Integer(IntegerType),
}

#[derive(Clone, Copy)]
enum IntegerType {
    I16,
    I32,
    I64,
}

/// What is stored for a variant, and the same as a SQL literal.
struct Code {
    literal: Literal,
    sql: String,
}

pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut diag = Diagnostics::default();
    let code = stored(&input, &mut diag);
    let sound = diag.count() == 0;
    let mut output = diag.finish();
    output.extend(match code {
        Some(stored) if sound => expand(&input, &stored),
        _ => column_type::fallback(&input),
    });
    output
}

/// How an enum is stored.
struct Stored {
    storage: Storage,
    /// What is stored for each variant.
    codes: Vec<(Ident, Code)>,
    /// The type of its own.
    postgres_type: Option<String>,
    /// The schema that this type is in.
    namespace: Option<String>,
}

/// How the enum is stored; `None` if it is no enum.
fn stored(input: &DeriveInput, diag: &mut Diagnostics) -> Option<Stored> {
    let name = &input.ident;
    let Data::Enum(data) = &input.data else {
        diag.error(
            name,
            format_args!("`ColumnEnum` is for enums, and `{name}` is none"),
            "for a struct with one field use `#[derive(ColumnType)]`",
        );
        return None;
    };
    if !input.generics.params.is_empty() {
        diag.error(
            &input.generics,
            format_args!("column enum `{name}` has generics"),
            "a column has one type; remove them",
        );
    }
    if data.variants.is_empty() {
        diag.error(
            name,
            format_args!("column enum `{name}` has no variant, and so no values to store"),
            format_args!("for example `enum {name} {{ Draft, Live }}`"),
        );
    }
    let settings = Settings::of_attributes(&input.attrs, Place::Enum, diag);
    let storage = storage(input, &settings, diag);
    let codes = codes(storage, data.variants.iter(), diag);
    let postgres_type = postgres_type(storage, &settings, diag);
    Some(Stored { storage, codes, namespace: namespace(postgres_type.as_deref(), &settings, diag), postgres_type })
}

fn expand(input: &DeriveInput, stored: &Stored) -> TokenStream {
    let Stored { storage, codes, postgres_type, namespace } = stored;
    let name = &input.ident;
    let name_text = name.to_string();
    let variants: Vec<&Ident> = codes.iter().map(|(variant, _)| variant).collect();
    let literals: Vec<&Literal> = codes.iter().map(|(_, code)| &code.literal).collect();
    let sql = codes.iter().map(|(_, code)| &code.sql);
    let (code, read, references) = match storage {
        Storage::Text(_) => (quote!(::core::primitive::str), quote!(::std::string::String), quote!(#(#literals),*)),
        Storage::Integer(integer) => {
            let ty = integer.name();
            (quote!(::core::primitive::#ty), quote!(::core::primitive::#ty), quote!(#(&#literals),*))
        }
    };
    let returned = match storage {
        Storage::Text(_) => quote!(#(Self::#variants => #literals,)*),
        Storage::Integer(_) => quote!(#(Self::#variants => &#literals,)*),
    };
    let named = |constant: &str, name: &Option<String>| {
        let constant = format_ident!("{constant}");
        name.as_ref().map(|name| {
            quote! {
                const #constant: ::core::option::Option<&'static ::core::primitive::str> =
                    ::core::option::Option::Some(#name);
            }
        })
    };
    let (postgres_type, namespace) = (named("POSTGRES_TYPE", postgres_type), named("POSTGRES_NAMESPACE", namespace));
    quote! {
        #[automatically_derived]
        impl ::model_runtime::__private::ColumnEnum for #name {
            type Code = #code;
            const NAME: &'static ::core::primitive::str = #name_text;
            const CODES: &'static [&'static #code] = &[#references];
            fn code(&self) -> &'static #code {
                match self { #returned }
            }
            fn from_code(code: &#code) -> ::core::option::Option<Self> {
                match code {
                    #(#literals => ::core::option::Option::Some(Self::#variants),)*
                    _ => ::core::option::Option::None,
                }
            }
        }
        #[automatically_derived]
        impl ::model_runtime::__private::OwnSqlType for #name {
            type Sql = <#code as ::model_runtime::__private::StoredAs>::SqlType;
            type Inner = #code;
            type Read = #read;
            const ONE_OF: ::core::option::Option<&'static [&'static ::core::primitive::str]> =
                ::core::option::Option::Some(&[#(#sql),*]);
            #postgres_type
            #namespace
            fn inner(&self) -> &#code {
                ::model_runtime::__private::ColumnEnum::code(self)
            }
            fn read(value: #read) -> ::model_runtime::__private::Loaded<Self> {
                ::model_runtime::__private::read_code::<Self>(&value)
            }
        }
        ::model_runtime::__own_sql_type!(#name);
    }
}

/// What is stored for the variants.
fn storage(input: &DeriveInput, settings: &Settings, diag: &mut Diagnostics) -> Storage {
    let rule = settings.get("rename_all").and_then(Setting::text);
    if settings.flag("integer").is_some() {
        if let Some(rule) = rule {
            diag.error(rule, "an enum that is stored as an integer has no names", "remove `rename_all`, or `integer`");
        }
        return Storage::Integer(integer_type(input));
    }
    let Some(rule) = rule else { return Storage::Text(RenameRule::SnakeCase) };
    Storage::Text(rule.value().parse().unwrap_or_else(|()| {
        diag.error(
            &rule,
            format_args!("`{}` is not a case of names", rule.value()),
            format_args!("use one of {RULES}"),
        );
        RenameRule::SnakeCase
    }))
}

/// The type that the enum has of its own.
fn postgres_type(storage: Storage, settings: &Settings, diag: &mut Diagnostics) -> Option<String> {
    let text = settings.get("postgres_type").and_then(Setting::text)?;
    if matches!(storage, Storage::Integer(_)) {
        diag.error(
            &text,
            "an enum that is stored as an integer has no type of its own",
            "remove `postgres_type`, or `integer`",
        );
    } else if text.value().trim().is_empty() || text.value().contains(['\0', '.']) {
        diag.error(
            &text,
            format_args!("`{}` is not a usable name of a type", text.value().escape_default()),
            "name the type alone, as in `postgres_type = \"mood\"`; its schema is said beside it: `namespace = \"people\"`",
        );
    }
    Some(text.value())
}

/// The schema that this type is in.
fn namespace(postgres_type: Option<&str>, settings: &Settings, diag: &mut Diagnostics) -> Option<String> {
    let text = settings.get("namespace").and_then(Setting::text)?;
    if postgres_type.is_none() {
        diag.error(
            &text,
            "an enum that has no type of its own is in no schema",
            "name the type: `postgres_type = \"mood\"`",
        );
    } else if text.value().trim().is_empty() || text.value().contains('\0') {
        diag.error(
            &text,
            format_args!("`{}` is not a usable name of a schema", text.value().escape_default()),
            "names are not empty and have no NUL character; anything else is quoted",
        );
    }
    Some(text.value())
}

/// The integer type of `#[repr(..)]` where the database has it, else `i32`.
fn integer_type(input: &DeriveInput) -> IntegerType {
    let mut found = IntegerType::I32;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("repr")) {
        // What else stands in `repr` is the compiler's to judge.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("i16") {
                found = IntegerType::I16;
            } else if meta.path.is_ident("i64") {
                found = IntegerType::I64;
            }
            Ok(())
        });
    }
    found
}

impl IntegerType {
    fn name(self) -> Ident {
        let name = match self {
            Self::I16 => "i16",
            Self::I32 => "i32",
            Self::I64 => "i64",
        };
        Ident::new(name, Span::call_site())
    }

    /// The number as a literal, if the type can hold it.
    fn literal(self, number: i64) -> Option<Literal> {
        match self {
            Self::I16 => i16::try_from(number).ok().map(Literal::i16_suffixed),
            Self::I32 => i32::try_from(number).ok().map(Literal::i32_suffixed),
            Self::I64 => Some(Literal::i64_suffixed(number)),
        }
    }
}

fn codes<'v>(
    storage: Storage,
    variants: impl Iterator<Item = &'v Variant>,
    diag: &mut Diagnostics,
) -> Vec<(Ident, Code)> {
    let mut codes: Vec<(Ident, Code)> = Vec::new();
    let mut owners: HashMap<String, &Ident> = HashMap::new();
    // The discriminant of the next variant, while it is known.
    let mut next = Some(0);
    for variant in variants {
        let name = &variant.ident;
        if !matches!(variant.fields, Fields::Unit) {
            diag.error(
                &variant.fields,
                format_args!("a variant of a column enum holds no data, and `{name}` does"),
                "store the data in columns of its own",
            );
        }
        let rename =
            Settings::of_attributes(&variant.attrs, Place::Variant, diag).get("rename").and_then(Setting::text);
        let code = match storage {
            Storage::Text(rule) => Some(text(rule, variant, rename)),
            Storage::Integer(integer) => {
                if let Some(rename) = rename {
                    diag.error(rename, "an enum that is stored as an integer has no names", "remove `rename`");
                }
                let number = discriminant(variant, next, diag);
                next = number.and_then(|number| number.checked_add(1));
                number.and_then(|number| integer_code(integer, variant, number, diag))
            }
        };
        let Some(code) = code else { continue };
        if let Some(first) = owners.get(&code.sql) {
            diag.error(
                name,
                format_args!("`{name}` is stored as {}, and so is `{first}`", code.sql),
                "give one of them another name, `#[column_enum(rename = \"..\")]`, or another number",
            );
        }
        owners.entry(code.sql.clone()).or_insert(name);
        codes.push((name.clone(), code));
    }
    codes
}

fn text(rule: RenameRule, variant: &Variant, rename: Option<LitStr>) -> Code {
    let name = match rename {
        Some(rename) => rename.value(),
        None => rule.apply_to_variant(syn::ext::IdentExt::unraw(&variant.ident).to_string()),
    };
    Code { literal: Literal::string(&name), sql: format!("'{}'", name.replace('\'', "''")) }
}

fn integer_code(integer: IntegerType, variant: &Variant, number: i64, diag: &mut Diagnostics) -> Option<Code> {
    let literal = integer.literal(number);
    if literal.is_none() {
        let message = format!("`{}` is {number}, which does not fit an `{}`", variant.ident, integer.name());
        diag.error(variant, message, "add `#[repr(i64)]` to the enum to store 64 bits");
    }
    literal.map(|literal| Code { literal, sql: number.to_string() })
}

/// The number of a variant: its own, or one more than that of the variant before.
fn discriminant(variant: &Variant, next: Option<i64>, diag: &mut Diagnostics) -> Option<i64> {
    let Some((_, expression)) = &variant.discriminant else { return next };
    let number = integer_literal(expression);
    if number.is_none() {
        diag.error(
            expression,
            format_args!("the number of `{}` is not a literal", variant.ident),
            "write the number itself, as in `= 3`: it stands in the table's CHECK too",
        );
    }
    number
}

fn integer_literal(expression: &Expr) -> Option<i64> {
    match expression {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse().ok(),
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => match &**expr {
            // Parsed with its sign, for the smallest number has no positive counterpart.
            Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => format!("-{}", number.base10_digits()).parse().ok(),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::derive;

    fn expanded(input: &str) -> String {
        derive(input.parse().unwrap()).to_string()
    }

    #[test]
    fn names_follow_the_variants_or_the_attributes() {
        let text = expanded(r#"enum Role { SuperUser, #[column_enum(rename = "it's")] Other }"#);
        assert!(text.contains(r#""super_user""#) && text.contains(r#""'it''s'""#), "{text}");
        let text = expanded(r#"#[column_enum(rename_all = "SCREAMING_SNAKE_CASE")] enum Role { SuperUser }"#);
        assert!(text.contains(r#""SUPER_USER""#), "{text}");
    }

    #[test]
    fn integers_count_on_from_the_variant_before() {
        let text = expanded("#[column_enum(integer)] enum Level { Low = -1, Mid, High = 10 }");
        assert!(text.contains(r#""-1" , "0" , "10""#), "{text}");
        let text = expanded("#[repr(i64)] #[column_enum(integer)] enum Level { Low = -9223372036854775808 }");
        assert!(text.contains("- 9223372036854775808i64") || text.contains("-9223372036854775808i64"), "{text}");
    }

    #[test]
    fn mistakes_are_told_with_a_remedy() {
        for (input, told) in [
            ("struct S(i64);", "use `#[derive(ColumnType)]`"),
            ("enum E {}", "has no variant"),
            ("enum E<T> { A(T) }", "has generics"),
            ("enum E { A(i64) }", "holds no data"),
            ("enum E { A { x: i64 } }", "holds no data"),
            (r#"enum E { A, #[column_enum(rename = "a")] B }"#, "`B` is stored as 'a', and so is `A`"),
            (r#"#[column_enum(rename_al = "snake_case")] enum E { A }"#, "did you mean `rename_all`"),
            (r#"#[column_enum(rename_all = "snake")] enum E { A }"#, "is not a case of names"),
            (r#"#[column_enum(integer, rename_all = "snake_case")] enum E { A }"#, "has no names"),
            (r#"#[column_enum(integer)] enum E { #[column_enum(rename = "x")] A }"#, "has no names"),
            (r#"#[column_enum(integer, postgres_type = "e")] enum E { A }"#, "has no type of its own"),
            (r#"#[column_enum(postgres_type = "")] enum E { A }"#, "is not a usable name"),
            (r#"#[column_enum(postgres_type = "app.mood")] enum E { A }"#, "name the type alone"),
            (r#"#[column_enum(postgres_type = "e", namespace = " ")] enum E { A }"#, "is not a usable name"),
            (r#"#[column_enum(namespace = "app")] enum E { A }"#, "is in no schema"),
            ("#[column_enum(integer)] enum E { A = 1 << 2 }", "write the number itself"),
            ("#[column_enum(integer)] enum E { A = 3000000000 }", "does not fit an `i32`"),
        ] {
            let text = expanded(input);
            assert!(text.contains("compile_error") && text.contains(told), "{input}: {text}");
        }
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let text = expanded("#[column_enum(colour)] enum E<T> { A(T), B(T) }");
        assert_eq!(text.matches("compile_error").count(), 4, "{text}");
    }
}
