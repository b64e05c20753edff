//! Why a roster cannot be read or written.

use xibao_rulebook::Text;
use xibao_table::TableError;

/// Why a roster cannot be read or written. Each says place, value and remedy in both languages.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum RosterError {
    /// The table itself cannot be read from here on; rows before stay good.
    Table(#[from] TableError),
    /// No row among the first ones is a heading that is known.
    NoHeading {
        /// Rows that were looked at.
        rows: usize,
        /// What stands in the first of them.
        seen: String,
    },
    /// The heading is known but the column by which rows are told apart is missing.
    NoKeyColumn {
        /// What is missing, in words.
        missing: Text,
        /// The headings seen.
        seen: String,
    },
    /// The file cannot be written.
    Write {
        /// Its path.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A text holds a character that the encoding of the file has not.
    Unwritable {
        /// The row in the file being written, from 1.
        row: u64,
        /// The encoding.
        encoding: &'static str,
    },
    /// More rows than a sheet can have.
    TooManyRows {
        /// The most there can be.
        limit: u32,
    },
}

impl RosterError {
    /// What is wrong and what to do.
    pub fn text(&self) -> Text {
        match self {
            RosterError::Table(error) => Text::new(error.zh(), error.en()),
            RosterError::NoHeading { rows, seen } => Text::new(
                format!(
                    "前 {rows} 行里没有认出表头（看到：{seen}）；请使用采集表的列名，并把表头放在前面几行"
                ),
                format!(
                    "no heading was recognised in the first {rows} rows (seen: {seen}); use the \
                     column names of the form and put them at the top"
                ),
            ),
            RosterError::NoKeyColumn { missing, seen } => Text::new(
                format!("缺少“{}”列（看到的表头：{seen}）；请补上这一列", missing.zh),
                format!("the column \"{}\" is missing (headings seen: {seen}); add it", missing.en),
            ),
            RosterError::Write { path, reason } => Text::new(
                format!("写不出 {path}：{reason}；请检查路径、权限和磁盘空间"),
                format!("cannot write {path}: {reason}; check path, permissions and disk space"),
            ),
            RosterError::Unwritable { row, encoding } => Text::new(
                format!("第 {row} 行有 {encoding} 编码没有的字符；请改用 UTF-8 或 .xlsx"),
                format!("row {row} has a character that {encoding} lacks; use UTF-8 or .xlsx"),
            ),
            RosterError::TooManyRows { limit } => Text::new(
                format!("超过一张工作表的 {limit} 行；请分批导出或改用 .csv"),
                format!("more than the {limit} rows of a sheet; split the export or use .csv"),
            ),
        }
    }
}
