//! Collects every mistake of a struct, so that one compile reports them all.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::Ident;
use syn::ext::IdentExt;

/// The mistakes found so far.
///
/// It has to be finished: one that is dropped would swallow errors, which panics in this crate's tests.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
    /// The struct that is read.
    model: String,
    #[cfg(test)]
    finished: bool,
}

impl Diagnostics {
    /// Collects the mistakes of a struct.
    pub(crate) fn of_struct(name: &Ident) -> Self {
        Self {
            errors: Vec::new(),
            model: name.unraw().to_string(),
            #[cfg(test)]
            finished: false,
        }
    }

    /// The name of the struct.
    pub(crate) fn model(&self) -> String {
        self.model.clone()
    }

    /// A field, as errors name it: with the struct it is of.
    pub(crate) fn field(&self, field: impl Display) -> String {
        format!("field `{field}` of `{}`", self.model)
    }

    /// Records a mistake in these tokens; `help` says how it is done right.
    pub(crate) fn error(&mut self, at: impl ToTokens, message: impl Display, help: impl Display) {
        self.errors.push(syn::Error::new_spanned(at, text(message, help)));
    }

    /// Records a mistake at a place.
    pub(crate) fn error_at(&mut self, at: Span, message: impl Display, help: impl Display) {
        self.errors.push(syn::Error::new(at, text(message, help)));
    }

    /// Records a mistake that the parser of Rust found in an attribute.
    pub(crate) fn syntax(&mut self, error: &syn::Error) {
        let help = "settings stand in a list with commas: `key, key = value, key(..)`";
        self.error_at(error.span(), error, help);
    }

    /// How many mistakes were found.
    pub(crate) fn count(&self) -> usize {
        self.errors.len()
    }

    /// The compile errors, one per mistake.
    pub(crate) fn finish(self) -> TokenStream {
        #[cfg(test)]
        let mut this = self;
        #[cfg(test)]
        {
            this.finished = true;
        }
        #[cfg(not(test))]
        let this = self;
        this.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

#[cfg(test)]
impl Drop for Diagnostics {
    fn drop(&mut self) {
        assert!(self.finished || std::thread::panicking(), "diagnostics were dropped without being reported");
    }
}

fn text(message: impl Display, help: impl Display) -> String {
    format!("{message}\nhelp: {help}")
}

/// The word of the list that is meant by a misspelt one, if one is near.
pub(crate) fn did_you_mean<'w>(word: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let word = word.to_lowercase();
    let near = words.into_iter().map(|known| (strsim::damerau_levenshtein(&word, &known.to_lowercase()), known));
    // One slip in a short word, two in a longer one: more than that is another word.
    near.filter(|(slips, known)| *slips <= 1 + usize::from(known.len() > 4)).min().map(|(_, known)| known)
}

/// Words in code quotes, with commas.
pub(crate) fn list<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Diagnostics, did_you_mean};

    #[test]
    fn finds_near_words_only() {
        assert_eq!(did_you_mean("tabel", ["table", "unique"]), Some("table"));
        assert_eq!(did_you_mean("Unique", ["table", "unique"]), Some("unique"));
        assert_eq!(did_you_mean("frobnicate", ["table", "unique"]), None);
    }

    #[test]
    #[should_panic(expected = "dropped without being reported")]
    fn must_be_finished() {
        drop(Diagnostics::default());
    }
}
