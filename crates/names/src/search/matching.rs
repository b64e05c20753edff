//! Whether the units of a name hold a part of a query.

use super::phrase::{Manner, Part, Words};
use crate::units::Unit;

/// Whether a name holds a part of a query.
pub(crate) fn holds(units: &[Unit], part: &Part) -> bool {
    match part {
        Part::Han(characters) => {
            let same =
                |run: &[Unit]| run.iter().zip(characters).all(|(unit, &c)| unit.han == Some(c));
            units.windows(characters.len()).any(same)
        }
        Part::Words(words) => (0..units.len()).any(|start| follows(units, start, words)),
    }
}

/// Whether the words follow each other from a unit on.
fn follows(units: &[Unit], start: usize, words: &Words) -> bool {
    let mut places = vec![start];
    for (index, word) in words.all().iter().enumerate() {
        let mut next = Vec::new();
        for &place in &places {
            ends(units, place, word, words.manner(index), index == 0, &mut next);
        }
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    !places.is_empty()
}

/// Adds the places where the name goes on after a word found at a place.
///
/// Only the first unit of a hit may have any of its readings; those that follow have the usual one,
/// as in the tokens.
fn ends(units: &[Unit], at: usize, word: &str, manner: Manner, first: bool, ends: &mut Vec<usize>) {
    let Some(unit) = units.get(at) else { return };
    let readings =
        if first { unit.readings.as_slice() } else { unit.readings.get(..1).unwrap_or_default() };
    for reading in readings {
        if let Some(end) = run(units, at, reading, word, manner == Manner::Whole) {
            ends.push(end);
        }
        if manner == Manner::Any
            && let Some(end) = initials(units, at, reading, word)
        {
            ends.push(end);
        }
    }
}

/// Where a run of syllables that begins with a reading ends, if the word is one.
fn run(units: &[Unit], at: usize, reading: &str, word: &str, whole: bool) -> Option<usize> {
    let mut rest = word;
    let mut reading = reading;
    let mut at = at;
    loop {
        let common = shared(rest, reading);
        if common == rest.len() {
            return (!whole || common == reading.len()).then_some(at + 1);
        }
        if common < reading.len() {
            return None;
        }
        rest = rest.get(common..)?;
        at += 1;
        reading = units.get(at)?.reading()?;
    }
}

/// Where a run of initials ends, if the word is one; a single letter is the beginning of a reading.
fn initials(units: &[Unit], at: usize, reading: &str, word: &str) -> Option<usize> {
    let count = word.chars().count();
    let mut readings = std::iter::once(reading)
        .chain(units.get(at + 1..)?.iter().map_while(Unit::reading))
        .filter_map(|reading| reading.chars().next());
    let all = word.chars().all(|letter| readings.next().is_some_and(|first| alike(letter, first)));
    (count > 1 && all).then_some(at + count)
}

/// Bytes of a word that a reading begins with.
fn shared(word: &str, reading: &str) -> usize {
    let pairs = word.chars().zip(reading.chars());
    pairs
        .take_while(|&(letter, read)| alike(letter, read))
        .map(|(letter, _)| letter.len_utf8())
        .sum()
}

/// Whether a letter typed stands for a letter read: u also for ü.
fn alike(letter: char, read: char) -> bool {
    letter == read || (letter == 'u' && read == 'v')
}
