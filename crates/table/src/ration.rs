//! A source that may be read a few times over, and not without end: many sheets of a workbook may
//! be one and the same part, which is unpacked anew for each.

use crate::Source;
use std::io::{Error, Read, Result, Seek, SeekFrom};

/// How often a parser may read the whole file: for texts, cells, merged cells, and what it reads
/// ahead.
const TIMES: u64 = 4;
/// Bytes on top, for small files of many parts.
const MARGIN: u64 = 16 << 20;

pub(crate) struct Ration {
    source: Source,
    left: u64,
}

impl Ration {
    pub(crate) fn new(source: Source, length: u64) -> Ration {
        Ration { source, left: length.saturating_mul(TIMES).saturating_add(MARGIN) }
    }
}

impl Read for Ration {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.source.read(buffer)?;
        let left = self.left.checked_sub(u64::try_from(count).unwrap_or(u64::MAX));
        self.left = left.ok_or_else(|| Error::other("parts are read over and over"))?;
        Ok(count)
    }
}

impl Seek for Ration {
    fn seek(&mut self, position: SeekFrom) -> Result<u64> {
        self.source.seek(position)
    }
}
