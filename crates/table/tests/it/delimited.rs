//! Delimited text in its encodings and shapes.

use crate::{refusal, rows, table};
use std::fmt::Write;
use xibao_table::TableError;

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
    let mut table = table("a.csv", &text);
    let error = table.next_rows().err().unwrap();
    assert!(error.en().contains("line 2"), "{error}");
    assert!(error.zh().contains("第 2 行"), "{}", error.zh());
}

#[test]
fn a_binary_file_is_no_text() {
    assert!(matches!(refusal("a.csv", b"abc\0def"), TableError::NotATable { .. }));
    let mut bytes = vec![b'a'; 10_000];
    bytes.extend(b"\n\0\n");
    let mut table = table("a.csv", &bytes);
    assert!(table.next_rows().err().unwrap().en().contains("zero byte"));
}
