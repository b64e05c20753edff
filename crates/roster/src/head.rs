//! The heading of a roster: which column holds what, and from which row on there are values.

mod joined;

use crate::error::RosterError;
use crate::fold;
use crate::item::RosterItem;
use crate::vocabulary::{Holds, Vocabulary};
use joined::joined;
use xibao_ledger::column_letters;
use xibao_rulebook::Text;
use xibao_table::{Cell, MergedRegion, Rows};

/// Rows among which the heading is looked for.
pub const HEADER_ROWS: usize = 12;

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeadColumn<I> {
    /// Its place, from 0.
    pub column: usize,
    /// Its heading as written.
    pub heading: String,
    /// What it holds.
    pub item: I,
}

/// Why a column is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unused {
    /// The heading is not known; perhaps this one was meant.
    Unknown(Option<String>),
    /// Another column of this letter holds the same, and is the one that is read.
    Duplicate(String),
    /// The register holds nothing of the kind.
    Aside,
    /// It follows from other columns.
    Derived,
    /// It has no heading.
    NoHeading,
}

/// A column that is not read, with how many rows have a value there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedColumn {
    /// Its place, from 0.
    pub column: usize,
    /// Its heading as written; empty if it has none.
    pub heading: String,
    /// Why it is not read.
    pub why: Unused,
    /// Rows with a value in it, as far as the table has been read.
    pub filled: u64,
}

impl UnusedColumn {
    /// What is to be known about it, for a person.
    pub fn text(&self) -> Text {
        let (at, head, count) = (column_letters(self.column), &self.heading, self.filled);
        let (zh, en) = match &self.why {
            Unused::Unknown(Some(near)) => (
                format!("不认识这个列名，是否为“{near}”？改名后可导入"),
                format!("unknown; if \"{near}\" is meant, rename it"),
            ),
            Unused::Unknown(None) => ("不认识这个列名，未导入".into(), "unknown; not read".into()),
            Unused::Duplicate(first) => (
                format!("与 {first} 列重复，只用 {first} 列；请删去一列"),
                format!("the same as column {first}, which is used; delete one of them"),
            ),
            Unused::Aside => {
                ("系统不保存这一项，未导入".into(), "not kept by the register; not read".into())
            }
            Unused::Derived => {
                ("由系统自动计算，未导入".into(), "reckoned by the register; not read".into())
            }
            Unused::NoHeading => (
                "没有列名，未导入；请补列名".into(),
                "has no heading; name it to have it read".into(),
            ),
        };
        Text::new(
            format!("{at} 列“{head}”：{zh}（有内容的行数：{count}）"),
            format!("column {at} \"{head}\": {en} (rows with a value: {count})"),
        )
    }
}

/// How a table is understood.
pub(crate) struct Head<I> {
    pub(crate) columns: Vec<HeadColumn<I>>,
    pub(crate) unused: Vec<UnusedColumn>,
    /// Columns with numbers of rows: they alone make no row.
    pub(crate) running: Vec<usize>,
    /// Rows above this one, as the user numbers them, are titles and headings.
    pub(crate) first_row: u64,
    /// The texts of the rows above, for they are repeated on every printed page.
    pub(crate) above: Vec<Vec<(usize, String)>>,
    /// Columns that have a heading end before this one.
    pub(crate) width: usize,
}

/// The first rows of a table.
pub(crate) struct Top<'a> {
    pub(crate) batches: Vec<&'a Rows>,
    pub(crate) merged: &'a [MergedRegion],
    pub(crate) header: Option<&'a [String]>,
}

impl Top<'_> {
    pub(crate) fn len(&self) -> usize {
        self.batches.iter().map(|rows| rows.len()).sum::<usize>().min(HEADER_ROWS)
    }

    fn find(&self, row: usize) -> Option<(&Rows, usize)> {
        let mut before = 0;
        self.batches.iter().find_map(|rows| {
            let at = row.checked_sub(before).filter(|at| *at < rows.len());
            before += rows.len();
            at.map(|at| (*rows, at))
        })
    }

    pub(crate) fn number(&self, row: usize) -> u64 {
        self.find(row).map_or(0, |(rows, at)| rows.number(at))
    }

    pub(crate) fn texts(&self, row: usize) -> Vec<String> {
        let Some((rows, at)) = self.find(row) else { return Vec::new() };
        let text = |column| match rows.cell(at, column) {
            Cell::Text(text) => fold::tidy(text).into_owned(),
            Cell::Number(number) => number.to_string(),
            _ => String::new(),
        };
        let mut texts: Vec<String> = (0..rows.width()).map(text).collect();
        let filled = texts.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
        texts.truncate(filled);
        texts
    }
}

/// The headings, the first row below them, and the rows above that one.
struct Found {
    headings: Vec<String>,
    first_row: u64,
    above: Vec<Vec<(usize, String)>>,
}

impl<I: RosterItem> Head<I> {
    /// Understands the heading of a table.
    ///
    /// # Errors
    /// [`RosterError::NoHeading`] if nothing is known in the first rows.
    pub(crate) fn recognise(
        top: &Top<'_>,
        vocabulary: &Vocabulary<I>,
        may_repeat: fn(I) -> bool,
    ) -> Result<Head<I>, RosterError> {
        let found = match top.header {
            Some(header) => Found { headings: header.to_vec(), first_row: 0, above: Vec::new() },
            None => find(top, vocabulary)?,
        };
        let mut head = Head {
            columns: Vec::new(),
            unused: Vec::new(),
            running: Vec::new(),
            first_row: found.first_row,
            above: found.above,
            width: found.headings.len(),
        };
        for (column, heading) in found.headings.into_iter().enumerate() {
            head.add(column, heading, vocabulary, may_repeat);
        }
        if head.columns.is_empty() {
            return Err(no_heading(top));
        }
        Ok(head)
    }

    fn add(
        &mut self,
        column: usize,
        heading: String,
        vocabulary: &Vocabulary<I>,
        may_repeat: fn(I) -> bool,
    ) {
        let mut unused = |heading: String, why: Unused| {
            self.unused.push(UnusedColumn { column, heading, why, filled: 0 });
        };
        match vocabulary.find(&heading) {
            Some(Holds::Item(item)) => {
                let first = self.columns.iter().find(|known| known.item == item);
                match first.filter(|_| !may_repeat(item)) {
                    Some(first) => {
                        unused(heading, Unused::Duplicate(column_letters(first.column)));
                    }
                    None => self.columns.push(HeadColumn { column, heading, item }),
                }
            }
            Some(Holds::Running) => self.running.push(column),
            Some(Holds::Derived) => unused(heading, Unused::Derived),
            Some(Holds::Aside) => unused(heading, Unused::Aside),
            None if heading.is_empty() => unused(heading, Unused::NoHeading),
            None => {
                let near = vocabulary.nearest(&heading).map(str::to_owned);
                unused(heading, Unused::Unknown(near));
            }
        }
    }

    /// The headings seen, for a message.
    pub(crate) fn seen(&self) -> String {
        let read = self.columns.iter().map(|column| (column.column, &column.heading));
        let unused = self.unused.iter().map(|column| (column.column, &column.heading));
        let mut all: Vec<_> = read.chain(unused).filter(|(_, text)| !text.is_empty()).collect();
        all.sort_unstable();
        let shown = all.iter().take(12).map(|(_, text)| fold::clip(text));
        shown.collect::<Vec<_>>().join("、")
    }
}

/// Rows that may be the heading.
struct Offer {
    /// Headings that are known.
    score: usize,
    /// Rows joined.
    height: usize,
    /// The row below.
    next: usize,
    headings: Vec<String>,
}

fn find<I: RosterItem>(top: &Top<'_>, vocabulary: &Vocabulary<I>) -> Result<Found, RosterError> {
    let known = |headings: &[String]| {
        let is_known =
            |heading: &&String| !heading.is_empty() && vocabulary.find(heading).is_some();
        headings.iter().filter(is_known).count()
    };
    let mut best: Option<Offer> = None;
    for row in 0..top.len() {
        let single = top.texts(row);
        let mut offers = vec![(known(&single), 1, single.clone())];
        if row + 1 < top.len() {
            let both = joined(top, row, &single, &top.texts(row + 1), vocabulary);
            offers.push((known(&both), 2, both));
        }
        for (score, height, headings) in offers {
            // A second row is worth joining only if the two name more than one of them.
            let better = best.as_ref().is_none_or(|best| {
                score > best.score || (score == best.score && height < best.height)
            });
            if better {
                best = Some(Offer { score, height, next: row + height, headings });
            }
        }
    }
    let Some(Offer { next, headings, .. }) = best.filter(|best| best.score > 0) else {
        return Err(no_heading(top));
    };
    let texts = |row| {
        let texts = top.texts(row).into_iter().enumerate();
        texts.filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>()
    };
    let above = (0..next).map(texts).filter(|above| !above.is_empty()).collect();
    Ok(Found { headings, first_row: top.number(next.saturating_sub(1)) + 1, above })
}

fn no_heading(top: &Top<'_>) -> RosterError {
    let rows = top.len();
    let shown = |row: usize| top.texts(row).join("|").chars().take(60).collect::<String>();
    let seen: Vec<String> = match top.header {
        Some(header) => vec![header.join("|").chars().take(120).collect()],
        None => (0..rows.min(3)).map(shown).collect(),
    };
    RosterError::NoHeading { rows, seen: seen.join(" / ") }
}
