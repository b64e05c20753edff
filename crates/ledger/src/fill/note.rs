//! Rows that explain the form, sum it up or give an example are no dossiers.

use xibao_table::{Cell, Rows};

/// A note stands in one of the first columns.
const NOTE_COLUMNS: usize = 4;

/// What such rows begin with.
const BEGINNINGS: [&str; 18] = [
    "注：",
    "注1",
    "注2",
    "注3",
    "注意",
    "备注：",
    "说明：",
    "填表说明",
    "填写说明",
    "填报说明",
    "填表人",
    "填报人",
    "填表单位",
    "填报单位",
    "制表人",
    "审核人",
    "合计：",
    "总计：",
];

/// What their first cell says, all of it.
const WORDS: [&str; 13] = [
    "注",
    "说明",
    "合计",
    "小计",
    "总计",
    "共计",
    "示例",
    "样例",
    "例",
    "必填",
    "选填",
    "非必填",
    "必填项",
];

/// Is the row about the form?
pub(super) fn is_note(rows: &Rows, row: usize) -> bool {
    let cells = (0..NOTE_COLUMNS).map(|column| rows.cell(row, column));
    let first = cells.into_iter().find(|cell| !matches!(cell, Cell::Empty));
    matches!(first, Some(Cell::Text(text)) if is_note_text(text))
}

fn is_note_text(text: &str) -> bool {
    // Numbers and ids, the most common beginning of a row.
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let framing = |c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')' | '*');
    let plain: String = text
        .chars()
        .take(12)
        .filter(|c| !framing(*c))
        .map(|c| if c == ':' { '：' } else { c })
        .collect();
    BEGINNINGS.iter().any(|word| plain.starts_with(word)) || WORDS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_note_text;

    #[test]
    fn notes_and_names() {
        for text in
            ["注：本表一式两份", "注1：", "合　计", "合计：3人", "（必填）", "示例", "填表人：甲一"]
        {
            assert!(is_note_text(text), "{text}");
        }
        for text in ["甲一", "注册会计师支部", "S0000001", "12", "合计甲", ""] {
            assert!(!is_note_text(text), "{text}");
        }
    }
}
