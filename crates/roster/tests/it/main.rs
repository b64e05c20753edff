//! What a user of rosters relies on: forms are read as they are met, nothing is lost in silence,
//! and what is written is read again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod forms;
mod heading;
mod hostile;
mod organisations;
mod people;
mod property;
mod sheets;
mod verdicts;

use xibao_domain::Field;
use xibao_roster::read::{Entry, OrganisationEntry};
use xibao_roster::{RosterError, Skipped, UnusedColumn, read};
use xibao_rulebook::Text;
use xibao_table::{OpenOptions, Table, open_bytes};

/// A roster, read to its end.
struct Roster {
    columns: Vec<String>,
    entries: Vec<Entry>,
    unused: Vec<UnusedColumn>,
    skipped: Vec<Skipped>,
    notes: Vec<Text>,
    heading_row: u64,
}

fn open(name: &str, bytes: impl Into<Vec<u8>>) -> Box<dyn Table> {
    open_bytes(name, bytes.into(), &OpenOptions::default()).unwrap()
}

fn roster(name: &str, bytes: impl Into<Vec<u8>>) -> Roster {
    let mut table = open(name, bytes);
    let mut people = read::people(table.as_mut()).unwrap();
    let entries = people.by_ref().map(Result::unwrap).collect();
    Roster {
        columns: people.columns().iter().map(|column| column.heading.clone()).collect(),
        entries,
        unused: people.unused().to_vec(),
        skipped: people.skipped().to_vec(),
        notes: people.notes().to_vec(),
        heading_row: people.heading_row(),
    }
}

fn csv(text: &str) -> Roster {
    roster("r.csv", text)
}

/// What one cell beside a name says under a heading.
fn cell(heading: &str, text: &str) -> Entry {
    let text = text.replace('"', "\"\"");
    csv(&format!("姓名,\"{heading}\"\n甲一,\"{text}\"\n")).entries.remove(0)
}

fn refusal(text: &str) -> RosterError {
    let mut table = open("r.csv", text);
    match read::people(table.as_mut()) {
        Ok(_) => panic!("{text} was read"),
        Err(error) => error,
    }
}

fn organisations(text: &str) -> Vec<OrganisationEntry> {
    let mut table = open("o.csv", text);
    read::organisations(table.as_mut()).unwrap().map(Result::unwrap).collect()
}

fn field(entry: &Entry, field: Field) -> Option<&str> {
    entry.fields.get(&field).map(String::as_str)
}

/// Problems as place and text.
fn told(entry: &Entry) -> Vec<String> {
    let told = entry.problems.iter();
    told.map(|problem| format!("{} {:?} {}", problem.place(), problem.severity, problem.text.zh))
        .collect()
}

/// A synthetic number: region 990000 was never assigned.
fn id_number(born: &str, sequence: &str) -> String {
    let digits = format!("990000{born}{sequence}");
    let check = xibao_codes::id_number::check_character(&digits).unwrap();
    format!("{digits}{check}")
}
