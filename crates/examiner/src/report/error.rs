//! Why a report could not be written.

use xibao_rulebook::{Language, Text};

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The report's file or the space for temporary files cannot be written.
    #[error("the report cannot be written: {0}")]
    Write(#[from] std::io::Error),
    /// A page template failed.
    #[error("the report's page cannot be made: {0}")]
    Page(#[from] askama::Error),
    /// The new workbook failed.
    #[error("the new workbook cannot be written: {0}")]
    Fresh(#[from] rust_xlsxwriter::XlsxError),
    /// The file is not a workbook that can be given back with marks.
    #[error("not an .xlsx workbook")]
    NotWorkbook,
    /// The workbook is larger than marks are put on.
    #[error("the workbook is larger than marks are put on: {found} of at most {limit} {unit}")]
    TooLarge {
        /// What was found.
        found: u64,
        /// What is allowed.
        limit: u64,
        /// What is counted.
        unit: &'static str,
    },
    /// The workbook has something that would be lost if it were written again.
    #[error("{0} would be lost from the workbook")]
    WouldLose(String),
    /// The workbook has no sheet of this name.
    #[error("the workbook has no sheet \"{0}\"")]
    NoSheet(String),
    /// The workbook could not be opened or written again.
    #[error("the workbook cannot be opened for marks: {0}")]
    Unreadable(String),
    /// A row has more cells than a workbook has columns.
    #[error("a row has {0} cells; a workbook has at most 16384 columns")]
    TooManyColumns(usize),
}

impl ReportError {
    /// What happened and what to do, 简体中文.
    pub fn zh(&self) -> String {
        self.text().zh
    }

    /// What happened and what to do, English.
    pub fn en(&self) -> String {
        self.text().en
    }

    /// What happened and what to do, in one language.
    pub fn get(&self, language: Language) -> String {
        self.text().get(language).to_owned()
    }

    fn text(&self) -> Text {
        match self {
            ReportError::Write(error) => Text::new(
                format!(
                    "报告写不进文件（{error}）。请检查磁盘空间和文件夹的写入权限，再运行一次。"
                ),
                format!(
                    "The report cannot be written ({error}). Check the free space and the \
                     permissions of the folder, then run again."
                ),
            ),
            ReportError::Page(error) => Text::new(
                format!("报告页面生成失败（{error}）。这是程序的错误，请报告。"),
                format!("The page cannot be made ({error}). This is a fault of the program."),
            ),
            ReportError::Fresh(error) => Text::new(
                format!("工作簿写不进文件（{error}）。请关闭已打开的同名文件，检查磁盘空间。"),
                format!(
                    "The workbook cannot be written ({error}). Close the file if it is open and \
                     check the free space."
                ),
            ),
            ReportError::TooManyColumns(cells) => Text::new(
                format!("有一行多达 {cells} 格，超过工作簿的 16384 列。请检查分隔符是否正确。"),
                format!(
                    "A row has {cells} cells, more than the 16384 columns of a workbook. Check \
                     the separator."
                ),
            ),
            _ => self.unmarked(),
        }
    }

    /// Why the user's own workbook was not marked; the findings go to a new one.
    fn unmarked(&self) -> Text {
        let why = match self {
            ReportError::NotWorkbook => {
                Text::new("原文件不是 .xlsx 工作簿", "the file is not an .xlsx workbook")
            }
            ReportError::TooLarge { found, limit, unit } => Text::new(
                format!("原工作簿过大（{found}，上限 {limit}，单位：{}）", unit_zh(unit)),
                format!("the workbook is too large ({found} of at most {limit} {unit})"),
            ),
            ReportError::WouldLose(what) => Text::new(
                format!("原工作簿含有改写时保不住的内容（{what}）"),
                format!("the workbook has parts that would be lost ({what})"),
            ),
            ReportError::NoSheet(name) => Text::new(
                format!("原工作簿没有名为“{name}”的工作表"),
                format!("the workbook has no sheet \"{name}\""),
            ),
            other => Text::new(
                "原工作簿打不开或有损坏",
                format!("the workbook cannot be opened again ({other})"),
            ),
        };
        Text::new(
            format!("没有在原工作簿上加标记：{}。审查结果写在新的工作簿里，原文件未改动。", why.zh),
            format!(
                "No marks were put on the workbook: {}. The findings are in a new workbook; the \
                 file itself is unchanged.",
                why.en
            ),
        )
    }
}

fn unit_zh(unit: &str) -> &str {
    match unit {
        "bytes" => "字节",
        "cells" => "格",
        "findings" => "项审查结果",
        "tags" => "个标记",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_says_what_to_do_in_both_languages() {
        for error in [
            ReportError::Write(std::io::Error::other("disk")),
            ReportError::NotWorkbook,
            ReportError::TooLarge { found: 3, limit: 2, unit: "bytes" },
            ReportError::WouldLose("xl/slicers".into()),
            ReportError::NoSheet("台账".into()),
            ReportError::Unreadable("zip".into()),
            ReportError::TooManyColumns(20_000),
        ] {
            assert!(error.zh().ends_with('。'), "{}", error.zh());
            assert!(error.en().ends_with('.'), "{}", error.en());
            assert_eq!(error.get(Language::En), error.en());
        }
    }
}
