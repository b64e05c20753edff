//! Error cells newer than the parser, such as `#SPILL!`. It stops at each without saying where it
//! stands, and counts the cells after it wrongly unless they say their place themselves; so the
//! places are read from the sheet beside it.

use crate::tags::{attribute, local_name, walk};
use std::io::{BufReader, Read, Seek};
use zip::ZipArchive;

/// What the parser knows.
const KNOWN: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
/// What newer programs write besides.
const NEWER: [&str; 10] = [
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#EXTERNAL!",
    "#PYTHON!",
    "#TIMEOUT!",
    "#GETTING_DATA",
];
/// What stands for any other; a cell that only says it is an error may hold anything.
const OTHER: &str = "#UNKNOWN!";

/// Row and column, from 0.
pub(super) type Place = (u32, u32);

/// How an error that the parser does not know is shown.
pub(super) fn shown(text: &[u8]) -> &'static str {
    NEWER.iter().find(|newer| newer.as_bytes() == text).copied().unwrap_or(OTHER)
}

/// The errors in the given sheet that the parser does not know, by place and in order; `None` if
/// they cannot be told.
pub(super) fn errors<R: Read + Seek>(
    source: R,
    sheet: usize,
) -> Option<Vec<(Place, &'static str)>> {
    let mut archive = ZipArchive::new(source).ok()?;
    let path = path_of(&mut archive, sheet)?;
    let mut found = Errors { placed: true, ..Errors::default() };
    let part = archive.by_name(&path).ok()?;
    let whole = walk(BufReader::new(part), |tag, text| found.tag(tag, &text.start)).ok()?;
    (whole && found.placed).then_some(found.all)
}

/// Where in the archive the sheet is.
fn path_of<R: Read + Seek>(archive: &mut ZipArchive<R>, sheet: usize) -> Option<String> {
    let (mut id, mut target) = (None, None);
    let mut sheets = 0;
    let book = archive.by_name("xl/workbook.xml").ok()?;
    walk(BufReader::new(book), |tag, _| {
        if local_name(tag) == (false, b"sheet") {
            if sheets == sheet {
                id = attribute(tag, b"id").map(<[u8]>::to_vec);
            }
            sheets += 1;
        }
    })
    .ok()?;
    let relations = archive.by_name("xl/_rels/workbook.xml.rels").ok()?;
    walk(BufReader::new(relations), |tag, _| {
        if id.is_some() && attribute(tag, b"Id") == id.as_deref() {
            target = attribute(tag, b"Target").map(<[u8]>::to_vec);
        }
    })
    .ok()?;
    let target = String::from_utf8(target?).ok()?;
    Some(target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned))
}

#[derive(Default)]
struct Errors {
    all: Vec<(Place, &'static str)>,
    /// Do all cells say where they stand?
    placed: bool,
    /// The error cell that is open.
    open: Option<Place>,
}

impl Errors {
    fn tag(&mut self, tag: &[u8], text: &[u8]) {
        match local_name(tag) {
            (false, b"c") => {
                let place = attribute(tag, b"r").and_then(place);
                self.placed &= place.is_some();
                self.open = place.filter(|_| attribute(tag, b"t") == Some(b"e"));
            }
            (true, b"c") => self.open = None,
            (true, b"v") => {
                let known = KNOWN.iter().any(|known| known.as_bytes() == text);
                if let Some(place) = self.open.filter(|_| !known && !text.is_empty()) {
                    self.all.push((place, shown(text)));
                }
            }
            _ => {}
        }
    }
}

/// `B3` as row 2 and column 1.
fn place(text: &[u8]) -> Option<Place> {
    let letters = text.iter().position(|byte| !byte.is_ascii_alphabetic())?;
    let column = text.iter().take(letters).try_fold(0_u32, |sum, letter| {
        sum.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row = std::str::from_utf8(text.get(letters..)?).ok()?.parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}
