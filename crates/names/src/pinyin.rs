//! Names by sound: order, full reading, initials.
//!
//! Surnames are read as surnames (单 shan, 曾 zeng, 万俟 moqi); v stands for ü.

use crate::strokes::push_rank;
use crate::units::{Unit, units};
use ::pinyin::{Pinyin, ToPinyin, ToPinyinMulti};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

const SURNAMES: &str = include_str!("../data/surnames.tsv");
const GIVEN: &str = include_str!("../data/given.tsv");

/// Ends a syllable in a key; a syllable with ü comes right after the one with u.
const END_PLAIN: u8 = 1;
/// Ends a syllable with ü.
const END_UMLAUT: u8 = 2;
/// Begins the key of a character without known reading, after every letter.
const NO_READING: u8 = 0xff;

/// The key of a name by sound: keys in byte order are names in the order of a dictionary.
///
/// Characters are compared one by one: by syllable, then by tone, then by strokes, so that everyone
/// of one surname stands together. Characters without known reading come last.
///
/// ```
/// use xibao_names::pinyin::key;
///
/// // 单 as a surname is shan, so it stands after 李 and before 王.
/// assert!(key("李明") < key("单雄") && key("单雄") < key("王芳"));
/// ```
pub fn key(name: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(24);
    for unit in units(name) {
        let Some(reading) = unit.reading() else {
            key.push(NO_READING);
            unit.han.into_iter().for_each(|character| push_rank(&mut key, character));
            continue;
        };
        let umlaut = unit.han.is_some() && reading.contains('v');
        let plain = |byte| if umlaut && byte == b'v' { b'u' } else { byte };
        key.extend(reading.bytes().map(plain));
        key.push(if umlaut { END_UMLAUT } else { END_PLAIN });
        if let Some(character) = unit.han {
            key.push(tone(character, reading));
            push_rank(&mut key, character);
        }
    }
    key
}

/// The reading of a name, a space between syllables, v for ü: `wang jian guo`.
///
/// Characters without known reading stand as they are.
///
/// ```
/// assert_eq!(xibao_names::pinyin::full("万俟建国"), "mo qi jian guo");
/// ```
pub fn full(name: &str) -> String {
    let mut full = String::new();
    for unit in units(name) {
        if !full.is_empty() {
            full.push(' ');
        }
        match unit.reading() {
            Some(reading) => full.push_str(reading),
            None => full.extend(unit.han),
        }
    }
    full
}

/// The first letters of the syllables of a name: `wjg`. Characters without known reading give none.
///
/// ```
/// assert_eq!(xibao_names::pinyin::initials("曾国强"), "zgq");
/// ```
pub fn initials(name: &str) -> String {
    units(name)
        .iter()
        .filter_map(Unit::reading)
        .filter_map(|reading| reading.chars().next())
        .collect()
}

/// How the characters of a surname are read, where that differs from how they usually are.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Surname {
    readings: [Option<&'static str>; 2],
}

impl Surname {
    /// The readings of the character at a place of the name, divided by `|`.
    pub(crate) fn at(self, index: usize) -> Option<&'static str> {
        self.readings.get(index).copied().flatten()
    }
}

/// The surname that a name begins with.
pub(crate) fn surname(first: char, second: Option<char>) -> Surname {
    static TABLE: OnceLock<HashMap<(char, Option<char>), Surname>> = OnceLock::new();
    let table = TABLE.get_or_init(|| SURNAMES.lines().filter_map(surname_line).collect());
    let compound = second.and_then(|second| table.get(&(first, Some(second))));
    compound.or_else(|| table.get(&(first, None))).copied().unwrap_or_default()
}

fn surname_line(line: &'static str) -> Option<((char, Option<char>), Surname)> {
    let (surname, readings) = line.split_once('\t')?;
    let mut characters = surname.chars();
    let key = (characters.next()?, characters.next());
    let readings = match readings.split_once(' ') {
        Some((first, second)) if key.1.is_some() => [Some(first), Some(second)],
        _ => [Some(readings), None],
    };
    Some((key, Surname { readings }))
}

/// The readings of a character, the usual one first: as in a surname if it is in one, and all if
/// it is the first of a name; else as in given names.
pub(crate) fn readings_of(
    character: char,
    as_surname: Option<&'static str>,
    first: bool,
) -> Vec<Cow<'static, str>> {
    let mut readings: Vec<Cow<'static, str>> = Vec::with_capacity(1);
    let mut add = |reading: &'static str| {
        if !readings.iter().any(|known| known == reading) {
            readings.push(Cow::Borrowed(reading));
        }
    };
    let special = if first { as_surname } else { as_surname.or_else(|| in_given_names(character)) };
    special.into_iter().flat_map(|readings| readings.split('|')).for_each(&mut add);
    if first {
        let all = character.to_pinyin_multi().into_iter().flatten();
        all.map(|pinyin| ascii(pinyin.plain())).for_each(&mut add);
    } else if special.is_none() {
        character.to_pinyin().into_iter().map(|pinyin| ascii(pinyin.plain())).for_each(&mut add);
    }
    readings
}

/// How a character is read in given names, if not as a dictionary has it first.
fn in_given_names(character: char) -> Option<&'static str> {
    static TABLE: OnceLock<HashMap<char, &'static str>> = OnceLock::new();
    let line = |line: &'static str| {
        let (name, readings) = line.split_once('\t')?;
        Some((name.chars().next()?, readings))
    };
    TABLE.get_or_init(|| GIVEN.lines().filter_map(line).collect()).get(&character).copied()
}

/// A syllable without letters beyond ASCII.
fn ascii(syllable: &'static str) -> &'static str {
    match syllable {
        "lü" => "lv",
        "lüe" => "lve",
        "nü" => "nv",
        "nüe" => "nve",
        "ê" => "e",
        other => other,
    }
}

/// The tone of a character in a reading, 1 to 4, or 5 without tone or if it is not known.
fn tone(character: char, reading: &str) -> u8 {
    let number = |pinyin: Pinyin| pinyin.with_tone_num_end().bytes().last();
    let mut all = character.to_pinyin_multi().into_iter().flatten();
    let found = all.find(|pinyin| ascii(pinyin.plain()) == reading).and_then(number);
    found.filter(u8::is_ascii_digit).map_or(5, |digit| digit - b'0')
}
