//! From a person to the row by which the person is found and ordered.

use xibao_domain::{OrganisationId, Person, Region};
use xibao_names::strokes::StrokeMode;
use xibao_names::{pinyin, search, strokes};
use xibao_store::PersonRow;

/// Bits of a number below the region.
const REGION_SHIFT: u32 = 40;

/// A person's number in the index of names: the region, then the order of entry in it.
pub(crate) fn number(region: Region, nth: i64) -> i64 {
    (i64::from(region) << REGION_SHIFT) | nth
}

/// The row of a person.
pub(crate) fn row(person: Person, region: Region, number: i64, revision: i64) -> PersonRow {
    let pinyin_key = pinyin::key(person.name());
    let stroke_key = strokes::key(person.name(), StrokeMode::SurnameStrokes);
    PersonRow { person, region, number, pinyin_key, stroke_key, revision }
}

/// The words under which the name is found.
pub(crate) fn words(row: &PersonRow) -> String {
    search::tokens(row.person.name()).join(" ")
}

/// The word by which everybody below an organisation is found: names are asked for within a part
/// of the tree, and a common name has many bearers elsewhere.
pub(crate) fn scope_word(id: OrganisationId) -> String {
    use std::fmt::Write as _;
    let mut word = String::from("o");
    // The end of an identity is chance; what it finds is held against the tree all the same.
    for byte in id.as_bytes().iter().skip(8) {
        let _ = write!(word, "{byte:02x}");
    }
    word
}
