//! The cells of a row held against each other. The personnel file prevails over the number; nothing
//! is put right here.

use super::{Entry, shown};
use crate::codings::{Identity, LEGACY_NOTE};
use crate::head::HeadColumn;
use crate::item::Item;
use crate::problem::{CellProblem, Severity};
use crate::read::cell::Place;
use xibao_domain::{Field, Stage};
use xibao_rulebook::{Dated, Text};

pub(super) fn check(entry: &mut Entry, identity: Option<&Identity>, columns: &[HeadColumn<Item>]) {
    let mut problems = std::mem::take(&mut entry.problems);
    let mut told = Told { row: entry.row, columns, problems: &mut problems };
    needs_name(entry, &mut told);
    if let Some(identity) = identity {
        same_person(entry, identity, &mut told);
    }
    stands(entry, &mut told);
    in_order(entry, &mut told);
    if identity.is_some_and(|identity| identity.unfit)
        && entry.fields.contains_key(&Field::IdNumberNote)
    {
        // A number that does not fit is right where a person says why.
        problems.retain(|problem| {
            problem.item != Item::Field(Field::IdNumber) || problem.severity == Severity::Refused
        });
    }
    if identity.is_some_and(|identity| identity.legacy) {
        entry.fields.entry(Field::IdNumberNote).or_insert_with(|| LEGACY_NOTE.to_owned());
    }
    entry.problems = problems;
}

struct Told<'a> {
    row: u64,
    columns: &'a [HeadColumn<Item>],
    problems: &'a mut Vec<CellProblem>,
}

impl Told<'_> {
    /// Tells it at the first of the items that has a column.
    fn tell(&mut self, items: &[Item], value: &str, severity: Severity, text: Text) {
        let found =
            items.iter().find_map(|item| self.columns.iter().find(|column| column.item == *item));
        if let Some(column) = found {
            let mut place = Place { row: self.row, column, problems: self.problems };
            place.tell(column.item, value, severity, text);
        }
    }
}

fn needs_name(entry: &Entry, told: &mut Told<'_>) {
    let name = Item::Field(Field::Name);
    let said = entry.fields.contains_key(&Field::Name)
        || told.problems.iter().any(|problem| problem.item == name);
    if !said {
        let text = Text::new("姓名为空；请填写姓名", "the name is empty; type the name");
        told.tell(&[name], "", Severity::Refused, text);
    }
}

/// Do sex and birth agree with the number?
fn same_person(entry: &Entry, identity: &Identity, told: &mut Told<'_>) {
    let sex = entry.fields.get(&Field::Sex);
    if sex.is_some_and(|sex| ["1", "2"].contains(&sex.as_str()) && sex != identity.sex) {
        let value = crate::codings::words(Field::Sex, sex.map_or("", String::as_str));
        let text = Text::new(
            "与公民身份号码中的性别不一致；按本列导入，请核对档案",
            "differs from the sex in the ID number; this column is taken, check the file",
        );
        told.tell(&[Item::Field(Field::Sex)], value, Severity::Doubtful, text);
    }
    let stated = entry.fields.get(&Field::Born);
    let dated = stated.and_then(|born| Dated::parse_stored(born).ok());
    if let (Some(stated), Some(born)) = (dated, identity.born)
        && !(stated.lo..=stated.hi).contains(&born)
    {
        let text = Text::new(
            "与公民身份号码中的出生日期不一致；按本列导入，以人事档案认定的为准，请核对档案",
            "differs from the date of birth in the ID number; this column is taken; what the \
             personnel file establishes prevails, so check there",
        );
        let value = entry.fields.get(&Field::Born);
        told.tell(&[Item::Field(Field::Born)], &shown(value), Severity::Doubtful, text);
    }
}

/// Do stage and days fit?
fn stands(entry: &Entry, told: &mut Told<'_>) {
    let probationary = entry.stage == Some(Stage::Probationary);
    if probationary && let Some(on) = entry.regularised_on {
        let text = Text::new(
            "预备党员不应有转正日期；如是预计日期请清空，如已转正请改人员类别",
            "a probationary member has no day of full membership; empty it, or correct the stage",
        );
        told.tell(&[Item::RegularisedOn], &on.to_string(), Severity::Doubtful, text);
    }
    if probationary && entry.suspended == Some(true) {
        let text = Text::new(
            "停止党籍的应为正式党员；请核对人员类别和党籍状态",
            "a suspended membership is a full one; check stage and standing",
        );
        told.tell(&[Item::Suspended, Item::Stage], "停止党籍", Severity::Doubtful, text);
    }
    let found = entry.lost_since.is_some() && entry.lost == Some(false);
    if found {
        let text = Text::new(
            "写有失去联系日期，却不是失联党员；请核对",
            "there is a day of losing contact, but contact is not lost; check both",
        );
        told.tell(&[Item::LostSince, Item::Lost], "", Severity::Doubtful, text);
    }
    if entry.mobile_to.is_some() && entry.mobile == Some(false) {
        let text = Text::new(
            "写有外出流向，却不是流动党员；请核对",
            "there is a place, but the member is not away; check both",
        );
        told.tell(&[Item::MobileTo, Item::Mobile], "", Severity::Doubtful, text);
    }
}

/// Do the days follow each other?
fn in_order(entry: &Entry, told: &mut Told<'_>) {
    let born = entry.fields.get(&Field::Born).and_then(|born| Dated::parse_stored(born).ok());
    let days = [
        (Item::Field(Field::Born), born),
        (Item::AppliedOn, entry.applied_on),
        (Item::ActivistOn, entry.activist_on),
        (Item::CandidateOn, entry.candidate_on),
        (Item::JoinedOn, entry.joined_on),
        (Item::RegularisedOn, entry.regularised_on),
    ];
    let mut before: Option<(Item, Dated)> = None;
    for (item, dated) in days {
        let Some(dated) = dated else { continue };
        if let Some((earlier, first)) = before
            && dated.hi < first.lo
        {
            let name = crate::item::RosterItem::text(earlier);
            let text = Text::new(
                format!("早于“{}”（{first}）；请核对两个日期", name.zh),
                format!("is before the {} ({first}); check both dates", name.en),
            );
            told.tell(&[item], &dated.to_string(), Severity::Doubtful, text);
        }
        before = Some((item, dated));
    }
}
