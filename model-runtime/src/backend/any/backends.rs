//! The list of the backends that there may be. Macros, because a feature that is not enabled has to leave no trace in bounds.

/// Calls a macro with arguments of its own and the list of the enabled backends: variant, connection, target, feature, and how to get
/// at the connection. Each backend adds itself to the list, if it is enabled, and hands it on to the next.
macro_rules! with_backends {
    ($then:ident $arguments:tt) => {
        with_sqlite! { $then $arguments }
    };
}

#[cfg(feature = "sqlite")]
macro_rules! with_sqlite {
    ($($list:tt)*) => {
        with_postgres! { $($list)* Sqlite(diesel::SqliteConnection, crate::backend::SqliteTarget, "sqlite", as_sqlite) }
    };
}
#[cfg(not(feature = "sqlite"))]
macro_rules! with_sqlite {
    ($($list:tt)*) => { with_postgres! { $($list)* } };
}

#[cfg(feature = "postgres")]
macro_rules! with_postgres {
    ($then:ident $($list:tt)*) => {
        with_mysql! { $then $($list)* Postgres(diesel::PgConnection, crate::backend::PostgresTarget, "postgres", as_postgres) }
    };
}
#[cfg(not(feature = "postgres"))]
macro_rules! with_postgres {
    ($($list:tt)*) => { with_mysql! { $($list)* } };
}

#[cfg(feature = "mysql")]
macro_rules! with_mysql {
    ($then:ident $($list:tt)*) => {
        $then! { $($list)* Mysql(diesel::MysqlConnection, crate::backend::MysqlTarget, "mysql", as_mysql) }
    };
}
#[cfg(not(feature = "mysql"))]
macro_rules! with_mysql {
    ($then:ident $($list:tt)*) => { $then! { $($list)* } };
}

/// The same for the backends that are enabled with asynchronous connections.
#[cfg(feature = "async")]
macro_rules! with_async_backends {
    ($then:ident $arguments:tt) => {
        with_async_sqlite! { $then $arguments }
    };
}

#[cfg(feature = "async-sqlite")]
macro_rules! with_async_sqlite {
    ($($list:tt)*) => {
        with_async_postgres! {
            $($list)* Sqlite(crate::backend::AsyncSqliteConnection, crate::backend::SqliteTarget, "sqlite", as_sqlite)
        }
    };
}
#[cfg(all(feature = "async", not(feature = "async-sqlite")))]
macro_rules! with_async_sqlite {
    ($($list:tt)*) => { with_async_postgres! { $($list)* } };
}

#[cfg(feature = "async-postgres")]
macro_rules! with_async_postgres {
    ($then:ident $($list:tt)*) => {
        with_async_mysql! {
            $then $($list)*
            Postgres(diesel_async::AsyncPgConnection, crate::backend::PostgresTarget, "postgres", as_postgres)
        }
    };
}
#[cfg(all(feature = "async", not(feature = "async-postgres")))]
macro_rules! with_async_postgres {
    ($($list:tt)*) => { with_async_mysql! { $($list)* } };
}

#[cfg(feature = "async-mysql")]
macro_rules! with_async_mysql {
    ($then:ident $($list:tt)*) => {
        $then! {
            $($list)* Mysql(crate::backend::AsyncMysqlConnection, crate::backend::AsyncMysqlTarget, "mysql", as_mysql)
        }
    };
}
#[cfg(all(feature = "async", not(feature = "async-mysql")))]
macro_rules! with_async_mysql {
    ($then:ident $($list:tt)*) => { $then! { $($list)* } };
}

/// The same code for whatever a connection or a target of any backend holds.
macro_rules! delegate {
    (AsyncAnyConnection, $any:expr, $inner:ident => $code:expr) => {
        with_async_backends! { delegate_to (AsyncAnyConnection, $any, $inner => $code) }
    };
    (AsyncAnyTarget, $any:expr, $inner:ident => $code:expr) => {
        with_async_backends! { delegate_to (AsyncAnyTarget, $any, $inner => $code) }
    };
    ($Any:ident, $any:expr, $inner:ident => $code:expr) => {
        with_backends! { delegate_to ($Any, $any, $inner => $code) }
    };
}

macro_rules! delegate_to {
    // No backend has connections of this kind, so there is none.
    (($Any:ident, $any:expr, $inner:ident => $code:expr)) => {
        match *$any {}
    };
    (
        ($Any:ident, $any:expr, $inner:ident => $code:expr)
        $($Variant:ident($Connection:ty, $Target:ty, $feature:literal, $accessor:ident))+
    ) => {
        match $any {
            $($Any::$Variant($inner) => $code,)+
        }
    };
}
