//! Tables that mean harm, or were made without care.

use crate::{csv, field, open, roster};
use rust_xlsxwriter::Workbook;
use xibao_domain::Field;
use xibao_roster::{RosterError, read};
use xibao_table::{OpenOptions, open_bytes};

/// A workbook whose second heading stands in the last of so many columns.
fn wide(columns: u16) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "姓名").unwrap();
    sheet.write_string(0, columns - 1, "性别").unwrap();
    sheet.write_string(1, 0, "甲一").unwrap();
    sheet.write_string(1, 7, "无名").unwrap();
    sheet.write_string(1, columns - 1, "女").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn columns_are_read_as_far_as_tables_go_and_refused_beyond() {
    let read = roster("r.xlsx", wide(1024));
    assert_eq!(field(&read.entries[0], Field::Sex), Some("2"));
    let filled: Vec<usize> =
        read.unused.iter().filter(|column| column.filled > 0).map(|column| column.column).collect();
    assert_eq!(filled, [7]);
    assert!(open_bytes("r.xlsx", wide(16_384), &OpenOptions::default()).is_err());
}

#[test]
fn rows_far_wider_than_the_heading_are_told_of() {
    let read = csv(&format!("姓名\n甲一\n乙二{}\n", ",x".repeat(1000)));
    assert_eq!(read.entries.len(), 2);
    assert_eq!(read.unused.len(), 1000);
    assert!(read.unused.iter().all(|column| column.filled == 1));
}

#[test]
fn the_heading_is_found_in_batches_of_one_row() {
    let options = OpenOptions { batch_rows: 1, ..OpenOptions::default() };
    let text = "名册\n\n姓名,性别\n甲一,男\n乙二,女\n";
    let mut table = open_bytes("r.csv", text.into(), &options).unwrap();
    let people = read::people(table.as_mut()).unwrap();
    let names: Vec<String> =
        people.map(|entry| entry.unwrap().fields[&Field::Name].clone()).collect();
    assert_eq!(names, ["甲一", "乙二"]);
}

#[test]
fn good_rows_before_damage_are_given_and_the_damage_is_told_once() {
    let mut bytes = "姓名,性别\n".as_bytes().to_vec();
    for _ in 0..20 {
        bytes.extend("甲一某某,男\n".as_bytes());
    }
    bytes.extend(b"\xE7\x94,\xFF\n");
    let mut table = open("r.csv", bytes);
    let people = read::people(table.as_mut()).unwrap();
    let read: Vec<Result<_, RosterError>> = people.collect();
    assert_eq!(read.iter().filter(|entry| entry.is_ok()).count(), 20);
    assert_eq!(read.iter().filter(|entry| entry.is_err()).count(), 1);
    assert!(read.last().unwrap().is_err());
}

#[test]
fn endless_texts_and_strange_signs_end_in_messages() {
    let long = "长".repeat(100_000);
    for text in [
        format!("姓名,备注\n{long},{long}\n"),
        format!("{long},姓名\n甲,乙\n"),
        "姓名,性别\n\u{202e}甲一\u{1},\u{7f}\n".to_owned(),
        "姓名,身份证号\n甲一,１１０\u{300}\n".to_owned(),
    ] {
        let read = csv(&text);
        assert_eq!(read.entries.len(), 1);
        assert!(read.entries[0].problems.iter().all(|problem| problem.value.len() < 500));
    }
}

/// A container of sectors around a stream in the old binary format: the smallest `.xls` there is.
fn xls(cells: &[(u16, u16, &str)]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let begin = |kind: u8| record(0x0809, &[&[0, 6, kind, 0][..], &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let sheets = |at: usize| {
        let at = u32::try_from(at).unwrap().to_le_bytes();
        record(0x0085, &[&at[..], &[0, 0, 1, 0, b'S']].concat())
    };
    let label = |row: u16, column: u16, text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let count = u16::try_from(units.len()).unwrap();
        let mut data = [row, column, 0, count].map(u16::to_le_bytes).concat();
        data.push(1);
        data.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
        record(0x0204, &data)
    };
    let labels: Vec<u8> =
        cells.iter().flat_map(|(row, column, text)| label(*row, *column, text)).collect();
    let start = begin(5).len() + sheets(0).len() + end.len();
    container(&[begin(5), sheets(start), end.clone(), begin(0x10), labels, end].concat())
}

fn container(stream: &[u8]) -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    let put = |bytes: &mut Vec<u8>, at: usize, value: u32| {
        bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
    };
    let stored = stream.len().max(4096);
    let sectors = stored.div_ceil(512);
    let mut file = vec![0; 512];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    (file[26], file[30], file[32], file[57]) = (3, 9, 6, 0x10);
    for (at, value) in [(44, 1), (48, 1), (60, END), (68, END)] {
        put(&mut file, at, value);
    }
    for at in 1..109 {
        put(&mut file, 76 + 4 * at, u32::MAX);
    }
    let mut chain = vec![u32::MAX; 128];
    (chain[0], chain[1]) = (0xFFFF_FFFD, END);
    for sector in 0..sectors {
        let next = u32::try_from(sector + 3).unwrap();
        chain[2 + sector] = if sector + 1 == sectors { END } else { next };
    }
    file.extend(chain.iter().flat_map(|value| value.to_le_bytes()));
    for (name, start, length) in [("Root Entry", END, 0), ("Workbook", 2, stored)] {
        let mut entry = vec![0; 128];
        for (at, unit) in name.encode_utf16().enumerate() {
            entry[2 * at..2 * at + 2].copy_from_slice(&unit.to_le_bytes());
        }
        put(&mut entry, 116, start);
        put(&mut entry, 120, u32::try_from(length).unwrap());
        file.extend(entry);
    }
    file.extend([0; 256]);
    file.extend_from_slice(stream);
    file.resize(1536 + sectors * 512, 0);
    file
}

#[test]
fn a_workbook_of_the_old_format_is_read() {
    let bytes =
        xls(&[(0, 0, "党员名册"), (1, 0, "姓名"), (1, 1, "性别"), (2, 0, "甲一"), (2, 1, "女")]);
    let read = roster("r.xls", bytes);
    assert_eq!(read.entries[0].row, 3);
    assert_eq!(field(&read.entries[0], Field::Sex), Some("2"));
}
