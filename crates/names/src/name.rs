//! A person's name, cleaned of what typing and spreadsheets do to it.

use crate::error::NameError;
use crate::han::{folded, is_han, is_invisible, is_middle_dot};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Most characters a name can have.
pub const NAME_CHARACTERS: usize = 50;

/// Most characters that are looked at; longer text is refused unread.
const TEXT_CHARACTERS: usize = 1_000;

/// A person's name as [`clean`] leaves it: NFC, 1 to 50 characters, parts divided by U+00B7 or one
/// space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as owned text.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Makes a name of text.
///
/// Text becomes NFC, full-width letters become ASCII and radicals become characters; spaces around
/// and inside a Han name go (刘　英 is 刘英), any dot between parts becomes U+00B7, and what cannot be
/// seen goes. Cleaning a cleaned name changes nothing.
///
/// # Errors
/// [`NameError`] for text without letters, longer than [`NAME_CHARACTERS`], or with characters of
/// private fonts, control characters, digits, or signs that names do not have.
///
/// ```
/// use xibao_names::{NameError, clean};
///
/// assert_eq!(clean(" 刘　英 ")?.as_str(), "刘英");
/// assert_eq!(clean("阿依古丽•买买提")?.as_str(), "阿依古丽·买买提");
/// assert!(matches!(clean("王\u{e1a3}"), Err(NameError::PrivateUse { place: 2, .. })));
/// # Ok::<(), NameError>(())
/// ```
pub fn clean(text: &str) -> Result<Name, NameError> {
    let count = text.chars().take(TEXT_CHARACTERS + 1).count();
    if count > TEXT_CHARACTERS {
        return Err(NameError::TooLong { count: text.chars().count() });
    }
    let trimmed = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let before = count - trimmed.chars().count().min(count);
    let leading = text.chars().take_while(|&c| c.is_whitespace() || is_invisible(c)).count();
    check(trimmed, leading.min(before))?;
    let visible = trimmed.chars().filter(|&character| !is_invisible(character));
    let characters: Vec<char> = dotted(&visible.collect::<Vec<_>>());
    let characters: Vec<char> = characters.into_iter().nfc().collect();
    let name = spaced(&characters);
    let count = name.chars().count();
    if count > NAME_CHARACTERS {
        return Err(NameError::TooLong { count });
    }
    if !name.chars().any(|character| is_han(character) || character.is_alphabetic()) {
        return Err(NameError::Empty);
    }
    Ok(Name(name))
}

/// Refuses characters that cannot stand in a name; `before` characters stood before this text.
fn check(text: &str, before: usize) -> Result<(), NameError> {
    for (index, character) in text.chars().enumerate() {
        let place = before + index + 1;
        let plain = folded(character);
        if is_invisible(character) || is_middle_dot(character) || is_han(plain) {
            continue;
        }
        match plain {
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => {
                return Err(NameError::PrivateUse { character, place });
            }
            ' ' | '-' | '\'' | '’' | '.' => {}
            _ if plain.is_control() || matches!(plain, '\u{2028}' | '\u{2029}') => {
                return Err(NameError::Control { character, place });
            }
            _ if plain.is_whitespace() || plain.is_alphabetic() || is_combining_mark(plain) => {}
            _ if plain.is_numeric() => return Err(NameError::Digit { character, place }),
            _ => return Err(NameError::Symbol { character, place }),
        }
    }
    Ok(())
}

/// Every kind of dot between parts as U+00B7, every kind of space as a space, the rest folded.
fn dotted(characters: &[char]) -> Vec<char> {
    let neighbour = |found: Option<&char>| found.copied().map(folded);
    let solid = |character: &&char| !character.is_whitespace();
    let mut plain = Vec::with_capacity(characters.len());
    for (index, &character) in characters.iter().enumerate() {
        let before = neighbour(characters.iter().take(index).rev().find(solid));
        let after = neighbour(characters.iter().skip(index + 1).find(solid));
        let han = before.is_some_and(is_han) && after.is_some_and(is_han);
        let latin = [before, after].into_iter().flatten().any(|c| c.is_ascii_alphabetic());
        plain.push(match character {
            '．' if !latin => '·',
            '.' if han => '·',
            _ if is_middle_dot(character) => '·',
            _ if character.is_whitespace() => ' ',
            _ => folded(character),
        });
    }
    plain
}

/// Removes the spaces that only pad: all in a Han name, those beside a dot, and all but one
/// elsewhere.
fn spaced(characters: &[char]) -> String {
    let padded = characters.iter().all(|&c| is_han(c) || matches!(c, ' ' | '·'));
    let mut name = String::new();
    let mut space = false;
    for &character in characters {
        match character {
            ' ' => space = !padded && !name.ends_with('·'),
            '·' if name.ends_with('·') => space = false,
            '·' => {
                name.push('·');
                space = false;
            }
            _ => {
                if space && !name.is_empty() {
                    name.push(' ');
                }
                space = false;
                name.push(character);
            }
        }
    }
    name.trim_matches(|character| matches!(character, '·' | ' ')).to_owned()
}
