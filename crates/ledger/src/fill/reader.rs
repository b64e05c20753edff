//! One column of a batch of rows, cell by cell.

use super::persons::{Met, MetBy};
use super::{Cells, cell_text, problem};
use crate::cells;
use crate::date::{Read, is_nothing, read_number, read_text};
use crate::error::CellProblem;
use crate::identity::{Identity, mask, quick_identity, read_identity, read_identity_number};
use crate::mapping::{ColumnMap, Mapping};
use crate::target::{FieldTarget, How, Target};
use crate::votes::votes;
use std::hash::{BuildHasher, RandomState};
use xibao_rulebook::{Column, Dated, Day, NULL, Text};
use xibao_table::{Cell, Rows};

/// How many dates of a repeated event are written, until they are set against a stated count.
pub(super) const DATED: &str = "dated";

/// One column of one batch.
pub(super) struct ColumnReader<'r> {
    pub(super) rows: &'r Rows,
    pub(super) kept: &'r [usize],
    pub(super) column: &'r ColumnMap,
    pub(super) problems: &'r mut Vec<CellProblem>,
}

impl ColumnReader<'_> {
    fn tell(&mut self, row: usize, message: Text) {
        let value = match self.rows.cell(row, self.column.index) {
            Cell::Error(error) => error.to_owned(),
            cell => cell_text(cell).unwrap_or_default(),
        };
        // An ID number is told by its fault alone.
        let value = if self.column.target == Target::IdNumber { mask(&value) } else { value };
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

    pub(super) fn field(&mut self, mapping: &Mapping, target: &FieldTarget, cells: &mut Cells) {
        let column = match &target.how {
            How::Date => self.dates(),
            How::Dates => return self.repeated(target, cells),
            How::Number => self.numbers(),
            How::Months if self.rows.ints(self.column.index).is_some() => self.numbers(),
            How::Months => self.each(cells::months, cells::whole),
            How::Flag => self.each(cells::flag, |value| Ok(i32::from(value != 0.0))),
            How::Text => self.each(|text| Ok((!is_nothing(text)).then_some(1)), |_| Ok(1)),
            How::Listed(values) => {
                let find = |text: &str| {
                    let folded = crate::date::fold(text);
                    let found = values.iter().find(|(word, _)| *word == folded);
                    found.map(|(_, index)| *index).ok_or_else(|| listed_fault(text, values))
                };
                self.each(
                    |text| if is_nothing(text) { Ok(None) } else { find(text).map(Some) },
                    |value| find(&value.to_string()),
                )
            }
            How::Cancelled(outcome) => return self.cancelled(target, *outcome, cells),
            How::Names => return self.names(mapping, target, cells),
            How::Period | How::Record | How::Tally => return self.composite(target, cells),
        };
        self.put(cells, (target.owner.clone(), target.field.clone()), column);
    }

    /// Adds a column; where another column of the table holds the same field, what is written in
    /// either counts.
    fn put(&mut self, cells: &mut Cells, key: (String, String), column: Column) {
        let Some(before) = cells.remove(&key) else {
            cells.insert(key, column);
            return;
        };
        // A day of conversion beside its meeting is often the day from which standing counts.
        let same_day = key.1 == "on" && key.0 != "conversion-meeting";
        let mut merged = Column::default();
        let kept = self.kept;
        for (index, row) in kept.iter().enumerate() {
            match (before.get(index), column.get(index)) {
                (None, None) => merged.push(NULL),
                (Some((lo, hi)), None) | (None, Some((lo, hi))) => merged.push_interval(lo, hi),
                (Some(a), Some(b)) if a.0 <= b.1 && b.0 <= a.1 => {
                    merged.push_interval(a.0.max(b.0), a.1.min(b.1));
                }
                (Some((lo, hi)), Some(_)) => {
                    merged.push_interval(lo, hi);
                    if same_day {
                        let day = Dated { lo: Day::from_number(lo), hi: Day::from_number(hi) };
                        self.tell(*row, other_day(day));
                    }
                }
            }
        }
        cells.insert(key, merged);
    }

    /// A column of dates: as it is where it is stored so, else cell by cell.
    fn dates(&mut self) -> Column {
        if let Some(days) = self.rows.days(self.column.index) {
            let values = days.values();
            let possible = Day::MIN.number()..=Day::MAX.number();
            if values.iter().any(|day| !possible.contains(day)) {
                return self.distant_dates();
            }
            if self.kept.len() == self.rows.len() && !days.has_nulls() {
                return Column::exact(values.to_vec());
            }
            let day = |row: &usize| {
                let day = values.get(*row).filter(|_| !days.is_null(*row));
                day.copied().unwrap_or(NULL)
            };
            return Column::exact(self.kept.iter().map(day).collect());
        }
        let kept = self.kept;
        let mut column = Column::default();
        for row in kept {
            match self.date(*row) {
                Some(dated) => column.push_dated(dated),
                None => column.push(NULL),
            }
        }
        column
    }

    /// Days as stored, some of which no calendar of ours reaches; what stands where nothing is
    /// recorded has no meaning.
    fn distant_dates(&mut self) -> Column {
        let mut column = Column::default();
        let kept = self.kept;
        for row in kept {
            let day = match self.rows.cell(*row, self.column.index) {
                Cell::Day(day) => Some(day),
                _ => None,
            };
            let day = day.filter(|day| {
                let near = Day::from_number(*day).number() == *day;
                if !near {
                    self.tell(*row, too_far());
                }
                near
            });
            column.push(day.unwrap_or(NULL));
        }
        column
    }

    fn date(&mut self, row: usize) -> Option<Dated> {
        let read = match self.rows.cell(row, self.column.index) {
            Cell::Empty => return None,
            Cell::Text(text) => read_text(text),
            Cell::Number(number) => read_number(number),
            Cell::Day(day) if Day::from_number(day).number() == day => {
                return Some(Dated::on(Day::from_number(day)));
            }
            Cell::Day(_) => Read::Fault(too_far()),
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
        if let Some(ints) = self.rows.ints(self.column.index) {
            let values = ints.values();
            if self.kept.len() == self.rows.len() && !ints.has_nulls() {
                return Column::exact(values.to_vec());
            }
            let number = |row: &usize| {
                let number = values.get(*row).filter(|_| !ints.is_null(*row));
                number.copied().unwrap_or(NULL)
            };
            return Column::exact(self.kept.iter().map(number).collect());
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
                Cell::Day(day) => of_text(&Day::from_number(day).to_string()),
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
        let (before_on, before_count) = (cells.remove(&key("on")), cells.remove(&key(DATED)));
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
        cells.insert(key(DATED), count);
    }

    fn names(&mut self, mapping: &Mapping, target: &FieldTarget, cells: &mut Cells) {
        let own = mapping.columns.iter().find(|column| column.target == Target::Name);
        let (mut distinct, mut of_self) = (Column::default(), Column::default());
        for row in self.kept {
            let mut names = match self.rows.cell(*row, self.column.index) {
                Cell::Text(text) => cells::names(text),
                _ => Vec::new(),
            };
            if names.is_empty() {
                distinct.push(NULL);
                of_self.push(NULL);
                continue;
            }
            names.sort();
            names.dedup();
            let own = match own.map(|own| self.rows.cell(*row, own.index)) {
                Some(Cell::Text(name)) => Some(crate::date::fold(name)),
                _ => None,
            };
            distinct.push(i32::try_from(names.len()).unwrap_or(i32::MAX));
            of_self.push(own.map_or(NULL, |own| i32::from(names.contains(&own))));
        }
        cells.insert((target.owner.clone(), format!("{}_distinct", target.field)), distinct);
        cells.insert((target.owner.clone(), format!("{}_self", target.field)), of_self);
    }

    /// Days on which somebody was struck off: the outcome, where no column of its own says
    /// another.
    fn cancelled(&mut self, target: &FieldTarget, outcome: i32, cells: &mut Cells) {
        let key = (target.owner.clone(), "outcome".to_owned());
        let dates = self.dates();
        let stated = cells.remove(&key);
        let mut outcomes = Column::default();
        let kept = self.kept;
        for (index, row) in kept.iter().enumerate() {
            let stated = stated.as_ref().and_then(|stated| stated.get(index));
            let cancelled = dates.get(index).map(|_| outcome);
            if let (Some((stated, _)), Some(cancelled)) = (stated, cancelled)
                && stated != cancelled
            {
                self.tell(*row, other_outcome());
            }
            outcomes.push(stated.map(|(stated, _)| stated).or(cancelled).unwrap_or(NULL));
        }
        cells.insert(key, outcomes);
    }

    /// A cell that holds a date and more.
    fn composite(&mut self, target: &FieldTarget, cells: &mut Cells) {
        let fields = target.how.parts();
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
            self.put(cells, (target.owner.clone(), (*field).to_owned()), column);
        }
    }

    /// The parts of a cell, in the order of [`How::parts`].
    fn composite_cell(&mut self, row: usize, how: &How) -> [Option<(i32, i32)>; 7] {
        let dated = |dated: Dated| Some((dated.lo.number(), dated.hi.number()));
        let text = match self.rows.cell(row, self.column.index) {
            Cell::Text(text) if !text.trim().is_empty() => text.to_owned(),
            _ => {
                let on = self.date(row).and_then(dated);
                let from = if *how == How::Period { on } else { None };
                return [on, from, None, None, None, None, None];
            }
        };
        match how {
            How::Period => {
                if let Some((from, to)) = cells::leading_period(&text) {
                    return [dated(from), dated(from), dated(to), None, None, None, None];
                }
                let on = self.date(row).and_then(dated);
                [on, on, None, None, None, None, None]
            }
            How::Record => self.record(row, &text),
            _ => self.tally(row, &text),
        }
    }

    fn record(&mut self, row: usize, text: &str) -> [Option<(i32, i32)>; 7] {
        let period = cells::leading_period(text);
        let on = period.map(|(_, to)| to).or_else(|| cells::leading_date(text));
        let days = period.and_then(|(from, to)| Some((from.exact()?, to.exact()?)));
        let days = days.map(|(from, to)| to.number() - from.number() + 1);
        let (passed, hours) = (cells::conclusion(text), cells::hours(text));
        // A conclusion without its day tells that there was a day.
        if on.is_none() && passed.is_none() && hours.is_none() {
            self.date(row);
        }
        let on = on.map(|on| (on.lo.number(), on.hi.number()));
        [on, exact(passed), exact(days), exact(hours), None, None, None]
    }

    fn tally(&mut self, row: usize, text: &str) -> [Option<(i32, i32)>; 7] {
        let votes = votes(text, &self.column.header);
        if votes.doubtful {
            self.tell(row, who_may_vote());
        } else if votes.is_empty() {
            self.date(row);
        }
        [
            votes.on.map(|on| (on.lo.number(), on.hi.number())),
            exact(votes.eligible),
            exact(votes.present),
            exact(votes.ayes),
            exact(votes.noes),
            exact(votes.abstentions),
            exact(votes.written_ayes),
        ]
    }

    /// Days of birth out of ID numbers; the same number twice is told with the row of the first.
    pub(super) fn identities(&mut self, hasher: &RandomState) -> (Column, Vec<Met>) {
        let mut born = Column::default();
        let mut met = Vec::with_capacity(self.kept.len());
        let kept = self.kept;
        for row in kept {
            let cell = self.rows.cell(*row, self.column.index);
            if let Cell::Text(text) = cell
                && let Some(day) = quick_identity(text)
            {
                born.push(day.number());
                met.push(Met { row: *row, person: hasher.hash_one(text), by: MetBy::Number });
                continue;
            }
            let identity = match cell {
                Cell::Text(text) => read_identity(text),
                Cell::Number(number) => read_identity_number(number),
                Cell::Error(error) => {
                    let error = error.to_owned();
                    self.formula_error(*row, &error);
                    Identity::Nothing
                }
                _ => Identity::Nothing,
            };
            match identity {
                Identity::Number(number, day) => {
                    born.push(day.number());
                    let person = hasher.hash_one(number.as_str());
                    met.push(Met { row: *row, person, by: MetBy::Number });
                }
                Identity::Nothing => born.push(NULL),
                Identity::Fault(message) => {
                    self.tell(*row, message);
                    born.push(NULL);
                }
            }
        }
        (born, met)
    }

    /// The same person is met for the second time.
    pub(super) fn tell_twice(&mut self, met: Met, first: u64) {
        self.tell(
            met.row,
            match met.by {
                MetBy::Number => twice(first),
                MetBy::NameAndBirth => twins(first),
            },
        );
    }
}

fn exact(value: Option<i32>) -> Option<(i32, i32)> {
    value.map(|value| (value, value))
}

fn too_far() -> Text {
    Text::new("日期在1800年以前或2400年以后；请核对", "the day is before 1800 or after 2400; check")
}

fn other_outcome() -> Text {
    Text::new(
        "另一列写的结果不是取消资格；审查按那一列，请核对",
        "another column has an outcome other than cancelling; that one was used; check",
    )
}

fn who_may_vote() -> Text {
    Text::new(
        "看不出有表决权的人数是应到的还是实到的，未用于计票；请写成“应到会有表决权16人，实到会有表决权15人”",
        "whether those who may vote are of all or of those present is not clear, so they are not \
         used; write 应到会有表决权16人，实到会有表决权15人",
    )
}

fn twice(first: u64) -> Text {
    Text::new(
        format!("与第 {first} 行是同一个公民身份号码；请核对是否重复登记"),
        format!("the same ID number as in row {first}; check for a double entry"),
    )
}

fn twins(first: u64) -> Text {
    Text::new(
        format!("与第 {first} 行姓名和出生日期相同；请核对是否重复登记"),
        format!("the same name and date of birth as in row {first}; check for a double entry"),
    )
}

fn other_day(day: Dated) -> Text {
    Text::new(
        format!("与另一列所写的日期（{day}）不一致；审查按 {day}，请核对"),
        format!("differs from the day in another column ({day}); {day} was used; check"),
    )
}

fn listed_fault(text: &str, values: &[(String, i32)]) -> Text {
    let known: Vec<&str> = values.iter().map(|(word, _)| word.as_str()).collect();
    let known = known.join("、");
    Text::new(
        format!("“{}”不在可选值中；可用：{known}", text.trim()),
        format!("\"{}\" is not one of the values: {known}", text.trim()),
    )
}
