//! SQL types that Diesel has with one backend only, for programs without it: a model for that database compiles all the same.

/// A list of values of the SQL type `ST`. PostgreSQL has them; Diesel's own type where it is enabled.
#[cfg(not(feature = "postgres-dialect"))]
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
pub struct Array<ST: 'static>(std::marker::PhantomData<fn() -> ST>);

/// An integer without a sign. MySQL has them; Diesel's own type where it is enabled.
#[cfg(not(feature = "mysql-dialect"))]
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
pub struct Unsigned<ST: 'static>(std::marker::PhantomData<fn() -> ST>);

// `table!` gives every column whose type is called `Unsigned` the operators.
#[cfg(not(feature = "mysql-dialect"))]
macro_rules! arithmetic { ($($operation:ident),*) => { $(
    impl<ST> diesel::sql_types::ops::$operation for Unsigned<ST> {
        type Rhs = Self;
        type Output = Self;
    }
)* } }
#[cfg(not(feature = "mysql-dialect"))]
arithmetic!(Add, Sub, Mul, Div);
