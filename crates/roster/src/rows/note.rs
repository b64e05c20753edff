//! Rows that explain the form, sum it up, give an example or are to be signed are no entries.

use crate::fold;
use crate::head::Head;
use xibao_table::{Cell, MergedRegion, Rows};

/// A note stands in one of the first columns.
const NOTE_COLUMNS: usize = 4;

/// A single text in a row, if as long as this, is a note and no name.
const LONE_CHARS: usize = 16;

/// What such rows begin with.
const BEGINNINGS: [&str; 24] = [
    "注:",
    "注1",
    "注2",
    "注3",
    "注意",
    "备注:",
    "说明:",
    "填表说明",
    "填写说明",
    "填报说明",
    "填表人",
    "填报人",
    "填表单位",
    "填报单位",
    "填表日期",
    "制表人",
    "审核人",
    "合计:",
    "总计:",
    "共计:",
    "党员签字",
    "信息采集员",
    "党支部书记签字",
    "基层党委盖章",
];

/// What their first cell says, all of it.
const WORDS: [&str; 15] = [
    "注",
    "说明",
    "合计",
    "小计",
    "总计",
    "共计",
    "示例",
    "样例",
    "例",
    "例如",
    "必填",
    "选填",
    "非必填",
    "必填项",
    "选填项",
];

/// The characters with which those begin; most rows are told apart by them alone.
const FIRST: &str = "注备说填制审合总共党信基小示样例必选非（(*＊";

/// Is the row about the form?
pub(super) fn is_note(rows: &Rows, row: usize) -> bool {
    let cells = (0..NOTE_COLUMNS).map(|column| rows.cell(row, column));
    let first = cells.into_iter().find_map(|cell| match cell {
        Cell::Text(text) => Some(text.trim_start()).filter(|text| !text.is_empty()),
        _ => None,
    });
    first.is_some_and(is_note_text)
}

fn is_note_text(text: &str) -> bool {
    if !text.chars().next().is_some_and(|first| FIRST.contains(first)) {
        return false;
    }
    let start: String = text.chars().take(24).collect();
    let plain = fold::compact(&start).replace(['(', ')', '*'], "");
    let plain = plain.replace('：', ":");
    BEGINNINGS.iter().any(|word| plain.starts_with(word)) || WORDS.contains(&plain.as_str())
}

/// Is there one text alone in the row, too long for a name or merged over other columns?
pub(super) fn is_lone<I>(rows: &Rows, row: usize, head: &Head<I>, merged: &[MergedRegion]) -> bool {
    let mut filled = (0..head.width).filter(|column| super::is_filled(rows, row, *column));
    let (Some(column), None) = (filled.next(), filled.next()) else { return false };
    let Cell::Text(text) = rows.cell(row, column) else { return false };
    let number = rows.number(row);
    let spans = |region: &MergedRegion| {
        (region.first_row..=region.last_row).contains(&number)
            && region.first_column <= column
            && region.last_column > region.first_column + 1
    };
    // Long names have dots between their parts, and no other signs.
    let name = text.contains(['·', '•', '．']) && xibao_names::clean(text).is_ok();
    let long = head.width > 1 && text.chars().count() >= LONE_CHARS && !name;
    long || merged.iter().any(spans)
}

/// How a skipped row begins.
pub(super) fn beginning(rows: &Rows, row: usize, width: usize) -> String {
    let first = (0..width.max(1)).find_map(|column| match rows.cell(row, column) {
        Cell::Text(text) if !text.trim().is_empty() => Some(fold::clip(&fold::tidy(text))),
        _ => None,
    });
    first.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::is_note_text;

    #[test]
    fn notes_and_names() {
        for text in [
            "注：本表一式两份",
            "注意事项：",
            "注1：",
            "合　计",
            "合计：3人",
            "（必填）",
            "示例",
            "填表人：甲一",
            "党员（签字）：",
            "基层党委（盖章）",
        ] {
            assert!(is_note_text(text), "{text}");
        }
        for text in ["甲一", "党委办公室党支部", "党员甲", "S0000001", "12", "合计甲", ""]
        {
            assert!(!is_note_text(text), "{text}");
        }
    }
}
