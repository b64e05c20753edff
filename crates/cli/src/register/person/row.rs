//! What is typed of a person, read as one row of a roster: the same column names, the same care.

use super::super::desk::setting;
use crate::rulebooks::said;
use anyhow::{Result, anyhow};
use std::fmt::Write;
use xibao_roster::read::{self, Entry};
use xibao_roster::{Item, RosterError, RosterItem as _, Severity, Unused, UnusedColumn};
use xibao_table::OpenOptions;

/// Reads a name and `column=value` settings; what is doubtful only where it is to be taken.
pub(super) fn read(name: &str, settings: &[String], take_doubtful: bool) -> Result<Entry> {
    let (mut heads, mut cells) = ("姓名".to_owned(), quoted(name));
    for text in settings {
        let (column, value) = setting(text)?;
        if column == "姓名" || column == "name" {
            return Err(said("姓名不用 --set 写", "the name is not given by --set"));
        }
        let column = Item::of_id(column).map_or_else(|| column.to_owned(), |item| item.text().zh);
        let _ = write!(heads, ",{}", quoted(&column));
        let _ = write!(cells, ",{}", quoted(value));
    }
    let bytes = format!("{heads}\n{cells}\n").into_bytes();
    let failed = |error: &RosterError| {
        let text = error.text();
        said(text.zh, text.en)
    };
    let mut table = xibao_table::open_bytes("row.csv", bytes, &OpenOptions::default())
        .map_err(|error| failed(&error.into()))?;
    let mut people = read::people(table.as_mut()).map_err(|error| failed(&error))?;
    let entry = people.next().ok_or_else(|| anyhow!("nothing was typed"))?;
    let entry = entry.map_err(|error| failed(&error))?;
    if let Some(unused) = people.unused().first() {
        return Err(unknown(unused));
    }
    let least = if take_doubtful { Severity::Refused } else { Severity::Doubtful };
    if let Some(problem) = entry.problems.iter().find(|problem| problem.severity >= least) {
        let (heading, value) = (&problem.heading, &problem.value);
        let (zh, en) = match problem.severity {
            Severity::Refused => ("", ""),
            Severity::Doubtful => {
                ("；核对无误的加 --take-doubtful", "; if it is right, --take-doubtful")
            }
        };
        return Err(said(
            format!("{heading}“{value}”：{}{zh}", problem.text.zh),
            format!("{heading} '{value}': {}{en}", problem.text.en),
        ));
    }
    Ok(entry)
}

/// A column that no roster has.
fn unknown(column: &UnusedColumn) -> anyhow::Error {
    let heading = &column.heading;
    let near = match &column.why {
        Unused::Unknown(Some(near)) => {
            (format!("，是否为“{near}”？"), format!("; is '{near}' meant?"))
        }
        _ => ("，请用名册的列名".to_owned(), "; use the column names of a roster".to_owned()),
    };
    said(
        format!("--set：不能使用“{heading}”{}", near.0),
        format!("--set: '{heading}' cannot be used{}", near.1),
    )
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\"").replace(['\n', '\r'], " "))
}
