//! Workbooks are archives; one that unpacks to far more than it should is refused before any
//! parser sees it.

use crate::error::TableError;
use crate::sniff::{Format, other_archive};
use std::io::{Read, Seek, Write};

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
    let parts: Vec<_> = archive.file_names().flatten().collect();
    if let Some(is) = other_archive(&parts).filter(|_| format == Format::Xlsx) {
        return Err(TableError::NotATable { name: name.to_owned(), is });
    }
    drop(parts);
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let entry_name =
            entry.name().map_or_else(|_| format!("[{index}]"), std::borrow::Cow::into_owned);
        let mut counted = entry.take((limit - total).saturating_add(1));
        let mut count = Count::default();
        let unpacked = std::io::copy(&mut counted, &mut count);
        total += unpacked.map_err(|error| damaged(format!("{entry_name}: {error}")))?;
        if total > limit {
            let name = name.to_owned();
            return Err(TableError::TooLarge { name, entry: entry_name, limit });
        }
        // The parser makes room for as many texts as are declared, before it meets the first.
        if count.declared > total {
            return Err(damaged(format!("{entry_name}: uniqueCount={}", count.declared)));
        }
    }
    source.rewind().map_err(|error| damaged(error.to_string()))
}

/// Takes bytes and keeps only the largest `uniqueCount` among them.
#[derive(Default)]
struct Count {
    declared: u64,
    carried: Vec<u8>,
}

const COUNT: &[u8] = b"uniqueCount";
/// Name, sign, quotation mark, and more digits than a count can have.
const COUNT_BYTES: usize = 64;

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.carried.extend_from_slice(bytes);
        let mut rest = self.carried.as_slice();
        while let Some(at) = rest.iter().position(|byte| *byte == b'u') {
            rest = rest.get(at..).unwrap_or_default();
            if let Some(after) = rest.strip_prefix(COUNT) {
                let digits = after
                    .iter()
                    .take(COUNT_BYTES)
                    .skip_while(|byte| b"=\"' \t\r\n".contains(byte))
                    .take_while(|byte| byte.is_ascii_digit());
                let declared = digits.fold(0_u64, |sum, digit| {
                    sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
                });
                self.declared = self.declared.max(declared);
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        // A count cut by the end of these bytes is met whole with the next.
        let cut = self.carried.len().saturating_sub(COUNT.len() + COUNT_BYTES);
        self.carried.drain(..cut);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
