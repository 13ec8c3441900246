//! How the rows of the table are divided: `partition_by`, `partition(..)`.

use crate::attr::Settings;
use crate::diag::Diagnostics;
use crate::ir::{Partition, Partitioning};
use crate::keys::Place;

/// What settings say of it, be they of the table or of a partition.
pub(super) fn partitioning(settings: &Settings, diag: &mut Diagnostics) -> Partitioning {
    let by = settings.string("partition_by");
    let mut partitions = Vec::new();
    for setting in settings.all("partition") {
        let Some(tokens) = setting.list() else { continue };
        let inner = Settings::of_list(tokens.clone(), Place::Inside("partition"), diag);
        let Some(name) = inner.string("name") else {
            diag.error(&setting.ident, "`partition` needs a name", format_args!("write `{}`", setting.key.example));
            continue;
        };
        let sql = inner.string("sql").unwrap_or_default();
        partitions.push(Partition { name, sql, span: setting.ident.span(), inside: partitioning(&inner, diag) });
    }
    Partitioning { by, partitions }
}
