//! The parts of a name that are read one by one: each Han character, each word of other letters.

use crate::han::{folded, is_han, is_invisible, without_notes};
use crate::name::NAME_CHARACTERS;
use crate::pinyin::{Surname, readings_of, surname};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A part of a name with its readings.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// The character, for a Han character.
    pub(crate) han: Option<char>,
    /// How it is read, the usual reading first; none for a character without known reading.
    pub(crate) readings: Vec<Cow<'static, str>>,
}

impl Unit {
    /// The usual reading.
    pub(crate) fn reading(&self) -> Option<&str> {
        self.readings.first().map(AsRef::as_ref)
    }
}

/// Most ways to read a name that are told apart.
const SPELLINGS: usize = 8;

/// The ways to read a name: the usual one, then each that differs by another reading of one unit.
/// A unit without known reading has none in any.
pub(crate) fn spellings(units: &[Unit]) -> Vec<Vec<Option<&str>>> {
    let usual: Vec<Option<&str>> = units.iter().map(Unit::reading).collect();
    let mut spellings = vec![usual.clone()];
    for (index, unit) in units.iter().enumerate() {
        for other in unit.readings.iter().skip(1) {
            let mut spelling = usual.clone();
            if let Some(place) = spelling.get_mut(index)
                && spellings.len() < SPELLINGS
            {
                *place = Some(other.as_ref());
                spellings.push(spelling);
            }
        }
    }
    spellings
}

/// A character of a name or of a query, as far as search minds.
pub(crate) enum Piece {
    /// A Han character.
    Han(char),
    /// A letter, in lower case and without marks; ü is v.
    Letter(char),
    /// Anything else: the end of a word.
    Gap,
}

/// The pieces of text, at most `limit` characters of it.
pub(crate) fn pieces(characters: impl Iterator<Item = char>, limit: usize) -> Vec<Piece> {
    let visible = characters.take(limit).filter(|&character| !is_invisible(character));
    let mut pieces = Vec::new();
    for character in visible.map(folded).nfc() {
        if is_han(character) {
            pieces.push(Piece::Han(character));
            continue;
        }
        for character in character.to_lowercase().nfd() {
            match (character, pieces.last_mut()) {
                ('\u{308}', Some(Piece::Letter(last))) if *last == 'u' => *last = 'v',
                _ if is_combining_mark(character) => {}
                _ if character.is_alphabetic() => pieces.push(Piece::Letter(character)),
                _ => pieces.push(Piece::Gap),
            }
        }
    }
    pieces
}

/// The units of a name; no more than [`NAME_CHARACTERS`] characters of it are read.
pub(crate) fn units(name: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut word = String::new();
    for piece in pieces(without_notes(name), NAME_CHARACTERS) {
        if let Piece::Letter(letter) = piece {
            word.push(letter);
            continue;
        }
        push_word(&mut units, &mut word);
        if let Piece::Han(character) = piece {
            units.push(Unit { han: Some(character), readings: Vec::new() });
        }
    }
    push_word(&mut units, &mut word);
    let mut han = units.iter().map(|unit| unit.han);
    let family = match (han.next().flatten(), han.next().flatten()) {
        (Some(first), second) => surname(first, second),
        _ => Surname::default(),
    };
    for (index, unit) in units.iter_mut().enumerate() {
        if let Some(character) = unit.han {
            unit.readings = readings_of(character, family.at(index), index == 0);
        }
    }
    units
}

fn push_word(units: &mut Vec<Unit>, word: &mut String) {
    if !word.is_empty() {
        units.push(Unit { han: None, readings: vec![Cow::Owned(std::mem::take(word))] });
    }
}
