//! `.xls` lives in a container of sectors chained by tables. The parser follows a chain that bites
//! its tail until memory ends; so the chains are followed here first, to the records.

use crate::biff::{self, Refusal};
use crate::error::TableError;
use crate::sniff::Format;
use std::io::{Read, Seek};

/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFFA;
/// Streams shorter than this lie in small sectors of 64 bytes.
const SMALL_BELOW: u64 = 4096;
/// A directory entry.
const ENTRY_BYTES: usize = 128;

struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
}

struct Entry {
    name: String,
    start: u32,
    length: u64,
}

/// Refuses what would exhaust memory, and says what a container without a workbook is.
pub(crate) fn check<R: Read + Seek>(name: &str, source: &mut R) -> Result<(), TableError> {
    let damaged = |reason: &str| TableError::Damaged {
        name: name.to_owned(),
        format: Format::Xls,
        reason: reason.to_owned(),
    };
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
    source.rewind().map_err(|error| damaged(&error.to_string()))?;
    let container = Container::new(&bytes).ok_or_else(|| damaged("sector table"))?;
    let directory = word(&bytes, 48)
        .and_then(|start| container.chain(start, u64::MAX))
        .ok_or_else(|| damaged("directory"))?;
    let entries: Vec<Entry> = directory
        .chunks_exact(ENTRY_BYTES)
        .filter_map(|bytes| entry(bytes, container.sector == 4096))
        .collect();
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    // The table of small sectors is read by its declared length too.
    let small = word(&bytes, 64).unwrap_or(0);
    if u64::from(small).saturating_mul(u64::try_from(container.sector).unwrap_or(u64::MAX)) > size
        || entries.iter().any(|entry| entry.length > size)
    {
        return Err(damaged("declared length"));
    }
    let find = |wanted: &str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(wanted));
    let Some(book) = find("Workbook").or_else(|| find("Book")) else {
        let no_table = |is| TableError::NotATable { name: name.to_owned(), is };
        return Err(if find("EncryptedPackage").is_some() {
            TableError::Encrypted { name: name.to_owned() }
        } else if find("WordDocument").is_some() {
            no_table(Format::Word)
        } else if find("PowerPoint Document").is_some() {
            no_table(Format::Slides)
        } else {
            damaged("Workbook")
        });
    };
    let stream = if book.length < SMALL_BELOW {
        let root = entries.first().and_then(|root| container.chain(root.start, root.length));
        let table = word(&bytes, 60).and_then(|start| container.chain(start, u64::MAX));
        root.zip(table).and_then(|(root, table)| {
            let sector = |number: u32| root.chunks(64).nth(usize::try_from(number).ok()?);
            follow(&words(&table).collect::<Vec<u32>>(), book.start, book.length, sector)
        })
    } else {
        container.chain(book.start, book.length)
    };
    biff::check(&stream.ok_or_else(|| damaged("Workbook"))?).map_err(|refusal| match refusal {
        Refusal::Damaged(reason) => damaged(reason),
        Refusal::TooMuch(excess) => excess.in_file(name),
    })
}

impl<'a> Container<'a> {
    fn new(bytes: &'a [u8]) -> Option<Container<'a>> {
        let sector = match half(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Container { bytes, sector, fat: Vec::new() };
        let most = bytes.len() / sector + 1;
        let mut tables: Vec<u32> = (0..109).filter_map(|at| word(bytes, 76 + 4 * at)).collect();
        let mut next = word(bytes, 68)?;
        let mut links = 0;
        while next < MARKS {
            links += 1;
            if links > most {
                return None;
            }
            tables.extend(words(container.sector(next)?));
            next = tables.pop()?;
        }
        tables.retain(|table| *table < MARKS);
        // Each table is one sector, so more of them than sectors are repetitions.
        if tables.len() > most {
            return None;
        }
        for table in tables {
            let found: Vec<u32> = words(container.sector(table)?).collect();
            container.fat.extend(found);
        }
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(number).ok()? + 1).checked_mul(self.sector)?;
        // The last sector of a file may be cut.
        self.bytes.get(start..self.bytes.len().min(start + self.sector))
    }

    fn chain(&self, start: u32, length: u64) -> Option<Vec<u8>> {
        follow(&self.fat, start, length, |number| self.sector(number))
    }
}

/// The bytes of a chain, or `None` if it leaves the file or never ends.
fn follow<'a>(
    table: &[u32],
    start: u32,
    length: u64,
    sector: impl Fn(u32) -> Option<&'a [u8]>,
) -> Option<Vec<u8>> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut chain = Vec::new();
    let mut number = start;
    let mut links = 0;
    while number < MARKS && chain.len() < length {
        links += 1;
        if links > table.len() + 1 {
            return None;
        }
        chain.extend_from_slice(sector(number)?);
        number = *table.get(usize::try_from(number).ok()?)?;
    }
    chain.truncate(length);
    Some(chain)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|chunk| word(chunk, 0))
}

fn entry(bytes: &[u8], large: bool) -> Option<Entry> {
    let units: Vec<u16> =
        (0..32).filter_map(|at| half(bytes, 2 * at)).take_while(|unit| *unit != 0).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: word(bytes, 116)?,
        length: u64::from(word(bytes, 120)?)
            | if large { u64::from(word(bytes, 124)?) << 32 } else { 0 },
    })
}
