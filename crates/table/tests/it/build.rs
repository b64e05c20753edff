//! Workbooks made part by part, as no program would write them.

use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, text) in parts {
        let stored = options.compression_method(CompressionMethod::Stored);
        let options = if *name == "mimetype" { stored } else { options };
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub(crate) fn ods(table: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &format!("<office:spreadsheet>{table}</office:spreadsheet>")),
    ])
}

pub(crate) fn xlsx(strings: &str, sheet: &str) -> Vec<u8> {
    xlsx_of(1, &[("xl/sharedStrings.xml", strings)], sheet)
}

/// A workbook whose sheets are all one and the same part, with further parts.
pub(crate) fn xlsx_of(sheets: usize, parts: &[(&str, &str)], sheet: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships><Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let mut names = String::new();
    for number in 1..=sheets {
        write!(names, r#"<sheet name="S{number}" sheetId="{number}" r:id="r1"/>"#).unwrap();
    }
    let book = format!(r#"<workbook xmlns:r="r"><sheets>{names}</sheets></workbook>"#);
    let sheet = format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>");
    let root = relation("officeDocument", "xl/workbook.xml");
    let own = relation("worksheet", "worksheets/sheet1.xml");
    let mut all = vec![
        ("_rels/.rels", root.as_str()),
        ("xl/workbook.xml", &book),
        ("xl/_rels/workbook.xml.rels", &own),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    all.extend(parts);
    zipped(&all)
}

/// A container with one stream; `ring` ties the directory to itself, `small` uses small sectors.
///
/// Sectors: the tables, the directory, the table of small sectors if any, the stream.
pub(crate) fn ole(name: &str, stream: &[u8], ring: bool, small: bool) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let stored = if small { stream.len() } else { stream.len().max(4096) };
    let sectors = stored.div_ceil(512);
    let tables = (sectors + 2).div_ceil(127);
    let number = |at: usize| u32::try_from(at).unwrap();
    let put = |bytes: &mut Vec<u8>, at: usize, value: u32| {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let (directory, first) = (tables, tables + 1 + usize::from(small));
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (file[26], file[30], file[32], file[57]) = (3, 9, 6, 0x10);
    put(&mut file, 44, number(tables));
    put(&mut file, 48, number(directory));
    put(&mut file, 60, if small { number(directory + 1) } else { END });
    put(&mut file, 64, u32::from(small));
    put(&mut file, 68, END);
    for at in 0..109 {
        put(&mut file, 76 + 4 * at, if at < tables { number(at) } else { u32::MAX });
    }
    let mut table = vec![u32::MAX; 128 * tables];
    table[..tables].fill(0xFFFF_FFFD);
    table[directory] = if ring { number(directory) } else { END };
    if small {
        table[directory + 1] = END;
    }
    for sector in 0..sectors {
        table[first + sector] =
            if sector + 1 == sectors { END } else { number(first + sector + 1) };
    }
    file.extend(table.iter().flat_map(|value| value.to_le_bytes()));
    let entry = |name: &str, start: u32, length: usize| {
        let mut bytes = vec![0; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            bytes[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
        }
        put(&mut bytes, 116, start);
        put(&mut bytes, 120, number(length));
        bytes
    };
    let root = if small { (number(first), sectors * 512) } else { (END, 0) };
    file.extend(entry("Root Entry", root.0, root.1));
    file.extend(entry(name, if small { 0 } else { number(first) }, stored));
    file.extend([0; 256]);
    if small {
        let minis = number(stored.div_ceil(64));
        let chain = (0..128).map(|at| match at {
            at if at + 1 < minis => at + 1,
            at if at + 1 == minis => END,
            _ => u32::MAX,
        });
        file.extend(chain.flat_map(u32::to_le_bytes));
    }
    let end = file.len() + sectors * 512;
    file.extend_from_slice(stream);
    file.resize(end, 0);
    file
}

pub(crate) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A BIFF8 stream of one sheet.
pub(crate) fn biff(sheet: &[Vec<u8>]) -> Vec<u8> {
    biff_of(1, &[], sheet)
}

/// A BIFF8 stream whose sheets are all one and the same, with further records for all of them.
pub(crate) fn biff_of(sheets: u32, shared: &[Vec<u8>], sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[&[0, 6, kind, 0][..], &[0; 12]].concat());
    let bound = |number: u32, at: usize| {
        let name = format!("S{number:06}");
        let at = u32::try_from(at).unwrap().to_le_bytes();
        record(0x0085, &[&at[..], &[0, 0, 7, 0], name.as_bytes()].concat())
    };
    let end = record(0x000A, &[]);
    let shared = shared.concat();
    let count = usize::try_from(sheets).unwrap();
    let start = begin(5).len() + bound(0, 0).len() * count + shared.len() + end.len();
    let bounds: Vec<u8> = (0..sheets).flat_map(|number| bound(number, start)).collect();
    [begin(5), bounds, shared, end.clone(), begin(0x10), sheet.concat(), end].concat()
}

pub(crate) fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    let (row, column) = (row.to_le_bytes(), column.to_le_bytes());
    record(0x0203, &[&row[..], &column, &[0, 0], &value.to_le_bytes()].concat())
}
