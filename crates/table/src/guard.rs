//! Workbooks are archives; one that unpacks to far more than it should is refused before any
//! parser sees it.

use crate::error::TableError;
use crate::sniff::Format;
use std::io::{Read, Seek};

/// Parts that a workbook may have; real ones have some dozens.
const ENTRIES_MAX: u64 = 10_000;

/// Unpacks every part into nothing and counts, since a declared size can lie.
pub(crate) fn check<R: Read + Seek>(
    name: &str,
    source: &mut R,
    format: Format,
    limit: u64,
) -> Result<(), TableError> {
    let damaged = |reason: String| TableError::Damaged { name: name.to_owned(), format, reason };
    let mut archive =
        zip::ZipArchive::new(&mut *source).map_err(|error| damaged(error.to_string()))?;
    let entries = u64::try_from(archive.len()).unwrap_or(u64::MAX);
    if entries > ENTRIES_MAX {
        let name = name.to_owned();
        return Err(TableError::TooManyParts { name, found: entries, limit: ENTRIES_MAX });
    }
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let entry_name =
            entry.name().map_or_else(|_| format!("[{index}]"), std::borrow::Cow::into_owned);
        let mut counted = entry.take(limit - total + 1);
        let unpacked = std::io::copy(&mut counted, &mut std::io::sink());
        total += unpacked.map_err(|error| damaged(format!("{entry_name}: {error}")))?;
        if total > limit {
            return Err(TableError::TooLarge { name: name.to_owned(), entry: entry_name, limit });
        }
    }
    source.rewind().map_err(|error| damaged(error.to_string()))
}
