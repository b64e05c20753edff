//! One row of a roster of people.

mod check;

use super::cell::{FormulaError, Place, text_of};
use crate::codings::{self, Identity};
use crate::head::HeadColumn;
use crate::item::Item;
use crate::problem::{CellProblem, Severity};
use crate::values::{self, Found};
use std::borrow::Cow;
use std::fmt;
use xibao_domain::{Field, FieldKind, Fields, Stage, Steps};
use xibao_rulebook::{Dated, Text};
use xibao_table::Cell;

/// What one row of a roster says of a person. What it does not say is empty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The row as the user sees it, from 1.
    pub row: u64,
    /// The branch, as written.
    pub branch: Option<String>,
    /// Fields, normalised and not sealed.
    pub fields: Fields,
    /// 人员类别. Never [`Stage::Suspended`] nor [`Stage::Left`].
    pub stage: Option<Stage>,
    /// 党籍状态: `true` for 停止党籍, `false` for 正常.
    pub suspended: Option<bool>,
    /// The application was received.
    pub applied_on: Option<Dated>,
    /// Named an activist.
    pub activist_on: Option<Dated>,
    /// Named a candidate.
    pub candidate_on: Option<Dated>,
    /// 加入党组织日期: admitted by the branch meeting.
    pub joined_on: Option<Dated>,
    /// 转为正式党员日期.
    pub regularised_on: Option<Dated>,
    /// Months by which probation was extended; 0 if the row says that it was not.
    pub extension_months: Option<i64>,
    /// Out of contact?
    pub lost: Option<bool>,
    /// Out of contact since.
    pub lost_since: Option<Dated>,
    /// Away without a transfer?
    pub mobile: Option<bool>,
    /// Away since.
    pub mobile_since: Option<Dated>,
    /// Away to.
    pub mobile_to: Option<String>,
    /// Cells that cannot be used as they are.
    pub problems: Vec<CellProblem>,
}

impl Entry {
    /// The days of the membership, as far as the row says them.
    pub fn steps(&self) -> Steps {
        Steps {
            applied_on: self.applied_on,
            activist_on: self.activist_on,
            candidate_on: self.candidate_on,
            admitted_on: self.joined_on,
            extension_months: self.extension_months.unwrap_or(0),
            regularised_on: self.regularised_on,
        }
    }

    /// Is some cell refused?
    pub fn is_refused(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Refused)
    }
}

/// Sensitive fields are masked: an entry may end up in a log.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("row", &self.row)
            .field("branch", &self.branch)
            .field("fields", &crate::mask::Masked(&self.fields))
            .field("stage", &self.stage)
            .field("suspended", &self.suspended)
            .field("applied_on", &self.applied_on)
            .field("activist_on", &self.activist_on)
            .field("candidate_on", &self.candidate_on)
            .field("joined_on", &self.joined_on)
            .field("regularised_on", &self.regularised_on)
            .field("extension_months", &self.extension_months)
            .field("lost", &self.lost)
            .field("lost_since", &self.lost_since)
            .field("mobile", &self.mobile)
            .field("mobile_since", &self.mobile_since)
            .field("mobile_to", &self.mobile_to)
            .field("problems", &self.problems)
            .finish()
    }
}

/// Reads one row, cell by cell.
pub(super) struct RowReader {
    entry: Entry,
    identity: Option<Identity>,
}

impl RowReader {
    pub(super) fn new(row: u64) -> RowReader {
        RowReader { entry: Entry { row, ..Entry::default() }, identity: None }
    }

    pub(super) fn cell(&mut self, column: &HeadColumn<Item>, cell: Cell<'_>, guarded: bool) {
        // The entry is filled and its problems are told at once, so they part here.
        let mut problems = std::mem::take(&mut self.entry.problems);
        let mut place = Place { row: self.entry.row, column, problems: &mut problems };
        match text_of(cell, guarded) {
            Ok(None) => {}
            Err(FormulaError(error)) => place.formula_error(error),
            Ok(Some(text)) => {
                if !place.is_masked(&text) {
                    self.text(&mut place, cell, &text);
                }
            }
        }
        self.entry.problems = problems;
    }

    fn text(&mut self, place: &mut Place<'_, Item>, cell: Cell<'_>, text: &str) {
        let entry = &mut self.entry;
        let date = |place: &mut Place<'_, Item>| place.settle(text, values::date(cell, text));
        match place.column.item {
            Item::Field(field) => self.field(place, field, cell, text),
            Item::Branch => entry.branch = place.settle(text, values::text(text)),
            Item::Stage | Item::Suspended => self.standing(place, text),
            Item::AppliedOn => entry.applied_on = date(place),
            Item::ActivistOn => entry.activist_on = date(place),
            Item::CandidateOn => entry.candidate_on = date(place),
            Item::JoinedOn => entry.joined_on = date(place),
            Item::RegularisedOn => entry.regularised_on = date(place),
            Item::ExtensionMonths => {
                entry.extension_months = place.settle(text, values::months(text));
            }
            Item::Lost => self.lost(place, text),
            Item::LostSince => {
                let since = date(place);
                entry.lost_since = since.or(entry.lost_since);
            }
            Item::Mobile => self.mobile(place, text),
            Item::MobileSince => entry.mobile_since = date(place),
            Item::MobileTo => {
                let to = place.settle(text, values::text(text));
                entry.mobile_to = to.or_else(|| entry.mobile_to.take());
            }
        }
    }

    fn field(&mut self, place: &mut Place<'_, Item>, field: Field, cell: Cell<'_>, text: &str) {
        let value = match (field, field.kind()) {
            (Field::Name, _) => place.settle(text, name(text)),
            (Field::IdNumber, _) => return self.identity(place, text),
            (Field::Phone | Field::Landline, _) => return self.phones(place, text),
            (_, FieldKind::Text) => place.settle(text, values::text(text)),
            (_, FieldKind::Date) => {
                let dated = place.settle(text, values::date(cell, text));
                dated.map(|dated| dated.to_string())
            }
            (_, FieldKind::YesNo) => {
                let said = place.settle(text, values::yes_no(text));
                said.map(|yes| if yes { "yes" } else { "no" }.to_owned())
            }
            (_, FieldKind::Number) => {
                place.settle(text, values::number(text)).map(|number| number.to_string())
            }
            (_, FieldKind::Code(set)) => place.settle(text, codings::code(set, text)),
        };
        if let Some(value) = value {
            self.entry.fields.insert(field, value);
        }
    }

    fn identity(&mut self, place: &mut Place<'_, Item>, text: &str) {
        let Some(identity) = place.settle(text, codings::identity(text)) else { return };
        self.entry.fields.insert(Field::IdNumber, identity.number.clone());
        self.identity = Some(identity);
    }

    /// A cell under 联系电话 may hold a mobile number, a landline, or both.
    fn phones(&mut self, place: &mut Place<'_, Item>, text: &str) {
        let Some(phones) = place.settle(text, values::phones(text)) else { return };
        let numbers = [(Field::Phone, phones.mobile), (Field::Landline, phones.landline)];
        for (field, number) in numbers {
            let Some(number) = number else { continue };
            match self.entry.fields.get(&field) {
                Some(first) if *first != number => {
                    let told = Text::new(
                        "与前面一列的号码不同，保留前面的；请确认",
                        "differs from the number in an earlier column, which is kept; check it",
                    );
                    place.tell(Item::Field(field), &number, Severity::Doubtful, told);
                }
                _ => {
                    self.entry.fields.insert(field, number);
                }
            }
        }
    }

    fn standing(&mut self, place: &mut Place<'_, Item>, text: &str) {
        let Some(said) = place.settle(text, values::standing(text)) else { return };
        let entry = &mut self.entry;
        if let (Some(first), Some(stage)) = (entry.stage, said.stage)
            && first != stage
        {
            let told = Text::new(
                format!("与前面一列的“{}”矛盾，保留前面的；请确认", first.text().zh),
                format!("contradicts '{}' in an earlier column, which is kept", first.text().en),
            );
            place.tell(Item::Stage, text, Severity::Doubtful, told);
        }
        entry.stage = entry.stage.or(said.stage);
        entry.suspended = entry.suspended.or(said.suspended);
    }

    /// 是, 否, a date, or 是 with the date behind it.
    fn lost(&mut self, place: &mut Place<'_, Item>, text: &str) {
        let (said, rest) = values::yes_no_and(text);
        let rest = rest.trim_start_matches("失去联系日期").trim_start_matches([':', '：', ' ']);
        if let (Found::Refused(_), Found::Value(since)) =
            (&said, values::date(Cell::Text(text), text))
        {
            self.entry.lost = Some(true);
            self.entry.lost_since = self.entry.lost_since.or(Some(since));
            return;
        }
        self.entry.lost = place.settle(text, said);
        if !rest.is_empty() {
            let since = values::date(Cell::Text(rest), rest);
            let since = place.settle_as(Item::LostSince, rest, since);
            self.entry.lost_since = self.entry.lost_since.or(since);
        }
    }

    /// 是, 否, words for them, or 是 with the place behind it.
    fn mobile(&mut self, place: &mut Place<'_, Item>, text: &str) {
        let (said, rest) = match text {
            "流动党员" | "流动" | "外出" | "流出" | "外出流动" => {
                (Found::Value(true), "")
            }
            "正常" | "非流动" | "非流动党员" | "未流动" | "固定" => {
                (Found::Value(false), "")
            }
            _ => values::yes_no_and(text),
        };
        self.entry.mobile = place.settle(text, said);
        let rest = rest.trim_start_matches("外出流向").trim_start_matches([':', '：', ' ']);
        if let Some(to) = place.settle_as(Item::MobileTo, rest, values::text(rest)) {
            self.entry.mobile_to.get_or_insert(to);
        }
    }

    /// The entry, after its cells were held against each other.
    pub(super) fn finish(mut self, columns: &[HeadColumn<Item>]) -> Entry {
        check::check(&mut self.entry, self.identity.as_ref(), columns);
        self.entry
    }
}

pub(super) fn name(text: &str) -> Found<String> {
    match xibao_names::clean(text) {
        Ok(name) => Found::Value(name.into_string()),
        Err(problem) => Found::Refused(Text::new(problem.zh(), problem.en())),
    }
}

/// A text for messages, from a value kept or made.
pub(super) fn shown(value: Option<&String>) -> Cow<'_, str> {
    value.map_or(Cow::Borrowed(""), |value| Cow::Borrowed(value.as_str()))
}
