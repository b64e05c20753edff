//! The two sheets appended to the user's workbook.

use super::Marking;
use crate::report::phrases::phrases;
use crate::report::workbook::{Weight, howto, rows};
use umya_spreadsheet::{
    Cell, Pane, PaneStateValues, PaneValues, SheetView, Spreadsheet, VerticalAlignmentValues,
    Worksheet,
};

/// Appends the findings and how to read them.
pub(super) fn append(
    book: &mut Spreadsheet,
    sheet: &str,
    marking: &Marking<'_>,
) -> Result<(), &'static str> {
    let words = phrases(marking.head.language);
    let name = free_name(book, words.sheet_findings);
    findings(book.new_sheet(name)?, sheet, marking);
    let name = free_name(book, words.sheet_how_to);
    how_to(book.new_sheet(name)?, marking);
    Ok(())
}

/// The name, with a number if the user's workbook has it already.
fn free_name(book: &Spreadsheet, name: &str) -> String {
    let taken = |name: &str| {
        let name = name.to_lowercase();
        let sheets = book.get_sheet_collection_no_check().iter();
        sheets.map(|sheet| sheet.get_name().to_lowercase()).any(|known| known == name)
    };
    let numbered = (2..).map(|number| format!("{name}({number})"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_default()
}

fn findings(to: &mut Worksheet, marked: &str, marking: &Marking<'_>) {
    let language = marking.head.language;
    for (column, width) in (1..).zip(rows::WIDTHS) {
        to.get_column_dimension_by_number_mut(&column).set_width(width);
    }
    for (column, heading) in (1..).zip(rows::headings(language)) {
        head(to.get_cell_mut((column, 1)).set_value_string(heading));
    }
    let mut row = 1;
    for dossier in marking.dossiers {
        for line in rows::lines(marking.book, dossier, language) {
            row += 1;
            to.get_row_dimension_mut(&row).set_height(line.height());
            let wrapped = (1..).zip(rows::WRAPPED);
            for ((column, wrap), value) in wrapped.zip(&line.values) {
                let cell = to.get_cell_mut((column, row));
                put(cell, value, wrap);
                if column == 5 {
                    colour(cell, line.weight);
                }
            }
            if let Some(target) = line.row {
                link(to.get_cell_mut((1, row)), marked, target);
            }
        }
    }
    to.set_auto_filter(format!("A1:M{row}"));
    freeze(to);
}

fn put(cell: &mut Cell, value: &rows::Value, wrap: bool) {
    match value {
        rows::Value::Text(text) => cell.set_value_string(text.as_str()),
        rows::Value::Number(number) => cell.set_value_number(*number),
        rows::Value::Empty => cell,
    };
    let alignment = cell.get_style_mut().get_alignment_mut();
    alignment.set_vertical(VerticalAlignmentValues::Top);
    alignment.set_wrap_text(wrap);
}

fn head(cell: &mut Cell) {
    let style = cell.get_style_mut();
    style.get_font_mut().set_bold(true);
    style.set_background_color("FFF3F0E9");
}

fn colour(cell: &mut Cell, weight: Weight) {
    cell.get_style_mut().set_background_color(format!("FF{:06X}", weight.fill()));
}

fn link(cell: &mut Cell, sheet: &str, row: u64) {
    let sheet = sheet.replace('\'', "''");
    cell.get_hyperlink_mut().set_url(format!("'{sheet}'!A{row}")).set_location(true);
    let font = cell.get_style_mut().get_font_mut();
    font.set_underline("single").get_color_mut().set_argb("FF1D4F91");
}

fn freeze(sheet: &mut Worksheet) {
    let mut pane = Pane::default();
    pane.set_vertical_split(1.0)
        .set_active_pane(PaneValues::BottomLeft)
        .set_state(PaneStateValues::Frozen);
    pane.get_top_left_cell_mut().set_coordinate("A2");
    let mut view = SheetView::default();
    view.set_pane(pane);
    let views = sheet.get_sheet_views_mut().get_sheet_view_list_mut();
    views.clear();
    views.push(view);
}

fn how_to(to: &mut Worksheet, marking: &Marking<'_>) {
    for (column, width) in (1..).zip(howto::WIDTHS) {
        to.get_column_dimension_by_number_mut(&column).set_width(width);
    }
    let lines = howto::lines(marking.head, marking.book, marking.summary, true);
    for (row, line) in (1..).zip(lines) {
        to.get_row_dimension_mut(&row).set_height(line.height());
        let label = to.get_cell_mut((1, row));
        put(label, &rows::Value::Text(line.label), true);
        if line.heading {
            head(label);
        }
        if let Some(weight) = line.weight {
            colour(label, weight);
        }
        put(to.get_cell_mut((2, row)), &rows::Value::Text(line.text), true);
    }
}
