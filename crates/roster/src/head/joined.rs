//! Headings in two rows: the upper names a group over several columns.

use super::Top;
use crate::fold;
use crate::item::RosterItem;
use crate::vocabulary::Vocabulary;

/// Words below a group that only say which side of it is meant.
const SIDES: [&str; 8] = ["日期", "时间", "年月", "年月日", "名称", "代码", "内容", "情况"];

/// The headings of two rows as one.
pub(super) fn joined<I: RosterItem>(
    top: &Top<'_>,
    row: usize,
    upper: &[String],
    lower: &[String],
    vocabulary: &Vocabulary<I>,
) -> Vec<String> {
    // One text at the left, above everything, is a title; where problems are told in a first
    // column, it has moved by one.
    let mut texts = upper.iter().enumerate().filter(|(_, text)| !text.is_empty());
    let title = match (texts.next(), texts.next()) {
        (Some((column, text)), None) => column <= 1 && vocabulary.find(text).is_none(),
        _ => false,
    };
    let empty = String::new();
    let mut joined = Vec::new();
    for column in 0..upper.len().max(lower.len()) {
        let below = lower.get(column).unwrap_or(&empty);
        let above = if title { None } else { group(top, row, column, upper, lower) };
        joined.push(match above {
            None => below.clone(),
            Some(above) if below.is_empty() => above.clone(),
            Some(above) => pair(above, below, vocabulary),
        });
    }
    joined
}

/// The text of the upper row that holds for a column: its own, or that of the merged cell; where
/// the format has no merged cells, that of the nearest column to the left.
fn group<'h>(
    top: &Top<'_>,
    row: usize,
    column: usize,
    upper: &'h [String],
    lower: &[String],
) -> Option<&'h String> {
    let text = |column: usize| upper.get(column).filter(|text| !text.is_empty());
    if let Some(own) = text(column) {
        return Some(own);
    }
    if top.merged.is_empty() {
        let named = |column: &usize| lower.get(*column).is_some_and(|below| !below.is_empty());
        return (0..=column).rev().take_while(named).find_map(text);
    }
    let number = top.number(row);
    let covers = top.merged.iter().find(|region| {
        (region.first_row..=region.last_row).contains(&number)
            && (region.first_column..=region.last_column).contains(&column)
    });
    covers.and_then(|region| text(region.first_column))
}

fn pair<I: RosterItem>(above: &str, below: &str, vocabulary: &Vocabulary<I>) -> String {
    let both = format!("{above}{below}");
    if vocabulary.find(&both).is_some() {
        return both;
    }
    let side = SIDES.contains(&fold::compact(below).as_ref());
    if vocabulary.find(below).is_some() && !side {
        return below.to_owned();
    }
    if side && vocabulary.find(above).is_some() { above.to_owned() } else { both }
}
