//! What was understood of a table, for people to check.

use crate::error::letters;
use crate::identity::mask;
use crate::mapping::{ColumnMap, Mapping, Matched, Top};
use crate::target::{How, Target};
use xibao_rulebook::{Day, Language, Rulebook, Text};
use xibao_table::Cell;

/// An example is cut at this many characters.
const EXAMPLE_LENGTH: usize = 24;

impl Mapping {
    /// Looks at the first rows: an example for each column, and what is worth a remark.
    pub(crate) fn look_at(&mut self, top: &Top<'_>) {
        let first = self.first_data_row;
        let rows: Vec<usize> = (0..top.len()).filter(|row| top.number(*row) >= first).collect();
        for column in &mut self.columns {
            let example = rows.iter().find_map(|row| shown(top.cell(*row, column.index)));
            column.example = example.map(|example| match column.target {
                Target::IdNumber => mask(&example),
                _ => example.chars().take(EXAMPLE_LENGTH).collect(),
            });
        }
        for column in &self.columns {
            let flag = matches!(&column.target, Target::Field(field) if field.how == How::Flag);
            if flag && rows.iter().any(|row| is_bare_digit(top.cell(*row, column.index))) {
                let (at, header) = (letters(column.index), &column.header);
                self.notes.push(Text::new(
                    format!(
                        "{at} 列“{header}”用数字表示：1 按“是”，0 按“否”；有的系统相反，请核对"
                    ),
                    format!(
                        "column {at} \"{header}\" uses figures: 1 is read as yes, 0 as no; some \
                         systems mean the opposite, so check"
                    ),
                ));
            }
        }
    }

    /// What was understood, as a text for people: each column with what it holds; the columns not
    /// understood; how cells are read, with an example; the steps for which there is no column.
    pub fn explain(&self, book: &Rulebook, language: Language) -> String {
        let first = self.first_data_row.max(1);
        let begin =
            Text::new(format!("数据从第 {first} 行开始。"), format!("Data begin in row {first}."));
        let mut texts = vec![begin];
        texts.extend(self.columns.iter().map(|column| meaning(column, book)));
        texts.extend(self.unknown.iter().map(|(index, header, near)| {
            let (zh, en) = near.as_ref().map_or_else(Default::default, |near| {
                (format!("（相近的表头：{near}）"), format!(" (near: {near})"))
            });
            let at = letters(*index);
            Text::new(
                format!("{at:>3}  {header}  →  未认出，未使用{zh}"),
                format!("{at:>3}  {header}  →  not recognised, not used{en}"),
            )
        }));
        texts.extend(self.headers_are_in());
        texts.push(Text::new("怎样读，例子取自前几行：", "How cells are read, with examples:"));
        texts.extend(self.columns.iter().filter_map(reading));
        texts.extend(self.notes.iter().cloned());
        texts.extend(self.gaps());
        let lines: Vec<&str> = texts.iter().map(|text| text.get(language)).collect();
        lines.join("\n")
    }

    /// Which rows are no data because they stand above them.
    fn headers_are_in(&self) -> Option<Text> {
        let (from, to) = (self.header_rows.first()?, self.header_rows.last()?);
        Some(if from == to {
            Text::new(format!("表头在第 {from} 行。"), format!("The headers are in row {from}."))
        } else {
            Text::new(
                format!("标题和表头在第 {from}–{to} 行。"),
                format!("Titles and headers are in rows {from}–{to}."),
            )
        })
    }

    /// The steps for which the table has no column.
    fn gaps(&self) -> Option<Text> {
        let list = |language: Language, sign: &str| {
            let names: Vec<&str> = self.missing.iter().map(|name| name.get(language)).collect();
            names.join(sign)
        };
        let (zh, en) = (list(Language::Zh, "、"), list(Language::En, ", "));
        (!self.missing.is_empty()).then(|| {
            Text::new(
                format!("没有相应列的步骤（有关规则不审查）：{zh}。"),
                format!("Steps without a column (rules on them are not examined): {en}."),
            )
        })
    }
}

/// One column: its letters, header, meaning and target.
fn meaning(column: &ColumnMap, book: &Rulebook) -> Text {
    let (words, id) = (column.target.words(book), column.target.name());
    let (at, header) = (letters(column.index), &column.header);
    Text::new(
        format!("{at:>3}  {header}  →  {}  [{id}]", words.zh),
        format!("{at:>3}  {header}  →  {}  [{id}]", words.en),
    )
}

/// How the cells of a column are read, with an example; nothing for one that is not used.
fn reading(column: &ColumnMap) -> Option<Text> {
    let read = match &column.target {
        Target::Field(target) => target.how.words(),
        Target::Ignore => return None,
        _ => Text::new("文字", "text"),
    };
    let (mut zh, mut en) = (read.zh, read.en);
    if let Some(example) = &column.example {
        zh = format!("{zh}；例：{example}");
        en = format!("{en}; such as {example}");
    }
    if column.how == Matched::Override {
        zh.push_str("；列对照表指明");
        en.push_str("; as the map file says");
    }
    let at = letters(column.index);
    Some(Text::new(format!("{at:>3}  {zh}"), format!("{at:>3}  {en}")))
}

fn shown(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Day(day) => Some(Day::from_number(day).to_string()),
        Cell::Bool(value) => Some(value.to_string()),
        Cell::Empty | Cell::Error(_) => None,
    }
    .filter(|text| !text.is_empty())
}

fn is_bare_digit(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => matches!(text.trim(), "0" | "1"),
        Cell::Number(number) => matches!(number.to_string().as_str(), "0" | "1"),
        _ => false,
    }
}
