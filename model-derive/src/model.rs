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
    let mut diag = Diagnostics::of_struct(&input.ident);
    let Some(model) = lower::model(&input, &mut diag) else { return diag.finish() };
    let found = diag.count();
    check::check(&model, &mut diag);
    let sound = model.complete && !model.key.is_empty() && diag.count() == found;
    let code = if !input.generics.params.is_empty() {
        TokenStream::new()
    } else if sound {
        // An unknown key or the like spoils nothing else, and the types may have mistakes that only the compiler finds.
        expand::model(&model)
    } else {
        expand::fallback(model)
    };
    let mut output = diag.finish();
    output.extend(code);
    output
}
