//! What a person typed to search for, in parts.

use super::QUERY_CHARACTERS;
use super::syllables::{is_begun, is_whole};
use crate::units::{Piece, pieces};

/// A part of a query; a hit holds every part.
#[derive(Debug)]
pub(crate) enum Part {
    /// Han characters that follow each other.
    Han(Vec<char>),
    /// Words that follow each other.
    Words(Words),
}

/// Words of letters that follow each other.
#[derive(Debug, Default)]
pub(crate) struct Words(Vec<String>);

/// How a word may be found in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// By whole syllables only.
    Whole,
    /// By syllables, the last of which may be cut short.
    Reading,
    /// By syllables or by initials.
    Any,
}

impl Words {
    /// The words; at least one.
    pub(crate) fn all(&self) -> &[String] {
        &self.0
    }

    /// Whether every word but the last is whole syllables.
    pub(crate) fn all_whole_before_last(&self) -> bool {
        let before = self.0.len().saturating_sub(1);
        self.0.iter().take(before).all(|word| is_whole(word))
    }

    /// Whether the last word is found by its reading alone, or is the only one.
    pub(crate) fn last_by_reading(&self) -> bool {
        self.0.len() == 1 || self.0.last().is_some_and(|word| is_begun(word))
    }

    /// How the word at a place may be found.
    pub(crate) fn manner(&self, at: usize) -> Manner {
        let word = self.0.get(at).map_or("", String::as_str);
        if at + 1 < self.0.len() {
            return if is_whole(word) { Manner::Whole } else { Manner::Any };
        }
        if self.0.len() > 1 && is_begun(word) { Manner::Reading } else { Manner::Any }
    }

    /// Adds a word; passports write lü and nü as lyu and nyu.
    fn push(&mut self, word: &mut String) {
        if word.is_empty() {
            return;
        }
        let word = std::mem::take(word);
        let passport = [("lyu", "lv"), ("nyu", "nv")].into_iter().find_map(|(written, read)| {
            word.strip_prefix(written).map(|rest| format!("{read}{rest}"))
        });
        self.0.push(passport.unwrap_or(word));
    }
}

/// The parts of a query; none if there is nothing to search by.
pub(crate) fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut word = String::new();
    for piece in pieces(text.chars(), QUERY_CHARACTERS) {
        match piece {
            Piece::Letter(letter) => word.push(letter),
            Piece::Gap => end_word(&mut parts, &mut word),
            Piece::Han(character) => {
                end_word(&mut parts, &mut word);
                if let Some(Part::Han(characters)) = parts.last_mut() {
                    characters.push(character);
                } else {
                    parts.push(Part::Han(vec![character]));
                }
            }
        }
    }
    end_word(&mut parts, &mut word);
    parts
}

fn end_word(parts: &mut Vec<Part>, word: &mut String) {
    if word.is_empty() {
        return;
    }
    if let Some(Part::Words(words)) = parts.last_mut() {
        words.push(word);
    } else {
        let mut words = Words::default();
        words.push(word);
        parts.push(Part::Words(words));
    }
}
