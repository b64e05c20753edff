//! Files that mean harm, or are not what they say.

use crate::refusal;
use proptest::prelude::*;
use std::io::Write;
use xibao_table::{Format, OpenOptions, TableError, open_bytes, sniff};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook whose one sheet unpacks to `size` zeros.
fn bomb(size: usize) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    archive.start_file("xl/workbook.xml", options).unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    let block = vec![b'0'; 1 << 20];
    for _ in 0..size >> 20 {
        archive.write_all(&block).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_refused_before_it_is_parsed() {
    let bytes = bomb(64 << 20);
    assert!(bytes.len() < 1 << 20, "the bomb is small");
    let options = OpenOptions { unpacked_bytes_max: 16 << 20, ..OpenOptions::default() };
    let error = open_bytes("a.xlsx", bytes, &options).err().unwrap();
    assert!(matches!(error, TableError::TooLarge { .. }), "{error}");
    assert!(error.en().contains("xl/worksheets/sheet1.xml"), "{error}");
    assert!(error.zh().contains("上限"), "{}", error.zh());
}

#[test]
fn things_that_are_no_tables_say_what_they_are() {
    assert!(matches!(refusal("a.xlsx", b""), TableError::Empty { .. }));
    assert!(matches!(refusal("a.xls", b"<html><table>"), TableError::Html { .. }));
    assert!(matches!(refusal("a.csv", b"{\"id\":1}"), TableError::NotATable { .. }));
    let ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0];
    assert!(matches!(refusal("a.xls", &ole), TableError::Damaged { .. }));
    assert!(matches!(refusal("a.xlsx", b"PK\x03\x04cut"), TableError::Damaged { .. }));
}

#[test]
fn a_damaged_line_does_not_change_what_json_lines_are() {
    let damaged = b"\0\0{\n{\"id\":1}\n{\"id\":\0}\n";
    assert_eq!(sniff(damaged, "a.jsonl"), Format::JsonLines);
    assert_eq!(sniff(damaged, "a.bin"), Format::Unknown);
    assert_eq!(sniff(b"PK\x03\x04\0\n{\n", "a.jsonl"), Format::Xlsx);
    assert_eq!(sniff(b"\0\x01", "a.jsonl"), Format::Unknown);
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        head in 0..6_usize, tail in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let heads: [&[u8]; 6] = [
            b"", b"PK\x03\x04", b"PAR1", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"a,b\n", b"\xFF\xFE",
        ];
        let bytes = [heads[head], &tail].concat();
        if let Ok(mut table) = open_bytes("a", bytes, &OpenOptions::default()) {
            while let Ok(Some(_)) = table.next_rows() {}
        }
    }
}
