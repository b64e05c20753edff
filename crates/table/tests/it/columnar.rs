//! Parquet.

use crate::{refusal, rows, table};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array,
    ListArray, RecordBatch, StringArray, TimestampMillisecondArray, types::Int32Type,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::file::properties::WriterProperties;
use std::sync::Arc;
use xibao_table::TableError;

fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

fn sample() -> Vec<u8> {
    parquet(vec![
        ("姓名", Arc::new(StringArray::from(vec![Some("甲一"), None]))),
        ("谈话", Arc::new(Date32Array::from(vec![Some(20_331), None]))),
        ("应到", Arc::new(Int32Array::from(vec![16, 17]))),
        ("无记名", Arc::new(BooleanArray::from(vec![true, false]))),
        ("其他", Arc::new(Float64Array::from(vec![1.5, 2.5]))),
    ])
}

#[test]
fn typed_columns() {
    let table = table("a.parquet", &sample());
    assert_eq!(table.header().unwrap()[1], "谈话");
    assert_eq!(table.size_hint(), Some(2));
    let read = rows(table);
    assert_eq!(
        read[0],
        (1, ["甲一", "d20331", "n16", "btrue", "n1.5"].map(str::to_owned).to_vec())
    );
    assert_eq!(read[1].1[..3], ["", "", "n17"]);
}

#[test]
fn whole_columns_of_days_and_numbers() {
    let mut table = table("a.parquet", &sample());
    let rows = table.next_rows().unwrap().unwrap();
    let days = rows.days(1).unwrap();
    assert_eq!((days.values()[0], days.is_null(1)), (20_331, true));
    assert_eq!(rows.ints(2).unwrap().values(), [16, 17]);
    assert!(rows.days(0).is_none());
}

#[test]
fn a_type_that_is_not_read_is_named() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)])]);
    let table = table("a.parquet", &parquet(vec![("列表", Arc::new(list))]));
    assert!(table.notes()[0].zh.contains("列表"), "{:?}", table.notes());
    assert_eq!(rows(table)[0].1, [""]);
}

#[test]
fn a_file_cut_short_is_damaged_not_a_panic() {
    let bytes = sample();
    for length in [4, 8, bytes.len() / 2, bytes.len() - 1] {
        let error = refusal("a.parquet", &bytes[..length]);
        assert!(matches!(error, TableError::Damaged { .. }), "{length}: {error}");
        assert!(error.zh().contains("不完整"), "{}", error.zh());
    }
}

#[test]
fn identity_numbers_kept_as_whole_numbers_lose_no_digit() {
    let ids = Int64Array::from(vec![Some(990_000_199_001_011_237), None, Some(7)]);
    let small = Int64Array::from(vec![1, 2, 3]);
    let read =
        rows(table("a.parquet", &parquet(vec![("证号", Arc::new(ids)), ("数", Arc::new(small))])));
    assert_eq!(read[0].1, ["990000199001011237", "n1"]);
    assert_eq!(read[1].1[0], "");
    assert_eq!(read[2].1, ["7", "n3"]);
}

#[test]
fn dictionaries_are_read_as_their_texts() {
    let names: DictionaryArray<Int32Type> =
        vec![Some("甲"), None, Some("乙"), Some("甲")].into_iter().collect();
    let read = rows(table("a.parquet", &parquet(vec![("名", Arc::new(names))])));
    let cells: Vec<&str> = read.iter().map(|row| row.1[0].as_str()).collect();
    assert_eq!(cells, ["甲", "", "乙", "甲"]);
}

#[test]
fn instants_fall_on_the_day_of_the_zone_their_column_names() {
    // Midnight of 2024-05-01 in Beijing, and noon there.
    let instants = || TimestampMillisecondArray::from(vec![1_714_492_800_000, 1_714_536_000_000]);
    let column = |zone: &str| Arc::new(instants().with_timezone(zone)) as ArrayRef;
    let zones = ["Asia/Shanghai", "+08:00", "Asia/Hong_Kong", "UTC", "Europe/Paris"];
    let mut columns: Vec<(&str, ArrayRef)> =
        zones.iter().map(|zone| (*zone, column(zone))).collect();
    columns.push(("local", Arc::new(instants())));
    let table = table("a.parquet", &parquet(columns));
    let notes: Vec<String> = table.notes().iter().map(|note| note.zh.clone()).collect();
    assert!(notes.iter().all(|note| !note.contains("Shanghai") && !note.contains("“+08:00”的")));
    assert!(notes.iter().any(|note| note.contains("Paris") && note.contains("UTC")), "{notes:?}");
    assert!(notes.iter().any(|note| note.contains("“UTC”") && note.contains("北京时间")));
    assert!(notes.iter().any(|note| note.contains("1980")), "{notes:?}");
    let read = rows(table);
    assert_eq!(read[0].1, ["d19844", "d19844", "d19844", "d19843", "d19843", "d19843"]);
    assert_eq!(read[1].1, ["d19844"; 6]);
}

#[test]
fn one_long_text_of_a_dictionary_is_not_copied_for_each_row() {
    let text = "x".repeat(1 << 20);
    let names: DictionaryArray<Int32Type> =
        DictionaryArray::new(vec![0; 8192].into(), Arc::new(StringArray::from(vec![text])));
    let batch = RecordBatch::try_from_iter([("名", Arc::new(names) as ArrayRef)]).unwrap();
    // As other programs write it: the type of the column is text, and the pages have a dictionary.
    let properties = WriterProperties::builder().set_dictionary_page_size_limit(8 << 20).build();
    let options =
        ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new_with_options(&mut bytes, batch.schema(), options).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    assert!(bytes.len() < 4 << 20, "{}", bytes.len());
    // Copied it would be eight gigabytes, more than such a column can hold.
    let mut table = table("a.parquet", &bytes);
    let rows = table.next_rows().unwrap().unwrap();
    let last = rows.cell(rows.len() - 1, 0);
    assert!(matches!(last, xibao_table::Cell::Text(text) if text.len() == 1 << 20));
}
