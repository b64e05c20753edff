//! Workbooks are archives; one that unpacks to far more than it should, or to what its parser keeps
//! many times over, is refused before any parser sees it.

use crate::OpenOptions;
use crate::error::TableError;
use crate::limit::{
    DEFINITIONS_MAX, Excess, MERGED_MAX, Measure, PARTS_MAX, PIECE_BYTES_MAX, within,
};
use crate::sniff::{Format, other_archive};
use std::io::{BufRead, Read, Seek, Write};

/// Bytes of text that the styles of cells may repeat: each keeps its own copy of font and format.
const STYLE_BYTES_MAX: u64 = 256 << 20;
/// A text kept apart from its cell takes about a hundred bytes, however short it is.
const TEXT_BYTES: u64 = 128;

/// Unpacks every part into nothing and counts, since a declared size can lie.
pub(crate) fn check<R: Read + Seek>(
    name: &str,
    source: &mut R,
    format: Format,
    options: &OpenOptions,
) -> Result<(), TableError> {
    let damaged = |reason: String| TableError::Damaged { name: name.to_owned(), format, reason };
    let excess = |over: Excess| over.in_file(name);
    let mut archive =
        zip::ZipArchive::new(&mut *source).map_err(|error| damaged(error.to_string()))?;
    let entries = u64::try_from(archive.len()).unwrap_or(u64::MAX);
    within(Measure::Parts, entries, PARTS_MAX).map_err(excess)?;
    let parts: Vec<_> = archive.file_names().flatten().collect();
    if let Some(is) = other_archive(&parts).filter(|_| format == Format::Xlsx) {
        return Err(TableError::NotATable { name: name.to_owned(), is });
    }
    drop(parts);
    let limit = options.unpacked_bytes_max;
    let mut total = 0_u64;
    let mut count = Count::default();
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| damaged(error.to_string()))?;
        let entry_name =
            entry.name().map_or_else(|_| format!("[{index}]"), std::borrow::Cow::into_owned);
        let mut counted = entry.take((limit - total).saturating_add(1));
        count.begin_part();
        let unpacked = std::io::copy(&mut counted, &mut count);
        total += unpacked.map_err(|error| damaged(format!("{entry_name}: {error}")))?;
        if total > limit {
            let name = name.to_owned();
            return Err(TableError::TooLarge { name, entry: entry_name, limit });
        }
        count.end_part();
        // The parser makes room for as many texts as are declared, before it meets the first.
        if count.declared > total {
            return Err(damaged(format!("{entry_name}: uniqueCount={}", count.declared)));
        }
        count.within(options).map_err(excess)?;
    }
    source.rewind().map_err(|error| damaged(error.to_string()))
}

/// Takes bytes and keeps only how much there is of what parsers keep. It looks at bytes, not at
/// tags, so that nothing can hide from it that a parser might see.
#[derive(Default)]
struct Count {
    carried: Vec<u8>,
    /// The largest `uniqueCount`.
    declared: u64,
    tags: u64,
    texts: u64,
    definitions: u64,
    merged: u64,
    /// Bytes since the last tag began, and the most there were; in this part and in all.
    piece: u64,
    part_longest: u64,
    longest: u64,
    /// Styles of cells in this part, and what all of them repeat.
    part_styles: u64,
    style_bytes: u64,
}

/// `uniqueCount`, after its first letter.
const COUNT_NAME: &[u8] = b"niqueCount";
/// Name, sign, quotation mark, and more digits than a count can have.
const COUNT_BYTES: usize = 64;
/// Tags of which parsers keep something for each.
const DEFINITIONS: [&[u8]; 12] = [
    b"font",
    b"fill",
    b"border",
    b"numFmt",
    b"dxf",
    b"sheet",
    b"definedName",
    b"Relationship",
    b"style:style",
    b"table:table",
    b"table:named-range",
    b"table:named-expression",
];

impl Count {
    fn begin_part(&mut self) {
        self.carried.clear();
        (self.piece, self.part_longest, self.part_styles) = (0, 0, 0);
    }

    fn end_part(&mut self) {
        self.look(0);
        self.part_longest = self.part_longest.max(self.piece);
        self.longest = self.longest.max(self.part_longest);
        self.style_bytes =
            self.style_bytes.saturating_add(self.part_styles.saturating_mul(self.part_longest));
    }

    fn within(&self, options: &OpenOptions) -> Result<(), Excess> {
        within(Measure::PieceBytes, self.longest, PIECE_BYTES_MAX)?;
        within(Measure::Texts, self.texts, options.unpacked_bytes_max / TEXT_BYTES)?;
        within(Measure::Definitions, self.definitions, DEFINITIONS_MAX)?;
        within(Measure::TextBytes, self.style_bytes, STYLE_BYTES_MAX)?;
        within(Measure::Merged, self.merged, MERGED_MAX)?;
        within(Measure::Tags, self.tags, options.tags_max)
    }

    /// Looks at all but the last bytes carried, and forgets them.
    fn look(&mut self, keep: usize) {
        let carried = std::mem::take(&mut self.carried);
        let end = carried.len().saturating_sub(keep);
        let mut last = 0;
        each(&carried, end, b'<', |at, after| {
            self.tags += 1;
            let piece = self.piece + u64::try_from(at - last).unwrap_or(u64::MAX);
            self.part_longest = self.part_longest.max(piece);
            (self.piece, last) = (0, at);
            self.name(after);
        });
        self.piece += u64::try_from(end.saturating_sub(last)).unwrap_or(u64::MAX);
        // A name may have any prefix.
        each(&carried, end, b':', |_, after| self.name(after));
        each(&carried, end, b'u', |_, after| self.declared(after));
        self.carried = carried;
        self.carried.drain(..end);
    }

    fn name(&mut self, after: &[u8]) {
        let is = |name: &&[u8]| {
            let rest = after.strip_prefix(*name);
            let next = rest.and_then(<[u8]>::first);
            next.is_some_and(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
        };
        if is(&&b"si"[..]) {
            self.texts += 1;
        } else if is(&&b"xf"[..]) {
            self.definitions += 1;
            self.part_styles += 1;
        } else if is(&&b"mergeCell"[..]) {
            self.merged += 1;
        } else if DEFINITIONS.iter().any(is) {
            self.definitions += 1;
        }
    }

    fn declared(&mut self, text: &[u8]) {
        let Some(after) = text.strip_prefix(COUNT_NAME) else { return };
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
}

/// Gives where each such byte before the end is, and what comes after it.
fn each(bytes: &[u8], end: usize, byte: u8, mut found: impl FnMut(usize, &[u8])) {
    let mut rest = bytes;
    while let Ok(taken) = rest.skip_until(byte) {
        let at = (bytes.len() - rest.len()).saturating_sub(1);
        // What is skipped to the end does not end in the byte.
        if taken == 0 || at >= end || bytes.get(at) != Some(&byte) {
            return;
        }
        found(at, rest);
    }
}

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.carried.extend_from_slice(bytes);
        // A name or count cut by the end of these bytes is met whole with the next.
        self.look(COUNT_NAME.len() + 1 + COUNT_BYTES);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
