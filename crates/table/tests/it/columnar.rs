//! Parquet.

use crate::{refusal, rows, table};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch,
    StringArray, types::Int32Type,
};
use parquet::arrow::ArrowWriter;
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
