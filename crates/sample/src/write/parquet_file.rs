//! A wide table as Parquet, a row group at a time.

use super::{DossierSink, WriteError};
use crate::error::SampleError;
use crate::facts::SampleDossier;
use crate::table::{COLUMNS, Cell, Holds};
use arrow_array::builder::{Date32Builder, Int32Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fmt::Write as _;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group.
const GROUP: usize = 64 * 1_024;

/// Rows that are turned into columns at a time; they stay in the processor's cache.
const BATCH: usize = 4_096;

pub(super) struct Sink<W: Write + Send> {
    writer: Option<ArrowWriter<W>>,
    schema: Arc<Schema>,
    builders: Vec<Builder>,
    rows: usize,
}

enum Builder {
    Text(StringBuilder),
    Day(Date32Builder),
    Int(Int32Builder),
}

impl Builder {
    fn new(holds: Holds) -> Builder {
        match holds {
            Holds::Text => Builder::Text(StringBuilder::new()),
            Holds::Day => Builder::Day(Date32Builder::with_capacity(BATCH)),
            Holds::Int => Builder::Int(Int32Builder::with_capacity(BATCH)),
        }
    }

    fn push(&mut self, cell: Cell<'_>) -> Result<(), ArrowError> {
        match (self, cell) {
            (Builder::Text(builder), Cell::Empty) => builder.append_null(),
            (Builder::Text(builder), Cell::Text(text)) => builder.append_value(text),
            (Builder::Text(builder), cell) => {
                write!(builder, "{cell}")
                    .map_err(|error| ArrowError::InvalidArgumentError(error.to_string()))?;
                builder.append_value("");
            }
            // A column of days has no place for a month.
            (Builder::Day(builder), Cell::Day(dated)) => {
                builder.append_option(dated.exact().map(xibao_rulebook::Day::number));
            }
            (Builder::Day(builder), _) => builder.append_null(),
            (Builder::Int(builder), Cell::Int(number)) => builder.append_value(number),
            (Builder::Int(builder), _) => builder.append_null(),
        }
        Ok(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(builder) => Arc::new(builder.finish()),
            Builder::Day(builder) => Arc::new(builder.finish()),
            Builder::Int(builder) => Arc::new(builder.finish()),
        }
    }
}

impl<W: Write + Send> Sink<W> {
    pub(super) fn new(out: W) -> Result<Sink<W>, SampleError> {
        let fields: Vec<Field> = COLUMNS
            .iter()
            .map(|column| {
                let holds = match column.holds {
                    Holds::Text => DataType::Utf8,
                    Holds::Day => DataType::Date32,
                    Holds::Int => DataType::Int32,
                };
                Field::new(column.header, holds, true)
            })
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?;
        let builders = COLUMNS.iter().map(|column| Builder::new(column.holds)).collect();
        Ok(Sink { writer: Some(writer), schema, builders, rows: 0 })
    }

    fn emit(&mut self) -> Result<(), SampleError> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        let arrays = self.builders.iter_mut().map(Builder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays)?;
        if let Some(writer) = &mut self.writer {
            writer.write(&batch)?;
        }
        Ok(())
    }
}

impl<W: Write + Send> DossierSink for Sink<W> {
    fn push(&mut self, dossier: &SampleDossier) -> Result<(), WriteError> {
        for (builder, column) in self.builders.iter_mut().zip(COLUMNS) {
            builder.push(column.cell(dossier))?;
        }
        self.rows += 1;
        if self.rows == BATCH {
            self.emit()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        self.emit()?;
        if let Some(writer) = self.writer.take() {
            writer.close()?;
        }
        Ok(())
    }
}
