//! Files that break off, and visitors that do.

use super::{BOOK, Collector, File, day};
use rust_xlsxwriter::Workbook;
use xibao_examiner::{Dossier, ExamineError, Input, Options, Visitor, Wanted, examine};
use xibao_sample::{Format, SampleOptions, write};
use xibao_table::{OpenOptions, Rows, open_bytes};

const HEADER: &str = "编号,姓名,收到入党申请书,党组织派人谈话\n";

fn rows(count: usize) -> String {
    let row = |number| format!("A{number},甲一,2025-08-31,2025-10-04\n");
    HEADER.to_owned() + &(0..count).map(row).collect::<String>()
}

#[test]
fn a_csv_that_breaks_off_has_delivered_what_came_before() {
    let text = format!("{}A20,\"{}", rows(20), "甲".repeat(400_000));
    let file = File { name: "l.csv", bytes: text.into_bytes() };
    for batch_rows in [1, 7, 8192] {
        let mut collector = Collector::new(Wanted::Everything);
        let error = file.examine(batch_rows, None, &mut collector).unwrap_err();
        assert!(matches!(&error, ExamineError::Table(_)), "{error}");
        assert!(error.to_string().contains("quotation"), "{error}");
        assert_eq!(collector.dossiers.len(), 20, "{batch_rows}");
    }
}

#[test]
fn a_break_among_the_first_rows_delivers_them_too() {
    let unclosed = format!("\"{}", "甲".repeat(400_000));
    for (text, delivered) in [(rows(2) + &unclosed, 2), (unclosed.clone(), 0)] {
        let file = File { name: "l.csv", bytes: text.into_bytes() };
        let mut collector = Collector::new(Wanted::Everything);
        let error = file.examine(1, None, &mut collector).unwrap_err();
        assert!(matches!(&error, ExamineError::Table(_)), "{error}");
        assert_eq!(collector.dossiers.len(), delivered);
    }
}

fn parquet(count: u64) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("d.parquet");
    let options = SampleOptions::new(1, count, day("2026-11-24"));
    write(&path, Format::Parquet, &options, &mut |_| {}).unwrap();
    std::fs::read(&path).unwrap()
}

#[test]
fn a_damaged_parquet_is_an_error_wherever_it_is_damaged() {
    let whole = parquet(60);
    for at in [8, whole.len() / 3, whole.len() / 2, whole.len() * 2 / 3] {
        let mut cut = whole.clone();
        cut.truncate(at);
        assert!(open_bytes("d.parquet", cut, &OpenOptions::default()).is_err());
        let mut hurt = whole.clone();
        hurt[at..at + 64].fill(0xFF);
        let mut collector = Collector::new(Wanted::Everything);
        let Ok(table) = open_bytes("d.parquet", hurt, &OpenOptions::default()) else { continue };
        let examined = examine(&BOOK, Input::Table(table), &Options::default(), &mut collector);
        // Damage may fall on text, where it is a strange name and no error.
        if let Err(error) = examined {
            assert!(!error.zh().is_empty() && !error.to_string().is_empty());
        }
    }
}

struct Stops(usize);

impl Visitor for Stops {
    fn wanted(&self) -> Wanted {
        Wanted::Counts
    }

    fn batch(&mut self, _: Option<&Rows>, _: Vec<Dossier>) -> Result<(), ExamineError> {
        self.0 += 1;
        if self.0 < 3 { Ok(()) } else { Err(ExamineError::Read(std::io::Error::other("full"))) }
    }
}

#[test]
fn a_visitor_that_stops_ends_the_examination() {
    let open = OpenOptions { batch_rows: 5, ..OpenOptions::default() };
    let table = open_bytes("l.csv", rows(5_000).into_bytes(), &open).unwrap();
    let mut stops = Stops(0);
    let error = examine(&BOOK, Input::Table(table), &Options::default(), &mut stops).unwrap_err();
    assert!(matches!(error, ExamineError::Read(_)), "{error}");
    assert_eq!(stops.0, 3);
}

#[test]
fn headers_without_a_row_are_no_dossier() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, header) in (0..).zip(HEADER.trim().split(',')) {
        sheet.write_string(0, column, header).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    for file in
        [File { name: "l.xlsx", bytes }, File { name: "l.csv", bytes: HEADER.as_bytes().to_vec() }]
    {
        let mut collector = Collector::new(Wanted::Everything);
        let outcome = file.examine(8192, None, &mut collector).unwrap();
        assert_eq!((outcome.summary.dossiers, collector.dossiers.len()), (0, 0));
        assert!(outcome.mapping.is_some());
    }
}
