//! Reports as workbooks: the user's own one given back with marks, or a new one.
//!
//! [`mark_xlsx`] opens the user's file, colours and comments the cells that findings rest on and
//! appends two sheets. What it cannot give back whole (other formats, large files, parts that
//! would be lost) it refuses with a reason, and the caller writes a new workbook with
//! [`fresh::Writer`], row by row in constant memory. Neither ever writes to the user's file.

pub mod fresh;
mod howto;
mod mark;
mod parts;
mod rows;

pub use mark::{MAX_CELLS, MAX_INPUT_BYTES, MAX_TAGS, MAX_UNPACKED_BYTES, Marking, mark_xlsx};

use xibao_rulebook::Level;

/// How a marked cell weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A breach rests on it.
    Breach,
    /// A warning rests on it.
    Warning,
    /// Something that cannot be settled rests on it.
    Unknown,
    /// Its value could not be used.
    Problem,
}

impl From<Level> for Weight {
    fn from(level: Level) -> Weight {
        match level {
            Level::Breach => Weight::Breach,
            Level::Warning => Weight::Warning,
            Level::Unknown => Weight::Unknown,
        }
    }
}

impl Weight {
    /// All, gravest first.
    pub(crate) const ALL: [Weight; 4] =
        [Weight::Breach, Weight::Warning, Weight::Unknown, Weight::Problem];

    /// The fill of a marked cell: light enough that black text on it stays above 13:1.
    pub(crate) fn fill(self) -> u32 {
        match self {
            Weight::Breach => 0x00F9_D6D5,
            Weight::Warning => 0x00FB_E8C0,
            Weight::Unknown => 0x00E3_E6EA,
            Weight::Problem => 0x00DD_E7F7,
        }
    }

    /// The sign that stands beside the word.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Weight::Breach => "▲",
            Weight::Warning => "●",
            Weight::Unknown => "？",
            Weight::Problem => "✎",
        }
    }
}
