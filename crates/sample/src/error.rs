//! Why a sample could not be written.

use crate::province::{MEMBERS_MAX, MEMBERS_MIN};
use std::path::PathBuf;
use xibao_rulebook::Day;

/// Why a sample could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.en())]
pub enum SampleError {
    /// The path ends in nothing that names a format.
    Extension(PathBuf),
    /// A file could not be created or written.
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A worksheet has room for fewer rows.
    TooManyRows(u64),
    /// A dossier could not be written as JSON.
    Json(#[from] serde_json::Error),
    /// A dossier could not be written as CSV.
    Csv(#[from] csv::Error),
    /// A workbook could not be written.
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// A Parquet file could not be written.
    Parquet(#[from] parquet::errors::ParquetError),
    /// Columns did not make a Parquet batch.
    Arrow(#[from] arrow_schema::ArrowError),
    /// A province cannot have that many members.
    Members(u64),
    /// A province cannot be told as of that day.
    Today(Day),
}

impl SampleError {
    /// What is wrong and what to do, 简体中文.
    pub fn zh(&self) -> String {
        match self {
            SampleError::Extension(path) => format!(
                "看不出 {} 应写成哪种格式；文件名请以 .jsonl、.csv、.xlsx 或 .parquet 结尾",
                path.display()
            ),
            SampleError::File { path, source } => format!(
                "无法写入 {}：{source}；请检查文件夹是否存在、是否有权限、磁盘是否已满",
                path.display()
            ),
            SampleError::TooManyRows(rows) => format!(
                "工作表最多容纳 {} 份档案，要求的是 {rows} 份；请改用 .csv 或 .parquet",
                crate::write::XLSX_MOST_ROWS
            ),
            SampleError::Json(source) => format!("无法写成 JSON：{source}"),
            SampleError::Csv(source) => format!("无法写成 CSV：{source}"),
            SampleError::Xlsx(source) => format!("无法写成工作簿：{source}"),
            SampleError::Parquet(source) => format!("无法写成 Parquet：{source}"),
            SampleError::Arrow(source) => format!("无法写成 Parquet：{source}"),
            SampleError::Members(members) => format!(
                "党员数须在 {MEMBERS_MIN} 到 {MEMBERS_MAX} 之间，要求的是 {members}；请改用这个范围内的数"
            ),
            SampleError::Today(today) => {
                format!("基准日 {today} 太早或太晚；请用 2010 年至 2100 年之间的日期")
            }
        }
    }

    /// What is wrong and what to do, English.
    pub fn en(&self) -> String {
        match self {
            SampleError::Extension(path) => format!(
                "{} does not tell the format; let the name end in .jsonl, .csv, .xlsx or .parquet",
                path.display()
            ),
            SampleError::File { path, source } => format!(
                "{} cannot be written: {source}; check that the folder exists, that you may \
                 write there and that the disk has room",
                path.display()
            ),
            SampleError::TooManyRows(rows) => format!(
                "a worksheet has room for {} dossiers and {rows} were asked for; \
                 write .csv or .parquet",
                crate::write::XLSX_MOST_ROWS
            ),
            SampleError::Json(source) => format!("cannot be written as JSON: {source}"),
            SampleError::Csv(source) => format!("cannot be written as CSV: {source}"),
            SampleError::Xlsx(source) => format!("the workbook cannot be written: {source}"),
            SampleError::Parquet(source) => {
                format!("the Parquet file cannot be written: {source}")
            }
            SampleError::Arrow(source) => format!("the Parquet file cannot be written: {source}"),
            SampleError::Members(members) => format!(
                "there can be {MEMBERS_MIN} to {MEMBERS_MAX} members and {members} were asked \
                 for; ask for a number between them"
            ),
            SampleError::Today(today) => {
                format!("{today} is too early or too late; give a day in the years 2010 to 2100")
            }
        }
    }
}
