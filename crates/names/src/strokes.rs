//! Order by strokes, as official rosters have it.
//!
//! Names are compared character by character, each by its count of strokes, then by the sequence of
//! its strokes (横 竖 撇 点 折), then by its place in the Table of General Standard Chinese Characters
//! (2013). Compound surnames are ordered by their first character, and notes in brackets do not
//! count.

use crate::han::{is_han, significant};
use std::sync::OnceLock;

/// Which of the two official orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StrokeMode {
    /// 姓氏笔画: a name of two characters has an empty place between them, so 田富 stands before 田大利.
    #[default]
    SurnameStrokes,
    /// 姓名笔画: no empty place, so 田大利 stands before 田富.
    NameStrokes,
}

/// The edition of the order; keys kept with another edition must be made again.
pub const EDITION: &str = "2026-11";

const DATA: &str = include_str!("../data/strokes.tsv");

/// First character of the dense part of the table.
const FIRST: u32 = 0x3400;
/// One past the last character of the dense part.
const END: u32 = 0xa000;
/// The rank of a character that is not in the table, above every rank.
const UNKNOWN: u16 = u16::MAX;

struct Table {
    /// Rank by character from `FIRST` to `END`, 0 where there is none.
    dense: Vec<u16>,
    /// Rank of the other characters, by character.
    sparse: Vec<(char, u16)>,
    /// First rank of each line with its sequence, rising.
    lines: Vec<(u16, &'static str)>,
    /// Characters whose sequence is one of several alternatives, rising.
    doubtful: Vec<char>,
}

/// The key of a name: keys in byte order are names in the order of strokes.
///
/// A character takes two bytes, one that is not in the table takes five and sorts after all that
/// are.
///
/// ```
/// use xibao_names::strokes::{StrokeMode, key};
///
/// assert!(key("田富", StrokeMode::SurnameStrokes) < key("田大利", StrokeMode::SurnameStrokes));
/// assert!(key("田富", StrokeMode::NameStrokes) > key("田大利", StrokeMode::NameStrokes));
/// ```
pub fn key(name: &str, mode: StrokeMode) -> Vec<u8> {
    let mut key = Vec::with_capacity(8);
    let mut count = 0;
    let mut all_han = true;
    for character in significant(name) {
        push_rank(&mut key, character);
        count += 1;
        all_han &= is_han(character);
    }
    if mode == StrokeMode::SurnameStrokes && count == 2 && all_han {
        let first = if key.first_chunk() == Some(&UNKNOWN.to_be_bytes()) { 5 } else { 2 };
        key.splice(first..first, [0, 0]);
    }
    key
}

/// Adds what orders one character.
pub(crate) fn push_rank(key: &mut Vec<u8>, character: char) {
    if let Some(rank) = rank(character) {
        key.extend(rank.to_be_bytes());
    } else {
        let [_, code @ ..] = u32::from(character).to_be_bytes();
        key.extend(UNKNOWN.to_be_bytes());
        key.extend(code);
    }
}

/// The characters of a name whose strokes are not known, which therefore stand after all others.
pub fn unknown(name: &str) -> impl Iterator<Item = char> {
    significant(name).filter(|&character| rank(character).is_none())
}

/// The characters of a name whose sequence is one of several alternatives: their place may differ
/// by hand.
pub fn doubtful(name: &str) -> impl Iterator<Item = char> {
    significant(name).filter(|character| table().doubtful.binary_search(character).is_ok())
}

/// The count of strokes of a character, for headings such as 四画.
pub fn count(character: char) -> Option<u8> {
    u8::try_from(sequence(character)?.len()).ok()
}

/// The sequence of strokes of a character: 1 横, 2 竖, 3 撇, 4 点, 5 折.
pub fn sequence(character: char) -> Option<&'static str> {
    let rank = rank(character)?;
    let lines = &table().lines;
    let line = lines.partition_point(|(first, _)| *first <= rank).checked_sub(1)?;
    lines.get(line).map(|(_, sequence)| *sequence)
}

fn rank(character: char) -> Option<u16> {
    let table = table();
    let code = u32::from(character);
    if (FIRST..END).contains(&code) {
        let rank = table.dense.get(usize::try_from(code - FIRST).ok()?).copied()?;
        return (rank != 0).then_some(rank);
    }
    let at = table.sparse.binary_search_by_key(&character, |(known, _)| *known).ok()?;
    table.sparse.get(at).map(|(_, rank)| *rank)
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| read(DATA))
}

fn read(data: &'static str) -> Table {
    let dense = usize::try_from(END - FIRST).unwrap_or_default();
    let mut table = Table {
        dense: vec![0; dense],
        sparse: Vec::new(),
        lines: Vec::new(),
        doubtful: Vec::new(),
    };
    let mut rank = 0_u16;
    for line in data.lines().filter(|line| !line.starts_with('#')) {
        let Some((sequence, characters)) = line.split_once('\t') else { continue };
        table.lines.push((rank + 1, sequence));
        let mut last = None;
        for character in characters.chars() {
            if character == '?' {
                table.doubtful.extend(last);
                continue;
            }
            rank += 1;
            last = Some(character);
            let at =
                u32::from(character).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
            match at.and_then(|at| table.dense.get_mut(at)) {
                Some(place) => *place = rank,
                None => table.sparse.push((character, rank)),
            }
        }
    }
    table.sparse.sort_unstable();
    table.doubtful.sort_unstable();
    table
}
