//! The URL of another database on the same server.

/// The URL of a server's database, leading to another one of this name; `None` if it is no URL of a server.
///
/// Of the options that the URL has, those stay that are about the connection: what names a database, or says where in it tables are looked for, is
/// about the other one.
pub(crate) fn with_database(url: &str, name: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let server = place.split_once('/').map_or(place, |(server, _)| server);
    let elsewhere = |option: &&str| {
        let (key, value) = option.split_once('=').unwrap_or((option, ""));
        !option.is_empty() && key != "dbname" && !(key == "options" && value.contains("search_path"))
    };
    let kept: Vec<&str> = query.split('&').filter(elsewhere).collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    Some(format!("{scheme}://{server}/{name}{query}"))
}

#[cfg(test)]
mod tests {
    use super::with_database;

    #[test]
    fn only_the_database_is_another() {
        for (url, expected) in [
            ("postgres://ann:x@host:5433/app", "postgres://ann:x@host:5433/other"),
            ("postgres://host", "postgres://host/other"),
            ("postgres://host?sslmode=require", "postgres://host/other?sslmode=require"),
            ("postgres:///app?host=/run/postgresql&dbname=b", "postgres:///other?host=/run/postgresql"),
            ("postgres://host/app?options=-csearch_path%3Da", "postgres://host/other"),
            ("postgres://host/app?options=-cjit%3Doff", "postgres://host/other?options=-cjit%3Doff"),
            ("mysql://root@%2Frun%2Fmysqld.sock/app", "mysql://root@%2Frun%2Fmysqld.sock/other"),
        ] {
            assert_eq!(with_database(url, "other").as_deref(), Some(expected));
        }
        assert_eq!(with_database("sqlite:app.db", "other"), None);
    }
}
