//! `#[derive(Model)]`: attributes, then the model they mean, then the rules, then the code.

use proc_macro2::TokenStream;

use crate::diag::Diagnostics;
use crate::{check, expand, lower};

/// The expansion of a struct; on mistakes, the errors and what can be emitted all the same.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let input = match syn::parse2::<syn::DeriveInput>(input) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diag = Diagnostics::default();
    let Some(model) = lower::model(&input, &mut diag) else { return diag.finish() };
    check::check(&model, &mut diag);
    let code = if !input.generics.params.is_empty() {
        TokenStream::new()
    } else if model.complete && !model.key.is_empty() && is_sound(&model, &diag) {
        expand::model(&model)
    } else {
        expand::fallback(&model)
    };
    let mut output = diag.finish();
    output.extend(code);
    output
}

/// Whether the full expansion says nothing wrong of its own: a key that cannot be a key, or two columns of one name, would
/// be reported a second time by the compiler.
fn is_sound(model: &crate::ir::Model, diag: &Diagnostics) -> bool {
    diag.is_empty() || !model.columns.iter().any(|column| column.is_key() && column.nullable)
}
