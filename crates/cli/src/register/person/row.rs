//! What is typed of a person, read as one row of a roster: the same column names, the same care.

use super::super::desk::setting;
use crate::rulebooks::said;
use anyhow::{Result, anyhow};
use std::fmt::Write;
use xibao_roster::read::{self, Entry};
use xibao_roster::{Item, RosterError, RosterItem as _};
use xibao_table::OpenOptions;

/// Reads a name and `column=value` settings.
pub(super) fn read(name: &str, settings: &[String]) -> Result<Entry> {
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
    let unused: Vec<_> = people.unused().iter().map(xibao_roster::UnusedColumn::text).collect();
    if let Some(text) = unused.first() {
        return Err(said(format!("--set：{}", text.zh), format!("--set: {}", text.en)));
    }
    if let Some(problem) = entry.problems.first() {
        let (heading, value) = (&problem.heading, &problem.value);
        return Err(said(
            format!("{heading}“{value}”：{}", problem.text.zh),
            format!("{heading} '{value}': {}", problem.text.en),
        ));
    }
    Ok(entry)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\"").replace(['\n', '\r'], " "))
}
