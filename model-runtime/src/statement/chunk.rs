//! How many rows go into one statement.

use crate::backend::Dialect;
use crate::model::Model;
use crate::schema::ColumnType;

/// Chunk sizes above [`SMALL`]; every size up to `SMALL` is used as it is. Those that are no powers of two are what people
/// choose for their batches, which then are one statement.
const LARGE: [usize; 6] = [128, 100, 64, 50, 32, 20];
/// The largest size of which every smaller one exists too.
const SMALL: usize = 16;

/// How many rows go into one statement as arrays: more gain nothing, and each is held in memory once more while it is sent.
const IN_ARRAYS: usize = 2_000;

/// How many of `rows` rows the next statement takes as arrays of these columns; `None` if their values are listed.
pub(crate) fn in_arrays<M: Model, DB: Dialect>(rows: usize, mut columns: impl Iterator<Item = usize>) -> Option<usize> {
    let are_many = DB::CAPABILITIES.arrays_from.is_some_and(|from| rows >= from);
    (are_many && columns.all(has_arrays::<M>)).then_some(rows.min(IN_ARRAYS))
}

/// Whether there are arrays of the values of a column. Lists would be taken apart; types that are known by their names alone may be
/// lists or composites.
pub(crate) fn has_arrays<M: Model>(column: usize) -> bool {
    let column = M::SCHEMA.columns.get(column);
    column.is_some_and(|column| !matches!(column.ty, ColumnType::Named(_) | ColumnType::Array(_)))
}

/// How many of `rows` rows the next statement takes if their values are listed, each row binds `binds` values, and a statement may
/// bind `limit`.
///
/// Prepared statements are cached by their text and the cache is unbounded, so the sizes come from a set of 22.
pub(crate) const fn size(rows: usize, binds: usize, limit: usize) -> usize {
    let most = match limit.checked_div(binds) {
        Some(most) => most,
        None => rows,
    };
    let most = if most < rows { most } else { rows };
    let mut i = 0;
    while i < LARGE.len() {
        if LARGE[i] <= most {
            return LARGE[i];
        }
        i += 1;
    }
    // A single row over the limit is sent as it is, for the database to refuse.
    if most > SMALL {
        SMALL
    } else if most == 0 {
        1
    } else {
        most
    }
}

/// The rows cut into chunks.
pub(crate) fn chunks<T>(rows: &[T], binds: usize, limit: usize) -> impl Iterator<Item = &[T]> {
    cut(rows, move |rows| size(rows, binds, limit))
}

/// The rows cut into pieces, each of the size that is next for so many rows.
pub(crate) fn cut<T>(rows: &[T], next: impl Fn(usize) -> usize) -> impl Iterator<Item = &[T]> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let at = next(rest.len()).min(rest.len());
        let (chunk, after) = rest.split_at_checked(at)?;
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

#[cfg(test)]
mod tests {
    use super::{chunks, size};

    #[test]
    fn takes_sizes_from_a_bounded_set() {
        let sizes: std::collections::BTreeSet<_> =
            (1..1_000).flat_map(|rows| (1..200).map(move |binds| size(rows, binds, 32_766))).collect();
        assert!(sizes.iter().all(|size| *size <= 16 || super::LARGE.contains(size)), "{sizes:?}");
    }

    #[test]
    fn never_exceeds_the_bind_limit() {
        for binds in 1..=128 {
            assert!(size(100_000, binds, 999) * binds <= 999 || size(100_000, binds, 999) == 1);
        }
    }

    #[test]
    fn covers_every_row_once_and_in_order() {
        for n in [0, 1, 17, 100, 1_000] {
            let rows: Vec<usize> = (0..n).collect();
            assert_eq!(chunks(&rows, 3, 32_766).flatten().copied().collect::<Vec<_>>(), rows);
        }
    }
}
