//! What was written opens again and says what was generated.

use crate::common::{book, from_case, from_row, told};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;
use std::path::{Path, PathBuf};
use xibao_rulebook::{Reckoner, read_case};
use xibao_sample::{
    Cell, CsvEncoding, Format, HEADERS, SampleDossier, SampleError, SampleOptions, Written,
    bundled_options, dossiers, write,
};

fn options(count: u64) -> SampleOptions {
    SampleOptions { count, breach_rate: 0.6, ..bundled_options() }
}

fn written(folder: &Path, name: &str, format: Format, count: u64) -> (PathBuf, Written) {
    let path = folder.join(name);
    let mut told = 0;
    let written = write(&path, format, &options(count), &mut |rows| told = rows).unwrap();
    assert_eq!((written.rows, told), (count, count));
    (path, written)
}

fn planted(written: &Written) -> Vec<Value> {
    let text = std::fs::read_to_string(&written.planted_path).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len() as u64, written.planted);
    lines
}

#[test]
fn every_header_reads_something_of_the_rulebook() {
    let book = book();
    let reckoner = Reckoner::new(&book, "admission");
    for (header, target) in HEADERS {
        let (owner, field) = target.split_once('.').unwrap_or((target, ""));
        let layout = reckoner.program().layout();
        let known = layout.find(owner, field).is_some()
            || layout.find(owner, &format!("{field}_distinct")).is_some();
        let person = *owner == *"person" || matches!(owner, "id" | "branch");
        assert!(known || person, "{header}: {target}");
        assert_eq!(HEADERS.iter().filter(|(other, _)| other == header).count(), 1, "{header}");
    }
}

#[test]
fn json_lines_round_trip() {
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = written(folder.path(), "a.jsonl", Format::Jsonl, 300);
    assert_eq!(written.planted_path, folder.path().join("a.planted.jsonl"));
    let text = std::fs::read_to_string(&path).unwrap();
    let book = book();
    let mut lines = Vec::new();
    for (line, dossier) in text.lines().zip(dossiers(&options(300))) {
        let json: Value = serde_json::from_str(line).unwrap();
        assert_eq!(json, serde_json::to_value(dossier.to_case()).unwrap());
        let (case, problems) = read_case(&book, &json);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(case.id, dossier.id);
        lines.push(json);
    }
    assert_eq!(lines.len(), 300);
    for plant in planted(&written) {
        let row = usize::try_from(plant["row"].as_u64().unwrap()).unwrap();
        assert_eq!(lines[row - 1]["id"], plant["id"]);
    }
}

#[test]
fn csv_opens_in_every_encoding() {
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<SampleDossier> = dossiers(&options(400)).collect();
    for (name, encoding) in [
        ("bom.csv", CsvEncoding::Utf8Bom),
        ("utf8.csv", CsvEncoding::Utf8),
        ("gb.csv", CsvEncoding::Gb18030),
    ] {
        let (path, written) = written(folder.path(), name, Format::Csv(encoding), 400);
        let bytes = std::fs::read(path).unwrap();
        let text = match encoding {
            CsvEncoding::Utf8Bom => {
                String::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap().to_owned()
            }
            CsvEncoding::Utf8 => String::from_utf8(bytes).unwrap(),
            CsvEncoding::Gb18030 => encoding_rs::GB18030.decode(&bytes).0.into_owned(),
        };
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let headers: Vec<&str> = HEADERS.iter().map(|(header, _)| *header).collect();
        assert_eq!(reader.headers().unwrap(), headers);
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len(), all.len());
        for (record, dossier) in records.iter().zip(&all) {
            let row: Vec<String> = dossier.row().iter().map(ToString::to_string).collect();
            assert_eq!(record, row);
        }
        for plant in planted(&written) {
            let row = usize::try_from(plant["row"].as_u64().unwrap()).unwrap();
            assert_eq!(records[row - 2].get(0), plant["id"].as_str());
        }
    }
}

#[test]
fn parquet_opens_with_typed_columns() {
    let folder = tempfile::tempdir().unwrap();
    let (path, written) = written(folder.path(), "a.parquet", Format::Parquet, 9_000);
    let file = std::fs::File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut all = dossiers(&options(9_000));
    let mut ids = Vec::new();
    for batch in reader {
        let batch = batch.unwrap();
        let column = |header: &str| batch.column_by_name(header).unwrap();
        for row in 0..batch.num_rows() {
            let dossier = all.next().unwrap();
            assert_eq!(column("编号").as_string::<i32>().value(row), dossier.id);
            assert_eq!(column("姓名").as_string::<i32>().value(row), dossier.name.to_string());
            let born = column("出生日期").as_primitive::<Date32Type>().value(row);
            assert_eq!(born, dossier.born.number());
            let cells = dossier.row();
            let at = HEADERS.iter().position(|(header, _)| *header == "赞成").unwrap();
            let ayes = column("赞成").as_primitive::<Int32Type>().iter().nth(row).unwrap();
            assert_eq!(ayes.map_or(Cell::Empty, Cell::Int), cells[at]);
            ids.push(dossier.id);
        }
    }
    assert_eq!(ids.len(), 9_000);
    for plant in planted(&written) {
        let row = usize::try_from(plant["row"].as_u64().unwrap()).unwrap();
        assert_eq!(Some(ids[row - 1].as_str()), plant["id"].as_str());
    }
}

#[test]
fn a_workbook_is_a_zip_with_two_sheets() {
    let folder = tempfile::tempdir().unwrap();
    for (name, count) in [("small.xlsx", 50), ("large.xlsx", 20_001)] {
        let (path, written) = written(folder.path(), name, Format::Xlsx, count);
        let bytes = std::fs::read(path).unwrap();
        assert!(bytes.starts_with(b"PK"));
        let listed = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        assert!(listed(b"xl/worksheets/sheet1.xml") && listed(b"xl/worksheets/sheet2.xml"));
        let (again, _) = self::written(folder.path(), "again.xlsx", Format::Xlsx, count);
        assert!(bytes == std::fs::read(again).unwrap(), "{name} differs from run to run");
        assert!(planted(&written)[0]["row"].as_u64().unwrap() >= 3);
    }
}

#[test]
fn tables_list_what_a_row_still_shows() {
    let folder = tempfile::tempdir().unwrap();
    let (_, cases) = written(folder.path(), "a.jsonl", Format::Jsonl, 600);
    let (_, table) = written(folder.path(), "b.csv", Format::of(Path::new("b.csv")).unwrap(), 600);
    assert!(table.planted < cases.planted);
    let book = book();
    let reckoner = Reckoner::new(&book, "admission");
    let mut shown = planted(&table).into_iter().peekable();
    for dossier in dossiers(&options(600)) {
        let on_row = told(&from_row(&reckoner, &dossier));
        let in_case = told(&from_case(&reckoner, &dossier));
        assert_eq!(in_case.is_empty(), dossier.planted.is_empty());
        let listed = shown.next_if(|line| line["id"] == dossier.id.as_str());
        assert_eq!(on_row.is_empty(), listed.is_none(), "{on_row:?} {listed:?}");
    }
}

#[test]
fn a_path_tells_its_format_or_what_is_wrong() {
    assert_eq!(Format::of(Path::new("a/b.XLSX")).unwrap(), Format::Xlsx);
    assert_eq!(Format::of(Path::new("b.parquet")).unwrap(), Format::Parquet);
    let error = Format::of(Path::new("b.txt")).unwrap_err();
    assert!(error.zh().contains(".jsonl") && error.en().contains(".jsonl"), "{error}");
    let nowhere = Path::new("/nonexistent/folder/b.csv");
    let error = write(nowhere, Format::of(nowhere).unwrap(), &options(1), &mut |_| ()).unwrap_err();
    assert!(matches!(error, SampleError::File { .. }), "{error}");
    let many = SampleOptions { count: 2_000_000, ..options(1) };
    let error = write(Path::new("b.xlsx"), Format::Xlsx, &many, &mut |_| ()).unwrap_err();
    assert!(matches!(error, SampleError::TooManyRows(2_000_000)), "{error}");
}
