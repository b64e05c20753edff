//! Colours and comments on the user's cells.

use super::{Marking, plain};
use crate::report::phrases::phrases;
use crate::report::workbook::{Weight, rows};
use std::collections::{BTreeMap, HashMap};
use umya_spreadsheet::{Comment, Fill, PatternValues, TextElement, Worksheet};

/// Column and row from 1, as the editing crate counts.
type Place = (u32, u32);

/// What stands on a cell.
struct Mark {
    weight: Weight,
    texts: Vec<String>,
}

/// Marks the cells that findings and problems rest on.
pub(super) fn mark(sheet: &mut Worksheet, marking: &Marking<'_>) {
    let marks = gather(marking);
    let author = phrases(marking.head.language).mark_author;
    let known: HashMap<Place, usize> = sheet
        .get_comments()
        .iter()
        .enumerate()
        .map(|(index, comment)| (place(comment), index))
        .collect();
    for (at, mark) in marks {
        let fill = fill(mark.weight);
        sheet.get_cell_mut(at).get_style_mut().set_fill(fill);
        let text = rows::fitting(&mark.texts.join("\n\n"), marking.head.language);
        match known.get(&at) {
            Some(index) => {
                if let Some(comment) = sheet.get_comments_mut().get_mut(*index) {
                    append(comment, &text);
                }
            }
            None => sheet.add_comments(comment(at, author, &text)),
        }
    }
}

/// The marks by cell; several on one cell are one mark of the gravest weight.
fn gather(marking: &Marking<'_>) -> BTreeMap<Place, Mark> {
    let mut marks: BTreeMap<Place, Mark> = BTreeMap::new();
    for dossier in marking.dossiers {
        for (cell, weight, text) in rows::marks(marking.book, dossier, marking.head.language) {
            let Some(at) = cell_place(&cell) else { continue };
            let mark = marks.entry(at).or_insert(Mark { weight, texts: Vec::new() });
            mark.weight = mark.weight.min(weight);
            if !mark.texts.contains(&text) {
                mark.texts.push(text);
            }
        }
    }
    marks
}

fn cell_place(cell: &crate::dossier::CellMark) -> Option<Place> {
    let column = u32::try_from(cell.column).ok()?.checked_add(1)?;
    let row = u32::try_from(cell.row).ok()?;
    ((1..=16_384).contains(&column) && (1..=1_048_576).contains(&row)).then_some((column, row))
}

fn place(comment: &Comment) -> Place {
    let coordinate = comment.get_coordinate();
    (*coordinate.get_col_num(), *coordinate.get_row_num())
}

fn fill(weight: Weight) -> Fill {
    let mut fill = Fill::default();
    fill.get_pattern_fill_mut()
        .set_pattern_type(PatternValues::Solid)
        .get_foreground_color_mut()
        .set_argb(format!("FF{:06X}", weight.fill()));
    fill
}

fn comment((column, row): Place, author: &str, text: &str) -> Comment {
    let mut comment = Comment::default();
    comment.new_comment((column, row)).set_author(author).set_text_string(text);
    // Wide and high enough for the arithmetic, the article and the remedy of one finding.
    comment.get_anchor_mut().set_right_column(column + 5).set_bottom_row(row + 10);
    comment
}

/// Adds to what the user wrote. A conversation of the newer kind is shown from its own part; the
/// old comment is only its shadow, and adding to that would be seen by nobody.
fn append(comment: &mut Comment, text: &str) {
    if comment.get_author().starts_with("tc=") {
        return;
    }
    let text = format!("\n\n{text}");
    let body = comment.get_text_mut();
    if body.get_rich_text().is_none() {
        if let Some(known) = plain::value(&format!("{body:?}")) {
            body.set_text_string(known + &text);
        }
        return;
    }
    let mut element = TextElement::default();
    element.set_text(text);
    let mut rich = body.get_rich_text().cloned().unwrap_or_default();
    rich.add_rich_text_elements(element);
    body.set_rich_text(rich);
}
