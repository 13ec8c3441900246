//! The documents whose examples are compiled and run as doctests: the README and the guide.

macro_rules! documents { ($($name:ident: $path:literal),* $(,)?) => { $(
    #[doc = include_str!($path)]
    mod $name {}
)* } }

documents! {
    readme: "../../README.md",
    introduction: "../../docs/src/introduction.md",
    getting_started: "../../docs/src/getting-started.md",
    models: "../../docs/src/models.md",
    types: "../../docs/src/types.md",
    databases: "../../docs/src/databases.md",
    writing: "../../docs/src/writing.md",
    reading: "../../docs/src/reading.md",
    relations: "../../docs/src/relations.md",
    session: "../../docs/src/session.md",
    from_sqlalchemy: "../../docs/src/from-sqlalchemy.md",
    validation: "../../docs/src/validation.md",
    errors: "../../docs/src/errors.md",
    connections: "../../docs/src/connections.md",
    schema: "../../docs/src/schema.md",
    diesel: "../../docs/src/diesel.md",
    adopting: "../../docs/src/adopting.md",
    reflect: "../../docs/src/reflect.md",
    command: "../../docs/src/command.md",
    migrations: "../../docs/src/migrations.md",
    logging: "../../docs/src/logging.md",
}

#[cfg(feature = "async")]
documents! {
    asynchronous: "../../docs/src/asynchronous.md",
}
