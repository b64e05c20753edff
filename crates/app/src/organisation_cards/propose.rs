//! From the rows of a file and what is known to what would be recorded.

use std::collections::{BTreeMap, HashMap, HashSet};

use xibao_domain::organisation::{CardField, OrganisationEvent};
use xibao_domain::{Organisation, OrganisationKind, Region};
use xibao_roster::read::OrganisationEntry;
use xibao_roster::verdict::{CellVerdict, RowVerdict, Verdict, compare_organisation};
use xibao_roster::{OrganisationItem, RosterItem as _, Severity};
use xibao_rulebook::Text;

use super::{CardsLine, CardsRequest, Known, Proposal};
use crate::import::cell_notes;
use crate::{CellNote, Founding, RowNote};

type Cells = RowVerdict<OrganisationItem>;

/// A row that is to be founded, as far as others may stand under it.
#[derive(Clone, Copy)]
struct Planned {
    row: u64,
    kind: Option<OrganisationKind>,
    /// Rows of this name; others can stand under it only if there is one.
    rows: usize,
}

/// The lines of a file, founded organisations after those above them.
pub(super) fn lines(
    known: &Known,
    entries: Vec<OrganisationEntry>,
    request: &CardsRequest,
) -> Vec<CardsLine> {
    let mut planned: HashMap<String, Planned> = HashMap::new();
    let mut seen: HashMap<(String, Option<String>), u64> = HashMap::new();
    let (mut lines, mut new) = (Vec::new(), Vec::new());
    for mut entry in entries {
        // Told as a whole.
        entry.secretary = None;
        let name = entry.name.clone().unwrap_or_default();
        let key = (name.clone(), entry.parent.clone());
        if let Some(first) = seen.get(&key).filter(|_| !name.is_empty()) {
            lines.push(refused(&entry, twice(*first)));
            continue;
        }
        seen.insert(key, entry.row);
        match (known.one(&name, entry.parent.as_deref()), former(known, &entry)) {
            (Err(count), _) if count > 1 => lines.push(refused(&entry, several(&name, count))),
            (Ok(organisation), _) | (Err(_), Some(organisation)) => {
                lines.push(changed(known, organisation, entry));
            }
            (Err(_), None) => {
                let one = Planned { row: entry.row, kind: entry.kind, rows: 0 };
                planned.entry(name).or_insert(one).rows += 1;
                new.push(entry);
            }
        }
    }
    lines.extend(founded(known, new, &planned, request));
    lines
}

/// A known organisation that the row gives a new name.
fn former<'k>(known: &'k Known, entry: &OrganisationEntry) -> Option<&'k Organisation> {
    entry.former_names.iter().rev().find_map(|name| known.one(name, None).ok())
}

fn founded(
    known: &Known,
    mut waiting: Vec<OrganisationEntry>,
    planned: &HashMap<String, Planned>,
    request: &CardsRequest,
) -> Vec<CardsLine> {
    let mut lines: Vec<CardsLine> = Vec::new();
    let mut regions: HashMap<u64, Region> = HashMap::new();
    let mut turned_down: HashSet<u64> = HashSet::new();
    loop {
        let before = waiting.len();
        for entry in std::mem::take(&mut waiting) {
            let parent = entry.parent.as_deref();
            let above = parent.and_then(|parent| planned.get(parent));
            let above = above.filter(|_| parent.is_some_and(|name| known.one(name, None).is_err()));
            match above {
                Some(above) if above.rows > 1 => {
                    turned_down.insert(entry.row);
                    lines.push(refused(&entry, several(parent.unwrap_or(""), above.rows)));
                }
                Some(above) if turned_down.contains(&above.row) => {
                    turned_down.insert(entry.row);
                    lines.push(refused(&entry, above_refused(above.row)));
                }
                Some(above) if !regions.contains_key(&above.row) => waiting.push(entry),
                above => {
                    let line = found(known, entry, above.copied(), &regions, request);
                    match &line.proposal {
                        Proposal::Found { region, .. } => {
                            regions.insert(line.row, *region);
                        }
                        _ => {
                            turned_down.insert(line.row);
                        }
                    }
                    lines.push(line);
                }
            }
        }
        if waiting.is_empty() || waiting.len() == before {
            lines.extend(waiting.iter().map(|entry| refused(entry, circle())));
            return lines;
        }
    }
}

/// A row that founds an organisation, under one of the register or of the file.
fn found(
    known: &Known,
    entry: OrganisationEntry,
    above: Option<Planned>,
    regions: &HashMap<u64, Region>,
    request: &CardsRequest,
) -> CardsLine {
    let verdict = compare_organisation(&entry, None);
    let parent = match (&above, &entry.parent) {
        (Some(_), _) => None,
        (None, Some(name)) => match known.one(name, None) {
            Ok(parent) => Some(parent),
            Err(count) => return refused(&entry, no_parent(name, count)),
        },
        (None, None) => request.within.and_then(|id| known.known.get(&id)),
    };
    let parent_kind = above.map_or(parent.map(|parent| parent.kind), |above| above.kind);
    let mut line = line(&entry, &verdict);
    let (Some(name), Some(kind)) = (entry.name, entry.kind) else { return line };
    if !kind.may_stand_under(parent_kind) {
        line.notes.push(note(wrong_place(kind, parent_kind)));
        line.verdict = Verdict::Refused;
    }
    if line.verdict == Verdict::Refused {
        return line;
    }
    if !entry.former_names.is_empty() {
        line.notes.push(note(Text::new(
            "曾用名没有导入：登记册里没有用这些名称的组织",
            "former names are not taken: no organisation of the register bears them",
        )));
    }
    let region = match (&above, parent) {
        (Some(above), _) => regions.get(&above.row).copied(),
        (None, Some(parent)) => Some(parent.region),
        (None, None) => request.region,
    };
    let region = region.unwrap_or(Region::CENTRAL);
    let founding = Box::new(Founding {
        name,
        kind,
        parent: parent.map(|parent| parent.id),
        region: Some(region),
        split_from: None,
        card: entry.card,
    });
    let on = entry.founded_on.unwrap_or(request.on);
    let parent_row = above.map(|above| above.row);
    line.proposal = Proposal::Found { founding, parent_row, region, on };
    line
}

/// What a row changes of a known organisation. What only a recorded decision may change (kind,
/// place, days) is a doubt.
fn changed(known: &Known, organisation: &Organisation, mut entry: OrganisationEntry) -> CardsLine {
    entry.former_names.clear();
    let mut verdict = compare_organisation(&entry, Some(&known.card(organisation)));
    let mut changes: BTreeMap<CardField, Option<String>> = BTreeMap::new();
    let mut events = Vec::new();
    let mut notes = Vec::new();
    for (item, cell) in &mut verdict.cells {
        let (from, to) = match cell {
            CellVerdict::New { to } => (None, to.clone()),
            CellVerdict::Changed { from, to } => (Some(from.clone()), to.clone()),
            _ => continue,
        };
        match item {
            OrganisationItem::Card(field) => {
                changes.insert(*field, entry.card.get(field).cloned());
            }
            OrganisationItem::Name => {
                events.push(OrganisationEvent::OrganisationRenamed { name: to });
            }
            _ => {
                notes.push(note(decision(*item)));
                *cell = CellVerdict::Doubtful { from, to: Some(to) };
                verdict.verdict = verdict.verdict.max(Verdict::Doubtful);
            }
        }
    }
    if !changes.is_empty() {
        events.push(OrganisationEvent::OrganisationCardChanged { changes });
    }
    let mut line = line(&entry, &verdict);
    line.notes.extend(notes);
    if line.verdict != Verdict::Refused && !events.is_empty() {
        line.proposal = Proposal::Change { id: organisation.id, events };
    }
    line
}

fn line(entry: &OrganisationEntry, verdict: &Cells) -> CardsLine {
    let worst = entry.problems.iter().map(|problem| problem.severity).max();
    let notes = entry.problems.iter().map(|problem| RowNote {
        place: problem.place(),
        text: Text::new(
            format!("{}“{}”：{}", problem.heading, problem.value, problem.text.zh),
            format!("{} '{}': {}", problem.heading, problem.value, problem.text.en),
        ),
    });
    let least = match worst {
        Some(Severity::Refused) => Verdict::Refused,
        Some(Severity::Doubtful) => Verdict::Doubtful,
        None => Verdict::Same,
    };
    CardsLine {
        row: entry.row,
        name: entry.name.clone().unwrap_or_default(),
        verdict: verdict.verdict.max(least),
        cells: cells(verdict),
        notes: notes.collect(),
        proposal: Proposal::Nothing,
    }
}

fn cells(verdict: &Cells) -> Vec<CellNote> {
    cell_notes(
        verdict,
        |item, value| {
            if item.is_sensitive() { "****".to_owned() } else { value.to_owned() }
        },
    )
}

fn note(text: Text) -> RowNote {
    RowNote { place: String::new(), text }
}

fn refused(entry: &OrganisationEntry, text: Text) -> CardsLine {
    CardsLine {
        row: entry.row,
        name: entry.name.clone().unwrap_or_default(),
        verdict: Verdict::Refused,
        cells: Vec::new(),
        notes: vec![note(text)],
        proposal: Proposal::Nothing,
    }
}

fn twice(first: u64) -> Text {
    Text::new(
        format!("名称和上级与第{first}行相同；一个组织只能有一行"),
        format!("name and organisation above are those of row {first}; one row for each"),
    )
}

fn several(name: &str, count: usize) -> Text {
    Text::new(
        format!("有{count}个组织都叫“{name}”，请缩小导入范围"),
        format!("{count} organisations are called '{name}': import for a smaller part"),
    )
}

fn no_parent(name: &str, count: usize) -> Text {
    if count > 1 {
        return several(name, count);
    }
    Text::new(
        format!("上级党组织“{name}”既不在导入范围内，也不在这份文件里；请用全称，或先建立它"),
        format!(
            "the organisation above, '{name}', is neither within the import nor in this file: \
             use its full name, or found it first"
        ),
    )
}

fn above_refused(row: u64) -> Text {
    Text::new(
        format!("上级党组织所在的第{row}行不能导入"),
        format!("row {row}, the organisation above, cannot be taken"),
    )
}

fn circle() -> Text {
    Text::new("这些行互为上级，请改正上级党组织", "these rows stand above each other; mend them")
}

fn wrong_place(kind: OrganisationKind, parent: Option<OrganisationKind>) -> Text {
    let (kind, top) = (kind.text(), Text::new("最上级", "nothing"));
    let parent = parent.map_or(top, OrganisationKind::text);
    Text::new(
        format!("{}不能直接设在{}之下", kind.zh, parent.zh),
        format!("a {} cannot stand directly under {}", kind.en, parent.en),
    )
}

fn decision(item: OrganisationItem) -> Text {
    let name = item.text();
    Text::new(
        format!("{}与登记不同，导入不改变它；如属实，请办理相应手续并记录", name.zh),
        format!(
            "{} is not as registered; an import does not change it: record the decision",
            name.en
        ),
    )
}
