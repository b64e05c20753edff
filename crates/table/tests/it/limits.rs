//! Workbooks that hold more than is read: each ends in a message that names its measure, however
//! small the file is.

use crate::build::{biff, biff_of, number, ods, ole, record, xlsx, xlsx_of};
use crate::{refusal, rows, table};
use arrow_array::{ArrayRef, Int32Array, RecordBatch};
use rust_xlsxwriter::Workbook;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;
use xibao_table::{Cell, Measure, OpenOptions, TableError, open, open_bytes};

fn too_much(error: &TableError, measure: Measure) {
    let TableError::TooMuch { of, found, limit, .. } = error else { panic!("{error}") };
    assert!(*of == measure && found > limit, "{error}");
    assert!(error.zh().contains("上限") && error.en().contains("limit"), "{error}");
}

fn too_much_of(bytes: &[u8], measure: Measure) {
    too_much(&refusal("a", bytes), measure);
}

#[test]
fn a_workbook_of_200_megabytes_is_not_read() {
    for head in [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(head).unwrap();
        // The rest takes no room on the disk.
        file.as_file().set_len(200 << 20).unwrap();
        let error = open(file.path(), &OpenOptions::default()).err().unwrap();
        too_much(&error, Measure::FileBytes);
        assert!(error.zh().contains("200 MB") && error.en().contains("128 MB"), "{error}");
    }
}

#[test]
fn columns_far_to_the_right_are_not_read() {
    for (column, allowed) in [(1023, true), (1024, false), (16_383, false)] {
        let mut book = Workbook::new();
        book.add_worksheet().write(0, column, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        if allowed {
            assert_eq!(rows(table("a.xlsx", &bytes))[0].1.len(), 1024);
        } else {
            too_much_of(&bytes, Measure::Columns);
        }
    }
    let column = |at: i32| (format!("c{at}"), Arc::new(Int32Array::from(vec![at])) as ArrayRef);
    let batch = RecordBatch::try_from_iter((0..1025).map(column)).unwrap();
    let mut bytes = Vec::new();
    let schema = batch.schema();
    let mut writer = parquet::arrow::ArrowWriter::try_new(&mut bytes, schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    too_much_of(&bytes, Measure::Columns);
}

#[test]
fn one_long_text_named_by_many_cells_is_kept_once_and_counted_for_each() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    for (count, allowed) in [(1_000, true), (20_000, false)] {
        let mut cells = String::new();
        for row in 1..=count {
            write!(cells, r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#).unwrap();
        }
        let bytes = xlsx(&strings, &cells);
        if allowed {
            let mut table = table("a.xlsx", &bytes);
            let rows = table.next_rows().unwrap().unwrap();
            assert!(matches!(rows.cell(999, 0), Cell::Text(text) if text.len() == 1 << 20));
        } else {
            too_much_of(&bytes, Measure::TextBytes);
        }
    }
}

#[test]
fn what_a_parser_keeps_for_each_tag_is_counted() {
    let cell = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
    let styles = |text: &str| xlsx_of(1, &[("xl/styles.xml", text)], cell);
    let xf = r#"<x:xf numFmtId="164"/>"#;
    let format = format!(r#"<numFmt numFmtId="164" formatCode="{}"/>"#, "0".repeat(1 << 20));
    too_much_of(&styles(&format!("{format}{}", xf.repeat(300))), Measure::TextBytes);
    too_much_of(&styles(&"<xf/>".repeat(400_001)), Measure::Definitions);
    too_much_of(&styles(&"x".repeat((32 << 20) + 1)), Measure::PieceBytes);
    let merged = r#"<mergeCell ref="A1:B1"/>"#.repeat(100_001);
    let sheet = format!("{cell}</sheetData><mergeCells>{merged}</mergeCells><sheetData>");
    too_much_of(&xlsx("<sst/>", &sheet), Measure::Merged);
    let few = OpenOptions { unpacked_bytes_max: 1 << 20, tags_max: 40, ..OpenOptions::default() };
    for (strings, measure) in
        [("<si/>".repeat(8193), Measure::Texts), ("<t/>".repeat(41), Measure::Tags)]
    {
        let bytes = xlsx(&format!("<sst>{strings}</sst>"), cell);
        too_much(&open_bytes("a", bytes, &few).err().unwrap(), measure);
    }
    let sheet = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(1000));
    assert_eq!(rows(table("a.xlsx", &styles(&sheet))).len(), 1);
}

#[test]
fn many_sheets_that_are_one_part_are_not_read_without_end() {
    // Noise, so that the part is as large in the archive as it is unpacked.
    let mut noise = 1_u64;
    let mut text = String::new();
    while text.len() < 4 << 20 {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        write!(text, "{noise:x}").unwrap();
    }
    let error = refusal("a.xlsx", &xlsx_of(500, &[], &text));
    let TableError::Damaged { reason, .. } = &error else { panic!("{error}") };
    assert!(reason.contains("over and over"), "{error}");
}

/// A text of so many characters and its table.
fn shared_text(length: u16) -> Vec<Vec<u8>> {
    let head = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &length.to_le_bytes(), &[0]].concat();
    let text = vec![b'x'; usize::from(length)];
    // The text goes on in a record of its own, which says again how wide its characters are.
    let (first, rest) = text.split_at(text.len() / 2);
    vec![record(0x00FC, &[&head, first].concat()), record(0x003C, &[&[0][..], rest].concat())]
}

fn text_cell(row: u16) -> Vec<u8> {
    record(0x00FD, &[&row.to_le_bytes()[..], &[0; 8]].concat())
}

#[test]
fn an_xls_that_repeats_a_text_or_a_sheet_too_often_is_refused() {
    let cells = |count: u16| (0..count).map(text_cell).collect::<Vec<_>>();
    let few = ole("Workbook", &biff_of(1, &shared_text(12_000), &cells(30)), false, false);
    let read = rows(table("a.xls", &few));
    assert!(read.len() == 30 && read[29].1[0].len() == 12_000);
    let many = biff_of(1, &shared_text(12_000), &cells(8_000));
    too_much_of(&ole("Workbook", &many, false, false), Measure::TextBytes);
    let sheets = biff_of(5_000, &[], &[number(0, 0, 1.0), number(1_999, 0, 1.0)]);
    too_much_of(&ole("Workbook", &sheets, false, false), Measure::Cells);
    let merged = record(0x00E5, &[&1027_u16.to_le_bytes()[..], &[0; 8216]].concat());
    too_much_of(&ole("Workbook", &biff(&vec![merged; 98]), false, false), Measure::Merged);
}

#[test]
fn an_xls_with_endless_continuations_is_refused() {
    let text = shared_text(10);
    let shared = [text.clone(), vec![record(0x003C, &[]); 30_000]].concat();
    let error = refusal("a.xls", &ole("Workbook", &biff_of(1, &shared, &[]), false, false));
    assert!(matches!(error, TableError::Damaged { .. }), "{error}");
}

#[test]
fn an_xls_whose_formulas_spell_out_long_names_is_refused() {
    let name = [&[0, 0, 0, 255, 0, 0][..], &[0; 8], &[0], &[b'x'; 255]].concat();
    // Token by token a formula names the one name there is.
    let tokens = [0x23, 1, 0, 0, 0].repeat(1600);
    let size = u16::try_from(tokens.len()).unwrap().to_le_bytes();
    let formula = |row: u16| {
        let row = row.to_le_bytes();
        record(0x0006, &[&row[..], &[0; 18], &size, &tokens].concat())
    };
    let formulas: Vec<Vec<u8>> = (0..250).map(formula).collect();
    let stream = biff_of(1, &[record(0x0018, &name)], &formulas);
    too_much_of(&ole("Workbook", &stream, false, false), Measure::TextBytes);
}

#[test]
fn an_ods_that_repeats_a_text_too_often_is_refused() {
    // Just short of what a tag may be long.
    let text = "x".repeat(1_000_000);
    let repeat = r#"table:number-columns-repeated="300""#;
    for cell in [
        format!(
            r#"<table:table-cell {repeat} office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        ),
        format!(r#"<table:table-cell {repeat} office:string-value="{text}"/>"#),
        format!(r#"<table:table-cell {repeat} table:formula="{text}"/>"#),
    ] {
        let row = format!("<table:table-row>{cell}</table:table-row>");
        let sheet = format!(r#"<table:table table:name="S">{row}</table:table>"#);
        too_much_of(&ods(&sheet), Measure::TextBytes);
        let rows_repeated = sheet
            .replace("<table:table-row>", r#"<table:table-row table:number-rows-repeated="300">"#)
            .replace(repeat, "");
        too_much_of(&ods(&rows_repeated), Measure::TextBytes);
    }
}
