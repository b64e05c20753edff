//! What a caller of the examiner relies on, from a file of dossiers to what is said of each.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that meets what it did not expect must stop"
)]

mod breaks;
mod lines;
mod samples;
mod tables;

use std::io::BufRead;
use std::sync::LazyLock;
use xibao_examiner::{
    Dossier, ExamineError, Input, Options, Outcome, Visitor, Wanted, dossier_line, examine,
};
use xibao_ledger::Mapping;
use xibao_rulebook::{Day, Rulebook, bundled};
use xibao_table::{OpenOptions, Rows, open_bytes};

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().unwrap());

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Keeps all it is shown.
struct Collector {
    wanted: Wanted,
    dossiers: Vec<Dossier>,
    batches: usize,
    understood: usize,
    /// Dossiers done and the share of the input, batch after batch.
    progress: Vec<(u64, f32)>,
}

impl Collector {
    fn new(wanted: Wanted) -> Collector {
        Collector { wanted, dossiers: Vec::new(), batches: 0, understood: 0, progress: Vec::new() }
    }

    fn lines(&self) -> Vec<String> {
        self.dossiers.iter().map(dossier_line).collect()
    }
}

impl Visitor for Collector {
    fn wanted(&self) -> Wanted {
        self.wanted
    }

    fn batch(&mut self, _: Option<&Rows>, dossiers: Vec<Dossier>) -> Result<(), ExamineError> {
        self.batches += 1;
        self.dossiers.extend(dossiers);
        Ok(())
    }

    fn progress(&mut self, dossiers: u64, share: f32) {
        self.progress.push((dossiers, share));
    }

    fn understood(&mut self, _: &Mapping) {
        self.understood += 1;
    }
}

/// A file in memory.
struct File {
    name: &'static str,
    bytes: Vec<u8>,
}

impl File {
    fn is_lines(&self) -> bool {
        self.name.ends_with("jsonl")
    }

    /// Examines the file with the collector, in batches of so many rows.
    fn examine(
        &self,
        batch_rows: usize,
        today: Option<Day>,
        collector: &mut Collector,
    ) -> Result<Outcome, ExamineError> {
        let options = Options { today, map: None };
        if self.is_lines() {
            let mut bytes = self.bytes.as_slice();
            return examine_lines(&mut bytes, &options, collector);
        }
        let open = OpenOptions { batch_rows, ..OpenOptions::default() };
        let table = open_bytes(self.name, self.bytes.clone(), &open).unwrap();
        examine(&BOOK, Input::Table(table), &options, collector)
    }
}

fn examine_lines(
    lines: &mut dyn BufRead,
    options: &Options,
    collector: &mut Collector,
) -> Result<Outcome, ExamineError> {
    examine(&BOOK, Input::Lines(lines), options, collector)
}

/// Everything of a table in text.
fn table(text: &str, today: &str) -> (Outcome, Collector) {
    let file = File { name: "l.csv", bytes: text.as_bytes().to_vec() };
    let mut collector = Collector::new(Wanted::Everything);
    let outcome = file.examine(8192, Some(day(today)), &mut collector).unwrap();
    (outcome, collector)
}

/// Everything of JSON Lines.
fn lines(text: &str, wanted: Wanted) -> (Outcome, Collector) {
    let mut collector = Collector::new(wanted);
    let outcome = examine_lines(&mut text.as_bytes(), &Options::default(), &mut collector).unwrap();
    (outcome, collector)
}
