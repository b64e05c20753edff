//! Why a table cannot be read, and remarks on one that can.

use crate::sniff::Format;

/// Why a table cannot be read. Each says place, value and remedy in both languages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.en())]
pub enum TableError {
    /// The file cannot be opened.
    Open {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// Reading stopped.
    Read {
        /// The file.
        name: String,
        /// Where, if known.
        place: Option<String>,
        /// Why.
        reason: String,
    },
    /// There is nothing in the file.
    Empty {
        /// The file.
        name: String,
    },
    /// A sheet without a row, or a workbook without a sheet with rows.
    NoRows {
        /// The file.
        name: String,
        /// The sheet, if one was asked for.
        sheet: Option<String>,
    },
    /// The sheet does not exist.
    NoSheet {
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        sheets: Vec<String>,
    },
    /// Not a table at all.
    NotATable {
        /// The file.
        name: String,
        /// What it is instead.
        is: &'static str,
    },
    /// A web page under a spreadsheet's name.
    Html {
        /// The file.
        name: String,
    },
    /// The workbook has a password.
    Encrypted {
        /// The file.
        name: String,
    },
    /// The file is cut short or damaged.
    Damaged {
        /// The file.
        name: String,
        /// What it should be.
        format: Format,
        /// What the reader says.
        reason: String,
    },
    /// The workbook unpacks to more than is allowed.
    TooLarge {
        /// The file.
        name: String,
        /// The part of it.
        entry: String,
        /// Bytes (or entries) found.
        found: u64,
        /// Bytes (or entries) allowed.
        limit: u64,
    },
}

impl TableError {
    /// What happened and what to do, in 简体中文.
    pub fn zh(&self) -> String {
        match self {
            TableError::Open { path, reason } => {
                format!("打不开 {path}：{reason}；请检查路径和权限")
            }
            TableError::Read { name, place, reason } => format!(
                "{name}{} 读取中断：{reason}；请检查文件是否完整",
                place.as_ref().map(|place| format!("（{place}）")).unwrap_or_default()
            ),
            TableError::Empty { name } => format!("{name} 是空文件；请重新导出"),
            TableError::NoRows { name, sheet } => match sheet {
                Some(sheet) => format!("{name} 的工作表“{sheet}”没有内容；请选另一张（--sheet）"),
                None => format!("{name} 没有任何内容；请检查是否导出了空表"),
            },
            TableError::NoSheet { sheet, sheets } => {
                format!("没有工作表“{sheet}”；现有：{}", sheets.join("、"))
            }
            TableError::NotATable { name, is } => {
                format!("{name} 不是表格（内容是 {is}）；可用 .xlsx .xls .ods .csv .parquet .jsonl")
            }
            TableError::Html { name } => {
                format!("{name} 的内容是网页，不是表格；请用 Excel 或 WPS 打开后另存为 .xlsx")
            }
            TableError::Encrypted { name } => {
                format!("{name} 设有密码，无法读取；请在 Excel 或 WPS 中去掉密码后保存")
            }
            TableError::Damaged { name, format, reason } => format!(
                "{name} 作为 {format} 无法读取，文件可能不完整或已损坏（{reason}）；请重新导出或另存"
            ),
            TableError::TooLarge { name, entry, found, limit } => format!(
                "{name} 中的 {entry} 展开后达 {found}，超过上限 {limit}，未读；请确认文件来源，或改存为 .csv"
            ),
        }
    }

    /// What happened and what to do, in English.
    pub fn en(&self) -> String {
        match self {
            TableError::Open { path, reason } => {
                format!("cannot open {path}: {reason}; check the path and the permission")
            }
            TableError::Read { name, place, reason } => format!(
                "reading {name}{} stopped: {reason}; check that the file is whole",
                place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default()
            ),
            TableError::Empty { name } => format!("{name} is empty; export it again"),
            TableError::NoRows { name, sheet } => match sheet {
                Some(sheet) => {
                    format!("sheet \"{sheet}\" of {name} has no rows; name another with --sheet")
                }
                None => format!("{name} has no rows; check that it was not exported empty"),
            },
            TableError::NoSheet { sheet, sheets } => {
                format!("there is no sheet \"{sheet}\"; there are {}", sheets.join(", "))
            }
            TableError::NotATable { name, is } => format!(
                "{name} is no table (it is {is}); .xlsx .xls .ods .csv .parquet .jsonl can be read"
            ),
            TableError::Html { name } => format!(
                "{name} is a web page, not a spreadsheet; open it in Excel or WPS and save it as \
                 .xlsx"
            ),
            TableError::Encrypted { name } => {
                format!("{name} has a password; remove it in Excel or WPS and save")
            }
            TableError::Damaged { name, format, reason } => format!(
                "{name} cannot be read as {format}; it may be cut short or damaged ({reason}); \
                 export or save it again"
            ),
            TableError::TooLarge { name, entry, found, limit } => format!(
                "{entry} in {name} unpacks to {found}, over the limit of {limit}; check where the \
                 file comes from, or save it as .csv"
            ),
        }
    }
}

/// A remark on a table that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// In 简体中文.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Note {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Note {
        Note { zh: zh.into(), en: en.into() }
    }

    pub(crate) fn other_format(name: &str, promised: Format, format: Format) -> Note {
        Note::new(
            format!("{name} 的扩展名是 {promised}，内容实际是 {format}，已按内容读取"),
            format!("{name} is named {promised} but is {format}; read as what it is"),
        )
    }
}
