//! Rows of a ledger as columns that the rules read.

mod infer;
mod note;
mod persons;
mod reader;

use crate::error::{CellProblem, letters};
use crate::mapping::{ColumnMap, Mapping};
use crate::target::{FieldTarget, How, Target, fold_header};
pub use persons::Met;
use persons::{MetBy, Persons};
use reader::ColumnReader;
use std::collections::{BTreeMap, HashMap};
use std::hash::RandomState;
use xibao_rulebook::{Column, Columns, Day, Layout, Rulebook, Text};
use xibao_table::{Cell, Rows};

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
    /// The columns that make a row a dossier: all but running numbers, which are often given to
    /// blank rows in advance.
    telling: Vec<usize>,
    /// The persons seen so far, each with the row of its first dossier.
    seen: HashMap<u64, u64>,
    hasher: RandomState,
    today: Option<Day>,
}

type Cells = BTreeMap<(String, String), Column>;

impl<'a> Filler<'a> {
    /// A filler for a table that is understood.
    pub fn new(mapping: &'a Mapping, book: &'a Rulebook, layout: &'a Layout) -> Filler<'a> {
        let running = |column: &&ColumnMap| {
            column.target == Target::Id && fold_header(&column.header) == "序号"
        };
        let telling = mapping.columns.iter().filter(|column| !running(column));
        let telling = telling.map(|column| column.index).collect();
        let hasher = RandomState::new();
        Filler { mapping, book, layout, telling, seen: HashMap::new(), hasher, today: None }
    }

    /// Says which day it is, so that a birth in the future is told. Without it none is.
    #[must_use]
    pub fn with_today(mut self, today: Day) -> Filler<'a> {
        self.today = Some(today);
        self
    }

    /// How the table is understood.
    pub fn mapping(&self) -> &'a Mapping {
        self.mapping
    }

    /// A filler for another thread that knows persons by the same hashes.
    #[must_use]
    pub fn another(&self) -> Filler<'a> {
        Filler {
            mapping: self.mapping,
            book: self.book,
            layout: self.layout,
            telling: self.telling.clone(),
            seen: HashMap::new(),
            hasher: self.hasher.clone(),
            today: self.today,
        }
    }

    /// Fills a cleared table with the dossiers among the rows; returns which rows those are. The
    /// day of the examination is the caller's to add.
    pub fn fill(
        &mut self,
        rows: &Rows,
        columns: &mut Columns,
        problems: &mut Vec<CellProblem>,
    ) -> Vec<usize> {
        let (kept, met) = self.fill_alone(rows, columns, problems);
        self.duplicates(rows, &met, problems);
        kept
    }

    /// Tells of persons that were met in an earlier row; batches must come in their order.
    pub fn duplicates(&mut self, rows: &Rows, met: &[Met], problems: &mut Vec<CellProblem>) {
        let columns = || self.mapping.columns.iter();
        let number = columns().find(|column| column.target == Target::IdNumber);
        let name = columns().find(|column| column.target == Target::Name);
        for met in met {
            let row = rows.number(met.row);
            let first = *self.seen.entry(met.person).or_insert(row);
            let column = if met.by == MetBy::Number { number } else { name };
            if let Some(column) = column.filter(|_| first != row) {
                let mut reader = ColumnReader { rows, kept: &[], column, problems };
                reader.tell_twice(*met, first);
            }
        }
    }

    /// As [`Filler::fill`], but leaves it to [`Filler::duplicates`] to compare the persons met, so
    /// that batches can be filled in any order.
    pub fn fill_alone(
        &self,
        rows: &Rows,
        columns: &mut Columns,
        problems: &mut Vec<CellProblem>,
    ) -> (Vec<usize>, Vec<Met>) {
        let kept: Vec<usize> = (0..rows.len()).filter(|row| self.is_dossier(rows, *row)).collect();
        let mut cells = Cells::new();
        let mapping = self.mapping;
        let mut born_by_number = None;
        let mut met = Vec::new();
        // A day of cancelling gives way to a stated outcome, so it is read after it.
        let (late, early): (Vec<_>, Vec<_>) = mapping.columns.iter().partition(|column| {
            matches!(&column.target, Target::Field(FieldTarget { how: How::Cancelled(_), .. }))
        });
        for column in early.into_iter().chain(late) {
            let mut reader = ColumnReader { rows, kept: &kept, column, problems };
            match &column.target {
                Target::Id | Target::Name | Target::Branch | Target::Ignore => {}
                Target::IdNumber => {
                    let (born, persons) = reader.identities(&self.hasher);
                    born_by_number = Some(born);
                    met = persons;
                }
                Target::Field(target) => reader.field(mapping, target, &mut cells),
            }
        }
        let numbered = born_by_number.clone();
        if let Some(by_number) = born_by_number {
            self.born(rows, &kept, by_number, &mut cells, problems);
        }
        let born = cells.get(&("person".to_owned(), "born".to_owned()));
        let persons = Persons { rows, kept: &kept, mapping, born };
        met.extend(persons.by_name(numbered.as_ref(), &self.hasher));
        if let Some(today) = self.today {
            persons.unborn(today, problems);
        }
        infer::infer(&mut cells, self.book, kept.len());
        let missing = self.layout.iter().filter_map(|(slot, name)| {
            let key = (name.owner.clone(), name.field.clone());
            let found = match cells.get(&key) {
                Some(_) => None,
                None => infer::derived(&cells, self.book, name, kept.len()),
            };
            found.map(|found| (slot, found))
        });
        for (slot, found) in missing.collect::<Vec<_>>() {
            if let Some(column) = columns.column_mut(slot) {
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
        (kept, met)
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
        let filled = |column: &usize| match rows.cell(row, *column) {
            Cell::Empty => false,
            Cell::Text(text) => !text.trim().is_empty(),
            _ => true,
        };
        self.telling.iter().any(filled)
            && !note::is_note(rows, row)
            && !self.mapping.repeats_header(rows, row)
    }

    /// The day of birth: what the column says, and where it says nothing or not all, the number.
    fn born(
        &self,
        rows: &Rows,
        kept: &[usize],
        by_number: Column,
        cells: &mut Cells,
        problems: &mut Vec<CellProblem>,
    ) {
        let key = ("person".to_owned(), "born".to_owned());
        let own = self.mapping.columns.iter().find(
            |column| matches!(&column.target, Target::Field(target) if target.owner == "person"),
        );
        let (Some(stated), Some(own)) = (cells.remove(&key), own) else {
            cells.insert(key, by_number);
            return;
        };
        let mut born = Column::default();
        for (index, row) in kept.iter().enumerate() {
            match (stated.get(index), by_number.get(index)) {
                (None, None) => born.push(xibao_rulebook::NULL),
                (None, Some((day, _))) => born.push(day),
                (Some((lo, hi)), Some((day, _))) if (lo..=hi).contains(&day) => born.push(day),
                (Some((lo, hi)), by_number) => {
                    if by_number.is_some() {
                        let value = cell_text(rows.cell(*row, own.index)).unwrap_or_default();
                        problems.push(problem(own, rows.number(*row), value, differs()));
                    }
                    born.push_interval(lo, hi);
                }
            }
        }
        cells.insert(key, born);
    }
}

fn differs() -> Text {
    Text::new(
        "与公民身份号码中的出生日期不一致；审查按本列，以人事档案认定的为准，请核对档案",
        "differs from the date of birth in the ID number; this column was used; what the personnel \
         file establishes prevails, so check there",
    )
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
