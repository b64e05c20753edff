//! How much of a workbook is read. Real ledgers stay far below; what goes over is refused with its
//! measure before, or while, memory is spent on it.

use crate::error::{Note, TableError};

/// Bytes of a workbook as it lies on the disk.
pub(crate) const FILE_BYTES_MAX: u64 = 128 << 20;
/// Columns of any table; ledgers have some dozens.
pub(crate) const COLUMNS_MAX: usize = 1024;
/// Cells of a sheet that is read cell by cell (`.xlsx`).
pub(crate) const CELLS_MAX: u64 = 32_000_000;
/// Cells that sheets span which their parser lays out as whole grids, several times over (`.xls`,
/// `.ods`).
pub(crate) const GRID_CELLS_MAX: u64 = 8_000_000;
/// Bytes of text in such grids, each text counted in every cell that has it.
pub(crate) const GRID_TEXT_BYTES_MAX: u64 = 256 << 20;
/// Parts that a workbook may have; real ones have some dozens.
pub(crate) const PARTS_MAX: u64 = 10_000;
/// Styles, names and relations; Excel has at most 65,490 styles of cells.
pub(crate) const DEFINITIONS_MAX: u64 = 400_000;
/// Merged regions.
pub(crate) const MERGED_MAX: u64 = 100_000;
/// Bytes between one tag and the next.
pub(crate) const PIECE_BYTES_MAX: u64 = 32 << 20;

/// What of a workbook is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Bytes of the file.
    FileBytes,
    /// Cells, or blanks that texts hold by count.
    Cells,
    /// The last column that is used, from 1.
    Columns,
    /// Parts of the archive.
    Parts,
    /// Texts kept apart from the cells that have them.
    Texts,
    /// Bytes of text, counted in every cell.
    TextBytes,
    /// Styles, names and relations.
    Definitions,
    /// Merged regions.
    Merged,
    /// Bytes of one text or tag.
    PieceBytes,
    /// Tags of all parts.
    Tags,
}

/// How a measure is told: before the number and its unit, by language, and the remedy.
struct Words {
    zh: (&'static str, &'static str),
    en: (&'static str, &'static str),
    /// Bytes are told in megabytes.
    bytes: bool,
    remedy: Remedy,
}

enum Remedy {
    Csv,
    Slim,
    Trim,
    TrimRight,
    Fresh,
    Unmerge,
}

impl Remedy {
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Remedy::Csv => ("请只留数据另存为 .csv", "keep the data only and save it as .csv"),
            Remedy::Slim => (
                "请删去图片等附加内容，或另存为 .csv",
                "delete pictures and the like, or save it as .csv",
            ),
            Remedy::Trim => (
                "请删去数据区以外的内容，或另存为 .csv",
                "delete what lies outside the data, or save it as .csv",
            ),
            Remedy::TrimRight => {
                ("请删去数据区右侧的内容", "delete what lies to the right of the data")
            }
            Remedy::Fresh => (
                "请把数据复制到新工作簿，或另存为 .csv",
                "copy the data into a new workbook, or save it as .csv",
            ),
            Remedy::Unmerge => ("请取消合并，或另存为 .csv", "unmerge them, or save it as .csv"),
        }
    }
}

impl Measure {
    fn shape(self) -> Words {
        let (zh, en, remedy) = match self {
            Measure::FileBytes => (("大小为", "MB"), ("has", "MB"), Remedy::Slim),
            Measure::Cells => (("各表共占", "格"), ("spans", "cells"), Remedy::Trim),
            Measure::Columns => (("用到", "列"), ("uses", "columns"), Remedy::TrimRight),
            Measure::Parts => (("组成部分有", "个"), ("has", "parts"), Remedy::Csv),
            Measure::Texts => (("所存文本至少有", "条"), ("keeps at least", "texts"), Remedy::Csv),
            Measure::TextBytes => (
                ("各格文本合计至少", "MB"),
                ("has in its cells at least", "MB of text"),
                Remedy::Csv,
            ),
            Measure::Definitions => (
                ("样式、名称等定义至少有", "个"),
                ("has at least", "styles and names"),
                Remedy::Fresh,
            ),
            Measure::Merged => {
                (("合并区域至少有", "个"), ("has at least", "merged regions"), Remedy::Unmerge)
            }
            Measure::PieceBytes => {
                (("有一处内容至少长", "MB"), ("has in one place at least", "MB"), Remedy::Csv)
            }
            Measure::Tags => (("标记至少有", "个"), ("has at least", "tags"), Remedy::Csv),
        };
        let bytes = matches!(self, Measure::FileBytes | Measure::TextBytes | Measure::PieceBytes);
        Words { zh, en, bytes, remedy }
    }

    /// What was found, as far as it was counted, what is allowed, and the remedy.
    pub(crate) fn words(self, found: u64, limit: u64) -> Note {
        let Words { zh, en, bytes, remedy } = self.shape();
        let shift = if bytes { 20 } else { 0 };
        // Rounded up: what is over the limit must not look as if it were not.
        let (found, limit) = (found.div_ceil(1 << shift), limit >> shift);
        let (zh_remedy, en_remedy) = remedy.words();
        Note::new(
            format!("{} {found} {1}，超过上限 {limit} {1}，未读；{zh_remedy}", zh.0, zh.1),
            format!(
                "{} {found} {1}, over the limit of {limit} {1}, and was not read; {en_remedy}",
                en.0, en.1
            ),
        )
    }
}

/// A limit that was passed, of a file whose name is not known here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Excess {
    pub(crate) of: Measure,
    pub(crate) found: u64,
    pub(crate) limit: u64,
}

impl Excess {
    pub(crate) fn in_file(self, name: &str) -> TableError {
        let Excess { of, found, limit } = self;
        TableError::TooMuch { name: name.to_owned(), of, found, limit }
    }
}

/// Refuses more than the limit.
pub(crate) fn within(of: Measure, found: u64, limit: u64) -> Result<(), Excess> {
    if found > limit { Err(Excess { of, found, limit }) } else { Ok(()) }
}
