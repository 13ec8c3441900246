//! The options of a pool from the environment.

use std::time::Duration;

use super::builder::{DatabaseBuilder, refuse};
use super::connect::Connect;
use super::instrumentation::Echo;
use super::tls::Tls;
use crate::error::{ConnectionError, Result};

impl<C: Connect> DatabaseBuilder<C> {
    /// The options that the environment has.
    ///
    /// | variable | option |
    /// |---|---|
    /// | `DATABASE_URL` | the [URL](DatabaseBuilder::url); required without the next, and never beside it |
    /// | `DB_SCHEME`, `DB_HOST`, `DB_PORT`, `DB_USER`, `DB_PASSWORD`, `DB_NAME` | the same in [parts](DatabaseBuilder::scheme) |
    /// | `DB_POOL_SIZE`, `DB_MAX_OVERFLOW` | numbers of connections |
    /// | `DB_POOL_TIMEOUT`, `DB_POOL_RECYCLE`, `DB_IDLE_TIMEOUT`, `DB_LOCK_TIMEOUT`, `DB_STATEMENT_TIMEOUT` | seconds, `0.5` too |
    /// | `DB_POOL_PRE_PING`, `DB_ECHO_BINDS` | `true` or `false`, `1` or `0`, `yes` or `no`, `on` or `off` |
    /// | `DB_ECHO` | `true`, `false`, or `slow` and seconds: `slow:0.05` |
    /// | `DB_WARN_REPEATED` | [how often](DatabaseBuilder::warn_repeated) a query may run |
    /// | `DB_TLS` | `disabled`, `preferred`, `required`, `verify-ca` or `verify-full` |
    /// | `DB_TLS_CA` | the file of the [authorities](DatabaseBuilder::tls_ca) |
    /// | `DB_APPLICATION_NAME` | the name that the server lists the connections under |
    ///
    /// A variable that is empty counts as one that is not there.
    ///
    /// # Errors
    /// [`ConnectionError::Option`] names a variable that is missing or whose value is not understood.
    pub fn from_env() -> Result<Self> {
        Self::from_vars(variables())
    }

    /// The same from variables that are given.
    ///
    /// ```
    /// use model_runtime::database::{AnyConnection, DatabaseBuilder};
    ///
    /// # fn main() -> model_runtime::Result<()> {
    /// let vars = [("DATABASE_URL", "sqlite::memory:"), ("DB_POOL_SIZE", "2"), ("DB_ECHO", "slow:0.05")];
    /// let db = DatabaseBuilder::<AnyConnection>::from_vars(vars)?.connect()?;
    /// assert_eq!(db.status().size, 7);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`from_env`](DatabaseBuilder::from_env).
    pub fn from_vars(vars: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Result<Self> {
        let mut builder = Self::new();
        for (name, value) in vars {
            let (name, value): (String, String) = (name.into(), value.into());
            let text = value.trim();
            if text.is_empty() {
                continue;
            }
            builder = match &*name {
                "DATABASE_URL" => builder.url(text),
                "DB_SCHEME" => builder.scheme(text),
                "DB_HOST" => builder.host(text),
                "DB_PORT" => builder.port(port(text)?),
                "DB_USER" => builder.user(text),
                // Spaces may be part of it.
                "DB_PASSWORD" => builder.password(value),
                "DB_NAME" => builder.database(text),
                "DB_POOL_SIZE" => builder.pool_size(number("DB_POOL_SIZE", text)?),
                "DB_MAX_OVERFLOW" => builder.max_overflow(number("DB_MAX_OVERFLOW", text)?),
                "DB_POOL_TIMEOUT" => builder.pool_timeout(seconds("DB_POOL_TIMEOUT", text)?),
                "DB_POOL_RECYCLE" => builder.pool_recycle(seconds("DB_POOL_RECYCLE", text)?),
                "DB_IDLE_TIMEOUT" => builder.idle_timeout(seconds("DB_IDLE_TIMEOUT", text)?),
                "DB_LOCK_TIMEOUT" => builder.lock_timeout(seconds("DB_LOCK_TIMEOUT", text)?),
                "DB_STATEMENT_TIMEOUT" => builder.statement_timeout(seconds("DB_STATEMENT_TIMEOUT", text)?),
                "DB_POOL_PRE_PING" => builder.pre_ping(boolean("DB_POOL_PRE_PING", text)?),
                "DB_ECHO_BINDS" => builder.echo_binds(boolean("DB_ECHO_BINDS", text)?),
                "DB_ECHO" => builder.echo(echo(text)?),
                "DB_WARN_REPEATED" => builder.warn_repeated(times("DB_WARN_REPEATED", text)?),
                "DB_TLS" => builder.tls(tls(text)?),
                "DB_TLS_CA" => builder.tls_ca(text),
                "DB_APPLICATION_NAME" => builder.application_name(text),
                _ => builder,
            };
        }
        if !builder.is_addressed() {
            return Err(refuse("DATABASE_URL", "it is not set; set it to the URL of the database").into());
        }
        Ok(builder)
    }
}

/// The variables of the environment that are text.
pub(super) fn variables() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn port(text: &str) -> Result<u16, ConnectionError> {
    text.parse().map_err(|_| refuse("DB_PORT", format!("`{text}` is not a number up to 65535")))
}

fn number(option: &'static str, text: &str) -> Result<u32, ConnectionError> {
    text.parse().map_err(|_| refuse(option, format!("`{text}` is not a number of connections")))
}

fn times(option: &'static str, text: &str) -> Result<usize, ConnectionError> {
    text.parse().map_err(|_| refuse(option, format!("`{text}` is not a number of times, such as `10`")))
}

fn seconds(option: &'static str, text: &str) -> Result<Duration, ConnectionError> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| refuse(option, format!("`{text}` is not a number of seconds, such as `30` or `0.5`")))
}

fn boolean(option: &'static str, text: &str) -> Result<bool, ConnectionError> {
    match &*text.to_ascii_lowercase() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err(refuse(option, format!("`{text}` is neither `true` nor `false`"))),
    }
}

fn tls(text: &str) -> Result<Tls, ConnectionError> {
    Ok(match &*text.to_ascii_lowercase().replace('_', "-") {
        "disabled" => Tls::Disabled,
        "preferred" => Tls::Preferred,
        "required" => Tls::Required,
        "verify-ca" => Tls::VerifyCa,
        "verify-full" => Tls::VerifyFull,
        _ => {
            let levels = "`disabled`, `preferred`, `required`, `verify-ca` and `verify-full`";
            return Err(refuse("DB_TLS", format!("`{text}` is none of {levels}")));
        }
    })
}

fn echo(text: &str) -> Result<Echo, ConnectionError> {
    if let Some(slow) = text.strip_prefix("slow:") {
        return seconds("DB_ECHO", slow).map(Echo::Slow);
    }
    let all = boolean("DB_ECHO", text)
        .map_err(|_| refuse("DB_ECHO", format!("`{text}` is not `true`, `false` or `slow:0.05`")))?;
    Ok(if all { Echo::On } else { Echo::Off })
}
