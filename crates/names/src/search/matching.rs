//! Whether a name holds a part of a query.

use super::phrase::{Manner, Part, Words};
use crate::units::Unit;

/// Whether a name, given by its units and the ways to read it, holds a part of a query.
pub(crate) fn holds(units: &[Unit], spellings: &[Vec<Option<&str>>], part: &Part) -> bool {
    match part {
        Part::Han(characters) => {
            let same =
                |run: &[Unit]| run.iter().zip(characters).all(|(unit, &c)| unit.han == Some(c));
            units.windows(characters.len()).any(same)
        }
        Part::Words(words) => spellings
            .iter()
            .any(|readings| (0..readings.len()).any(|start| follows(readings, start, words))),
    }
}

/// Whether the words follow each other from a place on.
fn follows(readings: &[Option<&str>], start: usize, words: &Words) -> bool {
    let mut places = vec![start];
    for (index, word) in words.all().iter().enumerate() {
        let manner = words.manner(index);
        let mut next = Vec::new();
        for &place in &places {
            next.extend(run(readings, place, word, manner == Manner::Whole));
            next.extend(initials(readings, place, word).filter(|_| manner == Manner::Any));
        }
        next.sort_unstable();
        next.dedup();
        places = next;
    }
    !places.is_empty()
}

/// Where a run of syllables ends, if the word is one.
fn run(readings: &[Option<&str>], at: usize, word: &str, whole: bool) -> Option<usize> {
    let mut rest = word;
    let mut at = at;
    loop {
        let reading = (*readings.get(at)?)?;
        let common = shared(rest, reading);
        if common == rest.len() {
            return (!whole || common == reading.len()).then_some(at + 1);
        }
        if common < reading.len() {
            return None;
        }
        rest = rest.get(common..)?;
        at += 1;
    }
}

/// Where a run of initials ends, if the word is one; a single letter is the beginning of a reading.
fn initials(readings: &[Option<&str>], at: usize, word: &str) -> Option<usize> {
    let count = word.chars().count();
    let known = readings.get(at..)?.iter().map_while(|reading| *reading);
    let mut firsts = known.filter_map(|reading| reading.chars().next());
    let all = word.chars().all(|letter| firsts.next().is_some_and(|first| alike(letter, first)));
    (count > 1 && all).then_some(at + count)
}

/// Bytes of a word that a reading begins with.
fn shared(word: &str, reading: &str) -> usize {
    let pairs = word.chars().zip(reading.chars());
    let same = pairs.take_while(|&(letter, read)| alike(letter, read));
    same.map(|(letter, _)| letter.len_utf8()).sum()
}

/// Whether a letter typed stands for a letter read: u also for ü.
fn alike(letter: char, read: char) -> bool {
    letter == read || (letter == 'u' && read == 'v')
}
