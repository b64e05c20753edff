//! Rows of a ledger as columns that the rules read.

use crate::cells;
use crate::date::{Read, read_number, read_text};
use crate::error::{CellProblem, letters};
use crate::identity::{Identity, read_identity, read_identity_number};
use crate::mapping::{ColumnMap, Mapping};
use crate::target::{FieldTarget, How, Target};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use xibao_rulebook::{Column, Columns, Dated, Layout, NULL, Rulebook, SlotName, Text};
use xibao_table::{Cell, Rows};

/// Rows that explain the form are not dossiers.
const NOTE_WORDS: [&str; 7] = ["注：", "注:", "备注：", "填表说明", "注意事项", "合计", "说明："];

/// Who a row is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowHead {
    /// Row as the user sees it.
    pub row: u64,
    /// The dossier's own number.
    pub id: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The branch.
    pub branch: Option<String>,
}

/// Turns rows into columns, batch after batch, and remembers whom it has seen.
pub struct Filler<'a> {
    mapping: &'a Mapping,
    book: &'a Rulebook,
    layout: &'a Layout,
    seen: HashMap<u64, u64>,
    hasher: RandomState,
}

type Cells = BTreeMap<(String, String), Column>;

impl<'a> Filler<'a> {
    /// A filler for a table that is understood.
    pub fn new(mapping: &'a Mapping, book: &'a Rulebook, layout: &'a Layout) -> Filler<'a> {
        Filler { mapping, book, layout, seen: HashMap::new(), hasher: RandomState::new() }
    }

    /// Fills a cleared table with the dossiers among the rows; returns which rows those are. The
    /// day of the examination is the caller's to add.
    pub fn fill(
        &mut self,
        rows: &Rows,
        columns: &mut Columns,
        problems: &mut Vec<CellProblem>,
    ) -> Vec<usize> {
        let kept: Vec<usize> = (0..rows.len()).filter(|row| self.is_dossier(rows, *row)).collect();
        let mut cells = Cells::new();
        for column in &self.mapping.columns {
            self.read_column(rows, &kept, column, &mut cells, problems);
        }
        self.duplicates(rows, &kept, problems);
        infer(&mut cells, self.book, kept.len());
        for (slot, name) in self.layout.iter() {
            let key = (name.owner.clone(), name.field.clone());
            let found = match cells.get(&key) {
                Some(_) => None,
                None => derived(&cells, self.book, name, kept.len()),
            };
            if let (Some(found), Some(column)) = (found, columns.column_mut(slot)) {
                *column = found;
            }
        }
        for (slot, name) in self.layout.iter() {
            let key = (name.owner.clone(), name.field.clone());
            if let (Some(found), Some(column)) = (cells.remove(&key), columns.column_mut(slot)) {
                *column = found;
            }
        }
        columns.set_rows(kept.len());
        kept
    }

    /// Who a row is about.
    pub fn head(&self, rows: &Rows, row: usize) -> RowHead {
        let text = |wanted: &Target| {
            let column = self.mapping.columns.iter().find(|column| column.target == *wanted)?;
            cell_text(rows.cell(row, column.index)).filter(|text| !text.is_empty())
        };
        RowHead {
            row: rows.number(row),
            id: text(&Target::Id),
            name: text(&Target::Name),
            branch: text(&Target::Branch),
        }
    }

    fn is_dossier(&self, rows: &Rows, row: usize) -> bool {
        if rows.number(row) < self.mapping.first_data_row {
            return false;
        }
        let mut filled = 0;
        for column in &self.mapping.columns {
            match rows.cell(row, column.index) {
                Cell::Empty => {}
                Cell::Text(text) if text.trim().is_empty() => {}
                _ => filled += 1,
            }
            if filled > 2 {
                return true;
            }
        }
        let note = (0..rows.width().min(4)).any(|column| match rows.cell(row, column) {
            Cell::Text(text) => NOTE_WORDS.iter().any(|word| text.trim().starts_with(word)),
            _ => false,
        });
        filled > 0 && !note
    }

    fn read_column(
        &self,
        rows: &Rows,
        kept: &[usize],
        column: &ColumnMap,
        cells: &mut Cells,
        problems: &mut Vec<CellProblem>,
    ) {
        let mut reader = ColumnReader { rows, kept, column, problems };
        match &column.target {
            Target::Id | Target::Name | Target::Branch | Target::Ignore => {}
            Target::IdNumber => {
                let born = reader.identities();
                let key = ("person".to_owned(), "born".to_owned());
                // A birth column goes before what the number says.
                let has_own = self.mapping.columns.iter().any(|column| {
                    matches!(&column.target, Target::Field(target) if target.owner == "person")
                });
                if !has_own {
                    cells.insert(key, born);
                }
            }
            Target::Field(target) => reader.field(self.mapping, target, cells),
        }
    }

    /// The same person twice is told with the row of the first.
    fn duplicates(&mut self, rows: &Rows, kept: &[usize], problems: &mut Vec<CellProblem>) {
        let find = |wanted: &Target| self.mapping.columns.iter().find(|c| c.target == *wanted);
        let Some(column) = find(&Target::IdNumber) else { return };
        for row in kept {
            let Some(text) = cell_text(rows.cell(*row, column.index)) else { continue };
            let Identity::Number(number, _) = read_identity(&text) else { continue };
            let number_hash = self.hasher.hash_one(&number);
            let at = rows.number(*row);
            let first = *self.seen.entry(number_hash).or_insert(at);
            if first != at {
                problems.push(problem(
                    column,
                    at,
                    crate::identity::mask(&number),
                    Text::new(
                        format!("与第 {first} 行是同一个公民身份号码；请核对是否重复登记"),
                        format!("the same ID number as in row {first}; check for a double entry"),
                    ),
                ));
            }
        }
    }
}

fn problem(column: &ColumnMap, row: u64, value: String, message: Text) -> CellProblem {
    CellProblem {
        row,
        column: column.index,
        place: format!("{}{row}", letters(column.index)),
        header: column.header.clone(),
        value,
        message,
    }
}

fn cell_text(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.trim().to_owned()),
        Cell::Number(number) => Some(number.to_string()),
        Cell::Day(day) => Some(xibao_rulebook::Day::from_number(day).to_string()),
        Cell::Bool(value) => Some(value.to_string()),
        Cell::Empty | Cell::Error(_) => None,
    }
}

/// One column of one batch.
struct ColumnReader<'r> {
    rows: &'r Rows,
    kept: &'r [usize],
    column: &'r ColumnMap,
    problems: &'r mut Vec<CellProblem>,
}

impl ColumnReader<'_> {
    fn tell(&mut self, row: usize, message: Text) {
        let value = match self.rows.cell(row, self.column.index) {
            Cell::Error(error) => error.to_owned(),
            cell => cell_text(cell).unwrap_or_default(),
        };
        // An ID number is told by its fault alone.
        let value = if self.column.target == Target::IdNumber {
            crate::identity::mask(&value)
        } else {
            value
        };
        let clipped: String = value.chars().take(60).collect();
        self.problems.push(problem(self.column, self.rows.number(row), clipped, message));
    }

    fn formula_error(&mut self, row: usize, error: &str) {
        let message = Text::new(
            format!("单元格是公式错误 {error}；请修正公式或直接填值"),
            format!("the cell is the formula error {error}; mend the formula or type the value"),
        );
        self.tell(row, message);
    }

    fn field(&mut self, mapping: &Mapping, target: &FieldTarget, cells: &mut Cells) {
        let key = |field: &str| (target.owner.clone(), field.to_owned());
        match &target.how {
            How::Date => {
                let dates = self.dates();
                cells.insert(key(&target.field), dates);
            }
            How::Dates => self.repeated(target, cells),
            How::Number | How::Months => {
                let numbers = self.numbers();
                cells.insert(key(&target.field), numbers);
            }
            How::Flag => {
                let flags = self.each(cells::flag, |value| Ok(i32::from(value != 0.0)));
                cells.insert(key(&target.field), flags);
            }
            How::Text => {
                let texts = self.each(|_| Ok(Some(1)), |_| Ok(1));
                cells.insert(key(&target.field), texts);
            }
            How::Listed(values) => {
                let listed = self.each(
                    |text| {
                        let folded = crate::date::fold(text);
                        let found = values.iter().find(|(word, _)| *word == folded);
                        match found {
                            Some((_, index)) => Ok(Some(*index)),
                            None => Err(listed_fault(text, values)),
                        }
                    },
                    |_| Err(listed_fault("", values)),
                );
                cells.insert(key(&target.field), listed);
            }
            How::Names => self.names(mapping, target, cells),
            How::Period | How::Record | How::Tally => self.composite(target, cells),
        }
    }

    /// A column of dates: as it is where it is stored so, else cell by cell.
    fn dates(&mut self) -> Column {
        if let Some(days) = self.rows.days(self.column.index)
            && self.kept.len() == self.rows.len()
        {
            if !days.has_nulls() {
                return Column::exact(days.values().to_vec());
            }
            let values = days.values().iter().enumerate();
            return Column::exact(
                values.map(|(row, day)| if days.is_null(row) { NULL } else { *day }).collect(),
            );
        }
        let mut column = Column::default();
        for row in self.kept {
            match self.date(*row) {
                Some(dated) => column.push_dated(dated),
                None => column.push(NULL),
            }
        }
        column
    }

    fn date(&mut self, row: usize) -> Option<Dated> {
        let read = match self.rows.cell(row, self.column.index) {
            Cell::Empty => return None,
            Cell::Text(text) => read_text(text),
            Cell::Number(number) => read_number(number),
            Cell::Day(day) => {
                return Some(Dated::on(xibao_rulebook::Day::from_number(day)));
            }
            Cell::Bool(_) => Read::Fault(Text::new(
                "应是日期，这里是是/否；请核对是否错列",
                "a date is expected, this is a yes or no; check the column",
            )),
            Cell::Error(error) => {
                let error = error.to_owned();
                self.formula_error(row, &error);
                return None;
            }
        };
        match read {
            Read::Nothing => None,
            Read::Date(dated) => Some(dated),
            Read::Doubtful(dated, message) => {
                self.tell(row, message);
                Some(dated)
            }
            Read::Fault(message) => {
                self.tell(row, message);
                None
            }
        }
    }

    fn numbers(&mut self) -> Column {
        if let Some(ints) = self.rows.ints(self.column.index)
            && self.kept.len() == self.rows.len()
            && !ints.has_nulls()
        {
            return Column::exact(ints.values().to_vec());
        }
        self.each(cells::number, cells::whole)
    }

    /// A column of numbers read from text or number cells.
    fn each(
        &mut self,
        of_text: impl Fn(&str) -> Result<Option<i32>, Text>,
        of_number: impl Fn(f64) -> Result<i32, Text>,
    ) -> Column {
        let mut column = Column::default();
        for row in self.kept {
            let read = match self.rows.cell(*row, self.column.index) {
                Cell::Empty => Ok(None),
                Cell::Text(text) if text.trim().is_empty() => Ok(None),
                Cell::Text(text) => of_text(text),
                Cell::Number(number) => of_number(number).map(Some),
                Cell::Bool(value) => Ok(Some(i32::from(value))),
                Cell::Day(day) => of_text(&xibao_rulebook::Day::from_number(day).to_string()),
                Cell::Error(error) => {
                    let error = error.to_owned();
                    self.formula_error(*row, &error);
                    Ok(None)
                }
            };
            let value = read.unwrap_or_else(|message| {
                self.tell(*row, message);
                None
            });
            column.push(value.unwrap_or(NULL));
        }
        column
    }

    /// Dates of an event that repeats: how many, and the last.
    fn repeated(&mut self, target: &FieldTarget, cells: &mut Cells) {
        let key = |field: &str| (target.owner.clone(), field.to_owned());
        let (before_on, before_count) = (cells.remove(&key("on")), cells.remove(&key("count")));
        let (mut on, mut count) = (Column::default(), Column::default());
        for (index, row) in self.kept.iter().enumerate() {
            let dates = match self.rows.cell(*row, self.column.index) {
                Cell::Text(text) if cells::dates(text).len() > 1 => cells::dates(text),
                _ => self.date(*row).into_iter().collect(),
            };
            let known = before_on.as_ref().and_then(|on| on.get(index));
            let known_count = before_count.as_ref().and_then(|count| count.get(index));
            let last = dates.iter().map(|d| (d.lo.number(), d.hi.number())).chain(known).max();
            match last {
                Some((lo, hi)) => on.push_interval(lo, hi),
                None => on.push(NULL),
            }
            let more = i32::try_from(dates.len()).unwrap_or(i32::MAX);
            count.push(known_count.map_or(0, |(count, _)| count).saturating_add(more));
        }
        cells.insert(key("on"), on);
        cells.insert(key("count"), count);
    }

    fn names(&mut self, mapping: &Mapping, target: &FieldTarget, cells: &mut Cells) {
        let own = mapping.columns.iter().find(|column| column.target == Target::Name);
        let (mut distinct, mut of_self) = (Column::default(), Column::default());
        for row in self.kept {
            let text = cell_text(self.rows.cell(*row, self.column.index)).unwrap_or_default();
            let mut names = cells::names(&text);
            let own = own.and_then(|own| cell_text(self.rows.cell(*row, own.index)));
            let own: Option<String> =
                own.map(|name| name.chars().filter(|c| !c.is_whitespace()).collect());
            names.sort();
            names.dedup();
            if names.is_empty() {
                distinct.push(NULL);
                of_self.push(NULL);
                continue;
            }
            distinct.push(i32::try_from(names.len()).unwrap_or(i32::MAX));
            of_self.push(own.map_or(NULL, |own| i32::from(names.contains(&own))));
        }
        cells.insert((target.owner.clone(), format!("{}_distinct", target.field)), distinct);
        cells.insert((target.owner.clone(), format!("{}_self", target.field)), of_self);
    }

    /// A cell that holds a date and more.
    fn composite(&mut self, target: &FieldTarget, cells: &mut Cells) {
        let fields: &[&str] = match target.how {
            How::Period => &["on", "from", "to"],
            How::Record => &["on", "passed", "days", "hours"],
            _ => &["on", "eligible", "present", "ayes", "noes", "abstentions"],
        };
        let mut columns: Vec<Column> = fields.iter().map(|_| Column::default()).collect();
        for row in self.kept {
            let values = self.composite_cell(*row, &target.how);
            for (column, value) in columns.iter_mut().zip(values) {
                match value {
                    Some((lo, hi)) => column.push_interval(lo, hi),
                    None => column.push(NULL),
                }
            }
        }
        for (field, column) in fields.iter().zip(columns) {
            cells.insert((target.owner.clone(), (*field).to_owned()), column);
        }
    }

    fn composite_cell(&mut self, row: usize, how: &How) -> [Option<(i32, i32)>; 6] {
        let dated = |dated: Dated| Some((dated.lo.number(), dated.hi.number()));
        let exact = |value: Option<i32>| value.map(|value| (value, value));
        let text = match self.rows.cell(row, self.column.index) {
            Cell::Text(text) if !text.trim().is_empty() => text.to_owned(),
            _ => {
                let on = self.date(row).and_then(dated);
                return [on, None, None, None, None, None];
            }
        };
        match how {
            How::Period => {
                if let Some((from, to)) = cells::period(&text) {
                    return [dated(from), dated(from), dated(to), None, None, None];
                }
                let on = self.date(row).and_then(dated);
                [on, on, None, None, None, None]
            }
            How::Record => {
                let period = cells::period(&text);
                let on = period.map(|(_, to)| to).or_else(|| cells::leading_date(&text));
                let days = period.and_then(|(from, to)| Some((from.exact()?, to.exact()?)));
                let days = days.map(|(from, to)| to.number() - from.number() + 1);
                if on.is_none() {
                    self.date(row);
                }
                let passed = cells::conclusion(&text);
                let hours = cells::hours(&text);
                [on.and_then(dated), exact(passed), exact(days), exact(hours), None, None]
            }
            _ => {
                let votes = cells::votes(&text);
                if votes.on.is_none() && votes.eligible.is_none() {
                    self.date(row);
                }
                [
                    votes.on.and_then(dated),
                    exact(votes.eligible),
                    exact(votes.present),
                    exact(votes.ayes),
                    exact(votes.noes),
                    exact(votes.abstentions),
                ]
            }
        }
    }

    /// Days of birth out of ID numbers.
    fn identities(&mut self) -> Column {
        let mut born = Column::default();
        for row in self.kept {
            let identity = match self.rows.cell(*row, self.column.index) {
                Cell::Text(text) => read_identity(text),
                Cell::Number(number) => read_identity_number(number),
                _ => Identity::Nothing,
            };
            match identity {
                Identity::Number(_, day) => born.push(day.number()),
                Identity::Nothing => born.push(NULL),
                Identity::Fault(message) => {
                    self.tell(*row, message);
                    born.push(NULL);
                }
            }
        }
        born
    }
}

fn listed_fault(text: &str, values: &[(String, i32)]) -> Text {
    let known: Vec<&str> = values.iter().map(|(word, _)| word.as_str()).collect();
    let known = known.join("、");
    Text::new(
        format!("“{}”不在可选值中；可用：{known}", text.trim()),
        format!("\"{}\" is not one of the values: {known}", text.trim()),
    )
}

/// What a ledger implies: a fact with any field happened, though its day may not be written; a
/// conversion that was approved has the outcome of its meeting.
fn infer(cells: &mut Cells, book: &Rulebook, rows: usize) {
    copy_outcome(cells);
    if let Some(from) = cells.get(&("public-notice".to_owned(), "from".to_owned())).cloned() {
        cells.entry(("public-notice".to_owned(), "on".to_owned())).or_insert(from);
    }
    let owners: Vec<String> = cells.keys().map(|(owner, _)| owner.clone()).collect();
    for owner in owners {
        // A side fact without its day is of use only through the field that was written down.
        if !book.kind_of(&owner).is_some_and(|kind| kind.path) {
            continue;
        }
        let fields: Vec<&Column> = cells
            .iter()
            .filter(|((known, field), _)| *known == owner && field != "on" && field != "count")
            .map(|(_, column)| column)
            .collect();
        let on_key = (owner.clone(), "on".to_owned());
        let own_on = cells.get(&on_key);
        if fields.is_empty() && own_on.is_some() {
            continue;
        }
        let mut on = Column::default();
        for row in 0..rows {
            match own_on.and_then(|on| on.get(row)) {
                Some((lo, hi)) => on.push_interval(lo, hi),
                None if fields.iter().any(|field| field.get(row).is_some()) => {
                    on.push_dated(Dated::UNKNOWN);
                }
                None => on.push(NULL),
            }
        }
        cells.insert(on_key, on);
    }
}

/// The approval of a conversion decides what its meeting resolved.
fn copy_outcome(cells: &mut Cells) {
    let outcome = cells.get(&("conversion-meeting".to_owned(), "outcome".to_owned())).cloned();
    let has_approval = cells.contains_key(&("conversion-approved".to_owned(), "on".to_owned()));
    if let (Some(outcome), true) = (outcome, has_approval) {
        // Only where there is an approval; else the outcome alone would stand for one.
        let on = cells.get(&("conversion-approved".to_owned(), "on".to_owned()));
        let mut copied = Column::default();
        for row in 0..outcome.len() {
            let approved = on.and_then(|on| on.get(row)).is_some();
            let value = outcome.get(row).filter(|_| approved);
            copied.push(value.map_or(NULL, |(value, _)| value));
        }
        cells.entry(("conversion-approved".to_owned(), "outcome".to_owned())).or_insert(copied);
    }
}

/// A column that no cell holds by itself: counts, and the facts that a selection reads.
fn derived(cells: &Cells, book: &Rulebook, name: &SlotName, rows: usize) -> Option<Column> {
    let find = |owner: &str, field: &str| cells.get(&(owner.to_owned(), field.to_owned()));
    let Some(selection) = book.selection(&name.owner) else {
        if name.field != "count" {
            return None;
        }
        let on = find(&name.owner, "on")?;
        let counts = (0..rows).map(|row| i32::from(on.get(row).is_some()));
        return Some(Column::exact(counts.collect()));
    };
    // A column of the selection itself says how often and when.
    let own = find(&name.owner, "on");
    if let (Some(own), "count") = (own, name.field.as_str()) {
        let counts = (0..rows).map(|row| i32::from(own.get(row).is_some()));
        return Some(Column::exact(counts.collect()));
    }
    if own.is_some() {
        return None;
    }
    let source = if name.field == "count" { "on" } else { name.field.as_str() };
    let source = find(&selection.kind, source)?;
    let listed = selection.filter.as_ref().map(|(field, values, or_absent)| {
        let indices: Vec<i32> = value_indices(book, &selection.kind, field, values);
        (find(&selection.kind, field), indices, *or_absent)
    });
    let mut column = Column::default();
    for row in 0..rows {
        let kept = listed.as_ref().is_none_or(|(values, indices, or_absent)| {
            match values.and_then(|values| values.get(row)) {
                Some((value, _)) => indices.contains(&value),
                None => *or_absent,
            }
        });
        let value = source.get(row).filter(|_| kept);
        if name.field == "count" {
            column.push(i32::from(value.is_some()));
        } else {
            match value {
                Some((lo, hi)) => column.push_interval(lo, hi),
                None => column.push(NULL),
            }
        }
    }
    Some(column)
}

fn value_indices(book: &Rulebook, kind: &str, field: &str, values: &[String]) -> Vec<i32> {
    let kind = book.kind(kind);
    let field = kind.and_then(|kind| kind.fields.iter().find(|known| known.name == field));
    let Some(xibao_rulebook::FieldType::Enum(known)) = field.map(|field| &field.ty) else {
        return Vec::new();
    };
    let indices = known.iter().enumerate().filter(|(_, value)| values.contains(value));
    indices.filter_map(|(index, _)| i32::try_from(index).ok()).collect()
}
