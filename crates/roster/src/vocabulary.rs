//! Headings that are known, and what they head.

use crate::fold;
use crate::item::{Item, OrganisationItem, RosterItem};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a known heading heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds<I> {
    /// A value.
    Item(I),
    /// A number of the row, or the outcome of an earlier import: silently passed over.
    Running,
    /// What follows from other columns: passed over.
    Derived,
    /// A value that is not held here.
    Aside,
}

/// Every heading that is known.
pub(crate) struct Vocabulary<I> {
    known: HashMap<String, Holds<I>>,
    /// Of dates, the headings without 日期 and the like.
    dates: HashMap<String, Holds<I>>,
    /// Folded and as listed, to suggest.
    listed: Vec<(String, String)>,
}

/// The headings of people.
pub(crate) static PEOPLE: LazyLock<Vocabulary<Item>> =
    LazyLock::new(|| Vocabulary::new(include_str!("../data/people.toml")));

/// The headings of organisations.
pub(crate) static ORGANISATIONS: LazyLock<Vocabulary<OrganisationItem>> =
    LazyLock::new(|| Vocabulary::new(include_str!("../data/organisations.toml")));

/// Longer headings are notes.
const HEADING_CHARS: usize = 60;

/// How alike a known heading must be to be suggested: 身分 for 身份, not 退休 for 流动.
const NEAR: f64 = 0.6;

/// Endings of headings of dates that mean the same.
const DATE_ENDINGS: [&str; 4] = ["年月日", "日期", "时间", "年月"];

impl<I: RosterItem> Vocabulary<I> {
    fn new(data: &str) -> Vocabulary<I> {
        let mut vocabulary =
            Vocabulary { known: HashMap::new(), dates: HashMap::new(), listed: Vec::new() };
        let table: toml::Table = toml::from_str(data).unwrap_or_default();
        for (section, entries) in &table {
            for (id, headings) in entries.as_table().into_iter().flatten() {
                let holds = match (section.as_str(), id.as_str()) {
                    ("items", id) => I::of_id(id).map(Holds::Item),
                    (_, "running") => Some(Holds::Running),
                    (_, "derived") => Some(Holds::Derived),
                    _ => Some(Holds::Aside),
                };
                let Some(holds) = holds else { continue };
                let headings = headings.as_array().into_iter().flatten();
                for heading in headings.filter_map(toml::Value::as_str) {
                    vocabulary.add(heading, holds);
                }
            }
        }
        vocabulary
    }

    fn add(&mut self, heading: &str, holds: Holds<I>) {
        let folded = fold::heading(heading);
        if matches!(holds, Holds::Item(item) if item.is_date()) {
            self.dates.insert(without_ending(&folded).to_owned(), holds);
        }
        if matches!(holds, Holds::Item(_)) {
            self.listed.push((folded.clone(), heading.to_owned()));
        }
        self.known.insert(folded, holds);
    }

    /// What a heading heads, if it is known.
    pub(crate) fn find(&self, heading: &str) -> Option<Holds<I>> {
        if heading.chars().take(HEADING_CHARS + 1).count() > HEADING_CHARS {
            return None;
        }
        let folded = fold::heading(heading);
        if let Some(holds) = self.known.get(&folded) {
            return Some(*holds);
        }
        let base = without_ending(&folded);
        if base.len() < folded.len() { self.dates.get(base).copied() } else { None }
    }

    /// The known heading most like an unknown one, to suggest; it is never used by itself.
    pub(crate) fn nearest(&self, heading: &str) -> Option<&str> {
        let folded: String = fold::heading(heading).chars().take(HEADING_CHARS).collect();
        let likeness = |known: &str| strsim::normalized_damerau_levenshtein(&folded, known);
        let scored = self.listed.iter().map(|(known, shown)| (likeness(known), shown));
        let (likeness, shown) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
        (likeness >= NEAR).then_some(shown)
    }
}

fn without_ending(folded: &str) -> &str {
    let mut base = folded;
    for ending in DATE_ENDINGS {
        base = base.strip_suffix(ending).filter(|base| !base.is_empty()).unwrap_or(base);
    }
    base
}

#[cfg(test)]
mod tests {
    use super::*;
    use xibao_domain::Field;

    fn ids(data: &str) -> Vec<String> {
        let table: toml::Table = toml::from_str(data).unwrap();
        table["items"].as_table().unwrap().keys().cloned().collect()
    }

    #[test]
    fn every_item_has_headings_and_every_id_is_an_item() {
        let people = ids(include_str!("../data/people.toml"));
        assert_eq!(people.len(), Item::all().count());
        assert!(people.iter().all(|id| Item::of_id(id).is_some()), "{people:?}");
        let organisations = ids(include_str!("../data/organisations.toml"));
        assert_eq!(organisations.len(), OrganisationItem::all().count());
        let known = |id: &String| OrganisationItem::of_id(id).is_some();
        assert!(organisations.iter().all(known), "{organisations:?}");
    }

    #[test]
    fn no_heading_is_listed_twice() {
        for data in
            [include_str!("../data/people.toml"), include_str!("../data/organisations.toml")]
        {
            let table: toml::Table = toml::from_str(data).unwrap();
            let mut seen: HashMap<String, String> = HashMap::new();
            for (id, headings) in table.values().filter_map(toml::Value::as_table).flatten() {
                for heading in headings.as_array().unwrap() {
                    let folded = fold::heading(heading.as_str().unwrap());
                    let before = seen.insert(folded, id.clone());
                    assert!(before.is_none_or(|before| before == *id), "{heading} {id}");
                }
            }
        }
    }

    #[test]
    fn dates_are_known_by_any_ending() {
        for heading in ["入党时间", "入党年月", "入党 日期", "入党时间（年月日）"]
        {
            assert_eq!(PEOPLE.find(heading), Some(Holds::Item(Item::JoinedOn)), "{heading}");
        }
        assert_eq!(
            PEOPLE.find("转正情况"),
            Some(Holds::Item(Item::Field(Field::RegularisationKind)))
        );
        assert_eq!(PEOPLE.find("天气"), None);
        assert_eq!(PEOPLE.nearest("公民身分号码"), Some("公民身份号码"));
        assert_eq!(PEOPLE.nearest("天气"), None);
    }
}
