//! Search by part of a name, by pinyin and by initials, through an index of tokens.
//!
//! [`tokens`] are stored for each name; [`query`] gives the terms that the tokens of a hit all
//! match; [`matches()`] is the exact truth. Every name that matches has tokens that match every
//! term, so an index finds all hits, and [`matches()`] removes the few that are none.
//!
//! Tokens are ASCII letters and digits only, so that the tokenisers of SQLite FTS5 (`unicode61`)
//! and PostgreSQL (`simple`) keep each whole: Han characters stand as hexadecimal code points.
//!
//! | token | of 王建国 | answers |
//! | --- | --- | --- |
//! | `u` and one character | `u738b` `u5efa` `u56fd` | 王 |
//! | `u` and two characters | `u738b5efa` `u5efa56fd` | 建国, 王建国 |
//! | `p` and the reading from a syllable on | `pwangjianguo` `pjianguo` `pguo` | wangj, jian guo |
//! | `p` and the initials from a syllable on | `pwjg` `pjg` | wjg, jg, wj |
//!
//! A surname is indexed with each of its readings, a character of a given name with those usual
//! there. v and ü find only ü, u finds both. Words divided by spaces follow each other in the
//! name; every word but the last that is whole pinyin must be matched by whole syllables.

mod matching;
mod phrase;
mod syllables;

use crate::units::{spellings, units};
use phrase::{Part, Words, parts};
use std::fmt::Write;

/// Most characters of a query that are read; the rest is ignored.
pub const QUERY_CHARACTERS: usize = 64;

/// Most letters of a reading that a token or a term holds.
pub const READING_LETTERS: usize = 32;

/// What to look for in an index of [`tokens`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Terms that must all match; at least one.
    pub terms: Vec<Term>,
}

/// A term of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// ASCII lower-case letters and digits.
    pub text: String,
    /// Whether any token that begins with the text matches, or only the text itself.
    pub prefix: bool,
}

impl Term {
    /// Whether a token matches.
    pub fn accepts(&self, token: &str) -> bool {
        if self.prefix { token.starts_with(&self.text) } else { token == self.text }
    }
}

/// The tokens to index for a name, without repeats.
///
/// ```
/// let tokens = xibao_names::search::tokens("王芳");
/// let expected = ["u738b", "u738b82b3", "u82b3", "pwangfang", "pwf", "pfang", "pyufang", "pyf"];
/// assert_eq!(tokens, expected);
/// ```
pub fn tokens(name: &str) -> Vec<String> {
    let units = units(name);
    let mut tokens = Vec::with_capacity(12);
    for (index, unit) in units.iter().enumerate() {
        let Some(character) = unit.han else { continue };
        add(&mut tokens, han_token(&[character]));
        if let Some(next) = units.get(index + 1).and_then(|next| next.han) {
            add(&mut tokens, han_token(&[character, next]));
        }
    }
    for spelling in spellings(&units) {
        for start in 0..spelling.len() {
            let run = || spelling.iter().skip(start).map_while(|reading| *reading);
            let count = run().count();
            if count > 0 {
                add(&mut tokens, sound_token(run()));
            }
            if count > 1 {
                add(&mut tokens, sound_token(run().map(initial)));
            }
        }
    }
    tokens
}

/// What to look for, or none if there is nothing to search by.
///
/// ```
/// let query = xibao_names::search::query("建国").expect("there is something");
/// assert_eq!(query.terms[0].text, "u5efa56fd");
/// assert!(xibao_names::search::query(" 12 ").is_none());
/// ```
pub fn query(text: &str) -> Option<Query> {
    let mut terms = Vec::new();
    for part in parts(text) {
        match part {
            Part::Han(characters) => han_terms(&characters, &mut terms),
            Part::Words(words) => word_terms(&words, &mut terms),
        }
    }
    (!terms.is_empty()).then_some(Query { terms })
}

/// Whether a name is a hit for a text: the exact truth. A text with nothing to search by has no
/// hits.
///
/// ```
/// use xibao_names::search::matches;
///
/// for text in ["王", "建国", "wangjianguo", "wang jian guo", "jianguo", "wangj", "wjg", "jg", "王jg"]
/// {
///     assert!(matches("王建国", text), "{text}");
/// }
/// assert!(!matches("王建国", "王国"));
/// ```
pub fn matches(name: &str, text: &str) -> bool {
    let parts = parts(text);
    let units = units(name);
    let spellings = spellings(&units);
    !parts.is_empty() && parts.iter().all(|part| matching::holds(&units, &spellings, part))
}

fn add(tokens: &mut Vec<String>, token: String) {
    if !tokens.contains(&token) {
        tokens.push(token);
    }
}

fn add_term(terms: &mut Vec<Term>, text: String, prefix: bool) {
    let term = Term { text, prefix };
    if !terms.contains(&term) {
        terms.push(term);
    }
}

fn han_terms(characters: &[char], terms: &mut Vec<Term>) {
    if let [_] = characters {
        add_term(terms, han_token(characters), false);
    }
    for pair in characters.windows(2) {
        add_term(terms, han_token(pair), false);
    }
}

/// Whole words make one term with what follows; a word that may be cut short stands alone.
fn word_terms(words: &Words, terms: &mut Vec<Term>) {
    let all = || words.all().iter().map(String::as_str);
    if !words.all_whole_before_last() {
        all().for_each(|word| add_term(terms, sound_token(std::iter::once(word)), true));
        return;
    }
    if words.last_by_reading() {
        add_term(terms, sound_token(all()), true);
        return;
    }
    let before = words.all().len().saturating_sub(1);
    if before > 0 {
        add_term(terms, sound_token(all().take(before)), true);
    }
    add_term(terms, sound_token(all().skip(before)), true);
}

fn han_token(characters: &[char]) -> String {
    let mut token = String::from("u");
    for &character in characters {
        let _ = write!(token, "{:x}", u32::from(character));
    }
    token
}

/// A token of readings or initials: ü as u, letters beyond ASCII by code point, cut at
/// [`READING_LETTERS`].
fn sound_token<'a>(readings: impl Iterator<Item = &'a str>) -> String {
    let mut token = String::from("p");
    for letter in readings.flat_map(str::chars) {
        match letter {
            'v' => token.push('u'),
            'a'..='z' => token.push(letter),
            _ => {
                let _ = write!(token, "x{:04x}", u32::from(letter));
            }
        }
        if token.len() > READING_LETTERS {
            token.truncate(READING_LETTERS + 1);
            break;
        }
    }
    token
}

/// The first letter of a reading, as text.
fn initial(reading: &str) -> &str {
    reading.chars().next().and_then(|first| reading.get(..first.len_utf8())).unwrap_or_default()
}
