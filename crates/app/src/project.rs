//! From a person to the row by which the person is found and ordered.

use xibao_domain::{Person, Region};
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

/// The number and the words under which the name is found.
pub(crate) fn words(row: &PersonRow) -> (i64, String) {
    (row.number, search::tokens(row.person.name()).join(" "))
}
