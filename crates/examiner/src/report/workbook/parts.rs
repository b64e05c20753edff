//! The names of the parts of a workbook, read from the directory at the end of the zip file.
//!
//! Only names are needed, to tell whether writing a workbook again has lost a part of it, and
//! names are not compressed.

use std::collections::BTreeSet;

/// Parts that carry nothing a person put there, or that every program writes in its own way.
const OWN_WAY: [&str; 7] = [
    "[Content_Types].xml",
    "_rels/",
    "customXml/",
    "docProps/",
    "docMetadata/",
    "xl/calcChain.xml",
    "xl/printerSettings/",
];

/// The kinds of part of a workbook: names without their numbers. `None` if it is no zip file.
pub(super) fn kinds(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let mut kinds = BTreeSet::new();
    let (entries, start) = directory(bytes)?;
    let mut rest = bytes.get(start..)?;
    for _ in 0..entries {
        if !rest.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name, extra, comment] = [28, 30, 32].map(|at| number(rest, at, 2));
        let name = rest.get(46..46 + name?)?;
        kinds.extend(kind(&String::from_utf8_lossy(name)));
        rest = rest.get(46 + name.len() + extra? + comment?..)?;
    }
    Some(kinds)
}

/// The kinds of part that one workbook has and another has not.
pub(super) fn lost(before: &[u8], after: &[u8]) -> Option<Vec<String>> {
    let (before, after) = (kinds(before)?, kinds(after)?);
    Some(before.difference(&after).cloned().collect())
}

fn kind(name: &str) -> Option<String> {
    let own_way = OWN_WAY.iter().any(|prefix| name.starts_with(prefix));
    if own_way || name.contains("/_rels/") || name.ends_with('/') {
        return None;
    }
    Some(name.chars().filter(|character| !character.is_ascii_digit()).collect())
}

/// How many entries the directory has and where it begins.
fn directory(bytes: &[u8]) -> Option<(usize, usize)> {
    // The record at the end is 22 bytes and may be followed by a comment of up to 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let record = tail.get(at..)?;
    Some((number(record, 10, 2)?, number(record, 16, 4)?))
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at + length)?.iter().rev();
    Some(digits.fold(0, |number, byte| number << 8 | usize::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_a_real_workbook() {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook.add_worksheet().write_string(0, 0, "x").unwrap();
        workbook.add_worksheet();
        let bytes = workbook.save_to_buffer().unwrap();
        let kinds = kinds(&bytes).unwrap();
        assert!(kinds.contains("xl/worksheets/sheet.xml"), "{kinds:?}");
        assert!(!kinds.iter().any(|kind| kind.contains("_rels")), "{kinds:?}");
        assert_eq!(lost(&bytes, &bytes).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn what_is_no_zip_file_has_no_names() {
        assert_eq!(kinds(b""), None);
        assert_eq!(kinds("姓名,编号\n".as_bytes()), None);
        assert_eq!(kinds(b"PK\x05\x06"), None);
        let mut lies = b"PK\x05\x06".to_vec();
        lies.extend([0, 0, 0, 0, 9, 0, 9, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]);
        assert_eq!(kinds(&lies), None);
    }
}
