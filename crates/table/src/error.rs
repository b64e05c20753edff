//! Why a table cannot be read, and remarks on one that can.

use crate::limit::Measure;
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
    /// A line of a text file that cannot be read.
    Line {
        /// The file.
        name: String,
        /// The line, from 1.
        line: u64,
        /// What is wrong and what to do.
        why: Note,
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
        is: Format,
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
        /// The part at which it does.
        entry: String,
        /// Bytes allowed.
        limit: u64,
    },
    /// There is more of something than is read.
    TooMuch {
        /// The file.
        name: String,
        /// Of what.
        of: Measure,
        /// How much there is, as far as it was counted.
        found: u64,
        /// How much is allowed.
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
            TableError::Line { name, line, why } => format!("{name} 第 {line} 行：{}", why.zh),
            TableError::Empty { name } => format!("{name} 是空文件；请重新导出"),
            TableError::NoRows { name, sheet } => match sheet {
                Some(sheet) => format!("{name} 的工作表“{sheet}”没有内容；请选另一张（--sheet）"),
                None => format!("{name} 没有任何内容；请检查是否导出了空表"),
            },
            TableError::NoSheet { sheet, sheets } => {
                format!("没有工作表“{sheet}”；现有：{}；请用 --sheet 选一张", sheets.join("、"))
            }
            TableError::NotATable { name, is } => format!("{name} {}", no_table(*is).zh),
            TableError::Html { name } => {
                format!("{name} 的内容是网页，不是表格；请用 Excel 或 WPS 打开后另存为 .xlsx")
            }
            TableError::Encrypted { name } => {
                format!("{name} 设有密码，无法读取；请在 Excel 或 WPS 中去掉密码后保存")
            }
            TableError::Damaged { name, format, reason } => format!(
                "{name} 作为 {format} 无法读取，文件可能不完整或已损坏（{reason}）；请重新导出或另存"
            ),
            TableError::TooLarge { name, entry, limit } => format!(
                "{name} 展开到 {entry} 时超过上限 {} MB，未读；请确认文件来源，或改存为 .csv",
                limit >> 20
            ),
            TableError::TooMuch { name, of, found, limit } => {
                format!("{name} {}", of.words(*found, *limit).zh)
            }
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
            TableError::Line { name, line, why } => format!("{name}, line {line}: {}", why.en),
            TableError::Empty { name } => format!("{name} is empty; export it again"),
            TableError::NoRows { name, sheet } => match sheet {
                Some(sheet) => {
                    format!("sheet \"{sheet}\" of {name} has no rows; name another with --sheet")
                }
                None => format!("{name} has no rows; check that it was not exported empty"),
            },
            TableError::NoSheet { sheet, sheets } => {
                let sheets = sheets.join(", ");
                format!("there is no sheet \"{sheet}\"; choose one with --sheet: {sheets}")
            }
            TableError::NotATable { name, is } => format!("{name} {}", no_table(*is).en),
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
            TableError::TooLarge { name, entry, limit } => format!(
                "{name} unpacks to more than {} MB (at {entry}) and was not read; check where the \
                 file comes from, or save it as .csv",
                limit >> 20
            ),
            TableError::TooMuch { name, of, found, limit } => {
                format!("{name} {}", of.words(*found, *limit).en)
            }
        }
    }
}

/// What a file that is no table is instead, and what to do.
fn no_table(is: Format) -> Note {
    match is {
        Format::Xlsb => Note::new(
            "是二进制工作簿（.xlsb），不能读取；请在 Excel 或 WPS 中另存为 .xlsx",
            "is a binary workbook (.xlsb), which is not read; save it in Excel or WPS as .xlsx",
        ),
        Format::Word => Note::new(
            "是 Word 文档，不是表格；请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx",
            "is a Word document, not a table; copy the table in it into Excel or WPS and save it \
             as .xlsx",
        ),
        Format::Slides => Note::new(
            "是演示文稿，不是表格；请把其中的表格复制到 Excel 或 WPS 表格，存为 .xlsx",
            "is a presentation, not a table; copy the table in it into Excel or WPS and save it as \
             .xlsx",
        ),
        Format::Pdf => Note::new(
            "是 PDF，不是表格；请用生成它的原表（.xlsx）",
            "is a PDF, not a table; use the table it was made from (.xlsx)",
        ),
        Format::Archive => Note::new(
            "是压缩包，不是表格；请解压后选用其中的表格",
            "is an archive, not a table; unpack it and use the table inside",
        ),
        Format::JsonLines => Note::new(
            "不是表格（内容是 JSON Lines）；可用 .xlsx .xls .ods .csv .parquet",
            "is no table (it is JSON Lines); .xlsx .xls .ods .csv .parquet can be read",
        ),
        _ => Note::new(
            "不是表格（内容是不认识的二进制格式）；可用 .xlsx .xls .ods .csv .parquet .jsonl",
            "is no table (it is an unknown binary format); .xlsx .xls .ods .csv .parquet .jsonl \
             can be read",
        ),
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
