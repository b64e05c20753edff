//! What a user of ledgers relies on: headers are recognised, and cells mean what they say.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect must stop"
)]

mod identity;
mod property;
mod recognition;
mod shape;
mod understanding;
mod value;

use std::sync::LazyLock;
use xibao_ledger::{Beginning, CellProblem, Filler, MapError, MapFile, Mapping, Target};
use xibao_rulebook::{Columns, Layout, Reckoner, Rulebook, bundled};
use xibao_table::{OpenOptions, Rows, open_bytes};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().unwrap());
static LAYOUT: LazyLock<Layout> =
    LazyLock::new(|| Reckoner::new(&BOOK, "admission").program().layout().clone());

/// A ledger, read.
struct Ledger {
    mapping: Mapping,
    /// The rows that are dossiers, as a person numbers them.
    rows: Vec<u64>,
    columns: Columns,
    problems: Vec<CellProblem>,
}

/// The first rows of a file with what stands beside them.
struct First {
    rows: Rows,
    header: Option<Vec<String>>,
    merged: Vec<xibao_table::MergedRegion>,
}

fn first(name: &str, bytes: &[u8]) -> First {
    let mut table = open_bytes(name, bytes.to_vec(), &OpenOptions::default()).unwrap();
    First {
        header: table.header().map(<[String]>::to_vec),
        merged: table.merged().to_vec(),
        rows: table.next_rows().unwrap().unwrap(),
    }
}

fn recognise(first: &First, map: Option<&MapFile>) -> Result<Mapping, MapError> {
    let First { rows, header, merged } = first;
    let beginning = Beginning { rows, header: header.as_deref(), merged };
    Mapping::recognise(&beginning, &BOOK, &LAYOUT, map)
}

fn ledger_of(first: &First, map: Option<&MapFile>) -> Ledger {
    let mapping = recognise(first, map).unwrap();
    let mut columns = Columns::new(&LAYOUT);
    let mut problems = Vec::new();
    let kept = Filler::new(&mapping, &BOOK, &LAYOUT).fill(&first.rows, &mut columns, &mut problems);
    let rows = kept.iter().map(|row| first.rows.number(*row)).collect();
    assert_eq!(columns.rows(), kept.len());
    Ledger { mapping, rows, columns, problems }
}

/// A ledger of comma-separated values.
fn csv(text: &str) -> Ledger {
    ledger_of(&first("l.csv", text.as_bytes()), None)
}

/// What one cell says under a header.
fn cell(header: &str, text: &str) -> Ledger {
    csv(&format!("姓名,\"{header}\"\n甲一,\"{text}\"\n"))
}

impl Ledger {
    /// A field of a dossier: nothing, one number, or from and to.
    fn get(&self, row: usize, name: &str) -> Option<(i32, i32)> {
        let (owner, field) = name.split_once('.').unwrap();
        let slot = LAYOUT.find(owner, field).unwrap_or_else(|| panic!("no rule reads {name}"));
        self.columns.interval(row, slot)
    }

    fn int(&self, row: usize, name: &str) -> Option<i32> {
        let (lo, hi) = self.get(row, name)?;
        assert_eq!(lo, hi, "{name}");
        Some(lo)
    }

    /// A day as it is written.
    fn day(&self, row: usize, name: &str) -> Option<String> {
        let (owner, field) = name.split_once('.').unwrap();
        let slot = LAYOUT.find(owner, field).unwrap_or_else(|| panic!("no rule reads {name}"));
        self.columns.dated(row, slot).map(|dated| dated.to_string())
    }

    fn target(&self, column: usize) -> Option<String> {
        let found = self.mapping.columns.iter().find(|known| known.index == column);
        found.map(|column| target_words(&column.target))
    }

    fn unknown(&self) -> Vec<&str> {
        self.mapping.unknown.iter().map(|(_, header, _)| header.as_str()).collect()
    }

    /// Problems as place and message.
    fn told(&self) -> Vec<(&str, &str)> {
        self.problems.iter().map(|p| (p.place.as_str(), p.message.zh.as_str())).collect()
    }
}

fn target_words(target: &Target) -> String {
    match target {
        Target::Id => "id".to_owned(),
        Target::Name => "person.name".to_owned(),
        Target::IdNumber => "person.id_number".to_owned(),
        Target::Branch => "branch".to_owned(),
        Target::Ignore => "ignore".to_owned(),
        Target::Field(field) => format!("{}.{}", field.owner, field.field),
    }
}
