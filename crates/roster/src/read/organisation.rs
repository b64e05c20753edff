//! A roster of organisations, row by row.

use super::cell::{FormulaError, Place, text_of};
use crate::codings;
use crate::error::RosterError;
use crate::fold;
use crate::head::{HeadColumn, UnusedColumn};
use crate::item::{OrganisationItem, RosterItem};
use crate::problem::{CellProblem, Severity};
use crate::rows::{Merged, RowStream, Skipped};
use crate::values::{self, Found};
use crate::vocabulary::ORGANISATIONS;
use crate::words;
use xibao_domain::OrganisationKind;
use xibao_domain::organisation::{Card, CardField};
use xibao_rulebook::{Dated, Text};
use xibao_table::{Cell, Table};

/// What one row of a roster says of an organisation. What it does not say is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrganisationEntry {
    /// The row as the user sees it, from 1.
    pub row: u64,
    /// The full name.
    pub name: Option<String>,
    /// 组织类别; without one, what the end of the name tells, which is doubtful.
    pub kind: Option<OrganisationKind>,
    /// The name of the organisation directly above. Where there is no column 上级党组织, it is the
    /// one under 批准成立的上级党组织, and the card says nothing of it.
    pub parent: Option<String>,
    /// The day of founding.
    pub founded_on: Option<Dated>,
    /// Names it had before, oldest first.
    pub former_names: Vec<String>,
    /// The secretary's name.
    pub secretary: Option<String>,
    /// The card, normalised.
    pub card: Card,
    /// Cells that cannot be used as they are.
    pub problems: Vec<CellProblem<OrganisationItem>>,
}

/// The rows of a roster of organisations as entries, in their order.
pub struct Organisations<'t> {
    stream: RowStream<'t, OrganisationItem>,
    /// The organisation above beside all of those below it.
    merged: Vec<Merged>,
    has_parent: bool,
    codes_told: bool,
}

/// Understands the heading of a roster of organisations and begins to read it.
///
/// # Errors
/// [`RosterError::NoHeading`] if no heading is known, [`RosterError::NoKeyColumn`] if there is no
/// name, [`RosterError::Table`] if the table cannot be read.
pub fn organisations(table: &mut dyn Table) -> Result<Organisations<'_>, RosterError> {
    let stream = RowStream::begin(table, &ORGANISATIONS, |_| false)?;
    let has = |item| stream.head.columns.iter().any(|column| column.item == item);
    if !has(OrganisationItem::Name) {
        let missing = OrganisationItem::Name.text();
        return Err(RosterError::NoKeyColumn { missing, seen: stream.head.seen() });
    }
    let has_parent = has(OrganisationItem::Parent);
    let above = |item| {
        let approved = OrganisationItem::Card(CardField::ApprovedBy);
        item == OrganisationItem::Parent || item == approved
    };
    let merged = stream.merged(above);
    Ok(Organisations { stream, merged, has_parent, codes_told: false })
}

impl Organisations<'_> {
    /// The columns that are read, from left to right.
    pub fn columns(&self) -> &[HeadColumn<OrganisationItem>] {
        &self.stream.head.columns
    }

    /// The columns that are not read, with the number of rows so far that have a value there.
    pub fn unused(&self) -> &[UnusedColumn] {
        &self.stream.head.unused
    }

    /// Rows so far that were taken for notes, sums, examples or headings: the first of them.
    pub fn skipped(&self) -> &[Skipped] {
        &self.stream.skipped
    }

    /// How many rows so far were skipped.
    pub fn skipped_count(&self) -> u64 {
        self.stream.skipped_count
    }

    /// Remarks on the table as a whole.
    pub fn notes(&self) -> &[Text] {
        &self.stream.notes
    }

    /// How much of the table has been read, from 0 to 1.
    pub fn progress(&self) -> f32 {
        self.stream.progress()
    }

    /// The last row of the heading, as the user numbers them; 0 if it is no row of the table.
    pub fn heading_row(&self) -> u64 {
        self.stream.head.first_row.saturating_sub(1)
    }
}

impl Iterator for Organisations<'_> {
    type Item = Result<OrganisationEntry, RosterError>;

    fn next(&mut self) -> Option<Result<OrganisationEntry, RosterError>> {
        match self.stream.advance() {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => return Some(Err(error)),
        }
        let (rows, at) = self.stream.row()?;
        let mut entry = OrganisationEntry { row: rows.number(at), ..OrganisationEntry::default() };
        let mut figures = false;
        for column in &self.stream.head.columns {
            let cell = rows.cell(at, column.column);
            let code = column.item == OrganisationItem::Card(CardField::Code);
            figures |= code && matches!(cell, Cell::Number(_));
            let merged = self.merged.iter_mut().find(|merged| merged.is_of(column.column));
            let above = merged.and_then(|merged| merged.text(rows, at)).map(Cell::Text);
            entry.cell(column, above.unwrap_or(cell), self.stream.guarded, self.has_parent);
        }
        if figures && !self.codes_told {
            self.codes_told = true;
            self.stream.notes.push(Text::new(
                "党组织编码存为数字，开头的 0 可能已丢失；请把这一列设为文本并核对",
                "organisation codes are stored as figures and may have lost leading zeros; format \
                 the column as text and check",
            ));
        }
        entry.finish(&self.stream.head.columns);
        Some(Ok(entry))
    }
}

type ItemPlace<'a> = Place<'a, OrganisationItem>;

impl OrganisationEntry {
    fn cell(
        &mut self,
        column: &HeadColumn<OrganisationItem>,
        cell: Cell<'_>,
        guarded: bool,
        has_parent: bool,
    ) {
        let mut problems = std::mem::take(&mut self.problems);
        let mut place = Place { row: self.row, column, problems: &mut problems };
        match text_of(cell, guarded) {
            Ok(None) => {}
            Err(FormulaError(error)) => place.formula_error(error),
            Ok(Some(text)) => {
                if !place.is_masked(&text) {
                    self.text(&mut place, cell, &text, has_parent);
                }
            }
        }
        self.problems = problems;
    }

    fn text(&mut self, place: &mut ItemPlace<'_>, cell: Cell<'_>, text: &str, has_parent: bool) {
        match place.column.item {
            OrganisationItem::Name => self.name = place.settle(text, values::text(text)),
            OrganisationItem::Kind => self.kind = place.settle(text, kind(text)),
            OrganisationItem::Parent => self.parent = place.settle(text, values::text(text)),
            OrganisationItem::Card(CardField::ApprovedBy) if !has_parent => {
                self.parent = place.settle(text, values::text(text));
            }
            OrganisationItem::FoundedOn => {
                self.founded_on = place.settle(text, values::date(cell, text));
            }
            OrganisationItem::FormerNames => {
                let names = text.split(['、', ';', '；', '，']).map(fold::tidy);
                let names = names.filter(|name| !name.is_empty() && !fold::is_dash(name));
                let names = names.filter(|name| name != "无");
                self.former_names = names.map(std::borrow::Cow::into_owned).collect();
            }
            OrganisationItem::Secretary => {
                let found = match text {
                    "无" | "空缺" | "暂无" | "缺" => Found::Nothing,
                    _ => super::person::name(text),
                };
                self.secretary = place.settle(text, found);
            }
            OrganisationItem::Card(field) => {
                if let Some(value) = place.settle(text, card(field, text)) {
                    self.card.insert(field, value);
                }
            }
        }
    }

    /// The cells of the row held against each other.
    fn finish(&mut self, columns: &[HeadColumn<OrganisationItem>]) {
        let known = |item| columns.iter().find(|column| column.item == item);
        let kind = known(OrganisationItem::Kind).or_else(|| known(OrganisationItem::Name));
        let (Some(name), Some(kind)) = (known(OrganisationItem::Name), kind) else { return };
        let mut problems = std::mem::take(&mut self.problems);
        let row = self.row;
        if self.name.is_none() {
            let text = Text::new(
                "党组织名称为空；请填写全称",
                "the name of the organisation is empty; type its full name",
            );
            let mut place = Place { row, column: name, problems: &mut problems };
            place.tell(OrganisationItem::Name, "", Severity::Refused, text);
        }
        let situation = self.card.get(&CardField::UnitSituation);
        let joint = situation.is_some_and(|situation| situation.contains("联合"));
        if joint && self.kind == Some(OrganisationKind::Branch) {
            let mut place = Place { row, column: kind, problems: &mut problems };
            place.tell(OrganisationItem::Kind, "党支部", Severity::Doubtful, joint_unit());
        }
        let told = problems.iter().any(|problem| problem.item == OrganisationItem::Kind);
        if self.kind.is_none() && !told {
            self.kind = self.name.as_deref().and_then(words::kind_of_name);
            if let Some(by_name) = self.kind {
                let mut place = Place { row, column: kind, problems: &mut problems };
                place.tell(OrganisationItem::Kind, "", Severity::Doubtful, kind_by_name(by_name));
            }
        }
        self.problems = problems;
    }
}

fn joint_unit() -> Text {
    Text::new(
        "所在单位情况是联合党支部，组织类别却是党支部；请核对组织类别",
        "the unit is that of a joint branch, the kind is not; check the kind",
    )
}

fn kind_by_name(kind: OrganisationKind) -> Text {
    let name = kind.text();
    Text::new(
        format!("没有写组织类别，按名称认作“{}”；请确认", name.zh),
        format!("no kind is given; by its name it is a {}; check it", name.en),
    )
}

fn kind(text: &str) -> Found<OrganisationKind> {
    let plain = fold::compact(text);
    if fold::is_none_word(&plain) {
        return Found::Nothing;
    }
    match words::kind(&plain) {
        Some(kind) => Found::Value(kind),
        None => Found::Refused(Text::new(
            format!(
                "“{}”不是组织类别；请写党委、党总支、党支部、联合党支部、临时党支部或党小组",
                fold::clip(&plain)
            ),
            format!(
                "\"{}\" is no kind of organisation; write 党委, 党总支, 党支部, 联合党支部, 临时党支部 or \
                 党小组",
                fold::clip(&plain)
            ),
        )),
    }
}

fn card(field: CardField, text: &str) -> Found<String> {
    match field {
        CardField::CreditCode => codings::credit_code(text),
        CardField::ContactPhone => values::phones(text).map(|phones| {
            let numbers = [phones.mobile, phones.landline];
            numbers.into_iter().flatten().collect::<Vec<_>>().join(";")
        }),
        CardField::MayApproveProbation
        | CardField::Functional
        | CardField::NewBusiness
        | CardField::HasCreditCode => match values::yes_no(text) {
            Found::Value(yes) => Found::Value(words::yes_no(yes).to_owned()),
            // Their lists of values were not seen; other words are kept.
            _ => values::text(text),
        },
        _ => values::text(text),
    }
}
