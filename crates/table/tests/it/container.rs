//! Containers that would hang their parser or exhaust memory, each a few kilobytes, and the
//! honest files beside them.

#![expect(clippy::indexing_slicing, reason = "offsets are those of the format")]

use crate::{refusal, rows, table};
use std::io::{Cursor, Write};
use xibao_table::{OpenOptions, TableError};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
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

fn ods(table: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:manifest/>"),
        ("content.xml", &format!("<office:spreadsheet>{table}</office:spreadsheet>")),
    ])
}

fn xlsx(strings: &str, sheet: &str) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    zipped(&[
        (
            "_rels/.rels",
            &format!(
                r#"<Relationships><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            &format!(
                r#"<Relationships><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
        ("xl/sharedStrings.xml", strings),
    ])
}

/// A container with one stream; `ring` ties the directory to itself, `small` uses small sectors.
fn ole(name: &str, stream: &[u8], ring: bool, small: bool) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let stored = if small { stream.len() } else { stream.len().max(4096) };
    let sectors = stored.div_ceil(512);
    let put = |bytes: &mut Vec<u8>, at: usize, value: u32| {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (file[26], file[30], file[32], file[57]) = (3, 9, 6, 0x10);
    for (at, value) in [(44, 1), (48, 1), (60, if small { 2 } else { END }), (64, u32::from(small))]
    {
        put(&mut file, at, value);
    }
    put(&mut file, 68, END);
    for at in 1..109 {
        put(&mut file, 76 + 4 * at, u32::MAX);
    }
    let first = if small { 3 } else { 2 };
    let mut table = vec![u32::MAX; 128];
    (table[0], table[1], table[2]) = (0xFFFF_FFFD, if ring { 1 } else { END }, END);
    for sector in 0..sectors {
        let next = u32::try_from(first + sector + 1).unwrap();
        table[first + sector] = if sector + 1 == sectors { END } else { next };
    }
    file.extend(table.iter().flat_map(|value| value.to_le_bytes()));
    let entry = |name: &str, start: u32, length: usize| {
        let mut bytes = vec![0; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            bytes[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
        }
        put(&mut bytes, 116, start);
        put(&mut bytes, 120, u32::try_from(length).unwrap());
        bytes
    };
    file.extend(entry(
        "Root Entry",
        if small { 3 } else { END },
        if small { sectors * 512 } else { 0 },
    ));
    file.extend(entry(name, if small { 0 } else { 2 }, stored));
    file.extend([0; 256]);
    if small {
        let minis = u32::try_from(stored.div_ceil(64)).unwrap();
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

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
}

/// A BIFF8 stream of one sheet.
fn biff(sheet: &[Vec<u8>]) -> Vec<u8> {
    let begin = |kind: u8| record(0x0809, &[&[0, 6, kind, 0][..], &[0; 12]].concat());
    let sheets = |at: usize| {
        record(
            0x0085,
            &[&u32::try_from(at).unwrap().to_le_bytes()[..], &[0, 0, 1, 0, b'S']].concat(),
        )
    };
    let end = record(0x000A, &[]);
    let start = begin(5).len() + sheets(0).len() + end.len();
    [begin(5), sheets(start), end.clone(), begin(0x10), sheet.concat(), end].concat()
}

fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
    let (row, column) = (row.to_le_bytes(), column.to_le_bytes());
    record(0x0203, &[&row[..], &column, &[0, 0], &value.to_le_bytes()].concat())
}

#[test]
fn an_xls_is_read_with_its_merged_cells() {
    let merged = record(0x00E5, &[1, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
    let stream = biff(&[number(0, 0, 1.5), number(2, 1, 7.0), merged]);
    for small in [false, true] {
        let table = table("a.xls", &ole("Workbook", &stream, false, small));
        assert_eq!((table.merged()[0].last_column, table.sheet_name()), (3, Some("S")));
        let read = rows(table);
        assert_eq!((read[0].0, read[0].1[0].as_str()), (1, "n1.5"));
        assert_eq!((read[1].0, read[1].1[1].as_str()), (3, "n7"));
    }
}

#[test]
fn what_is_no_table_is_named_for_what_it_is() {
    let locked = ole("EncryptedPackage", &[0; 4096], false, false);
    assert!(matches!(refusal("a.xlsx", &locked), TableError::Encrypted { .. }));
    let types = ("[Content_Types].xml", "<Types/>");
    let relations = ("_rels/.rels", "<Relationships/>");
    let odt = zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]);
    for (bytes, en, zh) in [
        (ole("WordDocument", &[0; 4096], false, false), "a Word document", "Word 文档"),
        (ole("PowerPoint Document", &[0; 4096], false, false), "a presentation", "演示文稿"),
        (zipped(&[types, relations, ("word/document.xml", "<w/>")]), "a Word document", "Word"),
        (zipped(&[types, relations, ("ppt/presentation.xml", "<p/>")]), "presentation", "演示"),
        (zipped(&[types, ("xl/workbook.bin", "\u{1}")]), "save it in Excel", "另存为 .xlsx"),
        (zipped(&[("台账.xlsx", "PK")]), "an archive", "解压"),
        (odt, "a Word document", "Word 文档"),
        (b"{\\rtf1\\ansi x}".to_vec(), "a Word document", "Word 文档"),
        (b"%PDF-1.7\n%\0\n".to_vec(), "a PDF", "PDF"),
    ] {
        let error = refusal("a.xlsx", &bytes);
        assert!(matches!(error, TableError::NotATable { .. }), "{error}");
        assert!(error.en().contains(en) && error.zh().contains(zh), "{error} {}", error.zh());
    }
}

#[test]
fn an_xls_that_would_exhaust_memory_is_refused() {
    let ring = refusal("a.xls", &ole("Workbook", &biff(&[]), true, false));
    assert!(matches!(ring, TableError::Damaged { .. }), "{ring}");
    let declared = [&[0; 4][..], &0x0400_0000_u32.to_le_bytes(), &[0, 0, 0, 4, 0, 0]].concat();
    let corner = [number(0, 0, 1.0), number(u16::MAX, u16::MAX, 2.0)];
    for stream in [biff(&[record(0x0200, &declared)]), biff(&corner)] {
        for small in [false, true] {
            let error = refusal("a.xls", &ole("Workbook", &stream, false, small));
            assert!(matches!(error, TableError::TooManyCells { .. }), "small {small}: {error}");
        }
    }
}

#[test]
fn an_ods_gives_its_dates_and_few_repeated_blanks() {
    let blank = r#"<table:table-cell table:number-columns-repeated="16380"/>"#;
    let date = r#"<table:table-cell office:value-type="date" office:date-value="2025-08-31"/>"#;
    let bytes = ods(&format!(
        r#"<table:table table:name="S"><table:table-row>{date}{blank}</table:table-row><table:table-row table:number-rows-repeated="1048570">{blank}</table:table-row></table:table>"#
    ));
    assert_eq!(rows(table("a.ods", &bytes)), [(1, vec!["d20331".to_owned()])]);
}

#[test]
fn an_ods_that_is_cut_or_expands_too_far_is_refused() {
    let open = r#"<table:table table:name="S"><table:table-row></table:table-row>"#;
    for cut in [open.to_owned(), format!("{open}<!-- </table:table> -->")] {
        let error = refusal("a.ods", &ods(&cut));
        assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    }
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value="1"/></table:table-row>"#;
    let blanks = r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="9999999999"/></text:p></table:table-cell></table:table-row>"#;
    for row in [wide.repeat(3000), blanks.to_owned()] {
        let error =
            refusal("a.ods", &ods(&format!(r#"<table:table table:name="S">{row}</table:table>"#)));
        assert!(matches!(error, TableError::TooManyCells { .. }), "{error}");
    }
}

#[test]
fn an_xlsx_cannot_claim_more_texts_than_it_has_bytes() {
    let cell = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let error = refusal("a.xlsx", &xlsx(r#"<sst uniqueCount="90000000000"></sst>"#, cell));
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    assert_eq!(rows(table("a.xlsx", &xlsx(r#"<sst uniqueCount="0"></sst>"#, cell))).len(), 1);
}

#[test]
fn errors_newer_than_the_parser_are_error_cells() {
    let error = |place: &str, text: &str| format!(r#"<c r="{place}" t="e"><v>{text}</v></c>"#);
    let sheet = [
        r#"<row r="1"><c r="A1"><v>1</v></c>"#,
        &error("B1", "#SPILL!"),
        &error("C1", "#REF!"),
        &error("D1", &"#甲一!".repeat(9)),
        r#"<c r="E1"><v>5</v></c></row><row r="3">"#,
        &error("A3", "#CALC!"),
        "</row>",
    ];
    let merged = r#"</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData>"#;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), xlsx("<sst/>", &(sheet.concat() + merged))).unwrap();
    let table = xibao_table::open(file.path(), &OpenOptions::default()).unwrap();
    assert_eq!(table.merged()[0].last_column, 1);
    let read = rows(table);
    assert_eq!(read[0].1, ["n1", "e#SPILL!", "e#REF!", "e#UNKNOWN!", "n5"]);
    assert_eq!((read[1].0, read[1].1[0].as_str()), (3, "e#CALC!"));
}

#[test]
fn an_error_whose_place_cannot_be_told_is_not_put_elsewhere() {
    let sheet = r#"<row><c t="e"><v>#SPILL!</v></c><c><v>2</v></c></row>"#;
    let error = refusal("a.xlsx", &xlsx("<sst/>", sheet));
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
    let known = r#"<row><c t="e"><v>#REF!</v></c><c><v>2</v></c></row>"#;
    assert_eq!(rows(table("a.xlsx", &xlsx("<sst/>", known)))[0].1, ["e#REF!", "n2"]);
}

#[test]
fn one_long_text_named_by_many_cells_is_kept_once() {
    use std::fmt::Write as _;
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let mut cells = String::new();
    for row in 1..=20_000 {
        write!(cells, r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#).unwrap();
    }
    // Copied for each cell it would be twenty gigabytes.
    let mut table = table("a.xlsx", &xlsx(&strings, &cells));
    let rows = table.next_rows().unwrap().unwrap();
    assert!(matches!(rows.cell(0, 0), xibao_table::Cell::Text(text) if text.len() == 1 << 20));
}
