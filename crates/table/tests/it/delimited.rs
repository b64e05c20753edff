//! Delimited text in its encodings and shapes.

use crate::{refusal, rows, table};
use std::fmt::Write;
use xibao_table::{Table, TableError};

fn texts(name: &str, bytes: &[u8]) -> Vec<Vec<String>> {
    rows(table(name, bytes)).into_iter().map(|(_, cells)| cells).collect()
}

#[test]
fn every_encoding_gives_the_same_cells() {
    let text = "姓名,支部\r\n甲一,第一支部\r\n";
    let expected = vec![vec!["姓名", "支部"], vec!["甲一", "第一支部"]];
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let utf16: Vec<u8> =
        std::iter::once(0xFEFF_u16).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let bom = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    for (label, bytes) in [
        ("utf-8", text.as_bytes()),
        ("utf-8 with mark", &bom),
        ("gb18030", &gb),
        ("utf-16", &utf16),
    ] {
        assert_eq!(texts("a.csv", bytes), expected, "{label}");
    }
}

#[test]
fn gb18030_is_noticed_late_in_a_file() {
    let mut text = "id,note\n".to_owned();
    for row in 0..20_000 {
        writeln!(text, "{row},plain ascii text in every early row").unwrap();
    }
    text.push_str("末,㛃䶮\n");
    let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
    let table = table("a.csv", &bytes);
    assert!(table.notes().iter().any(|note| note.en.contains("gb18030")));
    assert_eq!(rows(table).last().unwrap().1, ["末", "㛃䶮"]);
}

#[test]
fn delimiters_quotes_and_ragged_rows() {
    assert_eq!(texts("a.csv", b"a;b\n1;2\n"), [["a", "b"], ["1", "2"]]);
    assert_eq!(texts("a.tsv", b"a\tb\n1\t2\n"), [["a", "b"], ["1", "2"]]);
    let quoted = texts("a.csv", b"a,b\n\"x,\"\"y\"\"\nz\",2\n3\n");
    assert_eq!(quoted, [["a", "b"], ["x,\"y\"\nz", "2"], ["3", ""]]);
}

#[test]
fn rows_keep_the_line_they_begin_on() {
    let numbers: Vec<u64> =
        rows(table("a.csv", b"a\n\"x\ny\"\nz\n")).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2, 4]);
    let numbers: Vec<u64> =
        rows(table("a.csv", b"a\r\nb\r\nc\r\n")).into_iter().map(|(number, _)| number).collect();
    assert_eq!(numbers, [1, 2, 3]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_names_its_line() {
    let mut text = b"a,b\n1,\"open\n".to_vec();
    text.extend(std::iter::repeat_n(b"2,3\n", 400_000).flatten());
    let (rows, error) = until_fault(table("a.csv", &text));
    assert_eq!(rows.len(), 1, "the row before it is read");
    let error = error.unwrap();
    assert!(error.en().contains("line 2"), "{error}");
    assert!(error.zh().contains("第 2 行"), "{}", error.zh());
}

#[test]
fn a_binary_file_is_no_text() {
    assert!(matches!(refusal("a.csv", b"abc\0def"), TableError::NotATable { .. }));
    let mut bytes = vec![b'a'; 10_000];
    bytes.extend(b"\n\0\n");
    let (rows, error) = until_fault(table("a.csv", &bytes));
    assert_eq!(rows.len(), 1, "the row before it is read");
    assert!(error.unwrap().en().contains("zero byte"));
}

#[test]
fn a_line_that_looks_like_the_end_of_the_text_is_told() {
    let before = b"x,1\n".repeat(3000);
    for after in [&b"y,2\n"[..], b""] {
        let bytes = [&before, &b"\0end\0\n"[..], after].concat();
        let (rows, error) = until_fault(table("a.csv", &bytes));
        assert_eq!(rows.len(), 3000);
        let (line, why) = line_fault(error);
        assert!(line == 3001 && why.contains("zero byte"), "{line}: {why}");
    }
}

/// Rows up to the first fault, by number and first cell, and the fault.
fn until_fault(mut table: Box<dyn Table>) -> (Vec<(u64, String)>, Option<TableError>) {
    let mut read = Vec::new();
    loop {
        match table.next_rows() {
            Ok(None) => return (read, None),
            Err(error) => return (read, Some(error)),
            Ok(Some(rows)) => read.extend(
                (0..rows.len()).map(|row| (rows.number(row), crate::shown(rows.cell(row, 0)))),
            ),
        }
    }
}

fn line_fault(error: Option<TableError>) -> (u64, String) {
    match error {
        Some(TableError::Line { line, why, .. }) => (line, why.en),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_quotation_mark_open_at_the_end_of_a_short_file_is_no_row() {
    let text = "姓名,日期\n甲一,\"2024-01-01\n乙二,2024-02-02\n";
    let (rows, error) = until_fault(table("a.csv", text.as_bytes()));
    assert_eq!(rows, [(1, "姓名".to_owned())]);
    let (line, why) = line_fault(error);
    assert!(line == 2 && why.contains("quotation"), "{line}: {why}");
    let later = b"h,i\n\"x\ny\",1\n3,\"open\n4,5";
    let (rows, error) = until_fault(table("a.csv", later));
    assert_eq!((rows.len(), line_fault(error).0), (2, 4));
    let (rows, error) = until_fault(table("a.csv", b"a,\"b\"\"\""));
    assert!(rows.len() == 1 && error.is_none(), "a closed quotation mark is no fault");
}

#[test]
fn a_wrong_byte_in_a_utf_8_file_does_not_change_its_encoding() {
    let good = "甲一,第一支部\n".repeat(3000);
    for bad in [&b"x\xFF,1\n"[..], b"\xE4,\xB8\xAD\n", b"1,\xE4\n\xB8\xAD,1\n"] {
        let bytes = [good.as_bytes(), bad, good.as_bytes()].concat();
        let (rows, error) = until_fault(table("a.csv", &bytes));
        assert_eq!(rows.len(), 3000, "{bad:?}");
        assert!(rows.iter().all(|(_, name)| name == "甲一"), "{bad:?}");
        let (line, why) = line_fault(error);
        assert_eq!(line, 3001, "{bad:?}");
        assert!(why.contains("not UTF-8"), "{why}");
    }
}

#[test]
fn bytes_that_are_no_gb18030_are_told_not_replaced() {
    let (bytes, _, _) = encoding_rs::GB18030.encode("姓名,支部\n甲一,第一");
    let (rows, error) = until_fault(table("a.csv", &bytes[..bytes.len() - 1]));
    assert_eq!(rows.len(), 1);
    let (line, why) = line_fault(error);
    assert!(line == 2 && why.contains("not gb18030"), "{why}");
}

#[test]
fn blank_lines_do_not_shift_line_numbers() {
    for text in [&b"a\n\n\nb\n"[..], b"a\r\n\r\n\r\nb\r\n", b"a\n\n\nb"] {
        let numbers: Vec<u64> = rows(table("a.csv", text)).into_iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, 4], "{text:?}");
    }
}

#[test]
fn a_title_above_the_header_does_not_hide_the_delimiter() {
    let text = "2024年台账\n姓名;日期\n甲一;2024-01-01\n";
    assert_eq!(texts("a.csv", text.as_bytes())[2], ["甲一", "2024-01-01"]);
}

#[test]
fn one_long_record_does_not_claim_memory_for_a_batch() {
    let text = [b"a,\"".to_vec(), vec![b'q'; 900_000], b"\"\nb,2\n".to_vec()].concat();
    assert_eq!(rows(table("a.csv", &text)).len(), 2);
}

#[test]
fn more_columns_than_a_ledger_has_are_told() {
    for cells in [1025, 16_384, 900_000] {
        let text = format!("a,1\n{}\nb,2\n", ",".repeat(cells - 1));
        let (rows, error) = until_fault(table("a.csv", text.as_bytes()));
        assert_eq!(rows.len(), 1);
        let (line, why) = line_fault(error);
        assert!(line == 2 && why.contains(&format!("{cells} cells")), "{line}: {why}");
    }
    assert_eq!(texts("a.csv", format!("a\n{}b\n", ",".repeat(1023)).as_bytes())[1][1023], "b");
}

#[test]
fn bytes_are_counted_from_the_beginning_of_the_file() {
    let good = "甲一,第一支部\n".repeat(3000);
    let text = [good.as_bytes(), b"x\xFF,1\n"].concat();
    for mark in [&b""[..], b"\xEF\xBB\xBF"] {
        let bytes = [mark, &text].concat();
        let (_, error) = until_fault(table("a.csv", &bytes));
        let byte = good.len() + mark.len();
        let (_, why) = line_fault(error);
        assert!(why.contains(&format!("byte {byte} ")), "{byte}: {why}");
    }
}

#[test]
fn lines_ended_by_carriage_returns_alone_are_lines() {
    let text = "姓名,支部\r甲一,\"第一\n支部\"\r\r乙二,第二支部\r";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    for bytes in [text.as_bytes(), &gb, text.trim_end().as_bytes()] {
        let read = rows(table("a.csv", bytes));
        assert_eq!(read[0], (1, vec!["姓名".to_owned(), "支部".to_owned()]));
        assert_eq!(read[1], (2, vec!["甲一".to_owned(), "第一\n支部".to_owned()]));
        assert_eq!(read[2].1, ["乙二", "第二支部"]);
    }
    // Elsewhere a carriage return within a line is part of its cell.
    assert_eq!(texts("a.csv", b"a\rb,1\nc,2\n")[0], ["a\rb", "1"]);
}
