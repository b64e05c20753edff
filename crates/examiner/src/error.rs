//! Why an examination could not be made at all.

use xibao_ledger::MapError;
use xibao_table::TableError;

/// Why an examination could not be made at all. What is wrong with single cells or lines is told
/// with the dossier instead.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    /// The file cannot be read as a table.
    #[error("{0}")]
    Table(#[from] TableError),
    /// The columns of the table cannot be recognised.
    #[error("{0}")]
    Map(#[from] MapError),
    /// Reading failed on the way.
    #[error("reading failed: {0}; check that the file is whole and can be read")]
    Read(#[source] std::io::Error),
    /// A report could not be written.
    #[error("{0}")]
    Report(#[from] crate::report::ReportError),
    /// Writing failed on the way.
    #[error("writing failed: {0}; check the disk and the folder")]
    Write(#[source] std::io::Error),
}

impl ExamineError {
    /// What happened and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match self {
            ExamineError::Table(error) => error.zh(),
            ExamineError::Map(error) => error.zh(),
            ExamineError::Report(error) => error.zh(),
            ExamineError::Read(error) => format!("读取中断：{error}；请检查文件是否完整、可读"),
            ExamineError::Write(error) => format!("写入失败：{error}；请检查磁盘空间和文件夹权限"),
        }
    }
}
