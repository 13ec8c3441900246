//! Whatever a database says, it becomes an error, and its own words are not lost.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use model_runtime::Error;
use proptest::prelude::*;

use super::models::*;

fn kinds() -> impl Strategy<Value = fn() -> DatabaseErrorKind> {
    prop::sample::select(vec![
        (|| DatabaseErrorKind::UniqueViolation) as fn() -> _,
        || DatabaseErrorKind::ForeignKeyViolation,
        || DatabaseErrorKind::CheckViolation,
        || DatabaseErrorKind::NotNullViolation,
        || DatabaseErrorKind::SerializationFailure,
        || DatabaseErrorKind::Unknown,
    ])
}

/// Messages made of the words of real ones, in any order, and of anything.
fn messages() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "UNIQUE constraint failed",
        "CHECK constraint failed",
        "NOT NULL constraint failed",
        "FOREIGN KEY constraint failed",
        " constraint failed",
        ": ",
        "events.name",
        "events.code",
        "ck_events_name_length",
        "ck_everything_color",
        "ck_",
        "index 'ix_live'",
        "index '",
        ", ",
        ".",
        "database is locked",
        "",
    ]);
    let anything = prop_oneof![word.prop_map(str::to_owned), ".{0,8}"];
    prop::collection::vec(anything, 0..6).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_message_becomes_an_error(message in messages(), kind in kinds()) {
        let error = Error::from(DieselError::DatabaseError(kind(), Box::new(message.clone())));
        let text = error.to_string();
        prop_assert!(!text.is_empty());
        let source = std::error::Error::source(&error).map(ToString::to_string);
        prop_assert_eq!(source.as_deref(), Some(&*message), "{}", text);
        // In terms of a model it is an error too.
        let of = error.of::<Event>();
        prop_assert!(!of.to_string().is_empty());
        let _ = (of.is_retryable(), of.is_unique_violation(), of.violates(EventConstraint::NameLength));
    }
}
