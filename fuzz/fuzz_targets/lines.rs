//! Any bytes as JSON Lines: every line is answered by one dossier that can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use xibao_examiner::{
    Dossier, ExamineError, Input, Options, Visitor, Wanted, dossier_line, examine,
};
use xibao_rulebook::{Rulebook, bundled};
use xibao_table::Rows;

static BOOK: LazyLock<Rulebook> = LazyLock::new(|| bundled::cpc().expect("bundled"));

struct Writes(u64);

impl Visitor for Writes {
    fn wanted(&self) -> Wanted {
        Wanted::Everything
    }

    fn batch(&mut self, _: Option<&Rows>, dossiers: Vec<Dossier>) -> Result<(), ExamineError> {
        for dossier in &dossiers {
            assert!(!dossier_line(dossier).contains('\n'));
            assert_eq!(dossier.findings.len(), dossier.finding_cells.len());
            assert_eq!(dossier.problems.len(), dossier.problem_cells.len());
            self.0 += 1;
        }
        Ok(())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut lines = bytes;
    let mut writes = Writes(0);
    let input = Input::Lines(&mut lines);
    let outcome = examine(&BOOK, input, &Options::default(), &mut writes).expect("memory reads");
    assert_eq!(outcome.summary.dossiers, writes.0);
});
