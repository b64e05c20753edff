//! `.parquet`, by record batches.

mod zone;

use crate::cell::{Batch, Cell, Rows};
use crate::error::{Note, TableError};
use crate::limit::{COLUMNS_MAX, Measure, within};
use crate::sniff::Format;
use crate::{OpenOptions, Source, Table};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Date32Array, PrimitiveArray, RecordBatch, StringArray,
};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use zone::Zone;

struct Columnar {
    name: String,
    reader: ParquetRecordBatchReader,
    header: Vec<String>,
    read: u64,
    total: u64,
    notes: Vec<Note>,
}

/// A truncated or hostile file may make its reader stop with a panic; that is a damaged file.
fn guarded<T>(name: &str, read: impl FnOnce() -> Result<T, String>) -> Result<T, TableError> {
    let outcome = catch_unwind(AssertUnwindSafe(read));
    outcome.unwrap_or_else(|_| Err("the parser stopped".to_owned())).map_err(|reason| {
        TableError::Damaged { name: name.to_owned(), format: Format::Parquet, reason }
    })
}

pub(crate) fn open(
    name: &str,
    source: Source,
    options: &OpenOptions,
    notes: Vec<Note>,
) -> Result<Box<dyn Table>, TableError> {
    match source {
        Source::File(file) => open_chunks(name, file, options, notes),
        Source::Bytes(bytes) => open_chunks(name, bytes.into_inner(), options, notes),
    }
}

fn open_chunks<C: ChunkReader + 'static>(
    name: &str,
    chunks: C,
    options: &OpenOptions,
    mut notes: Vec<Note>,
) -> Result<Box<dyn Table>, TableError> {
    let builder = guarded(name, || builder(chunks).map_err(|error| error.to_string()))?;
    let total = builder.metadata().file_metadata().num_rows().max(0).cast_unsigned();
    let columns = u64::try_from(builder.schema().fields().len()).unwrap_or(u64::MAX);
    let limit = u64::try_from(COLUMNS_MAX).unwrap_or(u64::MAX);
    within(Measure::Columns, columns, limit).map_err(|over| over.in_file(name))?;
    let mut header = Vec::new();
    for field in builder.schema().fields() {
        if !is_readable(field.data_type()) {
            let (column, ty) = (field.name(), field.data_type());
            notes.push(Note::new(
                format!("列“{column}”的类型 {ty} 不能读取，按空列处理"),
                format!("column \"{column}\" is of type {ty}, which is not read; taken as empty"),
            ));
        }
        if let DataType::Timestamp(_, zone) = field.data_type() {
            notes.extend(Zone::named(zone.as_deref()).note(field.name(), zone.as_deref()));
        }
        header.push(field.name().clone());
    }
    if total == 0 {
        return Err(TableError::NoRows { name: name.to_owned(), sheet: None });
    }
    let batch_rows = options.batch_rows.max(1);
    let reader = guarded(name, || {
        builder.with_batch_size(batch_rows).build().map_err(|error| error.to_string())
    })?;
    Ok(Box::new(Columnar { name: name.to_owned(), reader, header, read: 0, total, notes }))
}

/// Texts are read as views: copied for each row, one long text of a dictionary could fill the
/// memory from a small file.
fn builder<C: ChunkReader + 'static>(
    chunks: C,
) -> Result<ParquetRecordBatchReaderBuilder<C>, ParquetError> {
    let options = ArrowReaderOptions::new();
    let metadata = ArrowReaderMetadata::load(&chunks, options.clone())?;
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
        }
        _ => Arc::clone(field),
    };
    let fields: Vec<Arc<Field>> = metadata.schema().fields().iter().map(view).collect();
    let schema = Schema::new(fields).with_metadata(metadata.schema().metadata().clone());
    let options = options.with_schema(Arc::new(schema));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options)?;
    Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(chunks, metadata))
}

fn is_readable(ty: &DataType) -> bool {
    match ty {
        DataType::Dictionary(_, values) => is_text(values),
        DataType::Timestamp(..) | DataType::Date32 | DataType::Date64 | DataType::Boolean => true,
        other => is_text(other) || (other.is_numeric() && !matches!(other, DataType::Float16)),
    }
}

fn is_text(ty: &DataType) -> bool {
    matches!(ty, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
}

/// A cell of a record batch.
pub(crate) fn cell(batch: &RecordBatch, row: usize, column: usize) -> Cell<'_> {
    let Some(array) = batch.columns().get(column) else { return Cell::Empty };
    if row >= array.len() || array.is_null(row) {
        return Cell::Empty;
    }
    match array.data_type() {
        DataType::Utf8 => text(array.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        DataType::Utf8View => text(array.as_string_view().value(row)),
        DataType::Boolean => Cell::Bool(array.as_boolean().value(row)),
        DataType::Date32 => Cell::Day(array.as_primitive::<Date32Type>().value(row)),
        DataType::Date64 => days(array.as_primitive::<Date64Type>().value(row), 86_400_000),
        DataType::Dictionary(_, values) if is_text(values) => dictionary(array, row),
        _ => number(array, row).map_or(Cell::Empty, Cell::Number),
    }
}

fn text(text: &str) -> Cell<'_> {
    if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
}

fn days(ticks: i64, per_day: i64) -> Cell<'static> {
    i32::try_from(ticks.div_euclid(per_day)).map_or(Cell::Empty, Cell::Day)
}

fn dictionary(array: &ArrayRef, row: usize) -> Cell<'_> {
    let dictionary = array.as_any_dictionary();
    let Some(key) = key(dictionary.keys(), row) else { return Cell::Empty };
    let values = dictionary.values();
    if key >= values.len() || values.is_null(key) {
        return Cell::Empty;
    }
    match values.data_type() {
        DataType::Utf8 => text(values.as_string::<i32>().value(key)),
        DataType::LargeUtf8 => text(values.as_string::<i64>().value(key)),
        _ => text(values.as_string_view().value(key)),
    }
}

/// One key; the array's own list of all of them would be made anew for every cell.
fn key(keys: &dyn Array, row: usize) -> Option<usize> {
    match keys.data_type() {
        DataType::Int8 => usize::try_from(keys.as_primitive::<Int8Type>().value(row)).ok(),
        DataType::Int16 => usize::try_from(keys.as_primitive::<Int16Type>().value(row)).ok(),
        DataType::Int32 => usize::try_from(keys.as_primitive::<Int32Type>().value(row)).ok(),
        DataType::Int64 => usize::try_from(keys.as_primitive::<Int64Type>().value(row)).ok(),
        DataType::UInt8 => Some(usize::from(keys.as_primitive::<UInt8Type>().value(row))),
        DataType::UInt16 => Some(usize::from(keys.as_primitive::<UInt16Type>().value(row))),
        DataType::UInt32 => usize::try_from(keys.as_primitive::<UInt32Type>().value(row)).ok(),
        DataType::UInt64 => usize::try_from(keys.as_primitive::<UInt64Type>().value(row)).ok(),
        _ => None,
    }
}

/// Whole numbers up to here are exact as `f64`.
const EXACT_MAX: u64 = 1 << 53;

/// Columns as cells can be read from them: instants as days, long whole numbers as text.
fn readable(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns: Vec<ArrayRef> = batch
        .columns()
        .iter()
        .map(|array| instants(array).or_else(|| digits(array)).unwrap_or_else(|| array.clone()))
        .collect();
    if columns.iter().zip(batch.columns()).all(|(new, old)| new.data_type() == old.data_type()) {
        return Ok(batch);
    }
    let fields: Vec<Field> = columns
        .iter()
        .zip(batch.schema().fields())
        .map(|(array, field)| Field::new(field.name(), array.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The column as days if it holds instants.
fn instants(array: &ArrayRef) -> Option<ArrayRef> {
    let DataType::Timestamp(unit, zone) = array.data_type() else { return None };
    let zone = Zone::named(zone.as_deref());
    let days: Date32Array = match unit {
        TimeUnit::Second => days_of(array.as_primitive::<TimestampSecondType>(), zone, 1),
        TimeUnit::Millisecond => {
            days_of(array.as_primitive::<TimestampMillisecondType>(), zone, 1000)
        }
        TimeUnit::Microsecond => {
            days_of(array.as_primitive::<TimestampMicrosecondType>(), zone, 1_000_000)
        }
        TimeUnit::Nanosecond => {
            days_of(array.as_primitive::<TimestampNanosecondType>(), zone, 1_000_000_000)
        }
    };
    Some(Arc::new(days))
}

fn days_of<T: ArrowPrimitiveType<Native = i64>>(
    instants: &PrimitiveArray<T>,
    zone: Zone,
    per_second: i64,
) -> Date32Array {
    instants.iter().map(|ticks| zone.day(ticks?, per_second)).collect()
}

/// The column as text if some number in it is too long: as `f64` an identity number loses digits.
fn digits(array: &ArrayRef) -> Option<ArrayRef> {
    let texts: StringArray = match array.data_type() {
        DataType::Int64 => {
            let numbers = array.as_primitive::<Int64Type>();
            numbers.iter().flatten().find(|number| number.unsigned_abs() > EXACT_MAX)?;
            numbers.iter().map(|number| number.map(|number| number.to_string())).collect()
        }
        DataType::UInt64 => {
            let numbers = array.as_primitive::<UInt64Type>();
            numbers.iter().flatten().find(|number| *number > EXACT_MAX)?;
            numbers.iter().map(|number| number.map(|number| number.to_string())).collect()
        }
        _ => return None,
    };
    Some(Arc::new(texts))
}

#[expect(clippy::cast_precision_loss, reason = "whole numbers in ledgers are far below 2^52")]
fn number(array: &ArrayRef, row: usize) -> Option<f64> {
    Some(match array.data_type() {
        DataType::Int8 => f64::from(array.as_primitive::<Int8Type>().value(row)),
        DataType::Int16 => f64::from(array.as_primitive::<Int16Type>().value(row)),
        DataType::Int32 => f64::from(array.as_primitive::<Int32Type>().value(row)),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row) as f64,
        DataType::UInt8 => f64::from(array.as_primitive::<UInt8Type>().value(row)),
        DataType::UInt16 => f64::from(array.as_primitive::<UInt16Type>().value(row)),
        DataType::UInt32 => f64::from(array.as_primitive::<UInt32Type>().value(row)),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row) as f64,
        DataType::Float32 => f64::from(array.as_primitive::<Float32Type>().value(row)),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row),
        _ => return None,
    })
}

impl Table for Columnar {
    fn next_rows(&mut self) -> Result<Option<Rows>, TableError> {
        let reader = &mut self.reader;
        let batch = guarded(&self.name, || {
            let batch = reader.next().transpose();
            batch.and_then(|batch| batch.map(readable).transpose()).map_err(|e| e.to_string())
        })?;
        let Some(batch) = batch else { return Ok(None) };
        let first = self.read + 1;
        self.read += u64::try_from(batch.num_rows()).unwrap_or(0);
        let width = batch.num_columns();
        Ok(Some(Rows { batch: Batch::Arrow { first, batch }, width }))
    }

    fn header(&self) -> Option<&[String]> {
        Some(&self.header)
    }

    fn size_hint(&self) -> Option<u64> {
        Some(self.total)
    }

    #[expect(clippy::cast_precision_loss, reason = "a progress bar needs no precision")]
    fn progress(&self) -> f32 {
        (self.read as f32 / self.total.max(1) as f32).min(1.0)
    }

    fn format(&self) -> Format {
        Format::Parquet
    }

    fn notes(&self) -> &[Note] {
        &self.notes
    }
}
